"""The Python API: load, query, ask, show."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import aifkg
from aifkg.engine import BY_NAME, QuerySyntaxError
from aifkg.share import Share
from tests import small


def test_query_gives_rows_with_the_prefixes_of_the_project() -> None:
    rows = small.graph().query("SELECT ?f WHERE { ?f a aif:AIFactory } ORDER BY ?f")
    assert isinstance(rows, aifkg.Rows)
    assert [row[0] for row in rows] == [
        "https://w3id.org/aifkg/id/ai-factory/lumi",
        "https://w3id.org/aifkg/id/ai-factory/pharos",
    ]


def test_query_gives_the_truth_of_an_ask() -> None:
    assert small.graph().query("ASK { ai-factory:lumi aif:hostedBy organisation:csc }") is True
    assert small.graph().query("ASK { ai-factory:lumi aif:hostedBy organisation:amd }") is False


def test_query_sees_the_evidence_in_named_graphs() -> None:
    rows = small.graph().query(
        "SELECT ?sum WHERE { GRAPH ?p { commitment:lumi-budget aif:amount ?sum } } ORDER BY ?sum"
    )
    assert isinstance(rows, aifkg.Rows)
    assert [row[0] for row in rows] == [556_000_000, 15_000_000_000]


def test_a_syntax_error_is_placed_in_the_query_as_it_was_typed() -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        small.graph().query("SELECT ?f\nWHERE { ?f a aif:AIFactory")
    assert (raised.value.line, raised.value.column) == (2, 7)
    assert "line 2, column 7" in str(raised.value)


def test_ask_takes_names() -> None:
    by_name = small.graph().ask("factory-partners", factory="LUMI AI Factory")
    assert by_name == small.graph().ask("factory-partners", factory="ai-factory:lumi")


def test_show_gives_a_sheet() -> None:
    assert isinstance(small.graph().show("Pharos"), aifkg.Sheet)


def test_the_graph_says_what_it_holds() -> None:
    assert small.graph().manifest["things"]["total"] > 40
    assert len(small.graph()) == small.graph().manifest["quads"]


def test_as_of_knows_no_more_than_was_known_on_the_day() -> None:
    share = Share.at(small.root())
    past = aifkg.load("2023-12-31", share=share)
    assert not any(row["status"] for row in past.ask("factories").dicts())
    ranks = {row["name"]: row["top500_rank"] for row in past.ask("supercomputers").dicts()}
    assert ranks["LUMI"] == 3
    now = {row["name"]: row["top500_rank"] for row in small.graph().ask("supercomputers").dicts()}
    assert now["LUMI"] == 5


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = aifkg.nonsense


def test_importing_does_no_work() -> None:
    code = "import aifkg, sys; print([m for m in sys.modules if m.startswith(('pyox', 'rdflib'))])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_query_may_have_any_parameter(tmp_path: Path) -> None:
    header = "#+ title: T\n#+ question: Q?\n#+ tags: t\n#+ view: table\n#+ params:\n"
    takes = "".join(f"#+   {one}:\n#+     type: text\n" for one in ("name", "self", "format_"))
    body = "SELECT ?name ?self ?format_ WHERE { ?s a ?o } ORDER BY ?name LIMIT 1\n"
    (tmp_path / "q.rq").write_text(header + takes + body)
    share = replace(Share.at(small.root()), queries=tmp_path)
    graph = aifkg.load(share=share)
    arguments = {"name": "a", "self": "b", "format_": "c"}
    assert graph.ask("q", **arguments).dicts() == [arguments]
    assert graph.write_saved("q", BY_NAME["csv"], **arguments).splitlines()[1] == b"a,b,c"


def test_a_byte_order_mark_is_no_part_of_a_query() -> None:
    assert small.graph().query("\ufeffASK { ai-factory:lumi ?p ?o }") is True


def test_a_check_runs_nothing_and_needs_no_prefix_lines() -> None:
    graph = small.graph()
    assert graph.check("SELECT ?f { ?f a aif:AIFactory }") == []
    (found,) = graph.check("SELECT ?f { ?f a aif:AIFactry }")
    assert (found.rule, found.suggestion) == ("unknown-term", "aif:AIFactory")


def test_a_fault_keeps_what_may_be_meant_where_prefixes_are_put_before() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        small.graph().query("SELECT ?f {\n ?f a aif:AIFactory FILTR(1) }")
    assert caught.value.suggestions == ("FILTER",)
    assert (caught.value.line, caught.value.column) == (2, 21)
