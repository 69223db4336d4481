"""The embedded engine: a snapshot in memory, queried in this process; the only door to pyoxigraph.

The default graph of the snapshot is the resolved view and the default dataset; the named graphs are
passages. The two are never merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from pyoxigraph import (
    BaseDirection,
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
)

from aifkg.engine.binding import PARAMETER, check_names, lateral
from aifkg.engine.dataset import Dataset
from aifkg.engine.deep import LONG, on_deep_stack
from aifkg.engine.diagnosis import Prefixes, diagnose
from aifkg.engine.errors import EngineError, Failures
from aifkg.engine.formats import Format, fitting
from aifkg.engine.gate import Admitted, Bounds, admit, examine
from aifkg.engine.writing import Raw, written

__all__ = [
    "BaseDirection",
    "Bindings",
    "BlankNode",
    "Dataset",
    "EmbeddedEngine",
    "Graph",
    "Literal",
    "NamedNode",
    "Result",
    "Solutions",
    "Term",
    "Triple",
    "Truth",
    "Value",
    "parse_error",
]

Term = NamedNode | Literal
"""What may be bound to a variable."""
Value = NamedNode | BlankNode | Literal | Triple
"""What may stand in an answer."""
Bindings = Mapping[str, Term]
_NO_GRAPH = object()
_REMEMBERED = 16
"""Queries with bindings that are kept read: a program has few of them, and asks them over and over.

