"""A guarded connection: what a client may send, how slowly, and in which order it is answered."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from tests.engine.conftest import SMALL
from tests.web.conftest import Running, running
from tests.web.raw import Answer, Connection, target
from tests.web.test_app import children
from tests.web.test_sparql import HEAVY, LABEL, ROW

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that gives a request half a second to be whole."""
    folder = tmp_path_factory.mktemp("hasty")
    with running(folder, AIFKG_WORKERS="1", AIFKG_REQUEST_TIMEOUT="0.5") as server:
        yield server


@pytest.fixture
def line(hasty: Running) -> Iterator[Connection]:
    with Connection(hasty.address) as connection:
        yield connection


def slug(answer: Answer) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    content = json.loads(answer.body)
    assert content["status"] == answer.status
    return str(content["type"].rpartition("/")[2])


def test_the_time_for_a_request_is_not_that_for_its_answer(line: Connection) -> None:
    answer = line.get(target(query=HEAVY, timeout="2.5"))
    assert (answer.status, slug(answer)) == (503, "query-timeout")


def peak(server: Running) -> int:
    """Return the most memory that any process of the server has had, in KiB."""
    found: list[int] = []
    for pid in children(server.pid):
        with contextlib.suppress(FileNotFoundError):
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            found += map(int, re.findall(r"VmHWM:\s*(\d+)", status))
    return max(found)


@linux_only
def test_requests_that_wait_for_their_turn_take_little_memory(
    hasty: Running, line: Connection
) -> None:
    many = 20_000
    line.get("/health/live")
    before = peak(hasty)
    request = line.request("/health/live")
    sending = Thread(target=line.send, args=(request * many,))
    sending.start()
    assert {line.answer().status for _ in range(many)} == {200}
    sending.join()
    assert peak(hasty) - before < 16 << 10


@pytest.mark.parametrize("accept", ["*/*", "text/html"], ids=["express", "ordinary"])
@pytest.mark.parametrize("gap", [False, True], ids=["together", "apart"])
def test_a_fault_is_told_after_what_came_before_it_is_answered(
    line: Connection, accept: str, gap: bool
) -> None:
    first = line.request(target(query=HEAVY, timeout="0.3"), Accept=accept)
    if gap:
        line.send(first)
        line.send(b"\0nonsense\r\n\r\n")
    else:
        line.send(first + b"\0nonsense\r\n\r\n")
    assert line.answer().status == 503
    fault = line.answer()
    assert (fault.status, slug(fault)) == (400, "http")
    assert line.is_closed()


def test_a_fault_in_a_body_is_told_at_once_or_not_at_all(line: Connection, hasty: Running) -> None:
    chunked = {"Content_Type": "application/sparql-query", "Transfer_Encoding": "chunked"}
    line.send(line.request("/sparql", "POST", **chunked) + b"nonsense\r\n")
    assert line.answer().status == 400
    assert line.is_closed()
    with Connection(hasty.address) as other:
        # It is answered before its body, so that no second answer may follow.
        other.send(other.request("/version", "POST", **chunked))
        assert other.answer().status == 405
        other.send(b"nonsense\r\n")
        with pytest.raises((ConnectionResetError, AssertionError)):
            other.answer()


def test_half_a_request_waits_for_the_one_before_it(line: Connection) -> None:
    second = line.request(target(query=LABEL))
    ordinary = line.request(target(query=HEAVY, timeout="1.8"), X_Ordinary="1")
    line.send(ordinary + second[:20])
    assert line.answer().status == 503
    line.send(second[20:])
    assert line.answer().body == ROW


def test_half_a_request_ends_in_its_time(line: Connection) -> None:
    line.send(line.request(target(query=LABEL))[:-2])
    late = line.answer()
    assert (late.status, slug(late)) == (408, "request-timeout")
    assert line.is_closed()


def test_a_body_that_does_not_come_ends_in_its_time(line: Connection) -> None:
    headers = {"Content_Type": "application/sparql-query", "Content_Length": "10"}
    line.send(line.request("/sparql", "POST", **headers) + b"ASK")
    late = line.answer()
    assert (late.status, slug(late)) == (408, "request-timeout")
    assert line.is_closed()


@pytest.mark.parametrize("protocol", ["h2c", "websocket", "TLS/1.0"])
@pytest.mark.parametrize("gap", [False, True], ids=["together", "apart"])
def test_another_protocol_is_not_spoken_and_no_body_lost(
    line: Connection, protocol: str, gap: bool
) -> None:
    body = line.request("/nowhere")
    headers = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": protocol, "HTTP2_Settings": ""}
    length = {"Content_Type": "application/sparql-query", "Content_Length": f"{len(body)}"}
    packets = [
        line.request("/sparql", "POST", **headers, **length),
        body,
        line.request(target(query=LABEL), **headers),
        line.request(target(query=LABEL)),
    ]
    for packet in packets if gap else [b"".join(packets)]:
        line.send(packet)
    refused = line.answer()
    assert (refused.status, slug(refused)) == (400, "query-syntax")
    assert [line.answer().body for _ in range(2)] == [ROW, ROW]


