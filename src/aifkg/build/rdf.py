"""The builder's one door to pyoxigraph: reading files, running rules, canonical form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from aifkg.build.findings import Finding
from aifkg.names import bound_prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from aifkg.build.terms import Quad, Triple
    from aifkg.names import PrefixTable

_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG}


@dataclass(frozen=True)
class ParsedFile:
    """One file as read: its quads as N-Triples terms, the default graph being ''."""

    path: Path
    name: str
    text: str
    quads: tuple[Quad, ...]

    def place(self, *texts: str) -> str:
        """Return where the first of the texts that the file holds stands: path:line:column."""
        at = next((at for text in texts if (at := self.text.find(text)) >= 0), -1)
        if at < 0:
            return self.name
        line = self.text.count("\n", 0, at) + 1
        return f"{self.name}:{line}:{at - self.text.rfind(chr(10), 0, at)}"


def read(path: Path, name: str, table: PrefixTable) -> ParsedFile | list[Finding]:
    """Read a Turtle or TriG file; return what is wrong with it where it cannot be read."""
    if path.suffix not in _FORMATS:
        return [Finding(name, "file-type", f"{path.suffix or 'no suffix'}: not .ttl or .trig")]
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return [Finding(f"{name}:{line}:{column}", "encoding", message)]
    if text.startswith("\ufeff"):
        message = "the file begins with a byte order mark; save it as UTF-8 without one"
        return [Finding(f"{name}:1:1", "encoding", message)]
    if not text.strip():
        return [Finding(name, "empty-file", "the file is empty")]
    findings = _wrong_prefixes(name, text, table)
    try:
        quads = tuple(_terms(ox.parse(raw, format=_FORMATS[path.suffix])))
    except SyntaxError as error:
        return [*findings, _syntax(name, error)]
    except MemoryError as error:
        return [*findings, Finding(name, "syntax", f"a term is too long to read: {error}")]
    if not quads:
        findings.append(Finding(name, "empty-file", "the file states nothing"))
    if any(_is_blank(term) for quad in quads for term in (quad[0], quad[2], quad[3])):
        message = "a blank node ([…] or _:x) has no place in the data; give the thing a name"
        findings.append(Finding(name, "blank-node", message))
    if any(quad[2].startswith("<<") for quad in quads):
        message = "a triple as a value (<<( … )>>) has no place in the data; make it a claim"
        findings.append(Finding(name, "triple-term", message))
    return findings or ParsedFile(path, name, text, quads)


def _terms(quads: Iterable[ox.Quad]) -> Iterator[Quad]:
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        value = quad.object
        term = f"<<( {value} )>>" if isinstance(value, ox.Triple) else str(value)
        yield str(quad.subject), str(quad.predicate), term, graph


def _is_blank(term: str) -> bool:
    return term.startswith("_:")


def _syntax(name: str, error: SyntaxError) -> Finding:
    reason = (error.msg or "unreadable").partition(": ")[2] or error.msg
    rule = "unknown-prefix" if "has not been declared" in reason else "syntax"
    place = f"{name}:{error.lineno or 1}:{error.offset or 1}"
    return Finding(place, rule, reason[0].lower() + reason[1:])


def _wrong_prefixes(name: str, text: str, table: PrefixTable) -> list[Finding]:
    findings = []
    for prefix, namespace, at in bound_prefixes(text):
        known = table.namespaces.get(prefix)
        if prefix and known != namespace:
            line = text.count("\n", 0, at) + 1
            wanted = f"<{known}>" if known else "no such prefix"
            message = f"prefix {prefix}: is <{namespace}> here; ontology/prefixes.ttl has {wanted}"
            findings.append(Finding(f"{name}:{line}:1", "unknown-prefix", message))
    return findings


class RuleStore:
    """A store of the default graph, on which derivation rules run."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._store = ox.Store()
        self.add(triples)

    def add(self, triples: Iterable[Triple]) -> None:
        """Add triples to the default graph."""
        lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
        self._store.bulk_load(lines.encode(), format=ox.RdfFormat.N_TRIPLES)

    def construct(self, rule: str) -> list[Triple]:
        """Return what a CONSTRUCT query derives; raise SyntaxError where it is none."""
        result = self._store.query(rule)
        if not isinstance(result, ox.QueryTriples):
            raise SyntaxError("a rule is a CONSTRUCT query")
        return [(str(t.subject), str(t.predicate), str(t.object)) for t in result]


def triples(path: Path) -> list[Triple]:
    """Return the triples of a Turtle file of the ontology; raise SyntaxError with its place."""
    return [quad[:3] for quad in _terms(ox.parse(path=path, format=_FORMATS[path.suffix]))]


def text(value: str, language: str | None = None) -> str:
    """Return the term of a text, whatever it holds."""
    return str(ox.Literal(value, language=language))
