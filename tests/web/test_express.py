"""The express lane: it answers as the ordinary way does, whatever is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from aifkg.engine import GRAPHS, RESULTS
from tests.engine.test_coding import UNPACK
from tests.web.conftest import Running, running
from tests.web.raw import Answer, Connection, target
from tests.web.test_sparql import AMOUNT, GRAPH, HEAVY, LABEL

ROWS = "SELECT ?s ?o { GRAPH ?g { ?s <http://e.org/p> ?o } } ORDER BY ?s LIMIT 300"
NUMBERS = count()
# What a request says differs each time, or with the way it took.
ASIDE = {"x-request-id", "server-timing", "date"}
ORDINARY = {"X_Ordinary": "1"}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server of one process, so that all connections meet the same answers."""
    with running(tmp_path_factory.mktemp("alone"), AIFKG_WORKERS="1") as server:
        yield server


@pytest.fixture
def line(alone: Running) -> Iterator[Connection]:
    with Connection(alone.address) as connection:
        yield connection


def is_express(answer: Answer) -> bool:
    """Whether the express lane answered: only the other counts the time that the app took."""
    return "total" not in answer.headers["server-timing"]


def is_from_memory(answer: Answer) -> bool:
    return "cache;desc=hit" in answer.headers["server-timing"]


def compared(answer: Answer) -> tuple[int, dict[str, str], object]:
    """Return what has to be the same whichever way a request took."""
    headers = {name: value for name, value in answer.headers.items() if name not in ASIDE}
    if "ratelimit" in headers:
        # What is left, and until when, changes with the clock from answer to answer.
        headers["ratelimit"] = re.sub(r"\d+", "0", headers["ratelimit"])
    if headers.get("content-type") == "application/problem+json":
        problem = json.loads(answer.body)
        assert problem.pop("request_id") == answer.headers["x-request-id"]
        del headers["content-length"]
        return answer.status, headers, problem
    return answer.status, headers, answer.body


def new(sparql: str) -> str:
    """Return the query as nobody has asked it yet."""
    return f"{sparql} #{next(NUMBERS)}"


def both_ways(line: Connection, target: str, **headers: str) -> Answer:
    """Ask by both ways and twice; return the answer, having seen that it is always the same."""
    express = line.get(target, **headers)
    ordinary = line.get(target, **headers, **ORDINARY)
    again = line.get(target, **headers)
    assert not is_express(ordinary)
    assert compared(express) == compared(ordinary) == compared(again)
    return express


FORMATS = [*((LABEL, one) for one in RESULTS), *((GRAPH, one) for one in GRAPHS)]


@pytest.mark.parametrize("first", ["express", "ordinary"])
@pytest.mark.parametrize(("sparql", "format_"), FORMATS, ids=[one.name for _, one in FORMATS])
def test_each_format_is_the_same_whichever_way_evaluates_it(
    line: Connection, sparql: str, format_: object, first: str
) -> None:
    name = getattr(format_, "name", "")
    asked = target(query=new(sparql), format=name)
    if first == "ordinary":
        assert not is_from_memory(line.get(asked, **ORDINARY))
    answer = both_ways(line, asked)
    assert is_express(answer)
    assert is_from_memory(answer) == (first == "ordinary")
    assert answer.headers["etag"].endswith(f'.{name}"')


@pytest.mark.parametrize(
    ("accept", "status", "lane"),
    [
        ("*/*", 200, True),
        ("", 200, True),
        ("text/csv", 200, True),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.9", 200, True),
        ("application/json, text/plain;q=0.2", 200, True),
        ("application/sparql-results+xml, */*;q=0.1", 200, True),
        ("text/turtle, text/csv", 200, True),
        ("text/html", 200, False),
        ("TEXT/HTML, */*;q=0.1", 200, False),
        ("text/html;q=0.1, text/csv", 200, False),
        ("image/png", 406, False),
        ("text/turtle", 406, True),
        ("nonsense", 406, False),
    ],
)
def test_each_accept_is_heeded_the_same(
    line: Connection, accept: str, status: int, lane: bool
) -> None:
    answer = both_ways(line, target(query=new(LABEL)), Accept=accept)
    assert (answer.status, is_express(answer)) == (status, lane)


