"""A sheet tells values apart by their units."""

from __future__ import annotations

import pytest

from aifkg import load
from aifkg.show import Held
from tests.conftest import WriteShare

SOURCE = """
source:{slug}
    a aif:Source ;
    aif:title "{slug}"@en ;
    aif:sourceKind source-kind:trade-press ;
    aif:published "{day}"^^xsd:date ;
.

:p
    a aif:Passage ;
    aif:locator "p. 1" ;
.

:p {{
    commitment:x-budget
        aif:receiver ai-factory:x ;
        aif:commitmentType commitment-type:total-budget ;
        aif:amount {amount} ;
        aif:currency currency:{currency} ;
    .
}}
"""
IDENTITIES = {
    "id/ai-factory/x.ttl": 'ai-factory:x a aif:AIFactory ; rdfs:label "X"@en .\n',
    "id/commitment/x-budget.ttl": 'commitment:x-budget a aif:Commitment ; rdfs:label "B"@en .\n',
}
SAME, LATER = "2025-01-01", "2025-01-02"


@pytest.mark.parametrize(
    ("amount", "day", "expected"),
    [
        (5, LATER, [("5", "US dollar", "stands", "b"), ("5", "euro", "not chosen", "a")]),
        (5, SAME, [("5", "US dollar", "stands", "b"), ("5", "euro", "stands", "a")]),
        (6, SAME, [("5", "euro", "stands", "a"), ("6", "US dollar", "stands", "b")]),
    ],
    ids=["one unit wins", "both units stand", "both values stand, each with its unit"],
)
def test_each_value_has_its_own_unit_and_evidence(
    write_share: WriteShare, amount: int, day: str, expected: list[tuple[str, str, str, str]]
) -> None:
    files = dict(IDENTITIES)
    files["source/a.trig"] = SOURCE.format(slug="a", day=SAME, amount=5, currency="EUR")
    files["source/b.trig"] = SOURCE.format(slug="b", day=day, amount=amount, currency="USD")
    sheet = load(share=write_share(files)).show("commitment:x-budget")
    (amounts,) = (one for one in sheet.properties if one.label == "amount")
    assert amounts.dispute is not None
    assert sorted(map(_plain, amounts.values)) == sorted(expected)


def _plain(held: Held) -> tuple[str, str | None, str, str]:
    (evidence,) = held.evidence
    return held.value.text, held.unit, held.standing, evidence.title
