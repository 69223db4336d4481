"""Neighbours over HTTP: what is linked with a thing, by relation, counted and listed."""

from aifkg.web.near.addresses import PATH, address, pointing_at
from aifkg.web.near.route import neighbours

__all__ = ["PATH", "address", "neighbours", "pointing_at"]
