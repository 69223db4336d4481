"""SPARQLWrapper, the client most Python programs ask with."""

from __future__ import annotations

import io
from typing import Any
from urllib.error import HTTPError
from xml.dom.minidom import Document

import pytest
import rdflib
from rdflib.query import Result
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    POST,
    POSTDIRECTLY,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.clients.questions import (
    ASK,
    ASK_NOT,
    DETAIL,
    FACTORIES,
    FAILING,
    HEAVY,
    LABELLED,
    LABELS,
    NAMES,
    TERMS,
    VALUES,
    column,
    rows_of,
)

WAYS = pytest.mark.parametrize(
    ("method", "way"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
)


def asking(endpoint: str, query: str, format_: str, method: str = GET) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(format_)
    wrapper.setMethod(method)
    return wrapper


def answer(wrapper: SPARQLWrapper) -> Any:
    return wrapper.queryAndConvert()


@WAYS
def test_select_as_json(endpoint: str, method: str, way: str) -> None:
    wrapper = asking(endpoint, FACTORIES, JSON, method)
    wrapper.setRequestMethod(way)
    rows = answer(wrapper)["results"]["bindings"]
    assert dict(zip(column(rows, "f"), column(rows, "n"), strict=True)) == NAMES


@WAYS
def test_select_as_xml_has_texts_languages_and_types(endpoint: str, method: str, way: str) -> None:
    wrapper = asking(endpoint, TERMS, XML, method)
    wrapper.setRequestMethod(way)
    document = answer(wrapper)
    assert isinstance(document, Document)
    found = Result.parse(io.BytesIO(document.toxml("utf-8")), format="xml")
    assert [value for _, value in rows_of(found)] == VALUES


def test_select_as_json_has_texts_languages_and_types(endpoint: str) -> None:
    rows = answer(asking(endpoint, TERMS, JSON))["results"]["bindings"]
    assert column(rows, "n") == VALUES


def test_select_as_csv(endpoint: str) -> None:
    body = answer(asking(endpoint, FACTORIES, CSV))
    assert body.decode().split("\r\n")[1].endswith("/lumi,LUMI AI Factory")


@pytest.mark.parametrize(("query", "truth"), [(ASK, True), (ASK_NOT, False)])
def test_ask(endpoint: str, query: str, truth: bool) -> None:
    assert answer(asking(endpoint, query, JSON))["boolean"] is truth


@WAYS
def test_construct_as_turtle(endpoint: str, method: str, way: str) -> None:
    wrapper = asking(endpoint, LABELS, TURTLE, method)
    wrapper.setRequestMethod(way)
    graph = rdflib.Graph().parse(data=answer(wrapper), format="turtle")
    assert set(graph) == LABELLED


def test_what_is_wrong_with_a_query_is_shown(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed) as caught:
        asking(endpoint, FAILING, JSON).query()
    assert DETAIL in str(caught.value)
    with pytest.raises(QueryBadFormed, match="line 1, column 18"):
        asking(endpoint, "SELECT * { ?s ?p }", JSON).query()


def test_the_servers_time_limit_is_told(endpoint: str) -> None:
    wrapper = asking(endpoint, HEAVY, JSON)
    wrapper.addParameter("timeout", "0.2")
    with pytest.raises(HTTPError) as caught:
        wrapper.query()
    with caught.value as response:
        assert response.code == 503
        assert "limit of 0.2 s" in response.read().decode()


def test_a_client_that_gives_up_leaves_a_server_that_answers(endpoint: str) -> None:
    wrapper = asking(endpoint, HEAVY, JSON)
    wrapper.setTimeout(1)
    with pytest.raises(TimeoutError):
        wrapper.query()
    assert answer(asking(endpoint, ASK, JSON))["boolean"] is True


def test_an_update_is_refused(endpoint: str) -> None:
    wrapper = asking(endpoint, "DROP ALL", JSON, POST)
    with pytest.raises(HTTPError) as caught:
        wrapper.query()
    with caught.value as response:
        assert response.code == 403
        assert "Nothing is changed here" in response.read().decode()
