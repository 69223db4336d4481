"""Traces are on the budget of who asks, held where they are whole, and never where cut short."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from aifkg import build
from aifkg.share import Share
from aifkg.trace import Trace
from aifkg.trace.plain import as_json, packed
from aifkg.web.keeping import _Making
from aifkg.web.trace.tracing import Answered
from tests import small
from tests.web.conftest import running
from tests.web.test_sparql import problem

ASKED = {"from": "person:henna-virkkunen", "to": "ai-factory:lumi"}


@pytest.fixture(scope="module")
def quads() -> str:
    return build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")


@pytest.fixture
def poor(tmp_path: Path, quads: str) -> Iterator[httpx.Client]:
    """A server whose clients may use next to no time."""
    with running(tmp_path, quads, AIFKG_BUDGET_SECONDS="0.0001") as server:
        yield server.client


def test_a_trace_and_what_is_made_of_it_are_on_the_budget(poor: httpx.Client) -> None:
    first = poor.get("/trace.json", params=ASKED)
    assert first.status_code == 200
    other = poor.get("/trace.json", params={**ASKED, "k": "2"})
    assert "0.0001 s" in problem(other, 429, "budget-spent")["detail"]
    # It is held as the worker wrote it; to write it otherwise takes time again.
    page = poor.get("/trace", params={**ASKED, "format": "csv"})
    problem(page, 429, "budget-spent")


def test_a_file_that_was_made_once_is_sent_again_at_nobodys_cost(poor: httpx.Client) -> None:
    first = poor.get("/trace.json", params=ASKED)
    again = poor.get("/trace.json", params=ASKED)
    assert (again.status_code, again.content) == (200, first.content)


def cut(trace: Trace) -> Answered:
    """Return the answer of a trace that a limit of time ended."""
    said: dict[str, Any] = as_json(trace)
    said["limits"]["ended_by"] = "time"
    return Answered(packed(said))


def test_what_a_limit_cut_short_is_told_from_what_is_whole() -> None:
    trace = small.graph().trace(*ASKED.values())
    assert Answered(packed(as_json(trace))).is_whole
    assert not cut(trace).is_whole
    assert cut(trace).ends == [end.iri for end in trace.ends]


def test_no_text_is_taken_for_the_word_of_a_limit() -> None:
    said = {"ends": [{"iri": "a:b", "label": '"ended_by": "time", "paths": ['}], "paths": []}
    answered = Answered(packed(said))
    assert answered.is_whole
    assert answered.ends == ["a:b"]


@pytest.mark.parametrize(("control", "is_held"), [("no-cache", True), ("no-store", False)])
def test_what_is_not_to_be_stored_is_not_held(control: str, is_held: bool) -> None:
    sent: list[object] = []

    async def send(message: object) -> None:
        sent.append(message)

    async def run() -> bool:
        making = _Making(send, "")
        headers = [(b"etag", b'"a"'), (b"cache-control", control.encode())]
        await making.send({"type": "http.response.start", "status": 200, "headers": headers})
        await making.send({"type": "http.response.body", "body": b"a"})
        return making.answer is not None

    assert asyncio.run(run()) is is_held
    assert bool(sent) is not is_held
