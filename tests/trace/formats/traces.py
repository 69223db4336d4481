"""Traces to write: real ones, and one whose every text is hostile."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from aifkg.trace import Trace
from aifkg.trace.plain import as_json, from_json
from tests import small

ADDRESS = "https://w3id.org/aifkg/trace?from=person%3Ahenna-virkkunen&to=ai-factory%3Alumi"
PAST_ADDRESS = ADDRESS.replace("aifkg/trace", "aifkg/as-of/2024-12-31/trace")
DETAIL_RULE = "https://w3id.org/aifkg/rule/bound-exact"
"""A rule that says of money that its amount is exact, and not whose it is."""
HOSTILE = '=\x00\x1b[31m<b a="1">&amp;]]>\r\n\'{}\ud800\ufffe'
_TEXTS = {"label", "sentence", "why", "title", "publisher", "locator"}


@cache
def virkkunen() -> Trace:
    return small.real().trace("Henna Virkkunen", "LUMI AI Factory", k=2, detours=True)


@cache
def ruled() -> Trace:
    """A trace with a step that a rule says."""
    return small.real().trace("SLAIF data centre", "Bologna", k=5)


@cache
def undated() -> Trace:
    """A trace with a source that has no date, and one that has."""
    return small.real().trace("Mario Draghi", "MareNostrum 5", k=1)


@cache
def none() -> Trace:
    return small.real().trace("Henna Virkkunen", "MareNostrum 5", n=1)


@cache
def ended() -> Trace:
    found = virkkunen()
    return replace(found, limits=replace(found.limits, ended_by="time", seconds=0.5))


@cache
def hostile() -> Trace:
    """A real trace with a hostile text before whatever the data say in words."""
    said = as_json(virkkunen())
    _spoil(said)
    return from_json(said)


def _spoil(said: object) -> None:
    if isinstance(said, dict):
        for name, value in said.items():
            if name in _TEXTS and isinstance(value, str):
                said[name] = HOSTILE + value
            elif name != "question":
                _spoil(value)
    elif isinstance(said, list):
        for value in said:
            _spoil(value)
