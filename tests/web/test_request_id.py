"""The request id: taken where it is one word, made where it is not, never made twice."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.web.request_id import RequestIds, accepted

_FORKS = """
import os
from aifkg.web.request_id import RequestIds
ids = RequestIds()
def write(made):
    os.write(1, "".join(one + "\\n" for one in made).encode())
write([ids.make()])
for _ in range(3):
    if (pid := os.fork()) == 0:
        write([ids.make() for _ in range(3)])
        os._exit(0)
    os.waitpid(pid, 0)
write([ids.make()])
"""


@pytest.mark.parametrize("value", [b"a", b"A" * 128, b"9f/Z+z==", b"a.b_c~d-e", b"-"])
def test_a_word_is_taken_as_it_is(value: bytes) -> None:
    assert accepted(value) == value.decode()
    assert RequestIds().of([(b"host", b"e.org"), (b"x-request-id", value)]) == value.decode()


@pytest.mark.parametrize(
    "value",
    [b"", b"A" * 129, b"a b", b"a\n", b"a\r\nX: y", b'"', b"a,b", b"<a>", "é".encode(), b"\xff"],
)
def test_what_is_no_word_is_replaced(value: bytes) -> None:
    assert accepted(value) is None
    made = RequestIds().of([(b"x-request-id", value)])
    assert accepted(made.encode()) == made
    assert made.encode() != value


@given(st.binary(max_size=200))
def test_nothing_is_taken_that_could_break_a_header_or_a_line(value: bytes) -> None:
    taken = accepted(value)
    assert taken is None or (taken.isascii() and taken.isprintable() and '"' not in taken)


def test_of_two_the_first_counts() -> None:
    assert RequestIds().of([(b"x-request-id", b"a"), (b"x-request-id", b"b")]) == "a"


def test_the_trace_of_others_is_no_request_id() -> None:
    trace = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    assert RequestIds().of([(b"traceparent", trace)]) != trace.decode()


def test_no_id_is_made_twice() -> None:
    one, other = RequestIds(), RequestIds()
    assert len({ids.make() for ids in (one, other) for _ in range(1_000)}) == 2_000


def test_no_id_is_made_twice_by_processes_forked_from_one() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _FORKS], capture_output=True, text=True, check=True
    )
    ids = done.stdout.split()
    assert len(ids) == len(set(ids)) == 11
    assert len({made.rpartition("-")[0] for made in ids}) == 4
