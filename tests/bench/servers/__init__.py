"""Servers: ours and its peers, each started on a free loopback port and ended by its process."""
