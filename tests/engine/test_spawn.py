"""A pool's line to a zygote, and a worker as the pool sees it."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import signal
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.engine import (
    BY_NAME,
    EngineError,
    Limits,
    Load,
    Outcome,
    OwnZygote,
    QuerySyntaxError,
    Request,
    Spawner,
    Written,
)
from aifkg.engine.spawn import Worker
from aifkg.engine.wire import pack, pack_error, pack_request, pack_written
from tests.engine.test_workers import linux_only, lives, run, until

ASK = pack_request(Request("ASK {}", (BY_NAME["json"],)), Limits())
ENDED = {0, signal.SIGKILL}
"""Wait statuses of a worker that is ended: it may see that nobody asks before it is killed."""
ANSWER = Written(BY_NAME["csv"], b"a\r\n1\r\n", 1)
FRAME = b"".join(pack_written(ANSWER))


@asynccontextmanager
async def spawning(snapshot: Path) -> AsyncIterator[tuple[OwnZygote, Spawner]]:
    source = OwnZygote.start(Load(snapshot))
    try:
        spawner = await source.attach()
        try:
            yield source, spawner
        finally:
            spawner.close()
    finally:
        await source.close()


@contextmanager
def bounded(pid: int, kind: int) -> Iterator[None]:
    """Let a process have no more of something, for a while."""
    soft, hard = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (0, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, kind, (soft, hard))


async def told_by(worker: Worker, frame: bytes) -> Outcome | None:
    outcome: asyncio.Future[Outcome | None] = asyncio.get_running_loop().create_future()
    worker.ask(frame, outcome.set_result)
    return await outcome


async def replying(*pieces: bytes, ends: bool = False) -> Outcome | None:
    """Return what a worker is said to have made of a request that is answered with these bytes."""
    ours, theirs = socket.socketpair()
    loop = asyncio.get_running_loop()
    _, worker = await loop.create_connection(lambda: Worker(0), sock=ours)
    outcome: asyncio.Future[Outcome | None] = loop.create_future()
    worker.ask(b"?", outcome.set_result)
    with theirs:
        for piece in pieces:
            theirs.sendall(piece)
            await asyncio.sleep(0)
        if ends:
            theirs.shutdown(socket.SHUT_WR)
        async with asyncio.timeout(5):
            told = await outcome
    worker.leave()
    await asyncio.sleep(0)
    return told


def test_a_worker_answers_until_it_is_ended(small: Path) -> None:
    async def test() -> None:
        async with spawning(small) as (_, spawner):
            worker = await spawner.fork()
            for _ in range(3):
                answer = await told_by(worker, ASK)
                assert isinstance(answer, Written)
                assert answer.body == b'{"head":{},"boolean":true}'
            assert await spawner.end(worker) in ENDED
            assert not lives(worker.pid)
            assert worker.is_gone

    run(test)


def test_how_a_worker_ended_by_itself_is_told(small: Path) -> None:
    async def test() -> None:
        async with spawning(small) as (_, spawner):
            worker = await spawner.fork()
            gone: list[Worker] = []
            worker.on_gone = gone.append
            os.kill(worker.pid, signal.SIGABRT)
            await until(lambda: gone == [worker])
            assert os.waitstatus_to_exitcode(await spawner.end(worker)) == -signal.SIGABRT

    run(test)


def test_who_asks_a_worker_that_is_gone_is_told_so(small: Path) -> None:
    async def test() -> None:
        async with spawning(small) as (_, spawner):
            worker = await spawner.fork()
            os.kill(worker.pid, signal.SIGKILL)
            await until(lambda: worker.is_gone)
            async with asyncio.timeout(5):
                assert await told_by(worker, ASK) is None

    run(test)


def test_nobody_ends_a_process_that_is_not_theirs(small: Path) -> None:
    async def test() -> None:
        async with spawning(small) as (source, spawner):
            other = await source.attach()
            worker = await other.fork()
            stranger = await spawner.fork()
            stranger.pid, stranger_pid = worker.pid, stranger.pid
            assert await spawner.end(stranger) == -1
            stranger.pid = stranger_pid
            assert lives(worker.pid)
            assert isinstance(await told_by(worker, ASK), Written)
            other.close()
            assert await until(lambda: not lives(worker.pid))

    run(test)


def test_a_zygote_that_is_gone_is_a_connection_error(small: Path) -> None:
    async def test() -> None:
        async with spawning(small) as (source, spawner):
            worker = await spawner.fork()
            os.kill(source.pid, signal.SIGKILL)
            await until(lambda: source._launcher.has_ended)
            with pytest.raises(ConnectionError):
                await spawner.fork()
            assert await spawner.end(worker) == -1
            assert await until(lambda: not lives(worker.pid))

    run(test)


@linux_only
@pytest.mark.parametrize(
    ("kind", "number"),
    [
        pytest.param(resource.RLIMIT_NOFILE, errno.EMFILE, id="descriptors"),
        pytest.param(
            resource.RLIMIT_NPROC,
            errno.EAGAIN,
            id="processes",
            marks=pytest.mark.skipif(os.getuid() == 0, reason="root may have any number"),
        ),
    ],
)
def test_a_zygote_that_can_fork_none_says_so_and_lives_on(
    small: Path, kind: int, number: int
) -> None:
    async def test() -> None:
        async with spawning(small) as (source, spawner):
            worker = await spawner.fork()
            with bounded(source.pid, kind):
                for _ in range(3):
                    with pytest.raises(OSError, match=os.strerror(number)) as caught:
                        await spawner.fork()
                    assert caught.value.errno == number
                assert isinstance(await told_by(worker, ASK), Written)
            assert isinstance(await told_by(await spawner.fork(), ASK), Written)
            assert isinstance(await told_by(worker, ASK), Written)

    run(test)


def test_commands_that_are_given_at_once_are_done_one_by_one(small: Path) -> None:
    async def test() -> None:
        async with spawning(small) as (_, spawner):
            workers = await asyncio.gather(*(spawner.fork() for _ in range(5)))
            assert len({worker.pid for worker in workers}) == 5
            ended = await asyncio.gather(*(spawner.end(worker) for worker in workers))
            assert set(ended) <= ENDED
            assert not any(lives(worker.pid) for worker in workers)

    run(test)


@given(st.lists(st.integers(0, len(FRAME)), max_size=4))
def test_a_reply_is_whole_however_it_is_cut(cuts: list[int]) -> None:
    ends = [*sorted(cuts), len(FRAME)]
    pieces = [FRAME[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    assert asyncio.run(replying(*pieces)) == ANSWER


def test_an_error_is_told_as_what_it_is() -> None:
    told = asyncio.run(replying(pack_error(QuerySyntaxError("No.", line=2, column=3))))
    assert isinstance(told, QuerySyntaxError)
    assert (told.message, told.line, told.column) == ("No.", 2, 3)


def test_an_end_before_the_reply_is_no_outcome() -> None:
    assert asyncio.run(replying(FRAME[:-1], ends=True)) is None


@pytest.mark.parametrize(
    "frame",
    [
        pack(b""),
        pack(b"{"),
        pack(b"[]"),
        pack(b"null"),
        pack(b"\xff"),
        pack(b"[" * 10_000),
        pack(b'{"format": "docx", "rows": 1, "coding": ""}'),
        pack(b'{"format": "csv", "rows": "many", "coding": ""}'),
        pack(b'{"format": "csv"}'),
        pack(b'{"format": ["csv"], "rows": 1, "coding": ""}'),
        pack(b'{"error": "SystemExit", "message": "", "line": null, "column": null}'),
        pack(b'{"error": "annotations", "message": "", "line": null, "column": null}'),
        pack(b'{"error": "QueryFailed"}'),
        pack(b'{"error": ["QueryFailed"]}'),
    ],
    ids=repr,
)
def test_a_reply_that_cannot_be_read_is_no_outcome(frame: bytes) -> None:
    """A query may have led astray the process that wrote it."""
    assert asyncio.run(replying(frame)) is None


@given(st.binary(max_size=60))
def test_no_reply_is_more_than_data(junk: bytes) -> None:
    told = asyncio.run(replying(struct.pack("!IQ", len(junk), 0) + junk))
    assert told is None or isinstance(told, Written | EngineError)
