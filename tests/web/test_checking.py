"""Checking against a real server: findings as JSON, faults of the protocol as problems."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import httpx
import pytest

from aifkg import build
from aifkg.engine import EngineBusy
from aifkg.share import Share
from aifkg.web.checking import Checker
from aifkg.web.served import Served
from tests import small
from tests.web.conftest import BROWSER
from tests.web.test_sparql import QUERY_TYPE, problem

_PROGRAM = """
import sys
from pathlib import Path
from starlette.routing import Route
from aifkg.web import Settings, serve
from aifkg.web.checking import check
serve(Settings(port=0), Path(sys.argv[1]), on_ready=lambda address: print(address, flush=True),
      routes=[Route("/sparql/check", check, methods=["GET", "HEAD", "POST"])])
"""
PATH = "/sparql/check"
PREFIX = "PREFIX aif: <https://w3id.org/aifkg/ontology#> "
GOOD = PREFIX + "SELECT ?f { ?f a aif:AIFactory }"
BAD = PREFIX + "SELECT ?f { ?f a aif:AIFactry }"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a server of the small graph that checks."""
    snapshot = build.ensure(Share.at(small.root())).quads_path
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(snapshot)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address, "the server did not start"
        with httpx.Client(base_url=address, timeout=40) as client:
            yield client
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def test_a_sound_query_is_ok(client: httpx.Client) -> None:
    response = client.post(PATH, content=GOOD, headers=QUERY_TYPE)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == {"ok": True, "form": "SELECT", "findings": []}


def test_a_finding_has_its_place_and_what_to_write(client: httpx.Client) -> None:
    content = client.post(PATH, content=BAD, headers=QUERY_TYPE).json()
    column = BAD.index("aif:AIFactry") + 1
    message = f"aif:AIFactry at line 1, column {column} is no class or property of the ontology."
    assert content == {
        "ok": False,
        "form": "SELECT",
        "findings": [
            {
                "rule": "unknown-term",
                "severity": "error",
                "message": message,
                "line": 1,
                "column": column,
                "suggestion": "aif:AIFactory",
            }
        ],
    }


def test_warnings_alone_are_ok(client: httpx.Client) -> None:
    content = client.post(PATH, data={"query": "SELECT ?x ?gone { ?x ?p ?o }"}).json()
    assert content["ok"] is True
    assert [one["severity"] for one in content["findings"]] == ["warning"]


def test_every_carrier_of_the_protocol_is_read_alike(client: httpx.Client) -> None:
    direct = client.post(PATH, content=BAD, headers=QUERY_TYPE).content
    assert client.post(PATH, data={"query": BAD}).content == direct
    assert client.get(PATH, params={"query": BAD}).content == direct
    assert client.head(PATH, params={"query": BAD}).content == b""


def test_browsers_get_json_too(client: httpx.Client) -> None:
    response = client.get(PATH, params={"query": GOOD}, headers={"Accept": BROWSER})
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("query", "form", "rule"),
    [
        ("SELCT * { ?s ?p ?o }", None, "syntax-error"),
        ("", None, "syntax-error"),
        ("DROP ALL", None, "refused-update"),
        ("ASK {", "ASK", "syntax-error"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SELECT", "refused-service"),
        ("SELECT * " + "{" * 5_000, "SELECT", "refused-query"),
        ("SELECT * {} #" + "x" * 300_000, None, "refused-query"),
    ],
)
def test_what_the_endpoint_would_refuse_is_an_answer(
    client: httpx.Client, query: str, form: str | None, rule: str
) -> None:
    response = client.post(PATH, data={"query": query})
    assert response.status_code == 200
    content = response.json()
    assert (content["ok"], content["form"]) == (False, form)
    assert [one["rule"] for one in content["findings"]] == [rule]


@pytest.mark.parametrize(
    ("content", "media_type", "status", "slug"),
    [
        (b"{}", "application/json", 415, "content-type"),
        (b"INSERT DATA {}", "application/sparql-update", 403, "read-only"),
        (b"other=1", "application/x-www-form-urlencoded", 400, "query-missing"),
        (b"query=a&query=b", "application/x-www-form-urlencoded", 400, "parameter"),
        (b"SELECT * { ?s ?p '\xff' }", "application/sparql-query", 400, "encoding"),
        (b"x" * (1 << 20) + b"x", "application/sparql-query", 413, "body-too-large"),
    ],
)
def test_a_fault_of_the_protocol_is_a_problem(
    client: httpx.Client, content: bytes, media_type: str, status: int, slug: str
) -> None:
    response = client.post(PATH, content=content, headers={"Content-Type": media_type})
    problem(response, status, slug)


def test_many_checks_at_once_are_answered_or_told_to_come_again(client: httpx.Client) -> None:
    heavy = (
        PREFIX + "SELECT ?a1 {" + "".join(f"?a{i % 900} a aif:x{i} ." for i in range(4_000)) + "}"
    )
    address = client.base_url

    def ask(_: int) -> int:
        with httpx.Client(base_url=address, timeout=40) as one:
            return one.post(PATH, content=heavy, headers=QUERY_TYPE).status_code

    with ThreadPoolExecutor(40) as threads:
        statuses = set(threads.map(ask, range(40)))
    assert statuses <= {200, 503}
    assert 200 in statuses
    assert client.get(PATH, params={"query": GOOD}).json()["ok"] is True


def test_a_query_whose_planning_would_end_the_process_is_only_read(client: httpx.Client) -> None:
    query = "SELECT * {" + "?a ?b ?c ." * 4_900 + "}"
    assert client.post(PATH, data={"query": query}).json()["findings"] == []
    assert client.get("/health").status_code == 200


def test_no_more_checks_wait_than_may() -> None:
    async def crowd() -> None:
        checker, served = Checker(), cast(Served, None)
        async with checker._turn:
            waiting = [asyncio.create_task(checker.check(served, GOOD)) for _ in range(16)]
            await asyncio.sleep(0)
            with pytest.raises(EngineBusy, match="16 checks are waiting already"):
                await checker.check(served, GOOD)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        assert checker._waiting == 0

    asyncio.run(crowd())
