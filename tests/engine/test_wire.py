"""The wire: what is written is what is read, and no more is kept of it than is asked for often."""

from __future__ import annotations

from aifkg.engine import BY_NAME, Dataset, Limits, Literal, NamedNode, Request, Term
from aifkg.engine.wire import LENGTHS, _read_head, pack_request, read_head

LIMITS = Limits(bytes=1_000, rows=10)


def head(request: Request) -> bytes:
    frame = pack_request(request, LIMITS)
    size, _ = LENGTHS.unpack_from(frame)
    return frame[LENGTHS.size : LENGTHS.size + size]


def test_a_request_is_read_as_it_was_written() -> None:
    bindings: dict[str, Term] = {"a": NamedNode("a:b"), "b": Literal("c", language="de")}
    request = Request("", (BY_NAME["csv"],), bindings, Dataset(("a:c",), ("a:d",)), "gzip")
    assert read_head(head(request)) == (request, LIMITS)


def test_a_head_is_remembered_unless_a_client_made_it_long() -> None:
    short = head(Request("", (BY_NAME["csv"],), coding="gzip"))
    long = head(Request("", (BY_NAME["csv"],), dataset=Dataset(("http://e.org/" + "g" * 1_000,))))
    _read_head.cache_clear()
    for _ in range(2):
        read_head(short)
        read_head(long)
    assert _read_head.cache_info().currsize == 1
