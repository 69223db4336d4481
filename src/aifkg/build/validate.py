"""Validation: the shapes of the ontology against the resolved view, with pySHACL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aifkg.build.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from aifkg.build.terms import Triple
    from aifkg.names import PrefixTable

_SH = "http://www.w3.org/ns/shacl#"
_SEVERITY = {_SH + "Violation": "error", _SH + "Warning": "warning", _SH + "Info": "warning"}


def validate(
    triples: Iterable[Triple],
    shapes: Path,
    table: PrefixTable,
    *,
    focus: Sequence[str] | None = None,
) -> list[Finding]:
    """Return what breaks a shape; `focus` limits the validation to some things (IRIs)."""
    # rdflib and pySHACL take half a second to import; a query never needs them.
    import pyshacl
    from rdflib import Graph, URIRef

    data = Graph()
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    data.parse(data=text, format="nt")
    conforms, report, _ = pyshacl.validate(
        data,
        shacl_graph=Graph().parse(shapes),
        focus_nodes=None if focus is None else [URIRef(node) for node in focus],
        allow_warnings=True,
    )
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL could not validate: {report}")
    return [] if conforms and not len(report) else _findings(report, table)


def _findings(report: object, table: PrefixTable) -> list[Finding]:
    from rdflib import Graph, Namespace

    assert isinstance(report, Graph)  # noqa: S101  narrows the type for mypy
    sh = Namespace(_SH)
    findings = []
    for result in report.subjects(sh.resultSeverity, None):
        said = {name: report.value(result, sh[name]) for name in _PARTS}
        value = "" if said["value"] is None else f" Found: {said['value'].n3()}."
        findings.append(
            Finding(
                table.shorten(str(said["focusNode"])),
                "shape",
                f"{said['resultMessage']}{value}",
                _SEVERITY.get(str(said["resultSeverity"]), "error"),
            )
        )
    return sorted(findings)


_PARTS = ("focusNode", "resultMessage", "resultSeverity", "value")
