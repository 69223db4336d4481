"""A made graph: the real snapshot with so many links more, in the ontology's shape.

Things, places, money and posts hang on the real countries, and each statement stands in a passage
of the real sources, so that steps are told as they are of the real graph. Few things are named very
often: the largest country, place, giver and partner are hubs.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

from aifkg.names import BASE, TERM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COUNTRY = re.compile(r"^(<[^>]*/authority/country/[A-Z]+>) <[^>]*#type> <[^>]*#Thing> \.$", re.M)
_PASSAGE = re.compile(rf"^(<[^>]*>) <{TERM}passageOf> <[^>]*> \.$", re.M)
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_THING = f"<{TERM}Thing>"
_EURO = "<http://publications.europa.eu/resource/authority/currency/EUR>"
_SEED = 5
# Of a hundred links, how many things there are of each kind.
_SHARES = {
    "Organisation": 10, "Place": 5, "Facility": 5, "AIFactory": 2, "Person": 10, "Event": 10,
    "Post": 5, "PostHolding": 10, "Commitment": 6,
}  # fmt: skip
_PARTNERS = 10
_GIVERS = 1_000
_MOST_UNEVEN = 4


def make(snapshot: Path, target: Path, links: int) -> None:
    """Write the snapshot with about so many links more."""
    text = snapshot.read_text(encoding="utf-8")
    made = _Made(_COUNTRY.findall(text), _PASSAGE.findall(text), links)
    with target.open("w", encoding="utf-8") as file:
        file.write(text)
        file.writelines(made.lines())


class _Made:
    """What is made, in the order in which it is written."""

    def __init__(self, countries: list[str], passages: list[str], links: int) -> None:
        self._random = Random(_SEED)
        self._countries = countries
        self._weights = [1 / rank for rank in range(1, len(countries) + 1)]
        self._passages = passages
        self._counts = {kind: max(1, links * share // 100) for kind, share in _SHARES.items()}

    def lines(self) -> Iterator[str]:
        """Yield every quad."""
        for kind, count in self._counts.items():
            for number in range(count):
                thing = _named(kind, number)
                yield f"{thing} {_TYPE} <{TERM}{kind}> .\n"
                yield f"{thing} {_TYPE} {_THING} .\n"
                yield f'{thing} {_LABEL} "{kind} {number}"@en .\n'
                for name, value in getattr(self, f"_{kind.lower()}")(number):
                    statement = f"{thing} <{TERM}{name}> {value} "
                    yield f"{statement}.\n{statement}{self._random.choice(self._passages)} .\n"

    def _organisation(self, number: int) -> Iterator[tuple[str, str]]:
        yield "inCountry", self._country()
        yield "locatedIn", self._one("Place")

    def _place(self, number: int) -> Iterator[tuple[str, str]]:
        yield "inCountry", self._country()

    def _facility(self, number: int) -> Iterator[tuple[str, str]]:
        yield "inCountry", self._country()

    def _aifactory(self, number: int) -> Iterator[tuple[str, str]]:
        yield "hostedBy", self._one("Organisation")
        yield "hostCountry", self._country()
        for partner in {self._one("Organisation") for _ in range(_PARTNERS)}:
            yield "partner", partner

    def _person(self, number: int) -> Iterator[tuple[str, str]]:
        yield from ()

    def _event(self, number: int) -> Iterator[tuple[str, str]]:
        yield "about", self._one("AIFactory")
        yield "agent", self._one("Organisation")

    def _post(self, number: int) -> Iterator[tuple[str, str]]:
        yield "postIn", self._one("Organisation")

    def _postholding(self, number: int) -> Iterator[tuple[str, str]]:
        yield "holder", _named("Person", number % self._counts["Person"])
        yield "post", _named("Post", number % self._counts["Post"])
        yield "since", f'"{self._random.randint(2015, 2026)}"^^{_YEAR}'

    def _commitment(self, number: int) -> Iterator[tuple[str, str]]:
        yield "giver", self._one("Organisation", most=_GIVERS)
        yield "receiver", self._one("Organisation")
        yield "funds", self._one("AIFactory")
        yield "amount", f'"{self._random.randint(1, 900)}000000"^^{_DECIMAL}'
        yield "currency", _EURO

    def _country(self) -> str:
        return self._random.choices(self._countries, self._weights)[0]

    def _one(self, kind: str, most: int | None = None) -> str:
        """Return a thing of a kind, the first ones far more often than the last."""
        count = min(most or self._counts[kind], self._counts[kind])
        return _named(kind, int(count * self._random.random() ** _MOST_UNEVEN))


_YEAR = "<http://www.w3.org/2001/XMLSchema#gYear>"
_DECIMAL = "<http://www.w3.org/2001/XMLSchema#decimal>"


def _named(kind: str, number: int) -> str:
    return f"<{BASE}id/made/{kind.lower()}-{number}>"
