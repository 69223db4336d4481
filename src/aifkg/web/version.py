"""The version: which program serves which snapshot, what is in it, and since when."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version as installed
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from aifkg import __version__
from aifkg.web.served import Served
from aifkg.web.times import written

_SOFTWARE = ("fastapi", "pyoxigraph", "rdflib", "starlette", "uvicorn")
_COUNTED = ("quads", "things", "sources", "passages", "claims", "disputes", "verdicts")


async def version(request: Request) -> Response:
    """Say which program serves which snapshot; `built_with` are the versions that made it."""
    served: Served = request.app.state.served
    manifest = served.manifest
    said = {
        "name": "aifkg",
        "version": __version__,
        "snapshot": served.sha256,
        "built": written(served.offer.built) or None,
        "as_of": manifest.get("as_of"),
        "published": manifest.get("published"),
        "counts": counts(manifest) or None,
        "software": software(),
        "built_with": manifest.get("tools"),
        "reload": getattr(request.app.state, "reload", None),
        "manifest": dict(manifest),
    }
    content = {name: value for name, value in said.items() if value is not None}
    return JSONResponse(content, headers={"Cache-Control": "no-cache"})


def counts(manifest: Mapping[str, Any]) -> dict[str, int]:
    """Return how many of each kind the snapshot holds, as far as its manifest says."""
    found = {name: manifest.get(name) for name in _COUNTED}
    totals = {
        name: value.get("total") if isinstance(value, Mapping) else value
        for name, value in found.items()
    }
    return {name: value for name, value in totals.items() if isinstance(value, int)}


@cache
def software() -> dict[str, str]:
    """Return the versions of what serves."""
    return {"python": platform.python_version(), **{name: installed(name) for name in _SOFTWARE}}
