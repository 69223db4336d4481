"""Unfound: a name of a trace that names nothing, or several things, with what may be meant."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from aifkg.web.problem import ParameterProblem
from aifkg.web.trace.given import Given

_SHOWN = 80
"""Characters of a name that was not found."""


class Unfound(ParameterProblem):
    """The problem of such a name, as a worker tells of it."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        super().__init__(
            _sentence(said),
            parameter=said["parameter"],
            did_you_mean=said["did_you_mean"] or None,
            candidates=said["candidates"] or None,
        )
        self._said = said

    def html(self, given: Given) -> str:
        """Return what is wrong in words, with links that ask the same of what may be meant."""
        name = self._said["value"].strip()
        shown = escape(name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…")
        candidates, near = self._said["candidates"], self._said["did_you_mean"]
        if candidates:
            said = f"“{shown}” names several things; which is meant?"
            items = [self._item(given, one["curie"], one["label"]) for one in candidates]
        else:
            said = f"Nothing here is called “{shown}”.{' Is one of these meant?' if near else ''}"
            items = [*(self._item(given, one) for one in near), _search(name)]
        # On one line: a notice shows the breaks of its text.
        return f'<div class="notice" role="alert">{said}<ul>{"".join(items)}</ul></div>'

    def _item(self, given: Given, name: str, label: str = "") -> str:
        """Return a link that asks the same with another name in the place of the one at fault."""
        parameter, wrong = self._said["parameter"], self._said["value"]
        field = {"from": "start", "to": "others"}.get(parameter, parameter)
        held: str | tuple[str, ...] = getattr(given, field)
        put = (
            name
            if field == "start"
            else tuple(name if one.strip() == wrong else one for one in held)
        )
        address = escape(given.changed(**{field: put}))
        curie = f" <small>({escape(name)})</small>" if label else ""
        return f'<li><a href="{address}" rel="nofollow">{escape(label or name)}</a>{curie}</li>'


def _search(name: str) -> str:
    address = escape(f"/find?{urlencode({'q': name}, errors='replace')}")
    return f'<li><a href="{address}" rel="nofollow">Search for it</a></li>'


def _sentence(said: Mapping[str, Any]) -> str:
    """Return what is wrong in one sentence, also where it is a list of what a name may mean."""
    if not said["candidates"]:
        return str(said["detail"])
    meant = ", ".join(f"{one['curie']} ({one['label']})" for one in said["candidates"])
    return f'{said["parameter"]} is "{said["value"]}"; it names several things, give one: {meant}.'
