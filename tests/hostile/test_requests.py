"""Hostile requests: what is no HTTP is refused, and nothing is read as what it is not."""

from __future__ import annotations

import gzip
from urllib.parse import quote

import pytest

from tests.hostile.wellness import Patient
from tests.hostile.wire import answers, exchanged, slug
from tests.web.raw import Answer
from tests.web.test_sparql import LABEL, ROW

HOST = b"Host: e.org\r\n"
CLOSE = b"Connection: close\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: e.org\r\n\r\n"
ASK = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\n"
POSTED = b"POST /sparql HTTP/1.1\r\nHost: e.org\r\nContent-Type: application/sparql-query\r\n"
MEGABYTES = 10 << 20


def get(sparql: str, *lines: str, method: str = "GET", last: bool = False) -> bytes:
    fields = ["Host: e.org", *lines, *(["Connection: close"] if last else [])]
    head = "\r\n".join([f"{method} /sparql?query={quote(sparql, safe='')} HTTP/1.1", *fields])
    return head.encode("latin-1") + b"\r\n\r\n"


def post(body: bytes, *lines: bytes) -> bytes:
    length = b"Content-Length: %d\r\n" % len(body)
    return POSTED + b"".join(line + b"\r\n" for line in lines) + length + b"\r\n" + body


def only(received: bytes) -> Answer:
    (answer,) = answers(received)
    return answer


def refusals(found: list[Answer]) -> list[tuple[int, str]]:
    return [(answer.status, slug(answer)) for answer in found]


@pytest.mark.parametrize(
    ("request_", "status", "problem"),
    [
        (b"GET /sparql?query=" + b"a" * MEGABYTES + b" HTTP/1.1\r\n" + HOST, 431, "head-too-large"),
        (ASK + HOST + b"A: " + b"a" * MEGABYTES, 431, "head-too-large"),
        (ASK + HOST + b"A: a\r\n" * 1_000_000, 431, "head-too-large"),
        (b"a" * MEGABYTES, 400, "http"),
        (post(b"#" * MEGABYTES, CLOSE.strip()), 413, "body-too-large"),
        (
            POSTED + CLOSE + b"Transfer-Encoding: chunked\r\n\r\n"
            b"%x\r\n%b\r\n0\r\n\r\n" % (MEGABYTES, b"#" * MEGABYTES),
            413,
            "body-too-large",
        ),
    ],
    ids=["url", "header", "headers", "no_request", "body", "chunks"],
)
def test_ten_megabytes_are_refused(
    server: Patient, request_: bytes, status: int, problem: str
) -> None:
    answer = only(exchanged(server.address, request_ + b"\r\n\r\n"))
    assert (answer.status, slug(answer)) == (status, problem)
    assert any(digit.isdigit() for digit in answer.body.decode()) or problem == "http"


def test_a_packed_query_is_not_unpacked(server: Patient) -> None:
    bomb = gzip.compress(b"#" * MEGABYTES)
    answer = only(exchanged(server.address, post(bomb, b"Content-Encoding: gzip", CLOSE.strip())))
    assert (answer.status, slug(answer)) == (415, "content-encoding")


@pytest.mark.parametrize(
    "line",
    [
        b"GET /sparql?query=ASK\xff{} HTTP/1.1",
        b"GET /\xff\xfe HTTP/1.1",
        b"GET /sparql?query=ASK\0{} HTTP/1.1",
        b"GET /spa\0rql HTTP/1.1",
        b"GET /sparql?query=%FF HTTP/1.1",
        b"GET /sparql?query=%C0%80 HTTP/1.1",
        b"GET /sparql?query=%ED%A0%80 HTTP/1.1",
        b"GET /sparql?query=ASK%7B%7D&format=%FF HTTP/1.1",
        b"GET /query/about?subject=%FF HTTP/1.1",
        b"GET /sparql?%FF=1&query=ASK%7B%7D HTTP/1.1",
    ],
)
@pytest.mark.parametrize("accept", [b"*/*", b"text/html"])
def test_a_url_that_is_not_utf_8_is_refused(server: Patient, line: bytes, accept: bytes) -> None:
    received = exchanged(
        server.address, line + b"\r\n" + HOST + CLOSE + b"Accept: " + accept + b"\r\n\r\n"
    )
    assert received.startswith(b"HTTP/1.1 400 ")
    if accept == b"*/*":
        assert only(received).status == 400


