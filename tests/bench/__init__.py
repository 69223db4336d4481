"""The benchmark: `make bench` measures the build, and the server beside its peers."""
