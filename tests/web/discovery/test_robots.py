"""Robots: what a crawler that keeps to RFC 9309 may read."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.conftest import QUERIES, Running
from tests.web.test_sparql import problem

NEEDS_A_VALUE = "about"


def allowed(text: str, path: str) -> bool:
    """Whether the longest rule that fits a path allows it, the allowing one of equals."""
    best = (0, True)
    for kind, pattern in re.findall(r"^(Allow|Disallow): (\S+)$", text, re.M):
        rule = re.escape(pattern).replace(r"\*", ".*")
        rule = f"{rule[:-2]}$" if pattern.endswith("$") else rule
        if re.match(rule, path):
            best = max(best, (len(pattern), kind == "Allow"))
    return best[1]


@pytest.mark.parametrize(
    ("path", "is_allowed"),
    [
        ("/", True),
        ("/id/ai-factory/pharos", True),
        ("/id/ai-factory/pharos.html", True),
        ("/id/ai-factory/pharos.ttl", True),
        ("/ontology", True),
        ("/sitemap.xml", True),
        ("/sparql", False),
        ("/sparql?query=ASK%7B%7D", False),
        ("/sparql/check?query=x", False),
        ("/query/evidence?subject=x", False),
        ("/trace?from=a&to=b", False),
        ("/rdf-graphs?default", False),
        ("/as-of/2024-12-31/id/ai-factory/pharos", False),
        ("/find?q=lumi", False),
    ],
)
def test_pages_may_be_read_and_what_is_computed_may_not(
    server: Running, path: str, is_allowed: bool
) -> None:
    answer = server.client.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert allowed(answer.text, path) is is_allowed


def test_a_saved_question_may_be_read_as_it_stands(server: Running) -> None:
    text = server.client.get("/robots.txt").text
    names = {path.stem for path in QUERIES.glob("*.rq")}
    assert names > {NEEDS_A_VALUE}
    for name in names:
        assert allowed(text, f"/query/{name}") is (name != NEEDS_A_VALUE)
        assert not allowed(text, f"/query/{name}?format=csv")


def test_the_sitemap_is_named_by_the_address_the_client_used(server: Running) -> None:
    text = server.client.get("/robots.txt", headers={"Host": "data.example"}).text
    assert "\nSitemap: http://data.example/sitemap.xml\n" in text
    (address,) = re.findall(r"^Sitemap: (\S+)$", server.client.get("/robots.txt").text, re.M)
    assert httpx.get(address).status_code == 200


def test_a_hostile_host_is_refused(server: Running) -> None:
    answer = server.client.get("/robots.txt", headers={"Host": "e.org/\tDisallow"})
    problem(answer, 400, "host")


def test_a_client_that_holds_it_is_spared_it(server: Running) -> None:
    tag = server.client.get("/robots.txt").headers["etag"]
    again = server.client.get("/robots.txt", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
