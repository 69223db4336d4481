"""The body of an answer: bounded, with the prefixes it uses, and XML that can be read."""

from __future__ import annotations

import pytest

from aifkg.engine import NotRepresentable, ResultTooLarge
from aifkg.engine.body import Body, check_xml, used_prefixes


def test_a_body_grows_to_its_bound_and_not_past_it() -> None:
    body = Body(4)
    body.write(b"abc")
    body.write(b"d")
    with pytest.raises(ResultTooLarge, match="more than 4 bytes"):
        body.write(b"e")
    assert body.getvalue() == b"abcd"


def test_a_body_without_a_bound_grows() -> None:
    body = Body()
    body.write(b"a" * 100_000)
    assert len(body.getvalue()) == 100_000


def test_prefixes_are_those_that_begin_an_iri() -> None:
    known = {"e": "http://e.org/", "v": "http://e.org/v#", "other": "http://o.org/"}
    lines = b'<http://e.org/a> <http://e.org/v#p> "<http://o.org" .\n'
    assert used_prefixes(known, lines) == {"e": "http://e.org/", "v": "http://e.org/v#"}
    assert used_prefixes(known, b"") == {}


def test_xml_that_no_parser_reads_is_refused_with_its_place() -> None:
    check_xml(b"<a>\n<b/></a>")
    with pytest.raises(NotRepresentable, match="at byte 7 of what would be sent"):
        check_xml(b"<a>\nabc\x01</a>")
