"""The format that is chosen of a few on offer, by its name or by Accept; no engine writes it."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request

from aifkg.engine import Format
from aifkg.web import page
from aifkg.web.field import field_value
from aifkg.web.negotiate import choose
from aifkg.web.problem import ParameterProblem, Problem

HTML = Format("html", "text/html", "html", ("application/xhtml+xml",))
JSON = Format("json", "application/json", "json")
CSV = Format("csv", "text/csv", "csv")


def chosen(request: Request, name: str | None, offered: Sequence[Format]) -> Format:
    """Return the format that is named, or else that the client likes best; a page for browsers."""
    if name:
        by_name = {format_.name: format_ for format_ in offered}
        if name not in by_name:
            detail = f'There is no format "{name[:40]}" here; there are {", ".join(by_name)}.'
            raise ParameterProblem(detail)
        return by_name[name]
    if page.wanted(request):
        return HTML
    format_ = choose(field_value(request, "accept"), offered)
    if format_ is None:
        types = ", ".join(one.media_type for one in offered)
        detail = f"The answer can be written as {types}; Accept allows none of them."
        raise Problem(406, "not-acceptable", "No format on offer is acceptable", detail)
    return format_
