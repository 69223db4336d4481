"""pandas: a table from an address, as people put it into a notebook."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import httpx
import pandas as pd
import pytest

from tests.clients.questions import FACTORIES, PREFIXES

NUMBERS = f"""{PREFIXES}SELECT ?whole ?decimal ?double ?day ?text ?none {{
  VALUES (?whole ?decimal ?double ?day ?text ?none) {{
    (556000000 1.5 2e3 "2024-12-10"^^xsd:date "skoðað, 🏭"@is UNDEF)
    (-7 0.25 1e-3 "2025-01-01"^^xsd:date "a \\"b\\"\\nc" UNDEF)
  }}
}}"""


def address(endpoint: str, query: str, **more: str) -> str:
    return f"{endpoint}?{urlencode({'query': query, 'format': 'csv', **more})}"


def test_an_address_is_a_table(endpoint: str) -> None:
    table = pd.read_csv(address(endpoint, FACTORIES))
    assert list(table.columns) == ["f", "n"]
    assert list(table["n"]) == ["LUMI AI Factory", "Pharos"]


def test_columns_have_their_types_and_texts_are_whole(endpoint: str) -> None:
    table = pd.read_csv(address(endpoint, NUMBERS), parse_dates=["day"])
    assert [kind.kind for kind in table.dtypes[["whole", "decimal", "double"]]] == ["i", "f", "f"]
    assert list(table["whole"]) == [556_000_000, -7]
    assert list(table["double"]) == [2000.0, 0.001]
    assert list(table["day"].dt.year) == [2024, 2025]
    assert list(table["text"]) == ["skoðað, 🏭", 'a "b"\nc']
    assert table["none"].isna().all()


def test_the_accept_header_will_do_as_well(endpoint: str) -> None:
    url = f"{endpoint}?{urlencode({'query': FACTORIES})}"
    table = pd.read_csv(url, storage_options={"Accept": "text/csv"})
    assert list(table["n"]) == ["LUMI AI Factory", "Pharos"]


@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_both_separators_give_the_same_table(endpoint: str, format_: str) -> None:
    body = httpx.get(endpoint, params={"query": NUMBERS, "format": format_}).content
    table = pd.read_csv(io.BytesIO(body), sep="," if format_ == "csv" else "\t")
    whole, _, _, _, text, _ = (table[name] for name in table.columns)
    assert list(whole) == [556_000_000, -7]
    assert all("🏭" in one for one in text[:1])
