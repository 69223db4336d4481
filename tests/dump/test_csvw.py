"""CSV on the Web: tables that any program reads, and what their columns mean."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.dump.conftest import Dumped

LUMI = "https://w3id.org/aifkg/id/ai-factory/lumi"
TERM = "https://w3id.org/aifkg/ontology#"
REMARK = f"<{TERM}remark>"


def rows_of(dumped: Dumped, kind: str) -> dict[str, dict[str, str]]:
    text = dumped.read(f"csv/{kind}.csv").decode()
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return {row["id"]: row for row in rows}


def described(dumped: Dumped) -> dict[str, dict[str, Any]]:
    said = json.loads(dumped.read("csv/csv-metadata.json"))
    assert said["@context"][0] == "http://www.w3.org/ns/csvw"
    return {table["url"]: table for table in said["tables"]}


def test_a_row_has_its_iri_and_label_first(dumped: Dumped) -> None:
    lumi = rows_of(dumped, "ai-factory")[LUMI]
    assert list(lumi)[:2] == ["id", "label"]
    assert lumi["label"] == "LUMI AI Factory"


def test_a_link_is_followed_by_what_it_is_called(dumped: Dumped) -> None:
    lumi = rows_of(dumped, "ai-factory")[LUMI]
    assert lumi["hostedBy"] == "https://w3id.org/aifkg/id/organisation/csc"
    assert lumi["hostedBy_label"].startswith("CSC")


def test_a_column_keeps_its_place_where_a_dispute_is_open(
    dumped: Dumped, dump_of: Callable[..., Dumped]
) -> None:
    year = "http://www.w3.org/2001/XMLSchema#gYear"
    more = dump_of(f'<{LUMI}> <{TERM}selectedOn> "1999"^^<{year}> .')
    assert list(rows_of(more, "ai-factory")[LUMI]) == list(rows_of(dumped, "ai-factory")[LUMI])


def test_several_values_are_set_apart_and_so_are_their_labels(dumped: Dumped) -> None:
    lumi = rows_of(dumped, "ai-factory")[LUMI]
    countries = lumi["partnerCountry"].split("|")
    assert len(countries) > 1
    assert len(lumi["partnerCountry_label"].split("|")) == len(countries)
    assert "Czechia" in lumi["partnerCountry_label"]


def test_lines_end_as_rfc_4180_has_it(dumped: Dumped) -> None:
    text = dumped.read("csv/commitment.csv")
    assert text.endswith(b"\r\n")
    assert text.count(b"\n") == text.count(b"\r\n")


@pytest.mark.parametrize("said", ['a "quoted" word', "a, b", "two\\nlines", "=1+1", "\\u0000"])
def test_hostile_text_stays_one_cell(dump_of: Callable[..., Dumped], said: str) -> None:
    literal = said.replace('"', '\\"')
    dumped = dump_of(f'<{LUMI}> {REMARK} "{literal}"@en .')
    cell = rows_of(dumped, "ai-factory")[LUMI]["remark"]
    meant = said.replace("\\n", "\n").replace("\\u0000", "\0")
    assert meant in cell.split("|")


def test_a_separator_in_a_text_does_not_make_two_of_it(dump_of: Callable[..., Dumped]) -> None:
    dumped = dump_of(f'<{LUMI}> {REMARK} "this|that"@en .')
    assert "this\N{BROKEN BAR}that" in rows_of(dumped, "ai-factory")[LUMI]["remark"].split("|")


def test_values_that_an_open_dispute_leaves_are_all_there(dump_of: Callable[..., Dumped]) -> None:
    year = "http://www.w3.org/2001/XMLSchema#gYear"
    dumped = dump_of(f'<{LUMI}> <{TERM}selectedOn> "1999"^^<{year}> .')
    assert "1999" in rows_of(dumped, "ai-factory")[LUMI]["selectedOn"].split("|")
    columns = described(dumped)["ai-factory.csv"]["tableSchema"]["columns"]
    (column,) = (one for one in columns if one["name"] == "selectedOn")
    assert (column["separator"], column["datatype"]) == ("|", "string")


def test_the_metadata_describe_each_column_of_each_table(dumped: Dumped) -> None:
    tables = described(dumped)
    kinds = {file.name for file in dumped.index.files if file.name.endswith(".csv")}
    assert {f"csv/{url}" for url in tables} == kinds
    for url, table in tables.items():
        heading = dumped.read(f"csv/{url}").decode().partition("\r\n")[0].split(",")
        columns = table["tableSchema"]["columns"]
        assert [one["name"] for one in columns if not one.get("virtual")] == heading
        assert len(set(map(str.lower, heading))) == len(heading), url


def test_a_foreign_key_leads_to_a_row_that_is_there(dumped: Dumped) -> None:
    tables = described(dumped)
    keys = 0
    for url, table in tables.items():
        for key in table["tableSchema"].get("foreignKeys", ()):
            target = key["reference"]["resource"].removesuffix(".csv")
            known = rows_of(dumped, target)
            values = {row[key["columnReference"]] for row in rows_of(dumped, url[:-4]).values()}
            assert values <= set(known), (url, key)
            keys += 1
    assert keys > 5


def test_amounts_are_numbers_and_dates_dates(dumped: Dumped) -> None:
    columns = described(dumped)["commitment.csv"]["tableSchema"]["columns"]
    types = {one["name"]: one.get("datatype") for one in columns}
    assert types["amount"] == "decimal"
    assert types["currency"] == "anyURI"


def test_the_archive_has_the_same_files(dumped: Dumped) -> None:
    with zipfile.ZipFile(dumped.folder / "aifkg-csv.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert "csv-metadata.json" in names
        for name in names:
            assert archive.read(name) == dumped.read(f"csv/{name}")
            assert archive.getinfo(name).date_time == (1980, 1, 1, 0, 0, 0)
