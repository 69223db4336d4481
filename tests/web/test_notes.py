"""The notes of the express lane: what is counted, and what the journal is told."""

from __future__ import annotations

import json

import pytest
from starlette.datastructures import State

from aifkg.engine import Job
from aifkg.web import Settings
from aifkg.web.answers import Answer, Known
from aifkg.web.notes import Notes


class Heard:
    """A journal and metrics that keep what they are told."""

    def __init__(self) -> None:
        self.lines: list[dict[str, object]] = []
        self.counted: list[tuple[str, str, str]] = []

    def fixed(self, **members: object) -> str:
        return json.dumps(members)[1:-1]

    def hit(self, request_id: str, fixed: str, seconds: float, more: str = "") -> None:
        line = f'{{"id":"{request_id}",{fixed},"seconds":{seconds}{more}}}'
        self.lines.append(json.loads(line))

    def request(self, route: str, verb: str, outcome: str, _seconds: float) -> None:
        self.counted.append((route, verb, outcome))


def notes(heard: Heard, *, has_journal: bool = True, **more: bool) -> Notes:
    journal = heard if has_journal else None
    settings = Settings(**more)  # type: ignore[arg-type]
    return Notes(State({"journal": journal, "metrics": heard, "settings": settings}))


def answer() -> Answer:
    return Answer({"ETag": '"a"'}, b"four", 3, b"head", b"not modified")


@pytest.mark.parametrize("has_it", [False, True])
def test_an_answer_from_memory_has_a_line_of_what_is_sent(has_it: bool) -> None:
    heard = Heard()
    kept = notes(heard)
    kept.hit("id", kept.line("ASK {}", answer(), has_it=has_it), "client")
    (line,) = heard.lines
    expected = (304, 0) if has_it else (200, 4)
    assert (line["status"], line["size"]) == expected
    assert (line["rows"], line["cache"], line["seconds"]) == (3, "hit", 0)
    assert "client" not in line


def test_a_query_that_was_evaluated_is_counted_and_has_its_lane_and_times() -> None:
    heard = Heard()
    job = Job(b"", "client", 5.0, 100.0, lambda _job, _outcome: None, ended=100.5, spent=0.25)
    kept = notes(heard, log_clients=True)
    kept.evaluated("id", "ASK {}", job, "client", 503, ended="5xx", size=7)
    assert heard.counted == [("/sparql", "GET", "5xx")]
    (line,) = heard.lines
    assert (line["status"], line["lane"], line["cache"]) == (503, "short", "miss")
    assert (line["seconds"], line["queue_seconds"], line["client"]) == (0.5, 0.25, "client")


def test_without_a_journal_queries_are_counted_all_the_same() -> None:
    heard = Heard()
    kept = notes(heard, has_journal=False)
    assert kept.line("ASK {}", answer(), has_it=False) == ""
    kept.hit("id", "", "client")
    job = Job(b"", "client", 5.0, 100.0, lambda _job, _outcome: None)
    kept.evaluated("id", "ASK {}", job, "client", 200, ended="2xx", size=7)
    assert (heard.lines, len(heard.counted)) == ([], 1)


@pytest.mark.parametrize(("has_it", "ended"), [(False, "2xx"), (True, "3xx")])
def test_a_page_is_counted_by_its_route(has_it: bool, ended: str) -> None:
    heard = Heard()
    notes(heard).page(Known(answer(), has_it, "", "/id/{name:path}"))
    assert heard.counted == [("/id/{name:path}", "GET", ended)]
