"""Source files: the record of a source, its passages, and what each passage states."""

from __future__ import annotations

import difflib
from collections import defaultdict
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aifkg.build import corpus
from aifkg.build.dates import DATE_TYPES, span
from aifkg.build.findings import Finding
from aifkg.build.identity import place
from aifkg.build.terms import (
    RDF_TYPE,
    Quad,
    Triple,
    aif,
    as_decimal,
    bare,
    datatype,
    iri,
    is_iri,
    lexical,
)
from aifkg.names import SOURCE, PrefixTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aifkg.build.rdf import ParsedFile
    from aifkg.build.vocabulary import Vocabulary

_NO_PLACE = "say where in the source it stands, precisely enough to find it again"


def read_source(
    file: ParsedFile, vocabulary: Vocabulary
) -> tuple[corpus.Source, list[corpus.Passage]]:
    """Return the source of a file and its passages, numbers read as decimals where they are."""
    me = iri(SOURCE + PurePosixPath(file.name).stem)
    records: dict[str, list[Triple]] = defaultdict(list)
    claims: dict[str, list[Triple]] = defaultdict(list)
    for s, p, o, graph in file.quads:
        if graph:
            claims[graph].append((s, p, as_decimal(o) if p in vocabulary.decimal else o))
        else:
            records[s].append((s, p, o))
    source = corpus.source(me, records.pop(me, []), vocabulary.source_ranks)
    passages = [
        corpus.passage(name, source, records.get(name, ()), claims.get(name, ()))
        for name in dict.fromkeys([*records, *claims])
    ]
    return source, passages