@pytest.mark.parametrize(
    "body", [b"ASK { ?s ?p '\xff' }", "ASK {}".encode("utf-16"), b"\xed\xa0\x80"]
)
@pytest.mark.parametrize(
    "kind", [b"application/sparql-query", b"application/x-www-form-urlencoded"]
)
def test_a_body_that_is_not_utf_8_is_refused(server: Patient, body: bytes, kind: bytes) -> None:
    asked = post(b"query=" * (b"www" in kind) + body, CLOSE.strip())
    answer = only(exchanged(server.address, asked.replace(b"application/sparql-query", kind)))
    assert answer.status == 400


@pytest.mark.parametrize("sparql", ["ASK { ?s ?p 'a\0b' }", "ASK {} #\0", "SELECT ('\0' AS ?x) {}"])
def test_a_nul_in_a_query_is_a_character_like_others(server: Patient, sparql: str) -> None:
    by_url = only(exchanged(server.address, get(sparql, last=True)))
    by_body = only(exchanged(server.address, post(sparql.encode(), CLOSE.strip())))
    assert (by_url.status, by_url.body) == (by_body.status, by_body.body)
    assert by_url.status in (200, 400)


EVIL = "%0d%0aX-Evil:%201%0d%0a%0d%0aHTTP/1.1%20200%20OK%0d%0a"


@pytest.mark.parametrize(
    "target",
    [
        f"/sparql?query=ASK%7B%7D&format={EVIL}",
        f"/sparql?query=ASK%7B%7D&timeout={EVIL}",
        f"/sparql?query=ASK%7B%7D&bom={EVIL}",
        f"/sparql?query=ASK%7B%7D&default-graph-uri=a:{EVIL}",
        f"/sparql?query=ASK%7B%7D&named-graph-uri=a:{EVIL}",
        f"/sparql?query=DESCRIBE%20%3Ca:{EVIL}%3E",
        f"/sparql?query=SELECT%20(%22{EVIL}%22%20AS%20%3Fx)%20%7B%7D",
        f"/{EVIL}",
        f"/query/{EVIL}",
        f"/query/about?subject={EVIL}",
        f"/rdf-graphs?graph=a:{EVIL}",
        f"/rdf-graphs/{EVIL}",
        f"/.well-known/{EVIL}",
    ],
)
@pytest.mark.parametrize(
    "line",
    [
        b"Accept: */*",
        b"Accept: text/html",
        b"X-Request-Id: " + EVIL.encode(),
        b"Origin: " + EVIL.encode(),
    ],
    ids=["data", "page", "request_id", "origin"],
)
def test_nothing_reflected_makes_a_header(server: Patient, target: str, line: bytes) -> None:
    asked = f"GET {target} HTTP/1.1\r\n".encode() + HOST + CLOSE + line + b"\r\n\r\n"
    received = exchanged(server.address, asked)
    head = received.partition(b"\r\n\r\n")[0].lower()
    assert b"\nx-evil" not in head
    if line != b"Accept: text/html":
        assert len(answers(received)) == 1


