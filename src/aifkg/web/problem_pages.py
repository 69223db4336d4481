"""The page of each type of problem, to which the `type` of a problem document leads."""

from __future__ import annotations

import json
from dataclasses import asdict
from html import escape

from fastapi import Request, Response
from starlette.routing import BaseRoute, Route

from aifkg.engine import nearest
from aifkg.names import BASE
from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.document import english
from aifkg.web.facts import facts
from aifkg.web.plain_view import view
from aifkg.web.problem import Problem
from aifkg.web.problem_types import ProblemType, problem_types
from aifkg.web.told import told


def routes() -> list[BaseRoute]:
    """Return the routes of the types of problems."""
    return [
        Route("/problem/{slug}.{ending}", problem_type),
        Route("/problem/{slug}", problem_type),
    ]


async def problem_type(request: Request) -> Response:
    """Answer what a type of problem means."""
    slug: str = request.path_params["slug"]
    found = problem_types().get(slug)
    if found is None:
        near = nearest(slug, problem_types())
        hint = f" Did you mean {' or '.join(near)}?" if near else " /problem lists all."
        detail = f'There is no type of problem called "{slug[:80]}".{hint}'
        title = "There is no such type of problem"
        raise Problem(404, "not-found", title, detail, did_you_mean=list(near) or None)
    return await told(
        request,
        f"problem/{slug}",
        stem="problem-document",
        bindings={
            "titled": english(found.title),
            "means": english(found.means),
            "comes": english(found.when),
            "advice": english(found.do),
        },
        views={
            "html": lambda: _page(request, slug, found),
            "json": lambda: _json(request, slug, found),
        },
    )


def _page(request: Request, slug: str, found: ProblemType) -> Response:
    told_of = facts(
        (name, escape(text)) for name, text in (("When", found.when), ("What to do", found.do))
    )
    main = f"""{page.HOME}
<h1>{escape(found.title)}</h1>
<p class="kind"><a href="/problem">type of problem</a> <code>{escape(BASE)}problem/{escape(slug)}
</code></p>
<p>{escape(found.means)}</p>
{told_of}"""
    return page_of(request, found.title, main, description=found.means)


def _json(request: Request, slug: str, found: ProblemType) -> Response:
    content = {"iri": f"{BASE}problem/{slug}", **asdict(found)}
    body = json.dumps(content, ensure_ascii=False, indent=2).encode()
    return view(request, body, "json", "application/json")