@pytest.mark.parametrize("sparql", [ROWS, LABEL], ids=["long", "short"])
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("identity;q=0, gzip", "gzip"),
        ("br", ""),
        ("gzip;q=0", ""),
        ("", ""),
    ],
)
def test_each_coding_is_packed_the_same(
    line: Connection, sparql: str, accepted: str, coding: str
) -> None:
    answer = both_ways(line, target(query=new(sparql)), Accept_Encoding=accepted)
    packed = coding if sparql == ROWS else ""
    assert is_express(answer)
    assert answer.headers.get("content-encoding", "") == packed
    assert answer.headers["etag"].endswith(f'.{packed or "json"}"')
    assert len(json.loads(UNPACK[packed](answer.body))["results"]["bindings"]) in (1, 300)


def test_each_coding_has_a_tag_of_its_own(line: Connection) -> None:
    asked = target(query=new(ROWS))
    accepted = ("identity", "gzip", "zstd")
    tags = {line.get(asked, Accept_Encoding=one).headers["etag"] for one in accepted}
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize(
    "parameters",
    [
        {"default_graph_uri": "http://e.org/p1"},
        {"default_graph_uri": ["http://e.org/p1", "http://e.org/p2"]},
        {"named_graph_uri": "http://e.org/p1"},
        {"default_graph_uri": "http://e.org/absent"},
    ],
    ids=str,
)
def test_each_dataset_is_the_same(line: Connection, parameters: dict[str, str | list[str]]) -> None:
    answer = both_ways(line, target(query=new(AMOUNT), format="csv", **parameters))
    assert is_express(answer)
    assert answer.status == 200


def test_datasets_have_answers_of_their_own(line: Connection) -> None:
    sparql = new(AMOUNT)
    first = line.get(target(query=sparql, default_graph_uri="http://e.org/p1"))
    second = line.get(target(query=sparql, default_graph_uri="http://e.org/p2"))
    assert first.body != second.body


@pytest.mark.parametrize(
    ("sparql", "more", "status"),
    [
        ("SELECT *\nWHERE { ?s ?p }", {}, 400),
        ("ASK { SERVICE <http://127.0.0.1/> {} }", {}, 400),
        ("ASK { FILTER(<a:b>(1)) }", {}, 400),
        ("DROP ALL", {}, 403),
        ("", {}, 400),
        (LABEL, {"format": "docx"}, 400),
        (LABEL, {"format": "turtle"}, 406),
        (LABEL, {"timeout": "never"}, 400),
        (LABEL, {"timeout": "0"}, 400),
        (LABEL, {"bom": "2"}, 400),
        (LABEL, {"query": [LABEL, LABEL]}, 400),
        (LABEL, {"update": "DROP ALL"}, 403),
        ("SELECT ?o { GRAPH ?g { ?s <http://e.org/rings> ?o } }", {"format": "xml"}, 406),
        (HEAVY, {"timeout": "0.1"}, 503),
    ],
)
def test_each_error_is_the_same_and_is_not_held(
    line: Connection, sparql: str, more: dict[str, str | list[str]], status: int
) -> None:
    asked: dict[str, str | list[str]] = {"query": sparql, **more}
    answer = both_ways(line, target(**asked))
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert not is_from_memory(answer)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT (RAND() AS ?x) {}",
        "SELECT (UUID() AS ?x) {}",
        "SELECT (STRUUID() AS ?x) {}",
        "SELECT (BNODE() AS ?x) {}",
        "SELECT (NOW() AS ?x) {}",
        "CONSTRUCT { [] a <a:b> } {}",
        "CONSTRUCT { _:x a <a:b> } {}",
        "CONSTRUCT { <a:b> <a:c> (1 2) } {}",
        "CONSTRUCT { <<<a:b> <a:c> 1>> <a:d> 2 } {}",
        "CONSTRUCT { <a:b> <a:c> 1 {| <a:d> 2 |} } {}",
        "CONSTRUCT { <a:b> <a:c> 1 ~ } {}",
    ],
)
def test_what_differs_each_time_is_evaluated_each_time(line: Connection, sparql: str) -> None:
    asked = target(query=new(sparql))
    answers = [line.get(asked), line.get(asked, **ORDINARY), line.get(asked)]
    assert [is_express(answer) for answer in answers] == [True, False, True]
    assert len({answer.body for answer in answers}) == 3
    for answer in answers:
        assert answer.status == 200
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        assert not is_from_memory(answer)


