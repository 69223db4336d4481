"""The crowd: clients that ask the whole mix and the site, warm and cold, until told to stop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import httpx

from aifkg.engine import BY_NAME, RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    from tests.bench.load.mix import Question
    from tests.bench.servers.running import Running
    from tests.bench.soak.judge import Judge
    from tests.bench.soak.site import Site
    from tests.bench.soak.tally import Tally

# Turtle is written with prefixes; RDF/XML cannot carry every graph.
_GRAPHS = (BY_NAME["ntriples"], BY_NAME["turtle"])
_MOST_PATIENCE = 5.0


@dataclass(frozen=True)
class Crowd:
    """What the clients share."""

    server: Running
    questions: Sequence[Question]
    factories: Sequence[str]
    judge: Judge
    site: Site
    tally: Tally
    numbers: Iterator[int]
    random: Random
    cold: float
    pages: float

    async def ask_until(self, stop: asyncio.Event, clients: int) -> None:
        """Let so many clients ask until the event is set; each ends with its last answer."""
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(self._client(stop))

    async def _client(self, stop: asyncio.Event) -> None:
        address = f"http://{self.server.authority}"
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            while not stop.is_set():
                await self._ask(client)

    async def _ask(self, client: httpx.AsyncClient) -> None:
        is_cold = self.random.random() < self.cold
        ask = self._ask_site if self.random.random() < self.pages else self._ask_endpoint
        await ask(client, is_cold=is_cold)

    async def _ask_site(self, client: httpx.AsyncClient, *, is_cold: bool) -> None:
        path = self.site.any(self.random)
        # What nobody asked for before is held nowhere.
        target = f"{path}?{next(self.numbers)}" if is_cold else path
        await self._get(client, target, "*/*", target, partial(self.site.is_right, path))

    async def _ask_endpoint(self, client: httpx.AsyncClient, *, is_cold: bool) -> None:
        question = self.random.choice(self.questions)
        format_ = self.random.choice(_GRAPHS if question.is_graph else RESULTS)
        query = question.form(next(self.numbers), self.factories) if is_cold else question.text
        target = self.server.url(question.name, query)
        name = f"{question.name} as {format_.name}: {query!r}"
        is_right = partial(self.judge.is_right, query, format_, keep=not is_cold)
        await self._get(client, target, format_.media_type, name, is_right)

    async def _get(
        self,
        client: httpx.AsyncClient,
        target: str,
        media_type: str,
        name: str,
        is_right: Callable[[bytes], bool],
    ) -> None:
        since = perf_counter()
        try:
            response = await client.get(target, headers={"Accept": media_type})
        except httpx.TransportError as error:
            self.tally.fault("lost", f"{name}: {type(error).__name__} {error}")
            return
        self.tally.seconds.append(perf_counter() - since)
        await self._judge(response, name, is_right)

    async def _judge(
        self, response: httpx.Response, name: str, is_right: Callable[[bytes], bool]
    ) -> None:
        if response.status_code == 503:
            await self._refused(response)
        elif response.status_code != 200:
            self.tally.fault(f"status {response.status_code}", f"{name}: {response.text[:200]}")
        elif await asyncio.to_thread(is_right, response.content):
            self.tally.right += 1
        else:
            self.tally.fault("wrong", name)

    async def _refused(self, response: httpx.Response) -> None:
        """Wait as long as the server says; one that does not say is at fault."""
        after = response.headers.get("retry-after", "")
        if not after.isdigit():
            self.tally.fault("503 without Retry-After", response.text[:200])
            return
        self.tally.busy += 1
        await asyncio.sleep(min(float(after), _MOST_PATIENCE))
