"""`aifkg query`: SPARQL from an argument, a file or standard input."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import run

SELECT = "SELECT ?f WHERE { ?f a aif:AIFactory } ORDER BY ?f"


def test_a_query_as_text_needs_no_prefix_lines() -> None:
    answer = run("query", SELECT)
    assert answer.code == 0
    assert "ai-factory:pharos" in answer.out


def test_a_query_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(SELECT)
    assert run("query", str(path), "-f", "csv").out == run("query", SELECT, "-f", "csv").out


def test_a_query_from_standard_input() -> None:
    assert "ai-factory:lumi" in run("query", "-", stdin=SELECT).out


def test_truth_is_yes_or_no() -> None:
    assert run("query", "ASK { ai-factory:lumi a aif:AIFactory }").out == "yes\n"
    assert run("query", "ASK { ai-factory:lumi a aif:Person }").out == "no\n"


@pytest.mark.parametrize(
    ("format_", "beginning"),
    [
        ("csv", "f\r\n"),
        ("tsv", "?f\n"),
        ("json", '{"head"'),
        ("xml", "<?xml"),
        ("table", "f "),
    ],
)
def test_results_in_every_format(format_: str, beginning: str) -> None:
    answer = run("query", SELECT, "--format", format_)
    assert answer.code == 0
    assert answer.out.startswith(beginning.rstrip("\r\n").rstrip())


@pytest.mark.parametrize("format_", ["turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads"])
def test_graphs_in_every_format(format_: str) -> None:
    answer = run("query", "DESCRIBE ai-factory:lumi", "--format", format_)
    assert answer.code == 0
    assert "LUMI AI Factory" in answer.out


def test_a_graph_is_turtle_unless_said_otherwise() -> None:
    construct = "CONSTRUCT WHERE { ai-factory:lumi aif:status ?s }"
    assert run("query", construct).out == run("query", construct, "-f", "turtle").out


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        ("SELECT ?f WHERE { ?f a aif:AIFactory", "line 1, column 17"),
        ("SELECT ?f\nWHERE { ?f a aif:AIFactory }}", "line 2, column 29"),
        ("SELECT ?f WHERE { ?f a nosuch:Thing }", "line 1, column 24"),
        ("DELETE WHERE { ?s ?p ?o }", "line 1, column 1"),
        ("ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "line 1, column 7"),
        ("", "The query is empty"),
    ],
)
def test_a_fault_is_named_with_its_place(sparql: str, message: str) -> None:
    answer = run("query", sparql)
    assert answer.code == 2
    assert message in answer.err


def test_a_file_that_is_not_there_is_said() -> None:
    answer = run("query", "nowhere.rq")
    assert (answer.code, answer.out) == (2, "")
    assert "nowhere.rq cannot be read" in answer.err


def test_a_graph_is_no_table() -> None:
    answer = run("query", "DESCRIBE ai-factory:lumi", "--format", "table")
    assert answer.code == 2
    assert "cannot be written as table" in answer.err


def test_control_characters_are_shown_in_a_table_and_kept_in_formats() -> None:
    red = r'SELECT ("a\u001b[31mb" AS ?x) WHERE {}'
    assert "a\\x1b[31mb" in run("query", red).out
    assert "\x1b[31m" not in run("query", red).out
    assert run("query", red, "-f", "tsv").out == '?x\n"a\x1b[31mb"\n'


def test_a_number_of_400_digits() -> None:
    answer = run("query", f"SELECT (1{'0' * 399} AS ?n) WHERE {{}}")
    assert answer.code == 0
    assert answer.out.count(",000") == 133


def test_only_a_date_is_put_in_words() -> None:
    edtf = "<http://id.loc.gov/datatypes/edtf/EDTF>"
    answer = run("query", f'SELECT ("1234-38" AS ?a) ("2025-21"^^{edtf} AS ?b) WHERE {{}}').out
    assert "1234-38" in answer
    assert "spring 2025" in answer


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(SELECT, encoding="utf-8-sig")
    assert run("query", str(path), "-f", "csv").out == run("query", SELECT, "-f", "csv").out
