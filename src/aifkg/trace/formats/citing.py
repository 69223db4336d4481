"""Citing: how a trace is cited in a text and by BibTeX, by question, snapshot, day and address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from aifkg.names import BASE
from aifkg.show.dates import in_words
from aifkg.trace.answer import Trace
from aifkg.trace.formats.characters import line

_IN_BIBTEX = re.compile(r"[{}\\%#$&_^~]")
_PAST = re.compile(rf"{re.escape(BASE)}as-of/(\d{{4}}-\d\d-\d\d)/")
_SHOWN = 12
"""Characters of a hash that tell snapshots apart."""
_IN_KEY = 6
"""Characters of a hash that tell the traces of the same ends apart."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What a trace is cited by beside itself: its permalink, and when its snapshot was made."""

    address: str
    built: str = ""


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


def cite(trace: Trace, address: str, built: str = "") -> str:
    """Return how a trace is cited in a text."""
    graph = "aifkg, knowledge graph of Europe's AI factories"
    return line(f'"{title(trace)}", {graph}, {_edition(trace, address, built)}, {address}')


def bibtex(trace: Trace, address: str, built: str = "") -> str:
    """Return how a trace is cited by BibTeX; what would end a field early is left out.

    Its key has a hash of the address, so that other traces of the same ends have other keys.
    """
    digest = hashlib.sha256(line(address).encode()).hexdigest()[:_IN_KEY]
    key = f"{slug(one.iri for one in trace.ends)}-{digest}"
    year = f"\n  year = {{{built[:4]}}}," if built else ""
    return f"""@misc{{aifkg-trace-{key},
  title = {{{_IN_BIBTEX.sub("", line(title(trace)))}}},
  author = {{{{aifkg contributors}}}},{year}
  howpublished = {{aifkg, {_edition(trace, address, built)}}},
  url = {{{re.sub("[{}]", "", line(address))}}}
}}"""


def slug(iris: Iterable[str]) -> str:
    """Return the ends of a trace in letters and digits that keys and names of files may have."""
    ends = "-".join(iri.rpartition("/")[2] for iri in iris)
    return re.sub(r"[^A-Za-z0-9]+", "-", ends).strip("-")


def _edition(trace: Trace, address: str, built: str) -> str:
    """Return the snapshot, and the day of the past as of which it stands where one is asked."""
    name = f"snapshot {trace.snapshot[:_SHOWN]}" if trace.snapshot else "snapshot"
    day = f" of {in_words(built)}" if built else ""
    past = known_on(address)
    known = f", as known on {in_words(past)}" if past else ""
    return f"{name}{day}{known}"
