"""Threads: each graph's work waits in its own, which end with it."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from aifkg.engine import EngineClosed
from aifkg.web import Settings
from aifkg.web.served import serving
from aifkg.web.threads import NAME, Threads
from tests.engine.conftest import SMALL
from tests.web.supervised import write


def alive() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith(NAME)]


def test_work_of_one_graph_waits_for_none_of_another() -> None:
    async def asked() -> str:
        slow, quick, hold = Threads(2), Threads(2), threading.Event()
        held = [asyncio.create_task(slow.run(hold.wait)) for _ in range(3)]
        try:
            async with asyncio.timeout(20):
                return await quick.run(str.upper, "answered")
        finally:
            hold.set()
            await asyncio.gather(*held)
            await slow.aclose()
            await quick.aclose()

    assert asyncio.run(asked()) == "ANSWERED"


def test_what_is_begun_or_waits_is_done_and_nothing_more() -> None:
    async def closed() -> list[int]:
        threads = Threads(1)
        begun = [asyncio.create_task(threads.run(abs, -number)) for number in range(3)]
        await asyncio.sleep(0)
        await threads.aclose()
        with pytest.raises(EngineClosed):
            await threads.run(abs, -3)
        return await asyncio.gather(*begun)

    assert asyncio.run(closed()) == [0, 1, 2]
    assert not alive()


def test_they_end_with_what_is_served(tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot.nq"
    write(snapshot, SMALL)

    async def ended() -> None:
        async with serving(Settings(snapshot=snapshot)) as served:
            await served.threads.run(abs, 0)
            assert alive()
        assert not alive()
        async with serving(Settings(snapshot=snapshot)) as served:
            await served.threads.run(abs, 0)
            await served.retire()
            assert not alive()

    asyncio.run(ended())
