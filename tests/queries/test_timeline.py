"""The timeline: dates of differing exactness in order, and cut to those that overlap a span."""

from __future__ import annotations

import pytest

from aifkg import Graph, load
from tests.conftest import WriteShare

SOURCE = """
source:a
    a aif:Source ;
    aif:title "a"@en ;
    aif:sourceKind source-kind:trade-press ;
    aif:published "2024-01-01"^^xsd:date ;
.

:p
    a aif:Passage ;
    aif:locator "p. 1" ;
.

:p {{
{claims}
}}
"""
DATES = {
    "year": '"2025"^^xsd:gYear',
    "winter": '"2025-24"^^edtf:EDTF',
    "february": '"2025-02"^^xsd:gYearMonth',
    "spring": '"2025-21"^^edtf:EDTF',
    "april": '"2025-04-30"^^xsd:date',
    "mid": '"2025-38"^^edtf:EDTF',
    "second-half": '"2025-41"^^edtf:EDTF',
    "late-to-early": '"2025-39/2026-37"^^edtf:EDTF',
    "december": '"2025-12-31"^^xsd:date',
}


@pytest.fixture
def graph(write_share: WriteShare) -> Graph:
    claims = "\n".join(
        f"    event:{name} aif:eventType event-type:launch ; aif:plannedDate {date} .\n"
        for name, date in DATES.items()
    )
    files = {
        f"id/event/{name}.ttl": f'event:{name} a aif:Event ; rdfs:label "{name}"@en .\n'
        for name in DATES
    }
    files["source/a.trig"] = SOURCE.format(claims=claims)
    return load(share=write_share(files))


def _names(graph: Graph, **span: str) -> list[str]:
    return [str(row["name"]) for row in graph.ask("timeline", **span).dicts()]


def test_parts_of_years_stand_where_they_begin(graph: Graph) -> None:
    assert _names(graph) == list(DATES)


@pytest.mark.parametrize(
    ("span", "names"),
    [
        ({"until": "2024"}, ""),
        ({"until": "2025"}, " ".join(DATES)),
        ({"until": "2025-02"}, "year winter february"),
        ({"until": "2025-04-29"}, "year winter february spring"),
        ({"from": "2026"}, "late-to-early"),
        ({"from": "2026-05"}, ""),
        ({"from": "2025-12"}, "year second-half late-to-early december"),
        ({"from": "2025-05-31", "until": "2025-08"}, "year spring mid second-half"),
    ],
)
def test_what_overlaps_the_span_is_kept(graph: Graph, span: dict[str, str], names: str) -> None:
    assert _names(graph, **span) == names.split()
