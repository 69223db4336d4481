"""The W3C's SPARQL tests, asked of a real server over HTTP."""