def check_source(file: ParsedFile, table: PrefixTable, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Yield what is wrong with a source's record and with the records of its passages."""
    path = PurePosixPath(file.name)
    expected = SOURCE + path.stem
    me = iri(expected)
    record = {p: o for s, p, o, g in file.quads if s == me and not g}
    if path.parts[1:] != ("source", f"{path.stem}.trig") or record.get(RDF_TYPE) != aif("Source"):
        message = f"data/source/{path.stem}.trig must describe source:{path.stem} as an aif:Source"
        yield Finding(file.name, "path-law", message)
    if corpus.PUBLISHED not in record and corpus.AVAILABLE_BY not in record:
        message = "the source has no date: aif:published, or aif:availableBy where it bears none"
        yield Finding(file.name, "source-without-date", message)
    if record.get(corpus.SOURCE_KIND) not in vocabulary.source_ranks:
        message = "the source has no aif:sourceKind, which gives its rank"
        yield Finding(file.name, "source-without-kind", message)
    yield from _check_passages(file, expected, table, vocabulary)
    yield from _check_values(file, table, vocabulary)


def _check_passages(
    file: ParsedFile, expected: str, table: PrefixTable, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Yield passages that cannot be found again or state nothing, and what stands outside them."""
    me = iri(expected)
    graphs = {g for _, _, _, g in file.quads if g}
    located = {s for s, p, _, g in file.quads if not g and p == corpus.LOCATOR}
    for graph in sorted(graphs | located):
        if not bare(graph).startswith(expected + "#"):
            message = f"passage {bare(graph)} is not a passage (#…) of {table.shorten(expected)}"
            yield Finding(file.name, "path-law", message)
        elif graph not in located:
            message = f"passage :{bare(graph).partition('#')[2]} has no aif:locator; {_NO_PLACE}"
            yield Finding(file.name, "passage-without-locator", message)
        elif graph not in graphs:
            message = f"passage :{bare(graph).partition('#')[2]} states nothing"
            yield Finding(file.name, "empty-passage", message)
    for s, p, o, g in file.quads:
        if g:
            continue
        if s != me and s not in located and s not in graphs:
            message = f"{_say(s, p, o, table)} stands outside any passage; put it into one"
            yield Finding(place(file, s, table), "claim-outside-passage", message)
        else:
            cls = aif("Source") if s == me else aif("Passage")
            yield from _check_use(file, (s, p, o, g), table, vocabulary, cls)


def _check_values(
    file: ParsedFile, table: PrefixTable, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Yield single-valued properties of which one passage states two values, or a bare number."""
    stated: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for s, p, o, graph in file.quads:
        if graph and p in vocabulary.single:
            stated[graph, s, p].add(o)
    for (graph, s, p), values in sorted(stated.items()):
        what = f"{table.shorten(bare(p))} of {table.shorten(bare(s))}"
        where = f"passage :{bare(graph).partition('#')[2]}"
        if len(values) > 1:
            message = f"{where} states {len(values)} values for {what}; make it as many passages"
            yield Finding(file.name, "two-values-in-a-passage", message)
        unit = vocabulary.units_for.get(p)
        if unit is not None and (graph, s, unit) not in stated:
            message = f"{where} states {what} without {table.shorten(bare(unit))}"
            yield Finding(file.name, "value-without-unit", message)


def check_terms(
    file: ParsedFile,
    table: PrefixTable,
    vocabulary: Vocabulary,
    things: Mapping[str, str],
) -> Iterator[Finding]:
    """Yield terms, codes, things and dates in a file that do not exist.

    `things` gives the class of each thing that has an identity file.
    """
    for quad in sorted(set(file.quads)):
        s, p, o, graph = quad
        if vocabulary.is_ours(p) and not vocabulary.exists(p):
            yield _unknown_term(file, p, table, vocabulary)
        elif graph and not vocabulary.is_ours(p):
            message = f"{table.shorten(bare(p))}: a passage states things in aif: terms only"
            yield Finding(place(file, p, table), "foreign-term", message)
        if graph and s not in things:
            yield _unknown_thing(file, s, table, things)
        if is_iri(o):
            yield from _check_object(file, o, table, vocabulary, things)
        elif datatype(o) in DATE_TYPES and span(o) is None:
            message = f'"{lexical(o)}" is no possible {table.shorten(datatype(o) or "")}'
            yield Finding(file.place(lexical(o)), "impossible-date", message)
        if graph and s in things:
            yield from _check_use(file, quad, table, vocabulary, things[s])


def _check_object(
    file: ParsedFile,
    term: str,
    table: PrefixTable,
    vocabulary: Vocabulary,
    things: Mapping[str, str],
) -> Iterator[Finding]:
    if vocabulary.is_ours(term):
        if not vocabulary.exists(term):
            yield _unknown_term(file, term, table, vocabulary)
        return
    if term in things:
        return
    where = table.file_of_iri(bare(term))
    if where and where[0] in vocabulary.kinds.keys() - {"source", "verdict"}:
        yield _unknown_thing(file, term, table, things)


def _check_use(
    file: ParsedFile, quad: Quad, table: PrefixTable, vocabulary: Vocabulary, cls: str
) -> Iterator[Finding]:
    _, p, _, _ = quad
    uses = vocabulary.uses.get(p)
    if uses is not None and uses.isdisjoint(vocabulary.ancestors(cls)):
        allowed = ", ".join(sorted(table.shorten(bare(c)) for c in uses))
        message = (
            f"{table.shorten(bare(p))} is not said of an {table.shorten(bare(cls))}; "
            f"it is said of {allowed}"
        )
        yield Finding(place(file, p, table), "property-of-class", message)


def _unknown_term(
    file: ParsedFile, term: str, table: PrefixTable, vocabulary: Vocabulary
) -> Finding:
    near = vocabulary.nearest(term)
    hint = f"; did you mean {table.shorten(bare(near))}?" if near else ""
    message = f"there is no term {table.shorten(bare(term))}{hint}"
    return Finding(place(file, term, table), "unknown-term", message)


def _unknown_thing(
    file: ParsedFile, term: str, table: PrefixTable, things: Mapping[str, str]
) -> Finding:
    curie = table.shorten(bare(term))
    where = table.file_of_iri(bare(term))
    kind = where[0] if where else ""
    kin = (bare(t) for t in things if where and bare(t).startswith(table.namespaces[kind]))
    near = _nearest(curie, tuple(map(table.shorten, kin)))
    hint = f"; did you mean {near}?" if near else ""
    missing = f"data/id/{kind}/{where[1]}.ttl" if where else "an identity file"
    message = f"{curie} has no identity: {missing} is missing{hint}"
    return Finding(place(file, term, table), "thing-without-identity", message)


@lru_cache(maxsize=1024)
def _nearest(curie: str, pool: tuple[str, ...]) -> str | None:
    """Return the one of the pool that is spelt most like a CURIE; one is often missing twice."""
    near = difflib.get_close_matches(curie, pool, n=1, cutoff=0.6)
    return near[0] if near else None


def _say(s: str, p: str, o: str, table: PrefixTable) -> str:
    said = table.shorten(bare(o)) if is_iri(o) else f'"{lexical(o)}"'
    return f"{table.shorten(bare(s))} {table.shorten(bare(p))} {said}"
