"""Discovery: how people and machines that know nothing of the graph find what is in it."""
