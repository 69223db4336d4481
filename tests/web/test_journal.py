"""The journal: what a line says and does not say, and when it is written."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import pty
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.web.journal import Journal, opened
from aifkg.web.outlet import Outlet

_QUERY = "SELECT * { ?s ?p ?o }"
_FIXED: dict[str, Any] = {"route": "/sparql", "status": 200, "outcome": "2xx", "size": 4_711}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def descriptor(log: Path) -> Iterator[int]:
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    yield descriptor
    os.close(descriptor)


def read(log: Path) -> bytes:
    return log.read_bytes()


def lines(log: Path) -> list[Any]:
    return [json.loads(line) for line in read(log).splitlines()]


def test_a_line_says_what_was_asked_and_how_it_ended(log: Path, descriptor: int) -> None:
    before = datetime.now(UTC)
    journal = Journal(Outlet(descriptor))
    fixed = journal.fixed(query=_QUERY, **_FIXED, rows=12, cache="miss", lane="short")
    journal.line("abc-1", fixed, 0.25, queue_seconds=0.001, client="192.0.2.7")
    (line,) = lines(log)
    time = line.pop("time")
    assert time.endswith("Z")
    assert abs((datetime.fromisoformat(time) - before).total_seconds()) < 60
    assert line == {
        "id": "abc-1",
        "route": "/sparql",
        "query": hashlib.sha256(_QUERY.encode()).hexdigest()[:16],
        "rows": 12,
        "bytes": 4_711,
        "status": 200,
        "outcome": "2xx",
        "cache": "miss",
        "lane": "short",
        "seconds": 0.25,
        "queue_seconds": 0.001,
    }


def test_text_and_client_are_written_only_where_asked_for(log: Path, descriptor: int) -> None:
    journal = Journal(Outlet(descriptor), with_queries=True, with_clients=True)
    journal.line("abc-1", journal.fixed(query=_QUERY, **_FIXED), 0.25, client="192.0.2.7")
    (line,) = lines(log)
    assert (line["text"], line["client"]) == (_QUERY, "192.0.2.7")
    assert "text_cut" not in line


_HOSTILE = st.text(st.characters(codec=None) | st.sampled_from('"\\\n\r\0\x1b\x7f\x85\u2028\ud800'))


@given(query=_HOSTILE, client=_HOSTILE)
def test_no_text_breaks_out_of_its_line(query: str, client: str) -> None:
    reading, writing = os.pipe()
    journal = Journal(Outlet(writing), with_queries=True, with_clients=True)
    try:
        journal.line("abc-1", journal.fixed(query=query, **_FIXED), 0.1, client=client)
        written = os.read(reading, 1 << 16).decode("ascii")
    finally:
        journal.close()
        os.close(reading)
        os.close(writing)
    assert written.endswith("\n")
    assert written[:-1].isprintable()
    line = json.loads(written)
    assert line["text"] == query
    assert line["client"] == client[:64]


@pytest.mark.parametrize("letter", ["a", '"', "\0", "é", "🜁"])
@pytest.mark.parametrize("length", [3_000, 5_000, 1_000_000])
def test_a_long_query_is_cut_to_what_a_pipe_takes_whole_and_that_is_said(
    log: Path, descriptor: int, letter: str, length: int
) -> None:
    journal = Journal(Outlet(descriptor), with_queries=True)
    query = "a" * 2_500 + letter * length
    fixed = journal.fixed(query=query, **_FIXED)
    journal.line("i" * 128, fixed, 0.1)
    (line,) = lines(log)
    assert 2_500 < len(log.read_bytes()) <= 4_096
    assert line["text_cut"] is True
    assert query.startswith(line["text"])
    assert line["query"] == hashlib.sha256(query.encode()).hexdigest()[:16]


def test_lines_are_gathered_while_a_loop_runs(log: Path, descriptor: int) -> None:
    async def gathered() -> None:
        journal = Journal(Outlet(descriptor))
        fixed = journal.fixed(query=_QUERY, **_FIXED)
        for number in range(10):
            journal.hit(f"a-{number}", fixed, 0.00001)
        assert read(log) == b""
        async with asyncio.timeout(10):
            while not read(log):
                await asyncio.sleep(0.01)
        assert len(lines(log)) == 10
        journal.hit("a-10", fixed, 0.00001)
        journal.close()
        assert [line["id"] for line in lines(log)] == [f"a-{number}" for number in range(11)]

    asyncio.run(gathered())


def test_a_full_batch_is_written_at_once(log: Path, descriptor: int) -> None:
    async def filled() -> None:
        journal = Journal(Outlet(descriptor))
        fixed = journal.fixed(query=_QUERY, **_FIXED)
        while not read(log):
            journal.hit("a-1", fixed, 0.00001)
        assert 1 << 16 <= len(read(log)) < (1 << 16) + 4_096
        journal.close()

    asyncio.run(filled())


def test_a_stalled_reader_costs_lines_and_the_log_says_how_many() -> None:
    reading, writing = os.pipe()
    lost: list[int] = []
    journal = Journal(Outlet(writing), on_lost=lost.append)
    fixed = journal.fixed(query=_QUERY, **_FIXED)
    for number in range(20_000):
        journal.hit(f"a-{number}", fixed, 0.00001)
    assert sum(lost) > 0
    assert journal._held_size <= 1 << 20
    os.set_blocking(reading, False)
    written = b""
    while journal._held or journal._untold:
        written += os.read(reading, 1 << 20)
        journal.flush()
    journal.hit("a-last", fixed, 0.00001)
    journal.close()
    os.close(writing)
    while part := os.read(reading, 1 << 20):
        written += part
    os.close(reading)
    whole = [json.loads(line) for line in written.splitlines()]
    ids = [line["id"] for line in whole if "id" in line]
    assert len(ids) == 20_001 - sum(lost)
    assert ids[-1] == "a-last"
    assert [line["lost_lines"] for line in whole if "lost_lines" in line] == [sum(lost)]


def test_what_nobody_reads_at_the_end_is_given_up() -> None:
    reading, writing = os.pipe()
    lost: list[int] = []
    journal = Journal(Outlet(writing), on_lost=lost.append)
    fixed = journal.fixed(query=_QUERY, **_FIXED)
    for _ in range(2_000):
        journal.hit("a", fixed, 0.00001)
    journal.close(patience_seconds=0.1)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        assert len(file.readlines()) + sum(lost) == 2_000
    assert sum(lost) > 0


def test_a_reader_that_left_is_no_error() -> None:
    reading, writing = os.pipe()
    lost: list[int] = []
    journal = Journal(Outlet(writing), on_lost=lost.append)
    os.close(reading)
    journal.hit("a", journal.fixed(query=_QUERY, **_FIXED), 0.1)
    journal.close(patience_seconds=0)
    os.close(writing)
    assert lost == [1]


def test_after_the_end_nothing_is_written(log: Path, descriptor: int) -> None:
    lost: list[int] = []
    journal = Journal(Outlet(descriptor), on_lost=lost.append)
    journal.close()
    journal.hit("a", journal.fixed(query=_QUERY, **_FIXED), 0.1)
    journal.close(patience_seconds=0)
    assert log.read_bytes() == b""
    assert lost == [1]


def test_a_person_at_a_terminal_is_told_only_where_asked() -> None:
    controlling, terminal = pty.openpty()
    assert opened("auto", terminal) is None
    journal = opened("json", terminal)
    assert journal is not None
    journal.hit("a", journal.fixed(query=_QUERY, **_FIXED), 0.1)
    journal.close()
    assert json.loads(os.read(controlling, 10_000))["id"] == "a"
    os.close(terminal)
    os.close(controlling)


def test_a_log_that_is_no_terminal_is_written_unless_switched_off(descriptor: int) -> None:
    assert opened("auto", descriptor) is not None
    assert opened("json", descriptor) is not None
    assert opened("off", descriptor) is None


def test_without_a_standard_error_there_is_no_journal() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    os.close(writing)
    assert opened("json", writing) is None
