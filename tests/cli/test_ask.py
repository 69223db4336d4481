"""`aifkg ask`: saved queries by name."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aifkg.cli import app
from tests import small
from tests.cli.run import run


def test_without_a_name_all_questions_are_listed() -> None:
    listed = run("ask")
    assert listed.code == 0
    assert "factory-money factory=…" in listed.out
    assert "disputes [subject=…] [resolution=…]" in listed.out
    assert "Which AI factories are there" in listed.out


def test_a_table_is_for_reading() -> None:
    answer = run("ask", "factories")
    assert answer.code == 0
    assert "ai-factory:lumi" in answer.out
    assert "556,000,000" in answer.out
    assert answer.err == ""


def test_a_note_stands_below_a_table_and_in_no_file() -> None:
    asked, note = ("ask", "factory-money", "factory=lumi"), "Where giver is empty"
    assert note in run(*asked).out.splitlines()[-1]
    assert note not in run(*asked, "--format", "csv").out


def test_csv_is_for_machines() -> None:
    answer = run("ask", "factories", "--format", "csv")
    rows = list(csv.DictReader(answer.out.splitlines()))
    assert [row["name"] for row in rows] == ["LUMI AI Factory", "Pharos"]
    assert rows[0]["budget_eur"] == "556000000"


def test_json_keeps_datatypes() -> None:
    answer = json.loads(run("ask", "antennas", "-f", "json").out)
    assert answer["results"]["bindings"][0]["antenna"]["type"] == "uri"


@pytest.mark.parametrize("thing", ["Pharos", "ai-factory:pharos", "pharos ai factory"])
def test_a_thing_by_any_name(thing: str) -> None:
    assert "GRNET" in run("ask", "factory-partners", f"factory={thing}").out


def test_as_of_a_day_the_graph_knows_no_more_than_then() -> None:
    past = run("ask", "supercomputers", "--as-of", "2023-12-31", "-f", "csv")
    ranks = {row["name"]: row["top500_rank"] for row in csv.DictReader(past.out.splitlines())}
    assert ranks["LUMI"] == "3"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["factoris"], "Did you mean factories"),
        (["factory-money"], "needs factory"),
        (["factory-money", "factory=Faros"], "Did you mean Pharos"),
        (["factory-money", "factory=supercomputer:lumi"], "no ai-factory or antenna"),
        (["factory-money", "Pharos"], "takes parameters as key=value, not 'Pharos'"),
        (["factory-money", "factory="], "takes parameters as key=value"),
        (["factory-money", "factory=x", "factory=y"], "factory is given twice"),
        (["factories", "x=1"], 'factories has no parameter "x"; it takes no parameter.'),
        (["timeline", "from=soon"], "from is a date such as 2024-12-10"),
        (["disputes", "resolution=coin"], '"coin" is no resolution; it is one of '),
        (["factories", "--format", "turtle"], "cannot be written as turtle"),
        (["factories", "--format", "pdf"], "--format is one of table, json"),
        (["factories", "--as-of", "yesterday"], "--as-of takes a day such as 2024-12-31"),
    ],
)
def test_what_cannot_be_asked_is_said(words: list[str], message: str) -> None:
    answer = run("ask", *words)
    assert answer.code == 2
    assert message in answer.err
    assert answer.out == ""


def test_a_query_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "ontology").symlink_to(small.root() / "ontology")
    (tmp_path / "data").symlink_to(small.root() / "data")
    shutil.copytree(small.root() / "queries", tmp_path / "queries")
    (tmp_path / "queries" / "latin.rq").write_bytes(b"#+ title: Caf\xe9\n")
    result = CliRunner().invoke(app, ["--root", str(tmp_path), "ask"])
    assert "factory-money factory=…" in result.stdout
    assert result.stderr == "latin.rq: byte 14 is not UTF-8; save the file as UTF-8\n"
    assert result.exit_code == 2
