"""Where a dispute is open a thing keeps its one row: names are joined, numbers left out."""

from __future__ import annotations

from aifkg import Graph, load
from tests.conftest import WriteShare

SOURCE = """
source:{slug}
    a aif:Source ;
    aif:title "{slug}"@en ;
    aif:sourceKind source-kind:trade-press ;
    aif:published "2025-01-01"^^xsd:date ;
.

:p
    a aif:Passage ;
    aif:locator "p. 1" ;
.

:p {{
    ai-factory:x
        aif:inCountry country:FIN ;
        aif:locatedIn place:{town} ;
        aif:status status:{status} ;
        aif:selectedOn "{day}"^^xsd:date ;
    .

    commitment:x-budget
        aif:receiver ai-factory:x ;
        aif:commitmentType commitment-type:total-budget ;
        aif:amount {amount} ;
        aif:currency currency:{currency} ;
    .
}}
"""
IDENTITY = '{curie} a aif:{kind} ; rdfs:label "{label}"@en .\n'
IDENTITIES = {
    "id/ai-factory/x.ttl": ("ai-factory:x", "AIFactory", "X"),
    "id/country/FIN.ttl": ("country:FIN", "Country", "Finland"),
    "id/place/one.ttl": ("place:one", "Place", "One"),
    "id/place/two.ttl": ("place:two", "Place", "Two"),
    "id/commitment/x-budget.ttl": ("commitment:x-budget", "Commitment", "Budget of X"),
}


def _graph(write_share: WriteShare) -> Graph:
    files = {
        name: IDENTITY.format(curie=curie, kind=kind, label=label)
        for name, (curie, kind, label) in IDENTITIES.items()
    }
    files["source/a.trig"] = SOURCE.format(
        slug="a", town="two", status="new", day="2025-01-01", amount=5_000_000, currency="EUR"
    )
    files["source/b.trig"] = SOURCE.format(
        slug="b", town="one", status="upgrade", day="2025-01-02", amount=6_000_000, currency="USD"
    )
    return load(share=write_share(files))


def test_a_factory_keeps_one_row(write_share: WriteShare) -> None:
    graph = _graph(write_share)
    (row,) = graph.ask("factories").dicts()
    assert row["country"] == "Finland"
    assert row["city"] == "One; Two"
    assert row["status"] == "new; upgrade"
    assert row["selected_on"] is None
    assert row["budget_eur"] is None
    (country,) = graph.ask("factories-by-country").dicts()
    assert (country["factories"], country["budget_eur"]) == (1, None)


def test_money_in_dispute_keeps_each_amount_with_its_currency(write_share: WriteShare) -> None:
    rows = _graph(write_share).ask("factory-money", factory="x").dicts()
    assert {(row["amount"], row["currency"]) for row in rows} == {
        (5_000_000, "EUR"),
        (6_000_000, "USD"),
    }


def test_evidence_tells_units_apart(write_share: WriteShare) -> None:
    files = {
        name: IDENTITY.format(curie=curie, kind=kind, label=label)
        for name, (curie, kind, label) in IDENTITIES.items()
    }
    common = {"town": "one", "status": "new", "day": "2025-01-01", "amount": 5}
    files["source/a.trig"] = SOURCE.format(slug="a", currency="EUR", **common)
    later = SOURCE.format(slug="b", currency="USD", **common)
    files["source/b.trig"] = later.replace('published "2025-01-01"', 'published "2025-01-02"')
    rows = load(share=write_share(files)).ask("evidence", subject="commitment:x-budget").dicts()
    amounts = [(row["unit"], row["stands"]) for row in rows if row["property"] == "amount"]
    assert amounts == [("USD", True), ("EUR", False)]
