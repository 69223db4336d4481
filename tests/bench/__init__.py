"""The benchmark: `make bench` prints how long the build and the first answers take."""
