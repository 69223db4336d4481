"""A request of the SPARQL 1.1 Protocol, read into its parameters."""

from __future__ import annotations

import asyncio
from urllib.parse import quote, quote_plus, urlencode

import httpx
import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from aifkg.engine import Dataset
from aifkg.web.problem import Problem
from aifkg.web.protocol import Asked, asked, fields, one, read, seconds, truth
from tests.web.test_sparql import LABEL, problem

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


def read_from(
    query: str = "",
    *,
    method: str = "POST",
    content_type: str | None = FORM,
    parts: tuple[bytes, ...] = (b"",),
    most: int = 1_000,
    length: str | None = None,
    coding: str | None = None,
) -> Asked:
    """Return what a request asks that comes in these parts."""
    named = {"content-type": content_type, "content-length": length, "content-encoding": coding}
    headers = [(k.encode(), v.encode()) for k, v in named.items() if v is not None]
    scope = {
        "type": "http",
        "method": method,
        "path": "/sparql",
        "query_string": query.encode(),
        "headers": headers,
    }
    coming = list(parts)

    async def receive() -> Message:
        body = coming.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(coming)}

    return asyncio.run(read(Request(scope, receive), most))


def refused(status: int, slug: str, said: str) -> pytest.RaisesExc[Problem]:
    return pytest.RaisesExc(
        Problem, match=said, check=lambda e: (e.status, e.slug) == (status, slug)
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"a+b", "a b"),
        (b"a%20b", "a b"),
        (b"a%2Bb", "a+b"),
        (b"a%2bb", "a+b"),
        (b"a%252Bb", "a%2Bb"),
        (b"a%2525", "a%25"),
        (b"%C3%A9", "é"),
        (b"%c3%a9", "é"),
        (b"%F0%9F%98%80", "\U0001f600"),
        (b"%EF%BB%BFa", "\ufeffa"),
        (b"a%0D%0Ab", "a\r\nb"),
        (b"a%0Ab", "a\nb"),
        (b"a%00b", "a\0b"),
        (b"100%", "100%"),
        (b"%", "%"),
        (b"%%41", "%A"),
        (b"%4", "%4"),
        (b"%zz", "%zz"),
        (b"a=b", "a=b"),
        (b"=41", "=41"),
        (b"a=", "a="),
        (b"a_b", "a_b"),
        (b"a;b", "a;b"),
        (b"\xc3\xa9", "é"),
        (b"a b", "a b"),
        (b"", ""),
    ],
)
def test_a_value_is_decoded_once(written: bytes, meant: str) -> None:
    assert fields(b"query=" + written) == [("query", meant)]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_what_is_encoded_is_what_is_read(text: str, plus: bool) -> None:
    encode = quote_plus if plus else quote
    assert fields(f"{encode(text)}={encode(text)}".encode()) == [(text, text)]


@given(st.text("%+=0aAfFgé_ \r\n;", max_size=30))
def test_an_encoding_that_is_none_is_decoded_no_further(text: str) -> None:
    assert fields(b"a=" + quote_plus(text).encode()) == [("a", text)]


def test_names_are_decoded_and_empty_fields_left_out() -> None:
    assert fields(b"&&%71uery=a&b&c=&=d&") == [("query", "a"), ("b", ""), ("c", ""), ("", "d")]


@pytest.mark.parametrize("value", [b"%FF", b"%C3", b"%ED%A0%80", b"\xff", b"caf\xe9"])
def test_what_is_not_utf_8_is_refused(value: bytes) -> None:
    with refused(400, "parameter", "cannot be read: one is not UTF-8"):
        fields(b"query=" + value)


def test_a_thousand_fields_are_read_and_no_more() -> None:
    assert len(fields(b"&".join([b"a=1"] * 1_000))) == 1_000
    with refused(400, "parameter", "there are 1,001, and at most 1,000 are read"):
        fields(b"&".join([b"a=1"] * 1_001))


