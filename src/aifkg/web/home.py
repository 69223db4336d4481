"""The home page: what the graph is and what can be opened; served whole, without scripts."""

from __future__ import annotations

from html import escape

from fastapi import Request, Response

from aifkg.library import Library
from aifkg.web import as_of, page
from aifkg.web.form import ask_form
from aifkg.web.question import in_order
from aifkg.web.served import Served


async def home(request: Request) -> Response:
    """Answer the page."""
    served: Served = request.app.state.served
    main = page.template("home").substitute(
        questions=_questions(request.app.state.library),
        ask=ask_form(served.settings),
        short=served.sha256[:12],
        as_of=as_of.offer(request),
    )
    return page.page("The AI factories of Europe: a knowledge graph", main)


def _questions(library: Library) -> str:
    """Return the list of saved questions, or nothing where there are none."""
    items = "\n".join(
        f'<li><a href="/query/{escape(saved.name)}">{escape(saved.title)}</a>'
        f"<br>{escape(saved.question)}</li>"
        for saved in in_order(library)
    )
    return f'<h2>Questions</h2>\n<ul class="questions">\n{items}\n</ul>' if items else ""
