"""CSV with a byte-order mark, as Excel needs it; and nothing else with one."""

from __future__ import annotations

import codecs

import httpx
import pytest

from aifkg.engine import GRAPHS, RESULTS
from tests.web.conftest import BROWSER
from tests.web.test_sparql import GRAPH, LABEL, problem

QUERY = 'SELECT ?town { BIND ("Jülich; Žilina" AS ?town) }'
CSV = {"query": QUERY, "format": "csv", "bom": "1"}
QUESTION = "/query/factories"
OTHERS = [format_ for format_ in (*RESULTS, *GRAPHS) if format_.name != "csv"]


def test_a_csv_may_begin_with_a_mark(client: httpx.Client) -> None:
    response = client.get("/sparql", params=CSV)
    plain = client.get("/sparql", params={**CSV, "bom": "0"})
    assert response.content == codecs.BOM_UTF8 + plain.content
    assert response.content.decode("utf-8-sig") == "town\r\nJülich; Žilina\r\n"
    assert response.headers["content-type"] == "text/csv; charset=utf-8"


def test_csv_by_accept_may_too(client: httpx.Client) -> None:
    params = {"query": QUERY, "bom": "1"}
    response = client.get("/sparql", params=params, headers={"Accept": "text/csv"})
    assert response.content.startswith(codecs.BOM_UTF8)


def test_a_posted_form_may_ask_for_it(client: httpx.Client) -> None:
    assert client.post("/sparql", data=CSV).content.startswith(codecs.BOM_UTF8)
    params = {"bom": "1", "format": "csv"}
    posted = client.post("/sparql", params=params, data={"query": QUERY})
    assert posted.content.startswith(codecs.BOM_UTF8)


def test_a_saved_question_may_too(client: httpx.Client) -> None:
    response = client.get(QUESTION, params={"format": "csv", "bom": "1"})
    assert response.content.decode("utf-8-sig") == "factory,name\r\n"
    plain = client.get(QUESTION, params={"format": "csv"})
    assert response.content == codecs.BOM_UTF8 + plain.content


def test_there_is_no_mark_unless_it_is_asked_for(client: httpx.Client) -> None:
    for params in ({**CSV, "bom": "0"}, {"query": QUERY, "format": "csv"}):
        assert client.get("/sparql", params=params).content.startswith(b"town")


def test_head_counts_the_mark(client: httpx.Client) -> None:
    response = client.head("/sparql", params=CSV)
    assert int(response.headers["content-length"]) == len(client.get("/sparql", params=CSV).content)


@pytest.mark.parametrize("name", [format_.name for format_ in OTHERS])
def test_no_other_format_has_a_mark(client: httpx.Client, name: str) -> None:
    query = LABEL if name in [format_.name for format_ in RESULTS] else GRAPH
    response = client.get("/sparql", params={"query": query, "format": name, "bom": "1"})
    content = problem(response, 400, "parameter")
    assert "format=csv" in str(content["detail"])


@pytest.mark.parametrize("headers", [{}, {"Accept": BROWSER}], ids=["named", "liked"])
@pytest.mark.parametrize("path", ["/sparql", QUESTION, "/query/about"])
def test_no_page_has_a_mark(client: httpx.Client, path: str, headers: dict[str, str]) -> None:
    params = {"bom": "1", **({"query": LABEL} if path == "/sparql" else {})}
    format_ = {} if headers else {"format": "html"}
    response = client.get(path, params={**params, **format_}, headers=headers)
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/html")
    assert "it goes with format=csv alone" in response.text


def test_a_form_that_asks_for_a_page_with_a_mark_is_told_so_on_a_page(client: httpx.Client) -> None:
    response = client.post("/sparql", data={"query": LABEL, "format": "html", "bom": "1"})
    assert response.status_code == 400
    assert "it goes with format=csv alone" in response.text


@pytest.mark.parametrize("path", ["/sparql", QUESTION])
def test_bom_is_one_or_nought(client: httpx.Client, path: str) -> None:
    params = {"query": LABEL, "bom": "yes"} if path == "/sparql" else {"bom": "yes"}
    content = problem(client.get(path, params=params), 400, "parameter")
    assert 'is 0 or 1, not "yes"' in str(content["detail"])


def test_bom_stands_once(client: httpx.Client) -> None:
    response = client.get("/sparql", params={**CSV, "bom": ["1", "1"]})
    problem(response, 400, "parameter")
