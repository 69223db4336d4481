"""The clause of a class: what is said of a thing behind its name, put together from its values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aifkg.show.words import listed

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
# A name may be a path, as sentences of links have, or be read backwards, as in SPARQL.
_PROPERTY = re.compile(r"\{(\^?[\w/]+)\}")
_PLACED = re.compile(r"(?P<on>\bon )?\{(?P<name>\^?[\w/]+)\}")
_DAY = re.compile(r"\d{1,2} [A-Z]")
_MOST_CHARACTERS = 400


def properties(clause: str) -> tuple[str, ...]:
    """Return the local names of the properties that a clause is made of."""
    return tuple(dict.fromkeys(_PROPERTY.findall(clause)))


def fitting(clause: str, values: Mapping[str, Sequence[str]]) -> str:
    """Return a clause without its brackets, as these values by local names of properties allow.

    A part in brackets falls away where it has no alternative whose properties all have values;
    what stands outside of brackets always stays.
    """
    pieces = _OPTIONAL.split(clause)
    return "".join(
        _chosen(piece, values) if number % 2 else piece for number, piece in enumerate(pieces)
    )


def tell(clause: str, values: Mapping[str, Sequence[str]]) -> str:
    """Return what fits of a clause with the values in the places of their properties."""
    told = _filled(fitting(clause, values), values)
    told = " ".join(told.split()).strip(" ,").replace(" ,", ",")
    return told if len(told) <= _MOST_CHARACTERS else told[:_MOST_CHARACTERS].rstrip() + " …"


def _chosen(part: str, values: Mapping[str, Sequence[str]]) -> str:
    """Return the first alternative that can be told, or nothing."""
    for alternative in part.split("|"):
        if all(values.get(name) for name in properties(alternative)):
            return alternative
    return ""


def _filled(text: str, values: Mapping[str, Sequence[str]]) -> str:
    return _PLACED.sub(lambda match: _placed(match, values), text)


def _placed(match: re.Match[str], values: Mapping[str, Sequence[str]]) -> str:
    """Return the values of a property; what is no day is "in" a time, not "on" it."""
    said = listed(values.get(match["name"], ()))
    if match["on"] is None:
        return said
    return f"on {said}" if _DAY.match(said) else f"in {said}"
