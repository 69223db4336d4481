"""The route: GET /trace answers how things are connected, as a page or in another format."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Sequence

from fastapi import Request, Response
from starlette.routing import BaseRoute, Route

from aifkg.engine import Format
from aifkg.trace import QuestionError, Trace
from aifkg.trace.address import permalink
from aifkg.trace.formats import FORMATS, bibtex, cite, write
from aifkg.trace.formats.citing import slug, title
from aifkg.web import freshness, page
from aifkg.web.answer import page_of
from aifkg.web.chosen import HTML, chosen
from aifkg.web.fault import notice
from aifkg.web.problem import ParameterProblem, Problem
from aifkg.web.protocol import bom_refused, fields, one, seconds, truth
from aifkg.web.served import Served
from aifkg.web.thing.tools import Edition
from aifkg.web.trace.asked import Fields, filled, question
from aifkg.web.trace.chapters import chapters
from aifkg.web.trace.given import PATH, Given
from aifkg.web.trace.page import begin_main, trace_main
from aifkg.web.trace.picture import picture_svg
from aifkg.web.trace.tools import About
from aifkg.web.trace.tracing import Answered, made, traced
from aifkg.web.trace.unfound import Unfound

_SVG = Format("svg", "image/svg+xml", "svg")
_OFFERED = (*FORMATS, _SVG, HTML)
_CSV, _JSON = "csv", "json"
_MOST_OF_A_NAME = 120
"""Characters before the ending of a file: the ends of a trace may have long names."""


def routes() -> list[BaseRoute]:
    """Return the routes of traces."""
    return [Route(PATH, trace), Route(f"{PATH}.{{ending}}", trace)]


async def trace(request: Request) -> Response:
    """Answer a trace; raise Problem where what is asked breaks a rule."""
    given = fields(request.scope["query_string"])
    format_ = _format(request, given)
    request.state.as_page = format_ is HTML
    has_bom = _has_bom(given, format_)
    if format_ is HTML:
        return await _page(request, given)
    answered = await _traced(request, given)
    body, name = await _file(request, answered, format_)
    body = codecs.BOM_UTF8 + body if has_bom else body
    served: Served = request.app.state.served
    digest = hashlib.sha256(body).hexdigest()[:12]
    headers = {**freshness.headers(served.edition, format_.name, digest), **_kept(answered)}
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    if format_ is _SVG:
        # A picture has its style in itself, and nothing else.
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "Content-Type": format_.content_type})


async def _page(request: Request, given: Fields) -> Response:
    """Answer a page: the form alone where nothing is asked, with a notice where that is wrong."""
    asked = Given.read(given)
    offered = await chapters(request)
    if not asked.start and not asked.others:
        return page_of(request, "Trace", begin_main(asked, chapters=offered))
    try:
        answered = await _traced(request, given)
    except Problem as problem:
        said = problem.html(asked) if isinstance(problem, Unfound) else notice(str(problem))
        main = begin_main(asked, said, offered)
        return page.page("Trace", main, status=problem.status, headers=problem.headers)
    named, main = await made(
        request,
        answered,
        lambda found: (
            title(found),
            trace_main(found, asked, _about(request, found, given), offered),
        ),
    )
    answer = page_of(request, named, main)
    answer.headers.update(_kept(answered))
    return answer


async def _file(request: Request, answered: Answered, format_: Format) -> tuple[bytes, str]:
    """Return a trace in a format, and what the file is called."""
    if format_.name == _JSON:
        # It is what the worker wrote; to read it and write it again takes as long as to trace.
        return answered.body, _filename(answered.ends, format_)
    return await made(
        request,
        answered,
        lambda found: (
            _written(found, format_, *_known_by(request, found)),
            _filename([end.iri for end in found.ends], format_),
        ),
    )


async def _traced(request: Request, given: Fields) -> Answered:
    said = filled(given)
    try:
        asked = question(said)
    except QuestionError as error:
        raise ParameterProblem(str(error), parameter=error.parameter) from error
    return await traced(request, asked, seconds(one(said, "timeout")))


def _format(request: Request, given: Fields) -> Format:
    """Return the format that an ending or a parameter names, or else that the client likes best."""
    name = request.path_params.get("ending") or one(given, "format")
    by_ending = {format_.extension: format_.name for format_ in _OFFERED}
    return chosen(request, by_ending.get(name or "", name), _OFFERED)


def _has_bom(given: Fields, format_: Format) -> bool:
    """Return whether a byte-order mark is asked for; raise Problem where it goes with no format."""
    asked = truth(one(given, "bom"), "bom")
    if asked and format_.name != _CSV:
        raise bom_refused()
    return asked


def _filename(ends: Sequence[str], format_: Format) -> str:
    """Return what a trace is called where it is saved."""
    return f"{f'trace-{slug(ends)}'[:_MOST_OF_A_NAME].strip('-')}.{format_.extension}"


def _about(request: Request, found: Trace, given: Fields) -> About:
    """Return what the page of a trace says of itself."""
    served: Served = request.app.state.served
    address, changed = _known_by(request, found)
    named = one(given, "snapshot") or ""
    return About(
        served.prefixes,
        found.snapshot,
        cite(found, address, changed),
        bibtex(found, address, changed),
        has_past=Edition.of(request).has_past,
        asked_of="" if found.snapshot.startswith(named) else named,
    )


def _known_by(request: Request, found: Trace) -> tuple[str, str]:
    """Return where the trace is asked for good, of the graph that answered, and its day."""
    served: Served = request.app.state.served
    edition = Edition.of(request)
    # Days between which nothing became known share a graph, which knows but the first of them.
    day = getattr(request.state, "day", edition.known_on)
    return permalink(found, served.prefixes.shorten, day), edition.changed


def _written(found: Trace, format_: Format, address: str, changed: str) -> bytes:
    if format_ is _SVG:
        return picture_svg(found).encode()
    return write(found, format_, address, changed=changed)


def _kept(answered: Answered) -> dict[str, str]:
    """Return the header of an answer that another may soon be better than."""
    return {} if answered.is_whole else {"Cache-Control": "no-store"}