def test_an_answer_that_is_held_is_the_same_bytes_and_may_be_kept(line: Connection) -> None:
    asked = target(query=new(ROWS))
    first, second, third = (line.get(asked) for _ in range(3))
    assert [is_from_memory(one) for one in (first, second, third)] == [False, True, True]
    assert compared(first) == compared(second) == compared(third)
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["vary"] == "Accept, Accept-Encoding"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["date"].endswith(" GMT")
    assert len({one.headers["x-request-id"] for one in (first, second, third)}) == 3


def test_a_client_that_has_the_answer_is_told_so(line: Connection) -> None:
    asked = target(query=new(ROWS))
    tag = line.get(asked).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        answer = both_ways(line, asked, If_None_Match=known)
        assert (answer.status, answer.body) == (304, b"")
        assert is_express(answer)
        assert answer.headers["etag"] == tag
        assert not {"content-type", "content-encoding"} & set(answer.headers)


@pytest.mark.parametrize("known", ["*", '"other"', "nonsense", ""])
def test_any_other_tag_is_answered_the_same_both_ways(line: Connection, known: str) -> None:
    asked = target(query=new(ROWS))
    line.get(asked)
    answer = both_ways(line, asked, If_None_Match=known)
    assert answer.status == (304 if known == "*" else 200)


def test_a_client_that_has_the_answer_in_another_coding_is_told_so(line: Connection) -> None:
    asked = target(query=new(ROWS))
    packed = line.get(asked, Accept_Encoding="zstd").headers["etag"]
    line.get(asked, Accept_Encoding="gzip")
    answer = both_ways(line, asked, Accept_Encoding="gzip", If_None_Match=packed)
    assert (answer.status, answer.headers["etag"]) == (304, packed)


def test_the_tag_of_a_saved_question_is_not_that_of_its_text(line: Connection) -> None:
    text = (Path(__file__).parent / "queries" / "a.rq").read_text(encoding="utf-8")
    saved = line.get("/query/a")
    asked = line.get(target(query=text))
    assert saved.body == asked.body
    assert saved.headers["etag"] != asked.headers["etag"]
    assert line.get("/query/a").headers["etag"] == saved.headers["etag"]


@pytest.mark.parametrize(
    "rest",
    [
        "&default-graph-uri=http://e.org/p1#x",
        "#&default-graph-uri=http://e.org/p1",
        "&format=csv#",
        "&&&",
        "&=&x=1",
        "&format=",
        "&Format=csv",
        "&form%61t=csv",
    ],
)
def test_a_target_is_cut_the_same(line: Connection, rest: str) -> None:
    assert both_ways(line, target(query=new(AMOUNT)) + rest).status == 200


@pytest.mark.parametrize(
    "written", ["a+b", "a%20b", "a%2Bb", "a%2bb", "a%252Bb", "%C3%A9", "100%", "%zz", "a%0D%0Ab"]
)
def test_a_query_is_decoded_the_same(line: Connection, written: str) -> None:
    asked = f"/sparql?query=SELECT+('''{written}'''+AS+?x){{}}+%23{next(NUMBERS)}"
    assert both_ways(line, asked).status == 200


def test_the_headers_of_a_head_are_those_of_a_get(line: Connection) -> None:
    asked = target(query=new(ROWS))
    whole = line.get(asked)
    line.send(line.request(asked, "HEAD"))
    head = line.answer(has_body=False)
    assert compared(head)[:2] == compared(whole)[:2]
    assert line.get(asked).body == whole.body


def test_requests_sent_at_once_are_answered_in_order(line: Connection) -> None:
    queries = [f"SELECT ({number} AS ?x) {{}}" for number in range(6)]
    for _ in range(2):
        line.send(b"".join(line.request(target(query=one, format="csv")) for one in queries))
        bodies = [line.answer().body for _ in queries]
        assert bodies == [b"x\r\n%d\r\n" % number for number in range(6)]


def test_requests_sent_while_one_is_answered_are_answered_after_it(line: Connection) -> None:
    line.send(line.request(target(query=HEAVY, timeout="0.4")))
    # The first has begun when another connection is answered, for the process reads one by one.
    line.send(line.request(target(query=new(LABEL))))
    line.send(line.request(target(query=new(GRAPH)), "HEAD"))
    line.send(line.request(target(query=new(LABEL)), **ORDINARY))
    assert line.answer().status == 503
    assert line.answer().body.startswith(b'{"head"')
    assert line.answer(has_body=False).headers["content-type"] == "text/turtle; charset=utf-8"
    assert line.answer().body.startswith(b'{"head"')


