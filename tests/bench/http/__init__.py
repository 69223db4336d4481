"""HTTP: our server beside its peers, on the same machine, graph and questions."""
