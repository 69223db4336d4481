"""Build: how long the build takes, and the first answers from its snapshot."""
