"""The edition: GET /ontology/<version> leads to the ontology where that is the version served."""

from __future__ import annotations

import json
import re

from fastapi import Request, Response

from aifkg.engine import BY_NAME, NamedNode
from aifkg.engine import Request as Question
from aifkg.names import BASE
from aifkg.web.asking import ask
from aifkg.web.problem import Problem
from aifkg.web.query_file import query_file

_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){1,3}", re.ASCII)
_LONGEST = 20


async def edition(request: Request) -> Response:
    """Lead to the ontology, or say that there is no such version here."""
    version = request.path_params["version"]
    if len(version) > _LONGEST or not _VERSION.fullmatch(version):
        raise _absent(version)
    bindings = {"version": NamedNode(f"{BASE}ontology/{version}")}
    question = Question(query_file("discovery/is-version"), (BY_NAME["json"],), bindings)
    if not json.loads((await ask(request, question)).body)["boolean"]:
        raise _absent(version)
    return Response(status_code=303, headers={"Location": "/ontology"})


def _absent(version: str) -> Problem:
    detail = f'The ontology has no version "{version[:_LONGEST]}" here; /ontology is what it has.'
    return Problem(404, "not-found", "There is no such version", detail)