def test_parameters_say_what_is_asked() -> None:
    given = [("query", "ASK {}"), ("format", "csv"), ("timeout", "2.5"), ("bom", "1")]
    given += [("default-graph-uri", "a:b"), ("named-graph-uri", "a:c"), ("named-graph-uri", "a:d")]
    dataset = Dataset(("a:b",), ("a:c", "a:d"))
    assert asked([*given, ("other", "x")]) == Asked("ASK {}", "csv", 2.5, dataset, bom=True)
    assert asked(given[:1]) == Asked("ASK {}")


@pytest.mark.parametrize("name", ["query", "timeout", "bom"])
def test_what_may_stand_once_may_not_stand_twice(name: str) -> None:
    given = [("query", "ASK {}"), (name, "1"), (name, "1")]
    with refused(400, "parameter", f"{name} stands [23] times; it may stand once"):
        asked(given)


def test_one_is_none_where_there_is_none() -> None:
    assert one([("a", "1"), ("b", "2")], "b") == "2"
    assert one([("a", "1")], "b") is None


@pytest.mark.parametrize("given", [[], [("Query", "ASK {}")], [("format", "csv")]])
def test_a_missing_query_is_said(given: list[tuple[str, str]]) -> None:
    with refused(400, "query-missing", "The parameter query is missing"):
        asked(given)


@pytest.mark.parametrize("given", [[("update", "")], [("query", "ASK {}"), ("update", "DROP ALL")]])
def test_an_update_is_told_how_the_graph_changes(given: list[tuple[str, str]]) -> None:
    with refused(403, "read-only", "edit data/, run aifkg check, then aifkg reload"):
        asked(given)


@pytest.mark.parametrize(
    ("text", "limit"), [(None, None), ("1", 1.0), ("0.25", 0.25), ("1e2", 100.0), (" 3 ", 3.0)]
)
def test_a_time_limit_is_a_number_of_seconds(text: str | None, limit: float | None) -> None:
    assert seconds(text) == limit


@pytest.mark.parametrize("text", ["", "0", "-1", "nan", "inf", "1e999", "five", "1,5", "0x10"])
def test_a_time_limit_that_is_none_is_refused(text: str) -> None:
    with refused(400, "parameter", "timeout is a number of seconds above 0"):
        seconds(text)


def test_a_switch_is_on_or_off() -> None:
    assert [truth(text, "bom") for text in (None, "", "0", "1")] == [False] * 3 + [True]
    for text in ("true", "2", "on"):
        with refused(400, "parameter", "The parameter bom is 0 or 1"):
            truth(text, "bom")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_get_is_read_from_the_url_alone(method: str) -> None:
    assert read_from("query=ASK+%7B%7D", method=method, content_type=None).sparql == "ASK {}"


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize("content_type", [QUERY, "Application/SPARQL-Query ; charset=utf-8"])
def test_a_query_is_the_body_itself(method: str, content_type: str) -> None:
    parts = ("ASK { 'é+%41' ?p".encode(), b" ?o }")
    read = read_from("format=csv", method=method, content_type=content_type, parts=parts)
    assert read == Asked("ASK { 'é+%41' ?p ?o }", "csv")


def test_a_form_is_read_with_what_is_in_the_url() -> None:
    body = urlencode({"query": "ASK { 'é' ?p ?o }", "named-graph-uri": "a:c"}).encode()
    read = read_from("default-graph-uri=a:b&format=csv", parts=(body[:7], body[7:]))
    assert read == Asked("ASK { 'é' ?p ?o }", "csv", None, Dataset(("a:b",), ("a:c",)))


def test_the_query_of_a_form_may_be_in_its_url() -> None:
    assert read_from("query=ASK+%7B%7D", parts=(b"format=csv",)) == Asked("ASK {}", "csv")


