"""Comunica: the query engine of JavaScript programs, alone and across two servers."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rdflib

from tests.clients import comunica
from tests.clients.comunica import Comunica
from tests.clients.questions import (
    ASK,
    ASK_NOT,
    DETAIL,
    FACTORIES,
    FAILING,
    LABELLED,
    LABELS,
    NAMES,
    PREFIXES,
    TERMS,
    VALUES,
    column,
)

JSON = "application/sparql-results+json"


@pytest.fixture(scope="session")
def engine() -> Comunica:
    found = comunica.find()
    if found is None:
        pytest.skip(comunica.ABSENT)
    return found


def asked(engine: Comunica, query: str, *sources: str, output: str = JSON) -> str:
    done = engine.run(query, *sources, output=output)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(engine: Comunica, query: str, *sources: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(asked(engine, query, *sources))["results"]["bindings"]
    return found


@pytest.mark.parametrize("source", ["sparql@{}", "{}"], ids=["named as SPARQL", "found out"])
def test_select(engine: Comunica, endpoint: str, source: str) -> None:
    found = rows(engine, FACTORIES, source.format(endpoint))
    assert dict(zip(column(found, "f"), column(found, "n"), strict=True)) == NAMES


def test_select_has_texts_languages_and_types(engine: Comunica, endpoint: str) -> None:
    found = rows(engine, TERMS, f"sparql@{endpoint}")
    assert column(found, "n") == VALUES


@pytest.mark.parametrize(("query", "truth"), [(ASK, True), (ASK_NOT, False)])
def test_ask(engine: Comunica, endpoint: str, query: str, truth: bool) -> None:
    assert json.loads(asked(engine, query, f"sparql@{endpoint}"))["boolean"] is truth


def test_construct(engine: Comunica, endpoint: str) -> None:
    answer = asked(engine, LABELS, f"sparql@{endpoint}", output="application/n-triples")
    assert set(rdflib.Graph().parse(data=answer, format="nt")) == LABELLED


def test_what_is_wrong_with_a_query_is_shown(engine: Comunica, endpoint: str) -> None:
    done = engine.run(FAILING, f"sparql@{endpoint}", output=JSON)
    assert done.returncode != 0
    assert DETAIL in done.stderr


def test_two_servers_are_joined(engine: Comunica, endpoint: str, notes: str) -> None:
    query = f"""{PREFIXES}SELECT ?note ?n {{
      ?f <http://e.org/note> ?note .
      ?f a aif:AIFactory .
      ?f rdfs:label ?n
    }}"""
    (row,) = rows(engine, query, f"sparql@{endpoint}", f"sparql@{notes}")
    assert (row["note"]["value"], row["n"]["value"]) == ("skoðað 🏭", "LUMI AI Factory")


def test_the_lock_pins_each_package_and_names_no_host() -> None:
    packages = json.loads(comunica.LOCK.read_text(encoding="utf-8"))["packages"]
    needed = {name: package for name, package in packages.items() if name}
    assert len(needed) > 400
    assert all(package["integrity"] for package in needed.values())
    assert not any("resolved" in package for package in needed.values())
