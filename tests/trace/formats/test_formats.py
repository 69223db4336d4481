"""Every format: the same bytes for the same trace, a limit that is said, no text that breaks it."""

from __future__ import annotations

import json

import pytest

from aifkg.engine import BY_NAME, Format, NotOffered
from aifkg.trace.formats import FORMATS, named, write
from tests.trace.formats.traces import ADDRESS, ended, hostile, none, ruled, virkkunen

each = pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)


def test_there_are_formats_for_people_tables_graphs_and_rdf() -> None:
    names = {one.name for one in FORMATS}
    assert names == {"json", "sentences", "csv", "graphml", "gexf", "turtle", "trig"}
    assert named("gexf") in FORMATS
    assert named("pdf") is None


@each
def test_the_same_trace_gives_the_same_bytes(format_: Format) -> None:
    found = ruled()
    assert write(found, format_, ADDRESS) == write(found, format_, ADDRESS)


@each
def test_a_limit_that_was_hit_is_said(format_: Format) -> None:
    said = write(ended(), format_, ADDRESS).decode()
    if format_.name == "json":
        assert json.loads(said)["limits"]["ended_by"] == "time"
    else:
        assert "ended at its limit of 0.5 seconds" in said
    assert "ended at its limit" not in write(virkkunen(), format_, ADDRESS).decode()


@each
def test_without_a_path_it_says_why(format_: Format) -> None:
    said = write(none(), format_, ADDRESS).decode()
    assert "No path of at most 1 step joins Henna Virkkunen and MareNostrum 5" in said


@each
def test_hostile_texts_are_written(format_: Format) -> None:
    body = write(hostile(), format_, ADDRESS)
    assert body.decode()
    assert b"\x1b" not in body or format_.name == "csv"


def test_no_other_format_is_written() -> None:
    with pytest.raises(NotOffered, match="cannot be written as ntriples; it can be as json"):
        write(virkkunen(), BY_NAME["ntriples"], ADDRESS)
