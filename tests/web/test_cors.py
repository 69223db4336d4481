"""Any page of the web may ask, without credentials."""

from __future__ import annotations

import httpx
import pytest

from tests.web.test_sparql import LABEL

ORIGIN = {"Origin": "https://example.org"}
PATHS = ["/", "/sparql", "/query/a", "/version", "/health", "/metrics", "/style.css", "/nowhere"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_may_be_read_by_any_page(client: httpx.Client, path: str) -> None:
    for headers in (ORIGIN, {}):
        response = client.get(path, headers=headers)
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers


def test_a_page_may_read_the_headers_that_tell_something(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": LABEL}, headers=ORIGIN)
    exposed = set(response.headers["access-control-expose-headers"].lower().split(", "))
    safe = {"cache-control", "content-language", "content-length", "content-type", "expires"}
    told = set(response.headers) - safe - {"date", "vary", "x-content-type-options"}
    told = {name for name in told if not name.startswith(("access-control-", "timing-"))}
    assert told
    assert told <= exposed


@pytest.mark.parametrize("method", ["GET", "POST", "QUERY"])
@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_is_answered_before_any_route(
    client: httpx.Client, path: str, method: str
) -> None:
    asked = {**ORIGIN, "Access-Control-Request-Method": method}
    asked["Access-Control-Request-Headers"] = "content-type, if-none-match"
    response = client.options(path, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    headers = response.headers
    assert method in headers["access-control-allow-methods"].split(", ")
    allowed = headers["access-control-allow-headers"].lower().split(", ")
    assert {"content-type", "if-none-match"} <= set(allowed)
    assert int(headers["access-control-max-age"]) > 0
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert headers["vary"] == "Access-Control-Request-Method"


def test_options_without_a_preflight_says_what_is_allowed(client: httpx.Client) -> None:
    response = client.options("/sparql", headers=ORIGIN)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST, QUERY"
    assert "access-control-allow-methods" not in response.headers
    assert response.headers["access-control-allow-origin"] == "*"


def test_credentials_change_nothing(client: httpx.Client) -> None:
    asked = {**ORIGIN, "Cookie": "a=b", "Authorization": "Basic eA=="}
    response = client.get("/sparql", params={"query": LABEL}, headers=asked)
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
