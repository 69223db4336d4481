"""Federate: a query whose SERVICE clauses were asked and replaced by what was answered.

As SPARQL 1.1 Federated Query has it, SERVICE evaluates its pattern alone and the result is joined.
What is left is an ordinary query, so that evaluators need no network and never see a SERVICE.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from aifkg.engine import Bounds, EngineError
from aifkg.engine.gate import admit_services
from aifkg.engine.reading import word
from aifkg.engine.tokens import tokenize
from aifkg.federation import address
from aifkg.federation.address import Resolve, addresses
from aifkg.federation.call import ask
from aifkg.federation.endpoint import Endpoint
from aifkg.federation.errors import ServiceFailed, ServiceRefused, ServiceTimeout
from aifkg.federation.inline import inline
from aifkg.federation.policy import Policy
from aifkg.federation.rows import NOTHING_SAID, Rows, read
from aifkg.federation.service import Service, find


def has_service(sparql: str) -> bool:
    """Whether a query has a SERVICE clause; quick where the word does not stand in it."""
    if "SERVICE" not in sparql.upper() or len(sparql) > Bounds().characters:
        return False
    return any(word(token) == "SERVICE" for token in tokenize(sparql))


async def federate(
    sparql: str, policy: Policy, *, deadline: float, resolve: Resolve = address.resolve
) -> str:
    """Return the query to evaluate, once the endpoints it names have answered.

    `deadline` is in the time of the event loop. Raise QueryError where the query or the policy is
    against it, ServiceFailed where an endpoint has no answer and the clause is not SILENT.
    """
    query = await asyncio.to_thread(admit_services, sparql)
    services = await asyncio.to_thread(find, query, policy.most_calls)
    if not services:
        return sparql
    endpoints = [_listed(service, policy) for service in services]
    answers = await _all(
        [
            _answered(service, endpoint, policy, deadline, resolve)
            for service, endpoint in zip(services, endpoints, strict=True)
        ]
    )
    text = await asyncio.to_thread(_replaced, query.text, services, answers)
    _bound(text, policy.bounds.characters, services[-1])
    return text


def _bound(text: str, most: int, last: Service) -> None:
    if len(text) > most:
        what = "characters in the query with the answers in it"
        message = f"there are {len(text):,} {what}; there may be {most:,}"
        raise _placed(ServiceRefused(message), last)


def _listed(service: Service, policy: Policy) -> Endpoint:
    try:
        return policy.endpoint(service.iri)
    except ServiceRefused as error:
        raise _placed(error, service) from None


async def _answered(
    service: Service, endpoint: Endpoint, policy: Policy, deadline: float, resolve: Resolve
) -> Rows:
    """Return what an endpoint answers, or one empty solution where it fails and may fail."""
    seconds = max(0.0, min(policy.timeout, deadline - asyncio.get_running_loop().time()))
    try:
        async with asyncio.timeout(seconds):
            places = await addresses(endpoint, resolve)
            body = await ask(endpoint, places, service.question, policy.most_bytes)
        bounds = policy.most_rows, policy.most_values
        return await asyncio.to_thread(read, body, service.names, *bounds)
    except TimeoutError:
        error: ServiceFailed | ServiceRefused = ServiceTimeout(
            f"it had not answered within {seconds:.2g} s"
        )
    except (ServiceFailed, ServiceRefused) as caught:
        error = caught
    if service.is_silent and isinstance(error, ServiceFailed):
        return NOTHING_SAID
    raise _placed(error, service) from error


async def _all(calls: Sequence[Coroutine[Any, Any, Rows]]) -> list[Rows]:
    """Return what all calls return; the first failure ends the others."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


def _placed(error: ServiceFailed | ServiceRefused, service: Service) -> EngineError:
    """Return an error of the same kind that says which clause it is about."""
    fate = "is not asked" if isinstance(error, ServiceRefused) else "has no answer"
    where = f"at line {service.line}, column {service.column}"
    message = f"SERVICE <{service.iri[:200]}> {where} {fate}: {error.message}."
    return type(error)(message, line=service.line, column=service.column)


def _replaced(text: str, services: Sequence[Service], answers: Sequence[Rows]) -> str:
    pieces, end = [], 0
    for service, rows in zip(services, answers, strict=True):
        pieces += [text[end : service.start], inline(rows), _room(text, service)]
        end = service.end
    return "".join([*pieces, text[end:]])


def _room(text: str, service: Service) -> str:
    """Return space that leaves what follows a clause at its line, and at its column there."""
    lines = text.count("\n", service.start, service.end)
    column = service.end - text.rfind("\n", 0, service.end) - 1
    return "\n" * lines + " " * column if lines else ""
