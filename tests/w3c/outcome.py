"""Outcomes: answers and expected answers read into one shape, and compared."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(
    _XSD + name
    for name in (
        "integer long int short byte nonNegativeInteger nonPositiveInteger negativeInteger "
        "positiveInteger unsignedLong unsignedInt unsignedShort unsignedByte"
    ).split()
)
_FLOATS = frozenset({_XSD + "double", _XSD + "float"})
_TRUTHS = {"1": "true", "0": "false"}
_SHOWN = 6
Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under variables."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The triples of a CONSTRUCT or DESCRIBE."""

    triples: tuple[Triple, ...]


Outcome = bool | Table | Graph


def read(body: bytes, media_type: str, base: str = "") -> Outcome:
    """Return an answer; a graph that describes a result set is that result set."""
    if media_type == "text/csv":
        return _read_csv(body.decode("utf-8"))
    results = QueryResultsFormat.from_media_type(media_type)
    if results is not None:
        return _read_results(body, results)
    format_ = RdfFormat.from_media_type(media_type)
    quads = parse(body, format=format_, base_iri=base or None, rename_blank_nodes=True)
    triples = tuple(quad.triple for quad in quads)
    described = _result_set(triples)
    return Graph(triples) if described is None else described


def same(
    expected: Outcome, found: Outcome, *, ordered: bool = False, any_count: bool = False
) -> bool:
    """Whether two outcomes are equal, blank nodes by isomorphism and numbers by value.

    `ordered` compares the order of rows too, `any_count` leaves out how often one stands.
    """
    if isinstance(expected, Table) and isinstance(found, Table):
        if set(expected.variables) != set(found.variables):
            return False
        tables = (expected, found)
        first, second = (_form(_quads(one, ordered, any_count)) for one in tables)
        return first == second
    if isinstance(expected, Graph) and isinstance(found, Graph):
        return _form(map(_quad, expected.triples)) == _form(map(_quad, found.triples))
    return isinstance(expected, bool) and expected is found


def written(outcome: Outcome, other: Outcome) -> str:
    """Return what an outcome has and the other has not, in a few words."""
    if isinstance(outcome, bool):
        return str(outcome).lower()
    lines, others = _lines(outcome), _lines(other)
    only = sorted(line for line in lines if line not in others) or sorted(lines)
    more = f" and {len(only) - _SHOWN} more" if len(only) > _SHOWN else ""
    return f"{len(lines)} rows, with {' / '.join(only[:_SHOWN]) or 'nothing'}{more}"


def _lines(outcome: Outcome) -> list[str]:
    if isinstance(outcome, Table):
        order = sorted(range(len(outcome.variables)), key=lambda i: outcome.variables[i])
        return [" | ".join(str(row[i] or "") for i in order) for row in outcome.rows]
    return [str(triple) for triple in outcome.triples] if isinstance(outcome, Graph) else []


def _read_results(body: bytes, format_: QueryResultsFormat) -> Outcome:
    results = parse_query_results(body, format_)
    if isinstance(results, QueryBoolean):
        return bool(results)
    assert isinstance(results, QuerySolutions)
    names = results.variables
    rows = tuple(tuple(row[name] for name in names) for row in results)
    return Table(tuple(name.value for name in names), rows)


def _read_csv(text: str) -> Outcome:
    """Read CSV, which tells blank nodes from texts and nothing else apart."""
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if lines in ([["true"]], [["false"]]):
        return lines == [["true"]]
    rows = tuple(tuple(_cell(cell) for cell in line) for line in lines[1:])
    return Table(tuple(lines[0]), rows)


def _cell(text: str) -> Term | None:
    if text.startswith("_:"):
        return BlankNode(text[2:])
    return Literal(text) if text else None


def _result_set(triples: Sequence[Triple]) -> Outcome | None:
    """Return the result set that a graph describes, as the suite of SPARQL 1.0 writes them."""
    objects: dict[tuple[object, str], list[Term]] = {}
    for triple in triples:
        objects.setdefault((triple.subject, triple.predicate.value), []).append(triple.object)
    roots = [t.subject for t in triples if t.object == NamedNode(_RS + "ResultSet")]
    if not roots:
        return None
    truths = objects.get((roots[0], _RS + "boolean"), [])
    if truths:
        return str(getattr(truths[0], "value", "")) == "true"
    names = tuple(
        term.value
        for term in objects.get((roots[0], _RS + "resultVariable"), [])
        if isinstance(term, Literal)
    )
    solutions = objects.get((roots[0], _RS + "solution"), [])
    index = {one: objects.get((one, _RS + "index"), []) for one in solutions}
    if all(index.values()):
        solutions.sort(key=lambda one: int(getattr(index[one][0], "value", 0)))
    return Table(names, tuple(_row(objects, solution, names) for solution in solutions))


def _row(
    objects: dict[tuple[object, str], list[Term]], solution: Term, names: Sequence[str]
) -> Row:
    cells: dict[str, Term] = {}
    for binding in objects.get((solution, _RS + "binding"), []):
        (variable,) = objects[binding, _RS + "variable"]
        (value,) = objects[binding, _RS + "value"]
        assert isinstance(variable, Literal)
        cells[variable.value] = value
    return tuple(cells.get(name) for name in names)


def _quads(table: Table, ordered: bool, any_count: bool) -> Iterable[Quad]:
    """Yield a table as a graph: two tables are the same where their graphs are isomorphic."""
    seen: set[Row] = set()
    for index, row in enumerate(table.rows):
        if any_count and row in seen:
            continue
        seen.add(row)
        node = BlankNode()
        yield Quad(node, _RDF_TYPE, NamedNode(_RS + "solution"))
        if ordered:
            yield Quad(node, NamedNode(_RS + "index"), Literal(index))
        for name, term in zip(table.variables, row, strict=True):
            if term is not None:
                yield _quad(Triple(node, NamedNode(_RS + "value/" + name), term))


def _form(quads: Iterable[Quad]) -> Dataset:
    """Return quads in the form that isomorphic ones share."""
    form = Dataset(quads)
    form.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return form


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, _valued(triple.object))


def _valued(term: Term) -> Term:
    """Return a number or truth in the one lexical form of its value."""
    if not isinstance(term, Literal):
        return term
    datatype = term.datatype.value
    try:
        if datatype in _INTEGERS:
            return Literal(str(int(term.value)), datatype=term.datatype)
        if datatype == _XSD + "decimal":
            return Literal(f"{Decimal(term.value).normalize():f}", datatype=term.datatype)
        if datatype == _XSD + "boolean":
            return Literal(_TRUTHS.get(term.value, term.value), datatype=term.datatype)
        if datatype in _FLOATS:
            return Literal(repr(float(term.value)), datatype=term.datatype)
    except (ValueError, InvalidOperation):
        return term
    return term
