"""The crew: workers that end are replaced, and the pool answers on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
from pathlib import Path

import pytest

from aifkg.engine import crew
from aifkg.engine.spawn import Worker
from tests.engine.conftest import SMALL
from tests.engine.test_spawn import bounded
from tests.engine.test_workers import COUNT, LIGHT, linux_only, lives, pool, run, until, zygote_of


def test_a_worker_killed_while_idle_is_replaced_unseen(small: Path) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            many = len(workers.pids)
            worker = workers.pids[0]
            os.kill(worker, signal.SIGKILL)
            await until(lambda: worker not in workers.pids)
            assert (await workers.answer(LIGHT)).body
            await until(lambda: len(workers.pids) == many)

    run(test)


def test_a_worker_is_replaced_once_there_are_descriptors_for_it(small: Path) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            many = len(workers.pids)
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
            try:
                worker = workers.pids[0]
                os.kill(worker, signal.SIGKILL)
                await until(lambda: worker not in workers.pids)
                assert (await workers.answer(LIGHT)).body
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            await until(lambda: len(workers.pids) == many)

    run(test)


@pytest.mark.parametrize("is_seen", [True, False], ids=["before it is idle", "once it is idle"])
def test_a_worker_that_dies_at_birth_is_replaced_after_a_pause(
    small: Path, monkeypatch: pytest.MonkeyPatch, is_seen: bool
) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            stillborn: list[int] = []
            many, fork = len(workers.pids), workers._crew._spawner.fork

            async def fork_dying() -> Worker:
                worker = await fork()
                stillborn.append(worker.pid)
                os.kill(worker.pid, signal.SIGKILL)
                await until(lambda: worker.is_gone or not is_seen)
                return worker

            with monkeypatch.context() as patch:
                patch.setattr(workers._crew._spawner, "fork", fork_dying)
                os.kill(workers.pids[0], signal.SIGKILL)
                await until(lambda: len(stillborn) > 1)
                await asyncio.sleep(0.5)
                assert len(stillborn) < 10
            await until(lambda: len(workers.pids) == many == len(workers._crew.idle))
            assert not set(stillborn) & set(workers.pids)
            assert (await workers.answer(LIGHT)).body

    run(test)


@linux_only
def test_a_worker_is_replaced_once_the_zygote_may_fork_again(small: Path) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            many, zygote = len(workers.pids), zygote_of(workers)
            worker = workers.pids[0]
            with bounded(zygote, resource.RLIMIT_NOFILE):
                os.kill(worker, signal.SIGKILL)
                await until(lambda: not lives(worker))
                assert (await workers.answer(LIGHT)).body
            await until(lambda: len(workers.pids) == many)
            assert zygote_of(workers) == zygote

    run(test)


def test_a_zygote_killed_from_outside_is_replaced_with_the_same_graph(tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot.nq"
    snapshot.write_text(SMALL, encoding="utf-8")

    async def test() -> None:
        async with pool(snapshot) as workers:
            snapshot.unlink()
            for _ in range(2):
                zygote, old = zygote_of(workers), workers.pids
                os.kill(zygote, signal.SIGKILL)
                for worker in old:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(worker, signal.SIGKILL)
                await until(lambda old=old: not set(old) & set(workers.pids))  # type: ignore[misc]
                assert b"7" in (await workers.answer(COUNT)).body
                assert zygote_of(workers) != zygote
                await until(lambda old=old: len(workers.pids) == len(old))  # type: ignore[misc]

    run(test)


def test_an_idle_worker_that_was_used_is_replaced_and_no_other(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_FRESH", 0.2)

    async def test() -> None:
        async with pool(small) as workers:
            before = set(workers.pids)
            await workers.answer(LIGHT)
            await until(lambda: not before <= set(workers.pids))
            await until(lambda: len(workers.pids) == len(before))
            after = set(workers.pids)
            assert len(before - after) == 1
            await asyncio.sleep(0.6)
            assert set(workers.pids) == after

    run(test)


def test_what_workers_do_when_others_are_replaced_is_done(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_FRESH", 0.02)

    async def test() -> None:
        async with pool(large, short=2) as workers:
            before = set(workers.pids)
            while len(before & set(workers.pids)) > len(before) - 2:
                counted = await asyncio.gather(*(workers.answer(COUNT) for _ in range(4)))
                assert len({answer.body for answer in counted}) == 1

    run(test)
