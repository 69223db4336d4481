"""Citing: how something of the graph is cited in a text and by BibTeX, with its snapshot."""

from __future__ import annotations

import re

from aifkg.characters import line
from aifkg.show.dates import in_words

_GRAPH = "aifkg, knowledge graph of Europe's AI factories"
_IN_BIBTEX = re.compile(r"[{}\\%#$&_^~]")
_SHOWN = 12
"""Characters of a hash that tell snapshots apart."""


def edition(sha256: str, changed: str = "", known_on: str = "") -> str:
    """Return what a snapshot is called: by hash, the day of its data, and that of the past."""
    name = f"snapshot {sha256[:_SHOWN]}".rstrip()
    day = f" of {in_words(changed)}" if changed else ""
    known = f", as known on {in_words(known_on)}" if known_on else ""
    return f"{name}{day}{known}"


def cite(title: str, named: str, address: str) -> str:
    """Return how what has a title and an address is cited of an edition that is named so."""
    return line(f'"{title}", {_GRAPH}, {named}, {address}')


def bibtex(key: str, title: str, named: str, address: str, changed: str = "") -> str:
    """Return the same for BibTeX; what would end a field early is left out.

    The key gets hyphens for whatever keys may not have.
    """
    year = f"\n  year = {{{changed[:4]}}}," if changed else ""
    return f"""@misc{{aifkg-{slug(key)},
  title = {{{_IN_BIBTEX.sub("", line(title))}}},
  author = {{{{aifkg contributors}}}},{year}
  howpublished = {{aifkg, {named}}},
  url = {{{re.sub("[{}]", "", line(address))}}}
}}"""


def slug(text: str) -> str:
    """Return a text in letters and digits that keys and names of files may have."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
