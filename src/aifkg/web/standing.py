"""The standing of a resource: whether the graph holds it, and what has become of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from aifkg.engine import BY_NAME, NamedNode
from aifkg.engine import Request as Question
from aifkg.names import BASE, PrefixTable, answered_at
from aifkg.show import AmbiguousThing, Finder, UnknownThing
from aifkg.web.asking import ask
from aifkg.web.finding import finder
from aifkg.web.not_yet import refuse_not_yet
from aifkg.web.problem import Problem
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

_MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class State:
    """What the graph says of a resource as such.

    `kind` is its class in the terms of schema.org, and `modified` the day on which the newest
    source or verdict spoke of it, as far as there is one that is dated to the day.
    """

    is_held: bool
    is_withdrawn: bool
    is_in_dataset: bool
    replacement: str | None
    license: str | None
    kind: str | None
    modified: str | None


async def standing(request: Request, iri: NamedNode, leads: Callable[[str], str]) -> State:
    """Return the state of a resource that is held; raise Problem where it is not, or is gone.

    Who asks for one that was replaced is led to where the IRI of the other `leads`.
    """
    state = await _state(request, iri)
    if state.replacement is not None and state.replacement.startswith(BASE):
        detail = f"<{iri.value}> was replaced by <{state.replacement}>."
        headers = {"Location": leads(state.replacement)}
        raise Problem(308, "replaced", "The resource was replaced", detail, headers=headers)
    if state.is_withdrawn:
        detail = f"<{iri.value}> was withdrawn, and nothing replaces it."
        raise Problem(410, "withdrawn", "The resource was withdrawn", detail)
    if not state.is_held:
        await refuse_not_yet(request, iri)
        served: Served = request.app.state.served
        client: str = getattr(request.state, "client", "")
        found = finder(served.pool, served.prefixes, client)
        near = await served.threads.run(_near, found, served.prefixes, iri.value)
        raise not_found(answered_at(iri.value).removeprefix(BASE), near)
    return state


def not_found(name: str, near: tuple[str, ...] = ()) -> Problem:
    """Return the problem that the graph holds nothing of a name behind the base."""
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    detail = f"The graph holds nothing called <{BASE}{name[:200]}>.{hint}"
    return Problem(
        404, "not-found", "There is no such resource", detail, did_you_mean=list(near) or None
    )


async def _state(request: Request, iri: NamedNode) -> State:
    question = Question(query_file("state"), (BY_NAME["json"],), {"thing": iri})
    (row, *_) = json.loads((await ask(request, question)).body)["results"]["bindings"]
    said = {name: term["value"] for name, term in row.items()}
    return State(
        said["is_held"] == "true",
        said["is_withdrawn"] == "true",
        said["is_in_dataset"] == "true",
        said.get("replacement"),
        said.get("license"),
        said.get("kind"),
        said.get("modified"),
    )


def _near(found: Finder, prefixes: PrefixTable, iri: str) -> tuple[str, ...]:
    """Return names of things that a wrong IRI may have meant."""
    place = prefixes.file_of_iri(iri)
    kind, slug = place or ("", iri.rpartition("/")[2])
    try:
        thing = found.thing(slug.replace("-", " "), (kind,) if kind else ())
    except AmbiguousThing as error:
        return tuple(curie for curie, _ in error.candidates[:_MOST_NEAR])
    except UnknownThing as error:
        return error.suggestions
    return (prefixes.shorten(thing),)
