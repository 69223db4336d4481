"""Near: what is linked with one thing, counted by relation, and each relation part by part.

A relation is a property in one direction, or an end of a relational class. It knows no HTTP.
"""

from aifkg.trace.near.counting import Counted, counts
from aifkg.trace.near.listing import MOST, End, Neighbour, Other, Part, part
from aifkg.trace.near.naming import thing
from aifkg.trace.near.way import Direction, Way, Ways

__all__ = [
    "MOST",
    "Counted",
    "Direction",
    "End",
    "Neighbour",
    "Other",
    "Part",
    "Way",
    "Ways",
    "counts",
    "part",
    "thing",
]
