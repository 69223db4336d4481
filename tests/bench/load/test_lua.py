"""Lua scripts: what wrk sends by them is what was meant, form by form."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bench.load import lua
from tests.bench.load.mix import Question
from tests.bench.load.wrk import drive
from tests.bench.servers.running import Running

QUESTIONS = [
    Question("one", 'ASK { ai-factory:lumi ?p_0 ?o . FILTER (STR(?o) != "0") }'),
    Question("two", 'CONSTRUCT { ?s ?p_0 "a\\"b" } WHERE { ?s ?p_0 "é\\\\" } LIMIT 90'),
]
FACTORIES = ["lumi", "jupiter", "mimer"]


class Recorder(ThreadingHTTPServer):
    """A server that answers 204 and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, str]] = []

    @property
    def running(self) -> Running:
        authority = f"127.0.0.1:{self.server_port}"
        return Running("recorder", authority, "/sparql?graph=a%20b&query={query}&x=1", 0, 0)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Recorder

    def do_GET(self) -> None:
        fields = (self.headers["Accept"], self.headers.get("If-None-Match", ""))
        self.server.asked.append((self.path, *fields))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    if shutil.which("wrk") is None:
        pytest.skip("wrk is not installed")
    with Recorder() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_cold_script_asks_each_form_once_and_in_order(recorder: Recorder) -> None:
    script = lua.cold(recorder.running, QUESTIONS, FACTORIES, 5_000_000_000)
    figures = drive(script, recorder.running.authority, 1, 1)
    # wrk asks for the first request once to see whether it is several, before it sends any.
    first = 5_000_000_001 + next(
        number
        for number in range(5)
        if recorder.asked[0][0] == expected(recorder.running, 5_000_000_001 + number)
    )
    count = len(recorder.asked)
    assert count >= figures.answers > 0
    assert [path for path, _, _ in recorder.asked] == [
        expected(recorder.running, number) for number in range(first, first + count)
    ]
    assert figures.is_clean


def expected(server: Running, number: int) -> str:
    question = QUESTIONS[number % len(QUESTIONS)]
    return server.url(question.name, question.form(number, FACTORIES))


def test_a_warm_script_asks_the_same_again_with_the_headers_given(recorder: Recorder) -> None:
    script = lua.warm(recorder.running, QUESTIONS, {"If-None-Match": '"a\\b"'})
    drive(script, recorder.running.authority, 2, 1)
    assert set(recorder.asked) == {
        (recorder.running.url(one.name, one.text), one.media_type, '"a\\b"') for one in QUESTIONS
    }


def test_a_literal_is_one_line_of_lua() -> None:
    assert lua.literal('a "b" \\ c\r\nd') == '"a \\"b\\" \\\\ c\\r\\nd"'


def test_a_document_is_asked_for_over_and_over_in_one_type(recorder: Recorder) -> None:
    drive(lua.again(recorder.running, "/id/x.ttl", "text/turtle"), recorder.running.authority, 2, 1)
    assert set(recorder.asked) == {("/id/x.ttl", "text/turtle", "")}


def test_a_list_is_asked_for_in_order_and_over_again(recorder: Recorder) -> None:
    targets = [f"/trace?n={number}" for number in range(7)]
    script = lua.listed(recorder.running, targets, "application/json")
    drive(script, recorder.running.authority, 1, 1)
    asked = [path for path, _, _ in recorder.asked]
    first = targets.index(asked[1])
    assert len(asked) > len(targets)
    assert asked[1:] == [targets[(first + n) % len(targets)] for n in range(len(asked) - 1)]