@pytest.mark.parametrize(
    ("content_type", "body"), [(FORM, b"query=ASK+%7B%7D"), (QUERY, b"ASK {}")]
)
def test_a_query_in_url_and_body_is_two(content_type: str, body: bytes) -> None:
    with refused(400, "parameter", "query stands 2 times"):
        read_from("query=ASK+%7B%7D", content_type=content_type, parts=(body,))


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/json", "a" * 200])
def test_another_content_type_is_told_which_are_taken(content_type: str | None) -> None:
    with refused(415, "content-type", f"posted as {QUERY} or {FORM}, not as") as caught:
        read_from(content_type=content_type, parts=(b"ASK {}",))
    headers = caught.value.headers
    assert headers["Accept-Post"] == headers["Accept-Query"] == f"{QUERY}, {FORM}"
    assert len(str(caught.value)) < 200


def test_an_update_as_the_body_is_refused() -> None:
    with refused(403, "read-only", "Nothing is changed here"):
        read_from(content_type="application/sparql-update", parts=(b"DROP ALL",))


@pytest.mark.parametrize(
    ("parts", "length"), [((b"x" * 1_001,), "1001"), ((b"x" * 600, b"x" * 600), None)]
)
def test_a_body_that_is_too_long_is_refused(parts: tuple[bytes, ...], length: str | None) -> None:
    with refused(413, "body-too-large", "longer than 1,000 bytes"):
        read_from(content_type=QUERY, parts=parts, length=length)


def test_a_body_as_long_as_may_be_is_read() -> None:
    assert len(read_from(content_type=QUERY, parts=(b"x" * 1_000,), length="1000").sparql) == 1_000


def test_a_body_that_is_said_to_be_short_is_counted_all_the_same() -> None:
    with refused(413, "body-too-large", "longer than 1,000 bytes"):
        read_from(content_type=QUERY, parts=(b"x" * 2_000,), length="10")


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "br", "identity, gzip", "deflate"])
def test_a_packed_body_is_refused(coding: str) -> None:
    with refused(415, "content-encoding", "not coded as") as caught:
        read_from(content_type=QUERY, parts=(b"ASK {}",), coding=coding)
    assert caught.value.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("coding", ["identity", ""])
def test_a_body_that_is_said_to_be_plain_is_read(coding: str) -> None:
    assert read_from(content_type=QUERY, parts=(b"ASK {}",), coding=coding).sparql == "ASK {}"


def test_a_body_that_is_not_utf_8_is_told_where() -> None:
    with refused(400, "encoding", "not UTF-8 at byte 6"):
        read_from(content_type=QUERY, parts=(b"ASK { \xff }",))


@pytest.mark.parametrize(
    ("content_type", "body"), [(QUERY, LABEL), (FORM, urlencode({"query": LABEL}))]
)
def test_the_method_query_is_answered_as_post_is(
    client: httpx.Client, content_type: str, body: str
) -> None:
    headers = {"Content-Type": content_type, "Accept": "text/csv"}
    asked, posted = (
        client.request(method, "/sparql", content=body, headers=headers)
        for method in ("QUERY", "POST")
    )
    assert (asked.status_code, asked.text) == (200, "l\r\nKajaani\r\n")
    assert asked.content == posted.content
    assert asked.headers["etag"] == posted.headers["etag"]


@pytest.mark.parametrize("method", ["QUERY", "POST"])
def test_what_cannot_be_taken_is_refused_over_http_as_well(
    client: httpx.Client, method: str
) -> None:
    def asked(content_type: str, body: str) -> httpx.Response:
        headers = {"Content-Type": content_type}
        return client.request(method, "/sparql", content=body, headers=headers)

    other = asked("text/plain", LABEL)
    problem(other, 415, "content-type")
    assert other.headers["accept-query"] == other.headers["accept-post"] == f"{QUERY}, {FORM}"
    problem(asked(QUERY, "#" * (1 << 20) + LABEL), 413, "body-too-large")
    for content_type, body in (
        ("application/sparql-update", "DROP ALL"),
        (FORM, "update=DROP+ALL"),
        (QUERY, "INSERT DATA { <a:b> <a:c> 1 }"),
    ):
        told = problem(asked(content_type, body), 403, "read-only")
        assert "edit data/, run aifkg check, then aifkg reload" in str(told["detail"])
