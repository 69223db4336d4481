"""Validation: the shapes of the ontology against the resolved view, with pySHACL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aifkg.build.findings import Finding
from aifkg.build.terms import bare, iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rdflib import Graph as RdflibGraph

    from aifkg.build.corpus import Passage
    from aifkg.build.terms import Triple
    from aifkg.names import PrefixTable

_SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Breach:
    """A result of validation, its terms as IRIs or N-Triples."""

    focus: str
    path: str
    value: str | None
    message: str
    component: str
    severity: str

    @property
    def is_absence(self) -> bool:
        """Say whether a value is missing, rather than wrong."""
        return self.component == _SH + "MinCountConstraintComponent"


def validate(triples: Iterable[Triple], shapes: Path) -> list[Breach]:
    """Return what breaks a shape."""
    # rdflib and pySHACL take half a second to import; a query never needs them.
    import pyshacl
    from rdflib import Graph

    data = Graph()
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    data.parse(data=text, format="nt")
    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=Graph().parse(shapes),
        allow_warnings=True,
    )
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL could not validate: {report}")
    return list(_breaches(report))


def _breaches(report: RdflibGraph) -> Iterator[Breach]:
    from rdflib import Namespace

    sh = Namespace(_SH)
    # Only the results of the report: each may hold further ones as its detail.
    for result in report.objects(None, sh.result):
        value = report.value(result, sh.value)
        yield Breach(
            str(report.value(result, sh.focusNode)),
            str(report.value(result, sh.resultPath)),
            None if value is None else value.n3(),
            str(report.value(result, sh.resultMessage)),
            str(report.value(result, sh.sourceConstraintComponent)),
            str(report.value(result, sh.resultSeverity)),
        )


def explain(
    breaches: Iterable[Breach], passages: Iterable[Passage], table: PrefixTable
) -> list[Finding]:
    """Return the findings of a validation; a wrong value is placed where a source states it."""
    wrong = list(breaches)
    places = _places({(iri(b.focus), iri(b.path)) for b in wrong}, passages)
    return sorted({_finding(b, places, table) for b in wrong})


def _places(
    keys: set[tuple[str, str]], passages: Iterable[Passage]
) -> dict[tuple[str, str, str], str]:
    if not keys:
        return {}
    return {
        claim: f"data/source/{bare(p.source.iri).rpartition('/')[2]}.trig"
        for p in sorted(passages, key=lambda p: p.iri, reverse=True)
        for claim in p.claims
        if claim[:2] in keys
    }


def _finding(
    breach: Breach, places: dict[tuple[str, str, str], str], table: PrefixTable
) -> Finding:
    name = table.shorten(breach.focus)
    place = places.get((iri(breach.focus), iri(breach.path), breach.value or ""))
    value = "" if breach.value is None else f" Found: {_short(breach.value, table)}."
    message = f"{breach.message}{value}"
    severity = "error" if breach.severity == _SH + "Violation" else "warning"
    return Finding(place or name, "shape", f"{name}: {message}" if place else message, severity)


def _short(term: str, table: PrefixTable) -> str:
    return table.shorten(bare(term)) if term.startswith("<") else term
