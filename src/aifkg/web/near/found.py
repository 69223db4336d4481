"""What is found of what is asked: the relations of a thing, or a part of its neighbours by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from fastapi import Request

from aifkg.engine import nearest
from aifkg.names import TERM, PrefixTable, named_at
from aifkg.show import AmbiguousThing, Finder, ThingError
from aifkg.show.question import Answering
from aifkg.trace.near import Counted, Direction, Other, Part, Way, Ways, counts, part, thing
from aifkg.web.asking import refuse_spent
from aifkg.web.finding import Asking
from aifkg.web.near.asked import Asked, Unfound, fault
from aifkg.web.served import Served

_MOST_NEAR = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """A thing with the relations by which it has neighbours."""

    thing: Other
    counted: Sequence[Counted]


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing with a part of its neighbours by one relation."""

    thing: Other
    part: Part


Found: TypeAlias = Overview | Listed


async def found_of(request: Request, asked: Asked) -> Found:
    """Return what is asked, on a client's turn and time; raise Problem where there is no answer."""
    served: Served = request.app.state.served
    client: str = getattr(request.state, "client", "")
    refuse_spent(served.budget, client)
    asking = Asking(served.pool, asyncio.get_running_loop(), client)
    return await served.threads.run(_found, asking, served.prefixes, asked)


def _found(engine: Answering, prefixes: PrefixTable, asked: Asked) -> Found:
    iri = _thing(engine, prefixes, asked.of)
    ways = Ways(engine)
    way = _way(ways, prefixes, asked) if asked.by else None
    about = thing(engine, prefixes, iri)
    if way is None:
        return Overview(about, counts(engine, ways, iri))
    return Listed(about, part(engine, prefixes, iri, way, asked.after))


def _thing(engine: Answering, prefixes: PrefixTable, text: str) -> str:
    try:
        iri = Finder(engine, prefixes).thing(named_at(text))
    except ThingError as error:
        raise _unfound(text, error) from error
    except ValueError as error:
        raise fault("of", text, "it is neither a name nor an IRI") from error
    if iri.startswith(TERM):
        rule = f"it is a term of the ontology, and its page says how it is used: {iri}"
        raise fault("of", text, rule)
    return iri


def _unfound(text: str, error: ThingError) -> Unfound:
    """Return the problem of a name of nothing or of several things, with what may be meant."""
    if isinstance(error, AmbiguousThing):
        candidates = error.candidates[:_MOST_NEAR]
        listed = ", ".join(f"{curie} ({label})" for curie, label in candidates)
        rule = f"it names {len(error.candidates)} things, give one: {listed}"
        return Unfound(f'The parameter of is "{text[:80]}"; {rule}.', (), candidates)
    detail = f"The parameter of is at fault. {error}"
    return Unfound(detail, getattr(error, "suggestions", ()), ())


def _way(ways: Ways, prefixes: PrefixTable, asked: Asked) -> Way:
    """Return the relation that is asked for; raise Problem where there is none of that name."""
    name = _expanded(asked.by, prefixes)
    known = {way.shortened(prefixes): way for way in ways}
    fitting = [way for one in Direction if (way := ways.get(name, one)) is not None]
    if not fitting:
        rule = "it is no property between things, nor a relational class with one of its ends"
        of_class = [short for short, way in known.items() if way.path and way.term == name]
        raise fault("by", asked.by, rule, of_class or nearest(asked.by, known))
    chosen = [way for way in fitting if asked.direction in (None, way.direction)]
    if len(chosen) != 1:
        rule = f"by {asked.by[:80]} it is {' or '.join(way.direction for way in fitting)}"
        raise fault("direction", asked.direction or "", rule)
    return chosen[0]


def _expanded(text: str, prefixes: PrefixTable) -> str:
    if "://" in text:
        return text
    try:
        return prefixes.expand(text)
    except KeyError:
        return text
