"""References: the passages that a page names, numbered as they are first named."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from aifkg.show import Evidence
from aifkg.show.words import when
from aifkg.web.links import anchor


class References:
    """The numbered passages of one page."""

    def __init__(self) -> None:
        self._numbers: dict[Evidence, int] = {}

    def marks(self, evidence: Sequence[Evidence]) -> str:
        """Return the numbers of passages, each a link to its place in the list."""
        links = ", ".join(map(self._mark, evidence))
        return f' <sup class="sources">{links}</sup>' if links else ""

    def html(self) -> str:
        """Return the list of all that was named so far, or nothing."""
        items = "\n".join(
            f'<li id="source-{number}">{cited(one)}</li>' for one, number in self._numbers.items()
        )
        return (
            f'<h2 id="sources">Sources</h2>\n<ol class="references">\n{items}\n</ol>'
            if items
            else ""
        )

    def _mark(self, evidence: Evidence) -> str:
        number = self._numbers.setdefault(evidence, len(self._numbers) + 1)
        return f'<a href="#source-{number}" aria-label="Source {number}">{number}</a>'


def cited(one: Evidence) -> str:
    """Return a passage as it is cited: publisher, title, place, date."""
    publisher = f"{escape(one.publisher)}: " if one.publisher else ""
    title, place = anchor(one.source, one.title), anchor(one.passage, one.locator)
    return f"{publisher}{title}, {place}, {escape(when(one))}"
