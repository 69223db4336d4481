"""A fault as a page: a problem's title and detail, its place, and the query to mend."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from fastapi import Response

from aifkg.web import page
from aifkg.web.form import EXAMPLE, query_form


def fault_page(
    problem: Mapping[str, Any], sparql: str | None, headers: Mapping[str, str]
) -> Response:
    """Return the page of a problem; `sparql` is the query to mend, None where none is asked."""
    form = "" if sparql is None else f"\n<h2>Ask</h2>\n{query_form(sparql or EXAMPLE)}"
    main = f"""{page.HOME}
<h1>{escape(problem["title"])}</h1>
{notice(str(problem["detail"]))}
{_place(problem, sparql or "")}{form}"""
    return page.page(problem["title"], main, status=problem["status"], headers=headers)


def notice(detail: str) -> str:
    """Return what went wrong, set apart."""
    return f'<p class="notice" role="alert">{escape(detail)}</p>'


def _place(problem: Mapping[str, Any], sparql: str) -> str:
    """Return the line of the query at which a problem is, with the place marked."""
    line, column = problem.get("line"), problem.get("column")
    lines = sparql.split("\n")
    if line is None or column is None or not 0 < line <= len(lines):
        return ""
    text = lines[line - 1]
    before, at, after = text[: column - 1], text[column - 1 : column], text[column:]
    return (
        f"<p>Line {line}, column {column}:</p>\n"
        f"<pre>{escape(before)}<mark>{escape(at) or ' '}</mark>{escape(after)}</pre>"
    )
