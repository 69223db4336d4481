"""Show: what is held about a thing, and how a thing is found; knows an engine, not its answers."""

from aifkg.show.assembly import show
from aifkg.show.errors import AmbiguousThing, ThingError, UnknownCode, UnknownThing
from aifkg.show.finder import Finder
from aifkg.show.sheet import (
    Disagreement,
    Evidence,
    Held,
    Incoming,
    Link,
    Point,
    Property,
    Sheet,
    Told,
)

__all__ = [
    "AmbiguousThing",
    "Disagreement",
    "Evidence",
    "Finder",
    "Held",
    "Incoming",
    "Link",
    "Point",
    "Property",
    "Sheet",
    "ThingError",
    "Told",
    "UnknownCode",
    "UnknownThing",
    "show",
]
