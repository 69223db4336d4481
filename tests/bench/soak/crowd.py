"""The crowd: clients that ask the whole mix, warm and cold, in every format, until told to stop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import httpx

from aifkg.engine import BY_NAME, RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from aifkg.engine import Format
    from tests.bench.load.mix import Question
    from tests.bench.servers.running import Running
    from tests.bench.soak.judge import Judge
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
    tally: Tally
    numbers: Iterator[int]
    random: Random
    cold: float

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
        question = self.random.choice(self.questions)
        format_ = self.random.choice(_GRAPHS if question.is_graph else RESULTS)
        is_cold = self.random.random() < self.cold
        query = question.form(next(self.numbers), self.factories) if is_cold else question.text
        since = perf_counter()
        try:
            response = await client.get(
                self.server.url(question.name, query), headers={"Accept": format_.media_type}
            )
        except httpx.TransportError as error:
            self.tally.fault("lost", f"{question.name}: {type(error).__name__} {error}")
            return
        self.tally.seconds.append(perf_counter() - since)
        await self._judge(response, question.name, query, format_, keep=not is_cold)

    async def _judge(
        self, response: httpx.Response, name: str, query: str, format_: Format, *, keep: bool
    ) -> None:
        if response.status_code == 503:
            await self._refused(response)
        elif response.status_code != 200:
            self.tally.fault(f"status {response.status_code}", f"{name}: {response.text[:200]}")
        elif await asyncio.to_thread(
            self.judge.is_right, query, format_, response.content, keep=keep
        ):
            self.tally.right += 1
        else:
            self.tally.fault("wrong", f"{name} as {format_.name}: {query!r}")

    async def _refused(self, response: httpx.Response) -> None:
        """Wait as long as the server says; one that does not say is at fault."""
        after = response.headers.get("retry-after", "")
        if not after.isdigit():
            self.tally.fault("503 without Retry-After", response.text[:200])
            return
        self.tally.busy += 1
        await asyncio.sleep(min(float(after), _MOST_PATIENCE))
