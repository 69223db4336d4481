"""Facts: what things say of themselves, with the passages and rules that say so.

What was asked once is kept, the last of it first to stay: a snapshot never changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from aifkg.engine import EmbeddedEngine, Literal, Value
from aifkg.names import RULE, TERM
from aifkg.show.dates import DATES
from aifkg.show.question import Row
from aifkg.show.sheet import Link
from aifkg.show.words import readable, word_of
from aifkg.span import Span, covered
from aifkg.trace.asked import rows, text
from aifkg.trace.plain_terms import PlainTerms

_KEPT = 4096
_KIND = ("kind", "label")
_UNRANKED = 99


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a source that states something, with what the source is known by."""

    iri: str
    source: str
    title: str
    locator: str
    publisher: str | None = None
    published: str | None = None
    available: str | None = None
    valid: str | None = None
    kind: str | None = None
    rank: int | None = None
    """The rank of its kind of source, 1 deciding first."""

    @property
    def place(self) -> int:
        """Where it stands among others by that rank, last without one."""
        return self.rank or _UNRANKED


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a statement was derived by."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a property: in words, with the graphs that hold it and the disputes about it."""

    value: str
    words: str
    span: Span | None
    date: str | None
    graphs: tuple[str, ...]
    disputes: tuple[str, ...]
    contrary: tuple[str, ...] = ()
    """The graphs that hold a value of the property that does not stand."""
    datatype: str | None = None
    """That of a literal; None for an IRI."""
    language: str | None = None


class Facts:
    """The facts of one loaded graph."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self._engine = engine
        self.all_of = lru_cache(_KEPT)(self._all_of)
        self.of = lru_cache(_KEPT)(self._of)
        self.statement = lru_cache(_KEPT)(self._statement)
        self.graph = lru_cache(_KEPT)(self._graph)

    @cached_property
    def plain(self) -> PlainTerms:
        """The properties whose dates begin or end what they are of, among others."""
        return PlainTerms.read(self._engine)

    def _all_of(self, thing: str) -> Mapping[str, Sequence[Said]]:
        """Return all that a thing says, by local name of property."""
        return _said(rows(self._engine, "facts", thing=thing))

    def _of(self, thing: str, name: str) -> Sequence[Said]:
        """Return what a thing says by one property, of this local name."""
        return _said(rows(self._engine, "facts", thing=thing, property=TERM + name)).get(name, ())

    def _statement(self, thing: str, name: str, value: str) -> Said | None:
        """Return one statement, or None where the default graph does not hold it."""
        found = rows(self._engine, "facts", thing=thing, property=TERM + name, value=value)
        said = _said(found).get(name, ())
        return said[0] if said else None

    def _graph(self, iri: str) -> Passage | Rule | None:
        """Return what a graph that holds a statement is: a passage, a rule, or neither."""
        said: dict[str, str] = {}
        for row in rows(self._engine, "graph", graph=iri):
            part, name = text(row["part"]), text(row["property"]).rpartition("#")[2]
            said.setdefault("kind" if (part, name) == _KIND else name, text(row["value"]))
        if iri.startswith(RULE):
            return Rule(iri, said.get("label", iri))
        return _passage(iri, said) if "passageOf" in said else None


def _passage(iri: str, said: Mapping[str, str]) -> Passage:
    return Passage(
        iri,
        said["passageOf"],
        said.get("title", said["passageOf"]),
        said.get("locator", ""),
        said.get("publisher"),
        said.get("published"),
        said.get("availableBy"),
        said.get("validAt"),
        said.get("kind"),
        int(said["sourceRank"]) if "sourceRank" in said else None,
    )


def _said(found: Sequence[Row]) -> dict[str, tuple[Said, ...]]:
    values: defaultdict[str, dict[Value, set[str]]] = defaultdict(lambda: defaultdict(set))
    graphs: defaultdict[tuple[str, Value], set[str]] = defaultdict(set)
    disputes: defaultdict[str, set[str]] = defaultdict(set)
    rivals: defaultdict[str, set[tuple[Value, str]]] = defaultdict(set)
    for row in found:
        name, value = text(row["property"]).removeprefix(TERM), row["value"]
        if row["other"] is not None:
            rivals[name].add((row["other"], text(row["graph"])))
        if value is None:
            continue
        match text(row["part"]):
            case "value":
                values[name][value].add(text(row["label"]) or text(value))
            case "graph":
                graphs[name, value].add(text(row["graph"]))
            case "dispute":
                disputes[name].add(text(row["graph"]))
    return {
        name: tuple(
            Said(
                text(value),
                _words(name, value, min(labels)),
                _span(value),
                text(value) if _span(value) else None,
                tuple(sorted(graphs[name, value])),
                tuple(sorted(disputes[name])),
                _contrary(rivals[name], of),
                _datatype(value),
                value.language if isinstance(value, Literal) else None,
            )
            for value, labels in sorted(of.items(), key=lambda one: text(one[0]))
        )
        for name, of in values.items()
    }


def _contrary(rivals: Iterable[tuple[Value, str]], stands: Iterable[Value]) -> tuple[str, ...]:
    """Return the graphs of what does not agree with what stands: a vaguer date may."""
    spans = list(filter(None, map(_span, stands)))
    return tuple(sorted({graph for rival, graph in rivals if not _agrees(_span(rival), spans)}))


def _agrees(span: Span | None, spans: Iterable[Span]) -> bool:
    return span is not None and any(one.contains(span) or span.contains(one) for one in spans)


def _words(name: str, value: Value, label: str) -> str:
    return word_of(name, readable(Link(label, datatype=_datatype(value))))


def _datatype(value: Value) -> str | None:
    return value.datatype.value if isinstance(value, Literal) else None


def _span(value: Value) -> Span | None:
    if not isinstance(value, Literal) or value.datatype.value not in DATES:
        return None
    return covered(value.value, value.datatype.value)
