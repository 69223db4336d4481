"""The downloads: the snapshot as files, in RDF, as tables and as a database, under `/dump/`."""

from __future__ import annotations

import json
from typing import NoReturn

from fastapi import Request, Response
from starlette.routing import BaseRoute, Route

from aifkg.dump import SUMS, File, Index, Stock, listed, program
from aifkg.web import freshness, page
from aifkg.web.download import Download, Gone, send
from aifkg.web.downloads_page import downloads_page, waiting_page
from aifkg.web.maker import Maker
from aifkg.web.problem import Problem
from aifkg.web.served import Served

_WAIT = {"Retry-After": "5"}
_MAKING = "The downloads are being made from the snapshot, which takes some seconds; ask again."
_TABLES = "csv/"


def routes() -> list[BaseRoute]:
    """Return the routes of all downloads."""
    return [Route("/dump", _moved), Route("/dump/{name:path}", downloads)]


async def _moved(request: Request) -> Response:  # noqa: ARG001 - a route is given it
    """Lead to the list: what it links to is below it."""
    return Response(status_code=308, headers={"Location": "/dump/"})


async def downloads(request: Request) -> Response:
    """Answer a file, or the list of all."""
    name: str = request.path_params["name"]
    if not _may_be(name):
        raise _not_found(name)
    index = await _index(request)
    if index is None:
        return _begun(request, is_list=not name)
    if not name:
        return _list(request, index)
    if name == SUMS:
        return _sums(request, index)
    file = index.file(name)
    if file is None:
        raise _not_found(name)
    return await _sent(request, file)


def _may_be(name: str) -> bool:
    """Whether there may be a download of this name: what else is asked for has nothing made."""
    fixed = {"", SUMS, *(known for known, _, _ in listed())}
    return name in fixed or name.startswith(_TABLES)


async def _index(request: Request) -> Index | None:
    maker: Maker = request.app.state.maker
    return await maker.index(request.app.state.served)


def _begun(request: Request, *, is_list: bool) -> Response:
    """Have the downloads made; answer that they are not there yet, or raise why they cannot be."""
    served: Served = request.app.state.served
    maker: Maker = request.app.state.maker
    if not served.settings.dump_seconds:
        raise _unavailable("This server makes no downloads.")
    why = maker.failure(served)
    if why:
        raise _unavailable(f"The downloads could not be made: {why}", retry="60")
    maker.begin(served)
    if is_list and page.wanted(request, request.query_params.get("format")):
        return waiting_page(_MAKING, _WAIT)
    raise Problem(503, "being-made", "The downloads are being made", _MAKING, headers=_WAIT)


def _list(request: Request, index: Index) -> Response:
    served: Served = request.app.state.served
    if page.wanted(request, request.query_params.get("format")):
        return downloads_page(request, index, served.offer.built)
    content = json.loads(index.written())
    body = (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
    return _small(request, index, body, "json", "application/json")


def _sums(request: Request, index: Index) -> Response:
    return _small(request, index, index.sums(), SUMS, "text/plain")


def _small(request: Request, index: Index, body: bytes, name: str, media_type: str) -> Response:
    """Answer what is made of the index alone."""
    headers = freshness.headers(index.snapshot, program(), name)
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


async def _sent(request: Request, file: File) -> Response:
    served: Served = request.app.state.served
    stock = Stock.beside(served.offer.snapshot)
    path = stock.place(served.sha256) / file.name
    filename = file.name.rpartition("/")[2]
    download = Download(path, file.sha256, file.media_type, filename, served.offer.built)
    try:
        return await send(request, download)
    except Gone:
        # Another server has removed it, or someone has changed it: the next to ask gets a new one.
        stock.discard(served.sha256)
        _begun(request, is_list=False)
        raise


def _not_found(name: str) -> NoReturn:
    detail = f"There is no download called {name[:80]!r}; /dump/ lists those that there are."
    raise Problem(404, "not-found", "There is no such download", detail)


def _unavailable(why: str, *, retry: str | None = None) -> Problem:
    detail = f"{why} The whole graph is at /snapshot.nq all the same."
    headers = {"Retry-After": retry} if retry else None
    return Problem(503, "no-downloads", "There are no downloads", detail, headers=headers)
