"""The snapshot as a resource: which graph is served, how much it holds, and where it is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from fastapi import Request, Response
from starlette.routing import BaseRoute, Route

from aifkg.engine import Bindings, Literal, NamedNode
from aifkg.names import BASE
from aifkg.web import page
from aifkg.web.address import root
from aifkg.web.answer import page_of
from aifkg.web.document import english
from aifkg.web.facts import facts
from aifkg.web.plain_view import view
from aifkg.web.problem import Problem
from aifkg.web.served import Served
from aifkg.web.times import written
from aifkg.web.told import told
from aifkg.web.version import counts

_TITLE = "The snapshot that is served"


def routes() -> list[BaseRoute]:
    """Return the routes of the snapshot; its IRI ends in its hash."""
    return [
        Route("/snapshot", current),
        Route("/snapshot/{hash}.{ending}", snapshot),
        Route("/snapshot/{hash}", snapshot),
    ]


async def current(request: Request) -> Response:
    """Lead to the snapshot that is served now."""
    headers = {"Location": f"/snapshot/{_served(request).sha256}", "Cache-Control": "no-cache"}
    return Response(status_code=303, headers=headers)


async def snapshot(request: Request) -> Response:
    """Answer what is known of the snapshot; raise Problem for one that is not served."""
    served = _served(request)
    named: str = request.path_params["hash"]
    if named != served.sha256:
        raise _other(named, served)
    return await told(
        request,
        f"snapshot/{served.sha256}",
        stem="snapshot-document",
        bindings=_bindings(served),
        views={"html": lambda: _page(request, served), "json": lambda: _json(request, served)},
    )


def _served(request: Request) -> Served:
    served: Served = request.app.state.served
    return served


def _other(named: str, served: Served) -> Problem:
    """Return what says that another snapshot is served: which ones there were, nobody knows."""
    iri = f"{BASE}snapshot/{served.sha256}"
    detail = f'This server serves no snapshot "{named[:64]}"; it serves <{iri}>.'
    return Problem(404, "not-found", "That snapshot is not served", detail)


def _bindings(served: Served) -> Bindings:
    return {
        "titled": english(f"{_TITLE}, {served.sha256[:12]}"),
        "hash": Literal(served.sha256),
        "quads": Literal(int(served.manifest.get("quads", 0))),
        "holds": english(_holds(served)),
        "dump": NamedNode(f"{BASE}snapshot.nq"),
        "built": Literal(written(served.offer.built)),
        "known": Literal(str(served.manifest.get("as_of") or "")),
    }


def _holds(served: Served) -> str:
    """Return how much is in it, as a sentence."""
    parts = [f"{count:,} {name}" for name, count in counts(served.manifest).items()]
    return f"It holds {', '.join(parts)}." if parts else "Nobody says how much it holds."


def _page(request: Request, served: Served) -> Response:
    manifest = served.manifest
    published: Mapping[str, Any] = manifest.get("published") or {}
    built = written(served.offer.built)
    told_of = facts(
        [
            ("hash", f"<code>{escape(served.sha256)}</code> (SHA-256 of its canonical N-Quads)"),
            ("built", escape(built or "")),
            ("as known on", escape(str(manifest.get("as_of") or ""))),
            ("sources from", escape(str(published.get("earliest") or ""))),
            ("sources to", escape(str(published.get("latest") or ""))),
            *((name, f"{count:,}") for name, count in counts(manifest).items()),
            ("whole", '<a href="/snapshot.nq">/snapshot.nq</a>, as N-Quads'),
            ("described", '<a href="/.well-known/void">/.well-known/void</a>'),
            ("program", '<a href="/version">/version</a>'),
        ]
    )
    main = f"""{page.HOME}
<h1>{_TITLE}</h1>
<p class="kind"><code>{escape(BASE)}snapshot/{escape(served.sha256)}</code></p>
<p>Same hash, same graph, same answers: it is in the ETag of each answer, and stands for the graph
in a citation.</p>
{told_of}"""
    return page_of(request, _TITLE, main)


def _json(request: Request, served: Served) -> Response:
    content = {
        "iri": f"{BASE}snapshot/{served.sha256}",
        "sha256": served.sha256,
        "built": written(served.offer.built) or None,
        "counts": counts(served.manifest),
        "as_of": served.manifest.get("as_of"),
        "published": served.manifest.get("published"),
        "dump": f"{root(request)}snapshot.nq",
    }
    known = {name: value for name, value in content.items() if value is not None}
    return view(request, json.dumps(known, indent=2).encode(), "json", "application/json")
