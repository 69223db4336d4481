"""Checking: all that is wrong with the data, or with some files of it, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aifkg.build.derive import read_rules
from aifkg.build.findings import BuildError, Finding, errors
from aifkg.build.graph import Graph, assemble
from aifkg.build.reading import Reading, read
from aifkg.build.terms import RDF_TYPE, Triple, iri
from aifkg.build.validate import explain, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from aifkg.share import Share

_IN_SCHEME = "<http://www.w3.org/2004/02/skos/core#inScheme>"
_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"


def check(share: Share, files: Sequence[Path] | None = None) -> list[Finding]:
    """Return every finding, or those of the given files only.

    Shapes are tried only when nothing stands in the way of resolving. Raise FileNotFoundError
    where a given file is not among the data.
    """
    names = None if files is None else _names(share, files)
    try:
        reading = read(share)
        findings = [f for f in reading.findings if _concerns(f, names)]
        if errors(findings):
            return sorted(set(findings))
        rules = read_rules(share.rule_files())
        graph = assemble(reading.corpus, reading.vocabulary, rules)
    except BuildError as error:
        return error.findings
    return sorted(set(findings) | set(_shapes(share, reading, graph, names)))


def _names(share: Share, files: Sequence[Path]) -> set[str]:
    root = share.data.parent.resolve()
    known = {path.resolve() for path in share.data_files()}
    for path in files:
        if path.resolve() not in known:
            raise FileNotFoundError(f"{path} is not a file of {share.data}")
    return {path.resolve().relative_to(root).as_posix() for path in files}


def _concerns(finding: Finding, names: set[str] | None) -> bool:
    return names is None or finding.place.partition(":")[0] in names


def _shapes(share: Share, reading: Reading, graph: Graph, names: set[str] | None) -> list[Finding]:
    shapes = share.ontology / "shapes.ttl"
    passages = reading.corpus.passages.values()
    if names is None:
        return explain(validate(graph.to_validate(), shapes), passages, reading.table)
    # pySHACL can be given nodes to focus on, but then skips the values of these in nested shapes.
    subjects = _subjects(reading, names)
    breaches = validate(_slice(graph.to_validate(), subjects), shapes)
    mine = [breach for breach in breaches if iri(breach.focus) in subjects]
    return explain(mine, passages, reading.table)


def _subjects(reading: Reading, names: set[str]) -> set[str]:
    """Return the things that the files are about: their own, and those they make claims of."""
    own = {thing for thing, file in reading.files.items() if file in names}
    said = {
        claim[0]
        for name, passage in reading.corpus.passages.items()
        if name in own
        for claim in passage.claims
    }
    return own | said


def _slice(triples: Iterable[Triple], focus: set[str]) -> list[Triple]:
    """Return what the shapes need to know to judge the things in focus.

    That is all that is said of them, and the class and scheme of each of their values.
    """
    rows = list(triples)
    known = focus | {o for s, _, o in rows if s in focus}
    kinds = (RDF_TYPE, _IN_SCHEME)
    return [
        row
        for row in rows
        if row[0] in focus or row[1] == _SUBCLASS or (row[1] in kinds and row[0] in known)
    ]
