"""Federate: a query whose SERVICE clauses were asked and replaced by what was answered.

As SPARQL 1.1 Federated Query has it, SERVICE evaluates its pattern alone and the result is joined.
What is left is an ordinary query, so that evaluators need no network and never see a SERVICE.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from aifkg.engine import Bounds, EngineError, QueryTimeout
from aifkg.engine.gate import Admitted, admit_services
from aifkg.engine.reading import services
from aifkg.engine.tokens import significant
from aifkg.federation import address
from aifkg.federation.address import Resolve, addresses
from aifkg.federation.call import ask
from aifkg.federation.endpoint import Endpoint
from aifkg.federation.errors import ServiceFailed, ServiceRefused, ServiceTimeout
from aifkg.federation.inline import inline
from aifkg.federation.places import Places
from aifkg.federation.policy import Policy
from aifkg.federation.rows import NOTHING_SAID, Rows, read
from aifkg.federation.service import Service, find

T = TypeVar("T")
_READ_AT_ONCE = 4_096


def has_service(sparql: str) -> bool:
    """Whether a query has a SERVICE clause, or may have one and is too long to be read at once.

    It is asked where every client waits for it (measured: up to 3 ms for what is read here). What
    `federate` then finds to have none is left as it is.
    """
    if "SERVICE" not in sparql.upper() or len(sparql) > Bounds().characters:
        return False
    return len(sparql) > _READ_AT_ONCE or any(True for _ in services(significant(sparql)))


class Federation:
    """The endpoints that a process may ask, for a few queries at a time.

    Queries and answers are read by one thread: however long they are they take turns, and no more
    than one answer at a time is held as the many objects that it is read into.
    """

    def __init__(self, policy: Policy, resolve: Resolve = address.resolve) -> None:
        self.policy = policy
        self.on_spent: Callable[[str, float], None] = lambda _client, _seconds: None
        self._resolve = resolve
        self._places = Places(policy.most_at_once, policy.most_waiting)
        self._reader = ThreadPoolExecutor(1, "federation")

    async def federate(self, sparql: str, *, limit: float, client: str = "") -> str:
        """Return the query to evaluate, once the endpoints it names have answered.

        Raise QueryError where the query or the policy is against it, ServiceFailed where an
        endpoint has no answer and the clause is not SILENT, EngineBusy where there is no place,
        QueryTimeout where all that takes longer than the limit in s.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit
        async with self._places.one(client, deadline):
            began = loop.time()
            try:
                async with asyncio.timeout_at(deadline):
                    return await self._federated(sparql)
            except TimeoutError:
                raise QueryTimeout.at(limit) from None
            finally:
                self.on_spent(client, loop.time() - began)

    async def _federated(self, sparql: str) -> str:
        query, clauses = await self._read(_clauses, sparql, self.policy.most_calls)
        if not clauses:
            return sparql
        endpoints = [_listed(service, self.policy) for service in clauses]
        calls = zip(clauses, endpoints, strict=True)
        answers = await _all([self._answered(*call) for call in calls])
        text = await self._read(_replaced, query.text, clauses, answers)
        _bound(text, self.policy.bounds.characters, clauses[-1])
        return text

    async def _answered(self, service: Service, endpoint: Endpoint) -> Rows:
        """Return what an endpoint answers, or one empty solution where it fails and may fail."""
        error: ServiceFailed | ServiceRefused
        try:
            return await self._rows(service, endpoint)
        except (ServiceFailed, ServiceRefused) as caught:
            error = caught
        if service.is_silent and isinstance(error, ServiceFailed):
            return NOTHING_SAID
        raise _placed(error, service) from error

    async def _rows(self, service: Service, endpoint: Endpoint) -> Rows:
        policy = self.policy
        try:
            async with asyncio.timeout(policy.timeout):
                places = await addresses(endpoint, self._resolve)
                body = await ask(endpoint, places, service.question, policy.most_bytes)
        except TimeoutError:
            late = f"it had not answered within {policy.timeout:.2g} s"
            raise ServiceTimeout(late) from None
        return await self._read(read, body, service.names, policy.most_rows, policy.most_values)

    async def _read(self, reading: Callable[..., T], *what: object) -> T:
        """Return what the reading thread makes of it."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, reading, *what)


def _clauses(sparql: str, most: int) -> tuple[Admitted, list[Service]]:
    query = admit_services(sparql)
    return query, find(query, most)


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


def _replaced(text: str, clauses: Sequence[Service], answers: Sequence[Rows]) -> str:
    pieces, end = [], 0
    for service, rows in zip(clauses, answers, strict=True):
        pieces += [text[end : service.start], inline(rows), _room(text, service)]
        end = service.end
    return "".join([*pieces, text[end:]])


def _room(text: str, service: Service) -> str:
    """Return space that leaves what follows a clause at its line, and at its column there."""
    lines = text.count("\n", service.start, service.end)
    column = service.end - text.rfind("\n", 0, service.end) - 1
    return "\n" * lines + " " * column if lines else ""
