"""Chance: whatever bytes come, what goes back is HTTP, each error is a problem, and all goes on."""

from __future__ import annotations

from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.test_requests import SHAPES, SMUGGLED, get, post
from tests.hostile.wellness import Patient
from tests.hostile.wire import answers, exchanged
from tests.web.test_sparql import LABEL, ROW

LIVELY = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
WHOLE = [get(LABEL), get(LABEL, "X-Ordinary: 1"), post(LABEL.encode()), SMUGGLED, *SHAPES.values()]
MARKS = [
    b"\r\n",
    b"\r\n\r\n",
    b"\0",
    b"\xff",
    b" ",
    b":",
    b"HTTP/1.1",
    b"GET ",
    b"Content-Length: 9\r\n",
]


def assert_answered(server: Patient, *packets: bytes) -> None:
    """Send packets and go; what came has to be whole answers, and the next client is served."""
    answers(exchanged(server.address, *packets, leaves=True))
    (light,) = answers(exchanged(server.address, get(LABEL, last=True)))
    assert light.body == ROW


@LIVELY
@given(st.lists(st.binary(max_size=400), max_size=4))
def test_any_bytes_are_answered_with_http(server: Patient, packets: list[bytes]) -> None:
    assert_answered(server, *packets)


@LIVELY
@given(
    st.lists(st.sampled_from(WHOLE), min_size=1, max_size=4),
    st.lists(
        st.tuples(st.integers(0, 2_000), st.integers(0, 20), st.sampled_from(MARKS)), max_size=4
    ),
    st.integers(1, 700),
)
def test_requests_with_bytes_changed_are_answered_with_http(
    server: Patient, requests: list[bytes], changes: list[tuple[int, int, bytes]], size: int
) -> None:
    whole = b"".join(requests)
    for place, length, mark in changes:
        start = place % len(whole)
        whole = whole[:start] + mark + whole[start + length :]
    assert_answered(server, *(whole[start : start + size] for start in range(0, len(whole), size)))


FIELDS = st.tuples(
    st.sampled_from(
        ["Accept", "Accept-Encoding", "If-None-Match", "Range", "Content-Type", "Origin", "Cookie"]
    ),
    st.text(
        st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"),
        max_size=60,
    ),
)


@LIVELY
@given(
    st.sampled_from(["GET", "POST", "HEAD", "QUERY", "OPTIONS", "PUT", "DELETE"]),
    st.sampled_from(
        [
            "/sparql",
            "/sparql/check",
            "/query/a",
            "/rdf-graphs",
            "/snapshot.nq",
            "/version",
            "/nowhere",
        ]
    ),
    st.lists(
        st.tuples(
            st.sampled_from(
                ["query", "format", "timeout", "default-graph-uri", "graph", "bom", "update"]
            ),
            st.text(max_size=40),
        ),
        max_size=3,
    ),
    st.lists(FIELDS, max_size=3, unique_by=lambda field: field[0]),
)
def test_any_parameters_and_headers_are_answered_with_http(
    server: Patient,
    method: str,
    path: str,
    parameters: list[tuple[str, str]],
    fields: list[tuple[str, str]],
) -> None:
    query = urlencode(parameters, errors="surrogatepass")
    lines = [f"{method} {path}?{query} HTTP/1.1", "Host: e.org", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in fields]
    asked = "\r\n".join([*lines, "", ""]).encode("latin-1")
    received = exchanged(server.address, asked)
    if "text/html" not in asked.decode("latin-1").lower():
        (answer,) = answers(received, heads=[0] if method == "HEAD" else [])
        assert answer.status < 500
