"""The answer as a page: what a query asks, what it gives, and the same in other formats."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from fastapi import Request, Response

from aifkg.engine import BY_NAME, RESULTS, Bindings, Form, Format, form_of, offered
from aifkg.engine import Request as Question
from aifkg.names import PrefixTable
from aifkg.web import freshness, page
from aifkg.web.asking import ask
from aifkg.web.form import ask_form, query_form, written
from aifkg.web.place import prefix_of
from aifkg.web.protocol import Asked, bom_refused
from aifkg.web.served import Served
from aifkg.web.table import table

# Reading more than this would hold up the answers to others.
_MOST_BYTES = 4 << 20
_LINKED = ("csv", "json", "xml", "turtle", "ntriples", "rdfxml", "jsonld")
_EMPTY = """<div class="empty">
<p><strong>Nothing fits.</strong> The graph covers Europe&rsquo;s AI factories and antennas, their
supercomputers, hosts, partners, money, people, laws, reports and events.</p>
<p>To try: {advice}</p>
</div>"""
_QUERY_ADVICE = (
    "put what may be absent into <code>OPTIONAL { … }</code>; ask "
    "<code>GRAPH ?passage { … }</code> for what sources state and the resolved view leaves out; "
    "compare names without their language, as <code>STR(?name)</code>; or start from a "
    '<a href="/">question on the first page</a>.'
)


def ask_page(request: Request) -> Response:
    """Answer a browser that asks nothing yet with the form to ask by."""
    served: Served = request.app.state.served
    main = f"""{page.HOME}
<h1>Ask</h1>
<p>This is a SPARQL 1.1 endpoint. To programs it answers in its protocol, and without a query it
says <a href="/.well-known/void">what it can do and what it holds</a>.</p>
{ask_form(served.settings)}"""
    return page_of(request, "Ask", main)


async def answer_page(request: Request, asked: Asked) -> Response:
    """Answer a query with a page."""
    request.state.as_page, request.state.query = True, asked.sparql
    if asked.bom:
        raise bom_refused()
    form = form_of(asked.sparql)
    kept = _kept(asked)
    shown = await answered(request, asked, form, advice=_QUERY_ADVICE)
    links = format_links("/sparql", [("query", asked.sparql), *kept], form, "answer")
    main = f"""{page.HOME}
<h1>Ask</h1>
{query_form(asked.sparql, kept)}
<h2>Answer</h2>
{links}
{shown}"""
    return page_of(request, "Answer", main)


async def answered(
    request: Request,
    asked: Asked,
    form: Form,
    *,
    bindings: Bindings | None = None,
    advice: str,
) -> str:
    """Return the answer to a query as HTML; `advice` is what to try where it is empty."""
    served: Served = request.app.state.served
    question = Question(asked.sparql, offered(form)[:1], bindings or {}, asked.dataset)
    answer = await ask(request, question, asked.timeout)
    if len(answer.body) > _MOST_BYTES:
        size = f"{len(answer.body) / (1 << 20):.0f} MiB"
        return (
            f"<p>The answer has {size}, too much for a page. The links above lead to all of it.</p>"
        )
    async with request.app.state.rendering:
        shown = await asyncio.to_thread(_shown, form, answer.body, served.prefixes)
    return shown or _EMPTY.replace("{advice}", advice)


def page_of(
    request: Request, title: str, main: str, *, description: str = "", sought: str = ""
) -> Response:
    """Return a page about the snapshot, or 304 to a client that holds it.

    Its tag has a hash of the whole page, since the program may write the same answer another way,
    and its links below another prefix.
    """
    served: Served = request.app.state.served
    response = page.page(title, main, description=description, sought=sought)
    whole = prefix_of(request.scope).encode() + bytes(response.body)
    headers = freshness.headers(served.sha256, page.FORMAT, hashlib.sha256(whole).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def format_links(path: str, fields: Iterable[tuple[str, str]], form: Form, stem: str) -> str:
    """Return links to the same answer in the formats that can carry it."""
    fields = list(fields)
    links = []
    for format_ in map(BY_NAME.__getitem__, _LINKED):
        if format_ in offered(form):
            address = f"{path}?{urlencode([*fields, ('format', format_.name)])}"
            file = f"{stem}.{_extension(format_)}"
            name = written(format_)
            links.append(
                f'<a href="{escape(address)}" rel="nofollow" download="{escape(file)}">{name}</a>'
            )
    return f'<p class="formats">The same as {", ".join(links)}</p>'


def _extension(format_: Format) -> str:
    """Return the ending by which programs of an office know a file."""
    return format_.name if format_ in RESULTS else format_.extension


def _shown(form: Form, body: bytes, prefixes: PrefixTable) -> str | None:
    if form is Form.ASK:
        return f'<p class="truth">{"Yes." if json.loads(body)["boolean"] else "No."}</p>'
    if form is Form.SELECT:
        return table(body, prefixes)
    text = body.decode()
    return f'<pre tabindex="0">\n{escape(text)}</pre>' if text.strip() else None


def _kept(asked: Asked) -> list[tuple[str, str]]:
    """Return the parameters beside the query that shape its answer."""
    dataset = asked.dataset
    default, named = (dataset.default, dataset.named) if dataset else ((), ())
    return [
        *(("default-graph-uri", iri) for iri in default),
        *(("named-graph-uri", iri) for iri in named),
        *((("timeout", f"{asked.timeout:g}"),) if asked.timeout else ()),
    ]