No client writes one, so that nobody fills a worker's memory with them.
"""


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to a SELECT: columns, and rows with None where nothing is bound."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Value | None, ...]]


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer to an ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """The answer to a CONSTRUCT or DESCRIBE."""

    triples: Iterator[Triple]


Result = Solutions | Truth | Graph


class EmbeddedEngine:
    """A loaded snapshot that answers queries."""

    def __init__(
        self,
        store: Store,
        *,
        prefixes: Mapping[str, str] | None = None,
        base: str | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self._store = store
        self._base = base
        self._prefixes = dict(prefixes or {})
        self._bounds = bounds or Bounds()

    @classmethod
    def open(
        cls,
        snapshot: Path,
        *,
        descriptor: int | None = None,
        prefixes: Mapping[str, str] | None = None,
        base: str | None = None,
        bounds: Bounds | None = None,
    ) -> EmbeddedEngine:
        """Load an N-Quads file, by its descriptor where it is open already.

        `prefixes` shorten the graphs that are written; `base` completes the relative IRIs of
        queries that have no BASE line of their own.
        """
        store = Store()
        try:
            with open(snapshot if descriptor is None else descriptor, "rb") as file:  # noqa: PTH123
                file.seek(0)
                store.bulk_load(file, format=RdfFormat.N_QUADS)
        except (OSError, SyntaxError) as error:
            raise EngineError(f"The snapshot {snapshot} cannot be loaded: {error}.") from error
        return cls(store, prefixes=prefixes, base=base, bounds=bounds)

    def __len__(self) -> int:
        return len(self._store)

    def query(
        self, sparql: str, *, bindings: Bindings | None = None, dataset: Dataset | None = None
    ) -> Result:
        """Return the answer as terms, row by row; all at once where the query is long."""
        query = self.admit(sparql, again=bool(bindings))
        if len(query.text) < LONG:
            return self._result(query, bindings or {}, dataset)
        return on_deep_stack(lambda: _collected(self._result(query, bindings or {}, dataset)))

    def _result(self, query: Admitted, bindings: Bindings, dataset: Dataset | None) -> Result:
        raw = self._evaluate(query, bindings, dataset)
        if isinstance(raw, QuerySolutions):
            return Solutions(tuple(variable.value for variable in raw.variables), _rows(raw))
        if isinstance(raw, QueryBoolean):
            return Truth(bool(raw))
        return Graph(_failing(raw))

    def answer(
        self,
        sparql: str,
        *formats: Format,
        bindings: Bindings | None = None,
        dataset: Dataset | None = None,
        limit_bytes: int | None = None,
    ) -> bytes:
        """Return the whole answer, in the first of the formats that can carry it."""
        query = self.admit(sparql, again=bool(bindings))
        format_ = fitting(query.form, formats)
        return self.write(
            query, format_, bindings=bindings, dataset=dataset, limit_bytes=limit_bytes
        )[0]

    def admit(self, sparql: str, *, again: bool = False) -> Admitted:
        """Return a query that may be evaluated, or raise the QueryError that says why not.

        With `again` it is kept as read, since it will be asked again with other bindings.
        """
        return (_admit_again if again else admit)(sparql, self._bounds)

    def write(
        self,
        query: Admitted,
        format_: Format,
        *,
        bindings: Bindings | None = None,
        dataset: Dataset | None = None,
        limit_bytes: int | None = None,
        as_quads: bool = False,
    ) -> tuple[bytes, int | None]:
        """Return the answer, serialised, and how many triples a graph has.

        Past `limit_bytes` raise ResultTooLarge.
        """

        def evaluated() -> tuple[bytes, int | None]:
            raw = self._evaluate(query, bindings or {}, dataset)
            return written(raw, format_, self._prefixes, limit_bytes, as_quads=as_quads)

        return evaluated() if len(query.text) < LONG else on_deep_stack(evaluated)

    def _evaluate(self, query: Admitted, bindings: Bindings, dataset: Dataset | None) -> Raw:
        names = sorted(bindings)
        text = _lateral_again(query, tuple(names)) if names else query.as_cut
        substitutions: dict[Variable, Value] | None = None
        functions: dict[NamedNode, Callable[..., Value | None]] | None = None
        if text is None:
            substitutions = {Variable(name): bindings[name] for name in names}
        elif names:
            functions = {NamedNode(PARAMETER + name): _always(bindings[name]) for name in names}
        with Failures():
            try:
                return self._store.query(
                    query.as_cut if text is None else text,
                    base_iri=self._base,
                    default_graph=[NamedNode(iri) for iri in dataset.default] if dataset else None,
                    named_graphs=[NamedNode(iri) for iri in dataset.named] if dataset else None,
                    substitutions=substitutions,
                    custom_functions=functions,
                )
            except SyntaxError as error:
                examine(query, self._bounds)
                parse = partial(parse_error, base=self._base)
                message = parse(query.text) or str(error)
                known = Prefixes(self._prefixes)
                has_base = self._base is not None
                raise diagnose(query.text, message, parse, known, has_base=has_base) from None


_admit_again = lru_cache(_REMEMBERED)(admit)


@lru_cache(_REMEMBERED)
def _lateral_again(query: Admitted, names: tuple[str, ...]) -> str | None:
    """Do as `lateral`, for names that the query has."""
    check_names(query, names)
    return lateral(query, names)


def _collected(result: Result) -> Result:
    """Return a result that is whole: the engine's own may not leave the thread it was made in."""
    match result:
        case Solutions(variables, rows):
            return Solutions(variables, iter(list(rows)))
        case Graph(triples):
            return Graph(iter(list(triples)))
    return result


def _rows(raw: QuerySolutions) -> Iterator[tuple[Value | None, ...]]:
    variables = raw.variables
    with Failures():
        for solution in raw:
            yield tuple(solution[variable] for variable in variables)


def _failing(raw: QueryTriples) -> Iterator[Triple]:
    with Failures():
        yield from raw


def _always(term: Term) -> Callable[[], Value]:
    return lambda: term


def parse_error(
    text: str, namespaces: Mapping[str, str] | None = None, base: str | None = None
) -> str | None:
    """Return what the parser says against a text, or None.

    Planning may take minutes or end the interpreter where parsing does not. The parser is the first
    to look; what is no graph is noticed next, before the query is planned.
    """
    try:
        Store().query(
            text,
            base_iri=base,
            prefixes=dict(namespaces or {}),
            default_graph=_NO_GRAPH,  # type: ignore[arg-type]
        )
    except SyntaxError as error:
        return str(error)
    except (RuntimeError, OSError, ValueError):
        return None
    return None
