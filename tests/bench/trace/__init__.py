"""Trace: how fast connections are found, in process, on a large graph and over HTTP."""
