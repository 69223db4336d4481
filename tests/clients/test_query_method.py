"""HTTP's QUERY method, which asks with a body and is safe to repeat."""

from __future__ import annotations

import httpx
import pytest

from tests.clients.questions import DETAIL, FACTORIES, FAILING

DIRECT = {"Content-Type": "application/sparql-query"}


def names(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["n"]["value"] for row in response.json()["results"]["bindings"]]


@pytest.mark.parametrize("body", ["query", "form"])
def test_query_answers_as_post_does(endpoint: str, body: str) -> None:
    if body == "query":
        asked = httpx.request("QUERY", endpoint, content=FACTORIES, headers=DIRECT)
    else:
        asked = httpx.request("QUERY", endpoint, data={"query": FACTORIES})
    assert names(asked) == ["LUMI AI Factory", "Pharos"]


def test_query_takes_parameters_and_accept(endpoint: str) -> None:
    headers = DIRECT | {"Accept": "text/csv"}
    asked = httpx.request("QUERY", endpoint, content=FACTORIES, headers=headers)
    assert asked.text.startswith("f,n\r\n")
    by_name = httpx.request(
        "QUERY", endpoint, params={"format": "tsv"}, content=FACTORIES, headers=DIRECT
    )
    assert by_name.text.startswith("?f\t?n\n")


def test_query_tells_what_is_wrong(endpoint: str) -> None:
    asked = httpx.request("QUERY", endpoint, content=FAILING, headers=DIRECT)
    assert asked.status_code == 400
    assert DETAIL in asked.json()["detail"]


@pytest.mark.parametrize("content_type", ["text/plain", ""])
def test_query_without_a_type_it_takes_says_which_it_does(endpoint: str, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    asked = httpx.request("QUERY", endpoint, content=FACTORIES, headers=headers)
    assert asked.status_code == 415
    assert "application/sparql-query" in asked.headers["accept-query"]
