"""Each saved query answers on the real graph, with rows that make sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import small

QUERIES = sorted((small.CHECKOUT / "queries").glob("*.rq"))
LEAST_ROWS = {
    "antennas": 13,
    "calls": 8,
    "coverage": 20,
    "coverage-by-factory": 19,
    "disputes": 93,
    "estimates": 5,
    "evidence": 15,
    "experimental-platforms": 2,
    "factories": 19,
    "factories-by-country": 16,
    "factory-money": 3,
    "factory-partners": 5,
    "letters-of-intent": 2,
    "people": 30,
    "programmes-and-bodies": 20,
    "sectors": 15,
    "sources": 350,
    "statements": 8,
    "supercomputers": 25,
    "timeline": 80,
}


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.name)
def test_rows_on_the_real_graph(path: Path) -> None:
    graph = small.real()
    rows = graph.ask(path.stem, **graph.library[path.stem].example)
    assert len(rows) >= LEAST_ROWS[path.stem]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("antennas", "antenna"),
        ("calls", "call"),
        ("coverage", "kind"),
        ("coverage-by-factory", "factory"),
        ("disputes", "dispute"),
        ("experimental-platforms", "factory"),
        ("factories", "factory"),
        ("factories-by-country", "country"),
        ("programmes-and-bodies", "body"),
        ("sectors", "sector"),
        ("sources", "source"),
        ("supercomputers", "supercomputer"),
    ],
)
def test_a_thing_has_one_row(name: str, key: str) -> None:
    things = [row[key] for row in small.real().ask(name).dicts()]
    assert len(set(things)) == len(things)


@pytest.mark.parametrize(
    "factory", ["ai-factory:lumi", "ai-factory:bsc", "ai-factory:ai-at", "antenna:iceland"]
)
def test_money_stands_by_whole_then_by_currency_then_by_amount(factory: str) -> None:
    rows = small.real().ask("factory-money", factory=factory).dicts()
    places = []
    for row in rows:
        amount = row["amount"]
        below = -float(str(amount)) if amount is not None else 0
        places.append((row["part_of"] or "", amount is None, row["currency"] or "", below))
    assert len(places) > 1
    assert places == sorted(places)


def test_money_that_is_a_part_says_of_what_and_no_row_stands_twice() -> None:
    rows = small.real().ask("factory-money", factory="ai-factory:lumi").dicts()
    named = {row["name"]: row["part_of"] for row in rows}
    assert named["Budget of LUMI AI Factory"] is None
    assert named["Finland's contribution to LUMI AI Factory"] == "Budget of LUMI AI Factory"
    share = named["EU part of the Czech share in LUMI AI Factory"]
    assert share == "Czech share of the budget of LUMI AI Factory"
    passages = [(row["commitment"], row["passage"]) for row in rows]
    assert len(set(passages)) == len(passages)


def test_the_first_seven_and_their_budgets() -> None:
    budgets = {row["name"]: row["budget_eur"] for row in small.real().ask("factories").dicts()}
    assert len(budgets) == 19
    assert budgets["LUMI AI Factory"] == 556_000_000
    assert budgets["HammerHAI"] == 85_000_000
    assert budgets["Pharos"] == 30_000_000
    assert budgets["MIMER"] is None


def test_values_in_dispute_read_as_people_write_them() -> None:
    rows = small.real().ask("disputes").dicts()
    said = {(row["name"], row["property"]): (row["chosen"], row["others"]) for row in rows}
    planned = ("autumn 2026", "2024; late 2025; second quarter of 2026")
    assert said["DAEDALUS", "operation planned for"] == planned
    assert said["Budget of LUMI AI Factory", "amount"][1] == "15,000,000,000 Czech koruna"


def test_every_factory_has_a_country() -> None:
    assert all(row["country"] for row in small.real().ask("factories").dicts())


def test_every_factory_has_a_date_of_selection() -> None:
    assert all(row["selected_on"] for row in small.real().ask("factories").dicts())


def test_no_query_answers_twice_in_a_different_order() -> None:
    graph = small.real()
    for saved in graph.library:
        assert graph.ask(saved.name, **saved.example) == graph.ask(saved.name, **saved.example)
