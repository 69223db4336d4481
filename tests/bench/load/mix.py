"""The mix: questions on the real graph, as they stand and in ever new forms; knows no server.

A form of a question has a variable name, a constant and a limit of its own, and asks of another
factory where it names one, so that no cache holds its answer. In the file, `_0` ends the variable,
`"0"` is the constant, and `ai-factory:lumi` the factory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aifkg.engine import Form, form_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aifkg.share import Share

LIMITS = 100
"""How many limits the forms of a question take in turn, each one more than the last."""

_FOLDER = Path(__file__).parents[1] / "queries"
_VARYING = re.compile(
    r'(?<=_)(?P<number>0)\b|(?<=")(?P<text>0)(?=")|(?<=LIMIT )(?P<limit>\d+)'
    r"|(?<=ai-factory:)(?P<factory>lumi)\b"
)


@dataclass(frozen=True)
class Varying:
    """A place in a question that differs from form to form: a number, a limit or a factory."""

    kind: str
    text: str


@dataclass(frozen=True)
class Question:
    """A query of the mix."""

    name: str
    text: str

    @property
    def is_graph(self) -> bool:
        """Whether the answer is a graph."""
        return form_of(self.text) in (Form.CONSTRUCT, Form.DESCRIBE)

    @property
    def media_type(self) -> str:
        """The one format that every peer writes the answer in."""
        return "application/n-triples" if self.is_graph else "application/sparql-results+json"

    def parts(self) -> Iterator[str | Varying]:
        """Yield what stays and what varies, in the order of the text."""
        end = 0
        for match in _VARYING.finditer(self.text):
            yield self.text[end : match.start()]
            kind = str(match.lastgroup)
            yield Varying("number" if kind == "text" else kind, match[0])
            end = match.end()
        yield self.text[end:]

    def form(self, number: int, factories: Sequence[str]) -> str:
        """Return the question in the form that has this number."""
        return "".join(
            part if isinstance(part, str) else _varied(part, number, factories)
            for part in self.parts()
        )


def read(path: Path) -> Question:
    """Return the question in a file, named as the file is."""
    return Question(path.stem, path.read_text(encoding="utf-8"))


def mix() -> list[Question]:
    """Return every question of the mix, by name."""
    return [read(path) for path in sorted(_FOLDER.glob("*.rq"))]


def factories(share: Share) -> list[str]:
    """Return the slugs of the AI factories, which the questions are asked of in turn."""
    return sorted(path.stem for path in (share.data / "id" / "ai-factory").glob("*.ttl"))


def _varied(part: Varying, number: int, slugs: Sequence[str]) -> str:
    if part.kind == "limit":
        return str(int(part.text) + number % LIMITS)
    return str(number) if part.kind == "number" else slugs[number % len(slugs)]
