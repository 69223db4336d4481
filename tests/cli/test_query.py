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


def test_check_says_what_is_wrong_and_what_to_write() -> None:
    answer = run("query", "--check", "SELECT ?f\n{ ?f a aif:AIFactry ; aif:hostedby ?gone }")
    assert answer.code == 2
    assert answer.out.splitlines()[:4] == [
        "error 2:8 aif:AIFactry at line 2, column 8 is no class or property of the ontology.",
        "    write aif:AIFactory",
        "error 2:23 aif:hostedby at line 2, column 23 is no class or property of the ontology.",
        "    write aif:hostedBy",
    ]


def test_check_of_a_sound_query_says_so_and_runs_nothing() -> None:
    answer = run("query", "--check", SELECT)
    assert (answer.code, answer.out) == (0, "Nothing is found against the query.\n")


def test_warnings_alone_do_not_fail_a_check() -> None:
    answer = run("query", "--check", "SELECT ?f ?gone { ?f a aif:AIFactory }")
    assert answer.code == 0
    assert answer.out.startswith("warning 1:11 ?gone at line 1, column 11 never gets a value")


@pytest.mark.parametrize("sparql", ["", "SELCT ?f { ?f ?p ?o }", "DROP ALL", "ASK {"])
def test_check_of_what_is_no_query_is_an_error(sparql: str) -> None:
    answer = run("query", "--check", sparql)
    assert answer.code == 2
    assert answer.out.startswith("error 1:")


def test_check_shows_control_characters_instead_of_obeying_them() -> None:
    assert "\x1b" not in run("query", "--check", "SELECT ?f { ?f a <\x1b[31m> }").out


def test_a_misspelt_word_is_told_what_it_may_mean() -> None:
    answer = run("query", "SELECT ?f { ?f a aif:AIFactory FILTR(?f = 1) }")
    assert answer.code == 2
    assert answer.err.endswith('line 1, column 32 is no word of SPARQL; did you mean "FILTER"?\n')