@pytest.mark.parametrize("name", [b"X-Request-Id", b"Origin", b"Host", b"Accept", b"If-None-Match"])
@pytest.mark.parametrize("mark", [b"\r", b"\n", b"\0", b"\r\n ", b"\r\n\t", b"\x0b", b"\x7f"])
def test_a_control_character_in_a_header_goes_no_further(
    server: Patient, name: bytes, mark: bytes
) -> None:
    asked = ASK + (b"" if name == b"Host" else HOST) + name + b": a" + mark + b"X-Evil: 1\r\n"
    received = exchanged(server.address, asked + CLOSE + b"\r\n")
    assert b"\nx-evil" not in received.lower()
    assert only(received).status in (200, 400)


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"a b",
        b"a?query=DROP#",
        b"a/sparql?x=",
        b"a@b",
        b"%00",
        b"a" * 2_000,
        b"[::1",
        b"a:99999",
    ],
)
def test_a_host_changes_no_answer(server: Patient, host: bytes) -> None:
    for target in (b"/sparql?query=ASK%7B%7D", b"/version", b"/nowhere"):
        asked = b"GET " + target + b" HTTP/1.1\r\n" + CLOSE
        plain = only(exchanged(server.address, asked + HOST + b"\r\n"))
        other = only(exchanged(server.address, asked + b"Host: " + host + b"\r\n\r\n"))
        assert other.status == plain.status
        assert other.status == 404 or other.body == plain.body


SHAPES = {
    "length_and_chunks": POSTED
    + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "chunks_and_length": POSTED
    + b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "two_lengths": POSTED + b"Content-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}" + SMUGGLED,
    "two_lengths_in_one": POSTED + b"Content-Length: 6, 60\r\n\r\nASK {}" + SMUGGLED,
    "a_signed_length": POSTED + b"Content-Length: +6\r\n\r\nASK {}" + SMUGGLED,
    "a_negative_length": POSTED + b"Content-Length: -6\r\n\r\nASK {}" + SMUGGLED,
    "a_hexadecimal_length": POSTED + b"Content-Length: 0x6\r\n\r\nASK {}" + SMUGGLED,
    "a_length_past_all": POSTED
    + b"Content-Length: 99999999999999999999999\r\n\r\nASK {}"
    + SMUGGLED,
    "an_unknown_coding": POSTED + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a_coding_after_chunks": POSTED
    + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "a_coding_on_two_lines": POSTED + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a_space_before_the_colon": POSTED + b"Content-Length : 6\r\n\r\nASK {}" + SMUGGLED,
    "a_fold_in_a_length": POSTED + b"Content-Length: 6\r\n 0\r\n\r\nASK {}" + SMUGGLED,
    "a_size_past_all": POSTED
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + b"f" * 20
    + b"\r\n"
    + SMUGGLED,
    "a_signed_size": POSTED + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + SMUGGLED,
    "no_end_of_a_chunk": POSTED
    + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK {}\r\n0\r\n\r\n"
    + SMUGGLED,
    "a_fold": ASK + HOST + b"Accept: */*\r\n , text/csv\r\n\r\n" + SMUGGLED,
    "a_header_without_a_name": ASK + HOST + b": 1\r\n\r\n" + SMUGGLED,
    "a_header_without_a_colon": ASK + HOST + b"nonsense\r\n\r\n" + SMUGGLED,
    "half_a_request_and_another": ASK + HOST + SMUGGLED,
    "a_lower_case_method": ASK.lower() + HOST + b"\r\n" + SMUGGLED,
    "another_protocol": ASK.replace(b"HTTP/1.1", b"HTCPCP/1.0") + HOST + b"\r\n" + SMUGGLED,
    "a_preface_of_http_2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SMUGGLED,
    "a_tunnel": b"CONNECT e.org:80 HTTP/1.1\r\nHost: e.org\r\n\r\n" + SMUGGLED,
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)) + SMUGGLED,
}


