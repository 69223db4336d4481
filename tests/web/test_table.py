"""A table of terms: what a person reads in a cell, and what no term may do to a page."""

from __future__ import annotations

import json

import pytest

from aifkg.names import PrefixTable
from aifkg.web.table import MOST_CELLS, MOST_ROWS, cell, table

XSD = "http://www.w3.org/2001/XMLSchema#"
THING = "https://w3id.org/aifkg/id/ai-factory/lumi"
SCRIPT = "<script>alert(1)</script>"


def literal(value: str, datatype: str) -> dict[str, str]:
    return {"type": "literal", "value": value, "datatype": XSD + datatype}


def iri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (None, "<td></td>"),
        (literal("35000000", "integer"), '<td class="number">35,000,000</td>'),
        (literal("-1234.50", "decimal"), '<td class="number">-1,234.50</td>'),
        (literal("1.5E9", "double"), '<td class="number">1.5E9</td>'),
        (literal("9" * 99, "integer"), f'<td class="number">{"9" * 99}</td>'),
        (literal("2024", "gYear"), '<td class="date">2024</td>'),
        (literal("2024-12-10", "date"), '<td class="date">10 December 2024</td>'),
        (
            {"type": "literal", "value": "Tehdas", "xml:lang": "fi"},
            '<td lang="fi">Tehdas</td>',
        ),
        ({"type": "bnode", "value": "b0"}, "<td>_:b0</td>"),
    ],
)
def test_a_cell_is_written_for_people(
    table: PrefixTable, term: dict[str, str] | None, expected: str
) -> None:
    assert cell(term, table) == expected


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("id/ai-factory/lumi", "ai-factory:lumi"),
        ("ontology#hostedBy", "aif:hostedBy"),
        ("source/seed-article#headline", "source/seed-article#headline"),
        ("dispute/ai-factory/lumi/status", "dispute/ai-factory/lumi/status"),
        ("", "https://w3id.org/aifkg/"),
    ],
)
def test_what_is_ours_links_to_its_page_on_this_server(
    prefixes: PrefixTable, place: str, text: str
) -> None:
    link = f'<a href="/{place}">{text}</a>'
    assert link in cell(iri(f"https://w3id.org/aifkg/{place}"), prefixes)


def test_a_country_leads_to_its_page_on_this_server(prefixes: PrefixTable) -> None:
    country = "http://publications.europa.eu/resource/authority/country/FIN"
    assert '<a href="/id/country/FIN">country:FIN</a>' in cell(iri(country), prefixes)


def test_any_other_iri_links_to_where_it_is(table: PrefixTable) -> None:
    link = '<a href="https://ror.org/04m8m1253" rel="nofollow noreferrer">'
    assert link in cell(iri("https://ror.org/04m8m1253"), table)


def test_a_triple_shows_its_three_terms(table: PrefixTable) -> None:
    value = {"subject": iri(THING), "predicate": iri("urn:p"), "object": literal("<b>", "string")}
    text = cell({"type": "triple", "value": value}, table)
    assert "ai-factory:lumi</a> urn:p &lt;b&gt; &gt;&gt;" in text


@pytest.mark.parametrize(
    "value",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "urn:x", " https://e.org"],
)
def test_only_web_addresses_become_links(table: PrefixTable, value: str) -> None:
    assert "<a" not in cell(iri(value), table)


@pytest.mark.parametrize(
    "term",
    [
        iri(f'https://e.org/"onclick="x"{SCRIPT}'),
        iri(f"https://e.org/'{SCRIPT}"),
        {"type": "literal", "value": SCRIPT},
        {"type": "literal", "value": SCRIPT, "xml:lang": f'"{SCRIPT}'},
        literal(SCRIPT, "integer"),
        literal(SCRIPT, "date"),
        {"type": "bnode", "value": SCRIPT},
    ],
)
def test_no_term_breaks_out_of_its_cell(table: PrefixTable, term: dict[str, str]) -> None:
    text = cell(term, table)
    assert "<script" not in text
    assert '"onclick' not in text


def answer(names: list[str], rows: list[dict[str, dict[str, str]]]) -> bytes:
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


@pytest.fixture(name="prefixes")
def _prefixes(table: PrefixTable) -> PrefixTable:
    return table


def test_headings_are_words_and_a_column_of_numbers_is_aligned(prefixes: PrefixTable) -> None:
    rows = [{"budget_eur": literal("1", "integer")}, {"name": literal("x", "string")}]
    text = table(answer(["budget_eur", "name"], rows), prefixes) or ""
    assert '<th scope="col" class="number">budget eur</th><th scope="col">name</th>' in text
    assert "<caption>2 rows</caption>" in text


@pytest.mark.parametrize(("columns", "is_wide"), [(3, False), (4, True)])
def test_each_cell_of_a_wide_table_has_its_heading_for_narrow_screens(
    prefixes: PrefixTable, columns: int, is_wide: bool
) -> None:
    names = ["first_one", *(f"c{number}" for number in range(columns - 1))]
    rows = [
        {"first_one": iri(THING), "c0": literal("7", "integer"), "c1": literal("2024", "gYear")}
    ]
    text = table(answer(names, rows), prefixes) or ""
    assert ('class="scroll wide"' in text) is is_wide
    assert ('<td class="name" data-label="first one">' in text) is is_wide
    assert ('<td class="number" data-label="c0">7</td>' in text) is is_wide
    assert text.count("data-label") == (3 if is_wide else 0)


def test_a_long_heading_is_not_repeated_where_there_is_no_value(prefixes: PrefixTable) -> None:
    name = "n" * 10_000
    text = table(answer([name, "b", "c", "d"], [{}] * 500), prefixes) or ""
    assert text.count(name) == 1


def test_a_cut_table_says_so(prefixes: PrefixTable) -> None:
    text = table(answer(["n"], [{"n": literal("1", "integer")}] * (MOST_ROWS + 1)), prefixes) or ""
    assert "The first 1,000 of 1,001 rows" in text
    assert text.count("<td") == MOST_ROWS


@pytest.mark.parametrize(("columns", "shown"), [(200, 100), (MOST_CELLS, 1)])
def test_a_wide_table_has_fewer_rows(prefixes: PrefixTable, columns: int, shown: int) -> None:
    names = [f"c{number}" for number in range(columns)]
    text = table(answer(names, [{}] * 101), prefixes) or ""
    assert f"The first {shown:,} of 101 rows" in text
    assert text.count("<td") == MOST_CELLS


def test_what_is_too_wide_for_a_page_is_said(prefixes: PrefixTable) -> None:
    names = [f"c{number}" for number in range(MOST_CELLS + 1)]
    text = table(answer(names, [{}]), prefixes) or ""
    assert "20,001 columns, too many for a page" in text
    assert "<td" not in text


def test_no_rows_are_no_table(prefixes: PrefixTable) -> None:
    assert table(answer(["n"], []), prefixes) is None
