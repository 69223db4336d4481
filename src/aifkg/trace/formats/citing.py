"""Citing: how a trace is cited in a text and by BibTeX, by question, snapshot, day and address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from aifkg.characters import line
from aifkg.names import BASE
from aifkg.show import citing
from aifkg.trace.answer import Trace

_PAST = re.compile(rf"{re.escape(BASE)}as-of/(\d{{4}}-\d\d-\d\d)/")
_IN_KEY = 6
"""Characters of a hash that tell the traces of the same ends apart."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What a trace is cited by beside itself: its permalink, and the day of the latest data."""

    address: str
    changed: str = ""


def known_on(address: str) -> str:
    """Return the day of the past as of which a permalink asks, nothing for the present graph."""
    past = _PAST.match(address)
    return past[1] if past else ""


def title(trace: Trace) -> str:
    """Return the question that a trace answers, with its things by name."""
    *others, last = (one.label for one in trace.ends)
    if len(others) == 1:
        return f"How is {others[0]} connected to {last}?"
    return f"How are {', '.join(others)} and {last} connected?"


def cite(trace: Trace, address: str, changed: str = "") -> str:
    """Return how a trace is cited in a text."""
    return citing.cite(title(trace), _edition(trace, address, changed), address)


def bibtex(trace: Trace, address: str, changed: str = "") -> str:
    """Return how a trace is cited by BibTeX.

    Its key has a hash of the address, so that other traces of the same ends have other keys.
    """
    digest = hashlib.sha256(line(address).encode()).hexdigest()[:_IN_KEY]
    key = f"trace-{slug(one.iri for one in trace.ends)}-{digest}"
    return citing.bibtex(key, title(trace), _edition(trace, address, changed), address, changed)


def slug(iris: Iterable[str]) -> str:
    """Return the ends of a trace in letters and digits that keys and names of files may have."""
    return citing.slug("-".join(iri.rpartition("/")[2] for iri in iris))


def _edition(trace: Trace, address: str, changed: str) -> str:
    """Return the snapshot, and the day of the past as of which it stands where one is asked."""
    return citing.edition(trace.snapshot, changed, known_on(address))
