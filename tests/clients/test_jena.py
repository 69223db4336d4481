"""Apache Jena: rsparql asks the server, and arq joins a file with what the server answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import rdflib

from tests.clients import jena
from tests.clients.conftest import NOTE
from tests.clients.jena import Jena
from tests.clients.questions import (
    ASK,
    FACTORIES,
    FAILING,
    LABELLED,
    LABELS,
    LUMI,
    NAMES,
    PHAROS,
    PREFIXES,
    TERMS,
    VALUES,
    column,
)


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Jena:
    found = jena.find(tmp_path_factory.mktemp("jena"))
    if found is None:
        pytest.skip(jena.ABSENT)
    return found


def rsparql(tools: Jena, endpoint: str, query: str, *options: str) -> str:
    done = tools.run("arq.rsparql", "--service", endpoint, *options, query)
    assert done.code == 0, done.error
    return done.out


def test_select(tools: Jena, endpoint: str) -> None:
    lines = list(csv.reader(rsparql(tools, endpoint, FACTORIES, "--results=csv").splitlines()))
    assert lines == [["f", "n"], [str(LUMI), str(NAMES[LUMI])], [str(PHAROS), str(NAMES[PHAROS])]]


def test_select_has_texts_languages_and_types(tools: Jena, endpoint: str) -> None:
    answer = json.loads(rsparql(tools, endpoint, TERMS, "--results=json"))
    rows = answer["results"]["bindings"]
    assert column(rows, "n") == VALUES


def test_ask(tools: Jena, endpoint: str) -> None:
    assert "Yes" in rsparql(tools, endpoint, ASK)


def test_construct(tools: Jena, endpoint: str) -> None:
    answer = rsparql(tools, endpoint, LABELS, "--results=ntriples")
    assert set(rdflib.Graph().parse(data=answer, format="nt")) == LABELLED


def test_describe(tools: Jena, endpoint: str) -> None:
    answer = rsparql(tools, endpoint, f"DESCRIBE <{PHAROS}>", "--results=ntriples")
    graph = rdflib.Graph().parse(data=answer, format="nt")
    assert set(graph.subjects()) == {PHAROS}
    assert graph.value(PHAROS, rdflib.RDFS.label) == NAMES[PHAROS]


def test_an_error_ends_the_tool(tools: Jena, endpoint: str) -> None:
    """It names the status; the tool shows no body."""
    done = tools.run("arq.rsparql", "--service", endpoint, FAILING)
    assert done.code != 0
    assert "400" in done.out + done.error


def test_a_file_is_joined_with_the_server(tools: Jena, endpoint: str, tmp_path: Path) -> None:
    data = tmp_path / "notes.ttl"
    data.write_text(NOTE, encoding="utf-8")
    query = f"""{PREFIXES}SELECT ?note ?n {{
      ?f <http://e.org/note> ?note
      SERVICE <{endpoint}> {{ ?f a aif:AIFactory ; rdfs:label ?n }}
    }}"""
    done = tools.run("arq.arq", "--data", str(data), "--results=csv", query)
    assert done.out.splitlines() == ["note,n", "skoðað 🏭,LUMI AI Factory"], done.error