@pytest.mark.parametrize("target", ["e.org:80", "", "*", "http://"])
@pytest.mark.parametrize("method", ["CONNECT", "GET"])
def test_a_target_that_is_none_is_refused(line: Connection, method: str, target: str) -> None:
    for _ in range(2):
        line.send(line.request("/health/live") + line.request(target, method))
    assert line.answer().status == 200
    refused = line.answer()
    assert refused.status in (400, 404)
    if method == "CONNECT":
        assert slug(refused) == "http"


def test_a_client_that_leaves_before_its_body_is_whole_is_no_fault(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path, AIFKG_WORKERS="1") as server:
        with Connection(server.address) as line:
            headers = {"Content_Type": "application/sparql-query", "Content_Length": "10"}
            line.send(line.request("/sparql", "POST", **headers) + b"ASK")
        assert server.client.get("/health/live").status_code == 200
    said = capfd.readouterr().err
    assert '"outcome":"client_left"' in said
    assert "Traceback" not in said


def test_a_connection_that_asks_nothing_is_ended(line: Connection) -> None:
    assert line.is_closed()


@pytest.mark.parametrize("size", [65_400, 10 << 20])
def test_a_url_is_as_long_as_a_head_may_be(line: Connection, size: int) -> None:
    asked = target(query="ASK {} #")
    line.send(line.request(asked + "a" * (size - len(asked))))
    answer = line.answer()
    if size < 65_535:
        assert answer.status == 200
    else:
        assert (answer.status, slug(answer)) == (431, "head-too-large")
        assert "65,535 bytes; POST the query" in json.loads(answer.body)["detail"]


def test_a_head_has_a_bound_of_fields(line: Connection) -> None:
    fields = {f"X_{number}": "1" for number in range(127)}
    assert line.get("/health/live", **fields).status == 200
    answer = line.get("/health/live", **fields, X_One="1")
    assert (answer.status, slug(answer)) == (431, "head-too-large")
    assert "128 header fields" in json.loads(answer.body)["detail"]
    assert line.is_closed()


@pytest.mark.parametrize(
    "rest", [b"0\r\n" + b"a: b\r\n" * 50_000, b"0\r\na: " + b"b" * 100_000, b"1\r\nx\r\n" * 50_000]
)
def test_what_stands_beside_a_body_is_bounded(line: Connection, rest: bytes) -> None:
    chunked = {"Content_Type": "application/sparql-query", "Transfer_Encoding": "chunked"}
    line.send(line.request("/sparql", "POST", **chunked) + rest)
    answer = line.answer()
    assert (answer.status, slug(answer)) == (431, "head-too-large")


def test_what_follows_a_body_changes_nothing(line: Connection) -> None:
    chunked = {"Content_Type": "application/sparql-query", "Transfer_Encoding": "chunked"}
    body = b"6\r\nASK {}\r\n0\r\nAccept: text/csv\r\n\r\n"
    line.send(line.request("/sparql", "POST", **chunked) + body)
    assert line.answer().headers["content-type"] == "application/sparql-results+json"


MEBIBYTE = 1 << 20
_LONG = f'<http://e.org/long> <http://e.org/text> "{"x" * MEBIBYTE}" .\n'
_TIMES = "".join(f'<http://e.org/{n}> <http://e.org/n> "{n}" .\n' for n in range(40))
LONG = SMALL + _LONG + _TIMES


def mebibytes(many: int, number: int = 0) -> str:
    """Return a query whose answer is so long, and another one for each number."""
    pattern = "?s <http://e.org/text> ?text . ?n <http://e.org/n> ?i"
    return target(query=f"SELECT ?text {{ {pattern} }} LIMIT {many} #{number}", format="csv")


def test_a_client_that_reads_slowly_has_all_and_one_that_does_not_is_cut(tmp_path: Path) -> None:
    limits = {"AIFKG_WORKERS": "1", "AIFKG_REQUEST_TIMEOUT": "0.5"}
    with (
        running(tmp_path, LONG, **limits) as server,
        Connection(server.address) as slow,
        Connection(server.address) as idle,
    ):
        for line in (idle, slow):
            line.send(line.request(mebibytes(20)))
        # A client that leaves 1.5 s between two readings is cut; this one takes 3 s for all.
        answer = slow.answer(pause=0.15)
        assert len(answer.body) > 20 * MEBIBYTE
        with pytest.raises(ConnectionResetError):
            idle.answer()
