"""RDF: a trace in the terms of the ontology and of PROV-O, by the serialiser of the engine.

The default graph holds the trace: its paths, their steps, and the statements that these rest on,
each derived from its passages and rules. The graphs of passages and rules hold the statements.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence

from aifkg.characters import in_xml
from aifkg.engine import Format, Literal, NamedNode, transcribe
from aifkg.names import BASE, TERM
from aifkg.rows import EDTF
from aifkg.trace.answer import Path, Statement, Step, Thing, Trace
from aifkg.trace.facts import Passage
from aifkg.trace.formats.citing import Citation, cite, title
from aifkg.trace.formats.noting import notes

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_DCTERMS = "http://purl.org/dc/terms/"
_PROV = "http://www.w3.org/ns/prov#"
_SCHEMA = "https://schema.org/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "aif": TERM,
    "dcterms": _DCTERMS,
    "edtf": EDTF.removesuffix("EDTF"),
    "prov": _PROV,
    "rdf": _RDF,
    "rdfs": _RDFS,
    "schema": _SCHEMA,
    "xsd": _XSD,
}

_A = _RDF + "type"
_LABEL = _RDFS + "label"
_PART = _DCTERMS + "hasPart"
_FROM = _PROV + "wasDerivedFrom"
_POSITION = _SCHEMA + "position"
# The lexical forms of dates tell their datatypes apart; all else that a date can be is EDTF.
_DATES = {
    r"\d{4}-\d\d-\d\d": f"{_XSD}date",
    r"\d{4}-(?:0\d|1[0-2])": f"{_XSD}gYearMonth",
    r"\d{4}": f"{_XSD}gYear",
}

Term = NamedNode | Literal
Said = tuple[str, str, Term]
"""A subject, a property, and what is said."""


def writer(format_: Format) -> Callable[[Trace, Citation], bytes]:
    """Return what writes a trace in a format of RDF."""

    def write(trace: Trace, citation: Citation) -> bytes:
        lines = (*_default(trace, citation), *_stated(trace))
        out = io.BytesIO()
        transcribe("".join(dict.fromkeys(lines)).encode(), format_, out, PREFIXES)
        return out.getvalue()

    return write


def _default(trace: Trace, citation: Citation) -> Iterator[str]:
    """Yield the lines of the default graph."""
    yield from (_line(*said) for said in _trace(trace, citation))
    for path in trace.paths:
        name = f"{citation.address}#path-{path.rank}"
        yield from (_line(*said) for said in _path(path, name))
        for number, step in enumerate(path.steps, 1):
            yield from (_line(*said) for said in _step(step, number, f"{name}-step-{number}"))
    things = (*trace.ends, *(one for path in trace.paths for one in path.things))
    for thing in dict.fromkeys(things):
        yield from (_line(*said) for said in _thing(thing))
    told = (one for step in trace.steps for one in (*step.evidence, *step.contrary))
    for one in dict.fromkeys(told):
        yield from (_line(*said) for said in _passage(one))
    for rule in dict.fromkeys(one for step in trace.steps for one in step.rules):
        yield _line(rule.iri, _LABEL, _text(rule.label))


def _stated(trace: Trace) -> Iterator[str]:
    """Yield each statement in the graph of each passage and rule that holds it."""
    for step in trace.steps:
        for one in step.statements:
            for graph in (*one.passages, *one.rules):
                yield _line(one.subject, one.property, _value(one), graph)


def _trace(trace: Trace, citation: Citation) -> Iterator[Said]:
    iri = citation.address
    yield from _typed(iri, "Trace")
    yield iri, _LABEL, _english(title(trace))
    yield iri, f"{_DCTERMS}bibliographicCitation", _text(cite(trace, iri, citation.changed))
    yield from ((iri, f"{TERM}joins", NamedNode(end.iri)) for end in trace.ends)
    if trace.snapshot:
        yield iri, _FROM, NamedNode(f"{BASE}snapshot/{trace.snapshot}")
    yield from ((iri, f"{_RDFS}comment", _english(note)) for note in notes(trace))
    yield from ((iri, _PART, NamedNode(f"{iri}#path-{path.rank}")) for path in trace.paths)


def _path(path: Path, iri: str) -> Iterator[Said]:
    yield from _typed(iri, "TracePath")
    yield iri, _POSITION, _number(path.rank)
    yield iri, _LABEL, _english(path.sentence)
    yield iri, f"{TERM}pathScore", _literal(f"{path.score:.4f}", f"{_XSD}decimal")
    for number in path.weakest.steps:
        yield iri, f"{TERM}weakestStep", NamedNode(f"{iri}-step-{number}")
    yield iri, f"{TERM}weakness", _english(path.weakest.why)
    for number in range(1, len(path.steps) + 1):
        yield iri, _PART, NamedNode(f"{iri}-step-{number}")


def _step(step: Step, number: int, iri: str) -> Iterator[Said]:
    yield from _typed(iri, "TraceStep")
    yield iri, _POSITION, _number(number)
    yield iri, _LABEL, _english(step.sentence)
    yield iri, f"{TERM}stepFrom", NamedNode(step.start.iri)
    yield iri, f"{TERM}stepTo", NamedNode(step.end.iri)
    yield iri, f"{TERM}linkedBy", NamedNode(step.term)
    if step.node is not None:
        yield iri, f"{TERM}linkedThrough", NamedNode(step.node)
    yield from _days(step, iri)
    yield from ((iri, f"{TERM}inDispute", NamedNode(one)) for one in step.disputes)
    yield from ((iri, _FROM, NamedNode(one.iri)) for one in step.grounds)
    # What ties the things may be told of in the sentence as well; it is one statement.
    told = {(one.subject, one.property, _value(one)): one for one in step.statements}
    names = [f"{iri}-statement-{place}" for place in range(1, len(told) + 1)]
    yield from ((iri, _PART, NamedNode(name)) for name in names)
    for name, one in zip(names, told.values(), strict=True):
        yield from _statement(one, name)


def _days(step: Step, iri: str) -> Iterator[Said]:
    for name, day in (("startDate", step.first), ("endDate", step.last)):
        if day is not None:
            yield iri, f"{_SCHEMA}{name}", _date(day)


def _statement(one: Statement, iri: str) -> Iterator[Said]:
    yield iri, _A, NamedNode(f"{_RDF}Statement")
    yield iri, f"{_RDF}subject", NamedNode(one.subject)
    yield iri, f"{_RDF}predicate", NamedNode(one.property)
    yield iri, f"{_RDF}object", _value(one)
    yield from ((iri, _FROM, NamedNode(graph)) for graph in (*one.passages, *one.rules))


def _thing(thing: Thing) -> Iterator[Said]:
    yield thing.iri, _A, NamedNode(thing.kind)
    yield thing.iri, _LABEL, _text(thing.label)


def _passage(one: Passage) -> Iterator[Said]:
    yield one.iri, _A, NamedNode(f"{TERM}Passage")
    yield one.iri, f"{TERM}passageOf", NamedNode(one.source)
    yield one.iri, f"{TERM}locator", _text(one.locator)
    if one.valid is not None:
        yield one.iri, f"{TERM}validAt", _date(one.valid)
    yield one.source, _A, NamedNode(f"{TERM}Source")
    yield one.source, f"{_DCTERMS}title", _text(one.title)
    if one.publisher is not None:
        yield one.source, f"{TERM}publisher", _text(one.publisher)
    for name, day in (("published", one.published), ("availableBy", one.available)):
        if day is not None:
            yield one.source, f"{TERM}{name}", _date(day)


def _typed(iri: str, name: str) -> Sequence[Said]:
    return [(iri, _A, NamedNode(TERM + name)), (iri, _A, NamedNode(f"{_PROV}Entity"))]


def _line(subject: str, property_: str, said: Term, graph: str | None = None) -> str:
    """Return a line of N-Quads: terms of the engine read as they are written there."""
    terms: list[Term] = [NamedNode(subject), NamedNode(property_), said]
    terms += [] if graph is None else [NamedNode(graph)]
    return f"{' '.join(map(str, terms))} .\n"


def _value(one: Statement) -> Term:
    if one.datatype is None:
        return NamedNode(one.value)
    if one.language is not None:
        return Literal(one.value, language=one.language)
    return _literal(one.value, one.datatype)


def _date(text: str) -> Literal:
    found = (datatype for form, datatype in _DATES.items() if re.fullmatch(form, text))
    return _literal(text, next(found, EDTF))


def _number(number: int) -> Literal:
    return _literal(str(number), f"{_XSD}integer")


def _text(text: str) -> Literal:
    return Literal(in_xml(text))


def _english(text: str) -> Literal:
    return Literal(in_xml(text), language="en")


def _literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(datatype))