def test_a_request_that_comes_in_pieces_is_answered_the_same(line: Connection) -> None:
    asked = target(query=new(LABEL))
    whole = line.get(asked)
    for cut in (1, 20, -30, -3, -1):
        request = line.request(asked)
        line.send(request[:cut])
        # A whole answer on another way makes sure that the first piece has arrived alone.
        with Connection(f"http://{line._host}/") as other:
            other.get("/health/live")
        line.send(request[cut:])
        assert compared(line.answer()) == compared(whole)


def test_a_connection_is_kept_unless_it_is_to_be_closed(line: Connection) -> None:
    asked = target(query=new(LABEL))
    for _ in range(3):
        assert line.get(asked, Connection="keep-alive").status == 200
    last = line.get(asked, Connection="close")
    assert last.headers["connection"] == "close"
    assert not is_express(last)
    assert line.is_closed()


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "a=b"},
        {"Authorization": "Basic eA=="},
        {"Range": "bytes=0-1"},
        {"Content_Length": "0"},
        {"X_Forwarded_For": "10.0.0.1"},
        {"X_Request_Id": "mine"},
    ],
    ids=str,
)
def test_a_request_with_a_header_that_may_matter_takes_the_ordinary_way(
    line: Connection, headers: dict[str, str]
) -> None:
    asked = target(query=new(LABEL))
    whole = line.get(asked)
    assert is_express(whole)
    answer = line.get(asked, **headers)
    assert not is_express(answer)
    assert compared(answer) == compared(whole)


def test_a_client_whose_budget_is_spent_has_what_is_held_and_no_more(tmp_path: Path) -> None:
    with (
        running(tmp_path, AIFKG_WORKERS="1", AIFKG_BUDGET_SECONDS="1") as server,
        Connection(server.address) as line,
    ):
        held, asked = target(query=new(LABEL)), target(query=new(LABEL))
        first = line.get(held)
        assert first.headers["ratelimit-policy"] == '"query-seconds";q=1;w=60'
        assert line.get(target(query=HEAVY, timeout="1.5")).status == 503
        ways: list[dict[str, str]] = [{}, ORDINARY]
        for way in ways:
            refused = line.get(asked, **way)
            assert refused.status == 429
            assert refused.headers["ratelimit"].startswith('"query-seconds";r=0;t=')
            assert 0 < int(refused.headers["retry-after"]) <= 60
            again = line.get(held, **way)
            assert (again.status, again.body) == (200, first.body)
            assert again.headers["ratelimit"].startswith('"query-seconds";r=0;t=')


def test_behind_a_trusted_proxy_each_request_is_its_clients(tmp_path: Path) -> None:
    settings = {"AIFKG_TRUSTED_PROXIES": "127.0.0.0/8", "AIFKG_BUDGET_SECONDS": "6"}
    with (
        running(tmp_path, AIFKG_WORKERS="1", **settings) as server,
        Connection(server.address) as line,
    ):
        left = {}
        for client in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
            proxied = {"X_Forwarded_For": client, "X_Forwarded_Proto": "https", "Via": "1.1 a"}
            answer = both_ways(line, target(query=LABEL), **proxied)
            assert is_express(answer)
            slow = line.get(target(query=new(HEAVY), timeout="0.6"), **proxied)
            assert is_express(slow)
            left[client] = int(slow.headers["ratelimit"].partition("t=")[2])
        assert left["192.0.2.1"] > left["192.0.2.2"] > 0


def test_who_is_no_trusted_proxy_takes_the_ordinary_way_with_what_proxies_say(
    line: Connection,
) -> None:
    assert not is_express(line.get(target(query=LABEL), X_Forwarded_For="192.0.2.1"))


def test_a_client_is_spared_what_it_has_by_a_process_that_has_it_not(line: Connection) -> None:
    tag = line.get(target(query=LABEL), Accept="text/csv").headers["etag"]
    asked, known = target(query=new(LABEL)), {"Accept": "text/csv", "If_None_Match": tag}
    for is_remembered in (False, True):
        same = both_ways(line, asked, **known)
        assert (same.status, same.body, same.headers["etag"]) == (304, b"", tag)
        assert is_express(line.get(asked, **known)), is_remembered
    # Who has it not gets it whole.
    assert (
        line.get(asked, Accept="text/csv").body == line.get(target(query=LABEL, format="csv")).body
    )
    assert line.get(asked, Accept="text/csv").status == 200