@pytest.mark.parametrize("packets", [1, 2, 7], ids=["one", "two", "seven"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_nothing_is_smuggled_in(server: Patient, shape: bytes, packets: int) -> None:
    size = -(-len(shape) // packets)
    parts = [shape[start : start + size] for start in range(0, len(shape), size)]
    found = answers(exchanged(server.address, *parts))
    assert [answer.status for answer in found][-1:] == [400]
    assert not any(b"/smuggled" in answer.body for answer in found)


@pytest.mark.parametrize("gap", [False, True], ids=["together", "apart"])
def test_a_request_in_a_body_is_a_body(server: Patient, gap: bool) -> None:
    inner = get(LABEL)
    head = POSTED + b"Content-Length: %d\r\n\r\n" % len(inner)
    packets = (
        (head, inner, get(LABEL, last=True)) if gap else (head + inner + get(LABEL, last=True),)
    )
    first, second = answers(exchanged(server.address, *packets))
    assert (first.status, slug(first)) == (400, "query-syntax")
    assert second.body == ROW


@pytest.mark.parametrize("gap", [False, True], ids=["together", "apart"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_the_body_of_a_get_is_read_and_left_out(server: Patient, gap: bool, accept: str) -> None:
    head = get(LABEL, f"Content-Length: {len(SMUGGLED)}", f"Accept: {accept}")
    packets = (head, SMUGGLED, get(LABEL, last=True))
    received = exchanged(server.address, *(packets if gap else (b"".join(packets),)))
    assert b"/smuggled" not in received
    assert received.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert received.endswith(ROW)


QUERIES = [f"SELECT ({number} AS ?x) {{}}" for number in range(6)]
WAYS = {
    "express": [get(sparql) for sparql in QUERIES],
    "ordinary": [get(sparql, "X-Ordinary: 1") for sparql in QUERIES],
    "mixed": [
        get(QUERIES[0]),
        get(QUERIES[1], "X-Ordinary: 1"),
        post(QUERIES[2].encode()),
        get(QUERIES[3]),
        post(QUERIES[4].encode(), b"Expect: 100-continue"),
        get(QUERIES[5]),
    ],
}


@pytest.mark.parametrize("size", [1, 7, 100, 100_000])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_answers_come_in_the_order_of_requests(
    server: Patient, way: list[bytes], size: int
) -> None:
    whole = b"".join(way) + get(QUERIES[0], last=True)
    packets = [whole[start : start + size] for start in range(0, len(whole), size)]
    found = answers(exchanged(server.address, *packets))
    assert [answer.status for answer in found] == [200] * 7
    values = [answer.body.partition(b'"value":"')[2][:1] for answer in found]
    assert values == [b"0", b"1", b"2", b"3", b"4", b"5", b"0"]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (ASK.replace(b"1.1", b"1.0") + b"\r\n", 200),
        (ASK.replace(b"1.1", b"1.0") + HOST + b"\r\n", 200),
        (ASK.replace(b"/sparql", b"http://elsewhere.example/sparql") + HOST + CLOSE + b"\r\n", 200),
        (ASK + HOST + HOST + CLOSE + b"\r\n", 200),
        (ASK + HOST + b"CONNECTION: CLOSE\r\n\r\n", 200),
        (ASK + HOST + b"Connection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n", 200),
        (ASK + HOST + b"Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n", 200),
        (ASK + HOST + CLOSE + b"Expect: 100-continue\r\n\r\n", 200),
        (post(b"ASK {}", b"Expect: 100-continue", CLOSE.strip()), 200),
        (post(b"ASK {}", b"Connection: Upgrade, close", b"Upgrade: h2c"), 200),
        (b"\r\n\r\n" + ASK + HOST + CLOSE + b"\r\n", 200),
        (ASK + HOST + CLOSE + b"Range: bytes=0-1\r\n\r\n", 200),
        (b"OPTIONS * HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", 404),
        (b"TRACE /sparql HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", 405),
        (b"PROPFIND /sparql HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", 405),
        (b"PUT /rdf-graphs?default HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", 403),
        (b"GET //sparql?query=ASK%7B%7D HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", 404),
        (b"GET /query/..%2f..%2fetc%2fpasswd HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", 404),
        (b"GET /query/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", 404),
        (b"GET /../../etc/passwd HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", 404),
    ],
)
def test_each_shape_of_a_request_has_its_answer(
    server: Patient, request_: bytes, status: int
) -> None:
    answer = only(exchanged(server.address, request_))
    assert answer.status == status
    assert b"root:" not in answer.body
    if status == 200:
        assert answer.body == b'{"head":{},"boolean":true}'
