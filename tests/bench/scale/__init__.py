"""Scale: the server on larger graphs, and how its answers grow with them."""
