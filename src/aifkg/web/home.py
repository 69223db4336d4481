"""The home page: what the graph is and what can be opened; served whole, without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from fastapi import Request, Response

from aifkg.engine import GRAPHS, RESULTS
from aifkg.web.served import Served

_PAGES = Path(__file__).parent / "pages"
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'"
_EXAMPLE = """\
PREFIX aif: <https://w3id.org/aifkg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?factory ?name WHERE {
  ?factory a aif:AIFactory ; rdfs:label ?name .
}
ORDER BY ?name
"""


async def home(request: Request) -> Response:
    """Answer the page."""
    served: Served = request.app.state.served
    text = (_PAGES / "home.html").read_text(encoding="utf-8")
    page = Template(text).substitute(
        example=escape(_EXAMPLE),
        formats="\n".join(f"<option>{format_.name}</option>" for format_ in (*RESULTS, *GRAPHS)),
        default_timeout=f"{served.settings.default_timeout:g}",
        max_timeout=f"{served.settings.max_timeout:g}",
        short=served.sha256[:12],
        saved=_saved(request.app.state.saved),
    )
    headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
    return Response(page, headers=headers, media_type="text/html")


async def style(_: Request) -> Response:
    """Answer the one stylesheet."""
    return Response((_PAGES / "style.css").read_bytes(), media_type="text/css")


def _saved(queries: Sequence[tuple[str, str]]) -> str:
    """Return the list of saved queries, given as path and title, or nothing where none are."""
    if not queries:
        return ""
    items = "\n".join(
        f'<li><a href="{escape(path)}">{escape(title)}</a></li>' for path, title in queries
    )
    return f"<h2>Questions</h2>\n<ul>\n{items}\n</ul>"
