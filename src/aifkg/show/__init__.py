"""Show: what is held about a thing, and how a thing is found; knows an engine, not its answers."""

from aifkg.show.assembly import assembled, rows_of, show
from aifkg.show.errors import AmbiguousThing, ThingError, UnknownCode, UnknownThing
from aifkg.show.finder import Finder
from aifkg.show.parts import Parts as Rows
from aifkg.show.sheet import (
    Disagreement,
    Evidence,
    Held,
    Incoming,
    Kind,
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
    "Kind",
    "Link",
    "Point",
    "Property",
    "Rows",
    "Sheet",
    "ThingError",
    "Told",
    "UnknownCode",
    "UnknownThing",
    "assembled",
    "rows_of",
    "show",
]
