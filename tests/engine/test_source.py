"""The zygote that a pool is attached to, and the one that takes its place."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import signal
from pathlib import Path

import pytest

from aifkg.engine import BY_NAME, EngineClosed, Load, OwnZygote, Pool, Request, opened
from tests.engine.test_spawn import bounded
from tests.engine.test_workers import linux_only, lives, run, until

COUNT = Request("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", (BY_NAME["csv"],))


def test_a_file_is_opened_with_its_hash(small: Path) -> None:
    file, sha256 = opened(small)
    with file:
        assert sha256 == hashlib.sha256(small.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("name", "reason"), [("absent.nq", "No such file or directory"), ("", "Is a directory")]
)
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(EngineClosed) as caught:
        opened(tmp_path / name)
    assert str(caught.value) == f"The snapshot {tmp_path / name} cannot be read: {reason}."


def test_a_zygote_that_was_killed_is_started_again_from_the_file_that_was_open(
    small: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "snapshot.nq"
    copy.write_bytes(small.read_bytes())

    async def test() -> None:
        source = OwnZygote.start(Load(copy))
        copy.unlink()
        copy.write_text("<a:b> <a:c> <a:d> .\n", encoding="utf-8")
        os.kill(source.pid, signal.SIGKILL)
        await until(lambda: source._launcher.has_ended)
        pool = await Pool.on(source)
        assert (await pool.answer(COUNT)).body == b"n\r\n4\r\n"
        await pool.close()

    run(test)


def test_a_zygote_is_not_started_again_from_a_file_that_was_written_over(
    small: Path, tmp_path: Path
) -> None:
    copy, graph = tmp_path / "snapshot.nq", small.read_bytes()
    copy.write_bytes(graph)

    async def test() -> None:
        source = OwnZygote.start(Load(copy))
        copy.write_text("<a:b> <a:c> <a:d> .\n", encoding="utf-8")
        os.kill(source.pid, signal.SIGKILL)
        await until(lambda: source._launcher.has_ended)
        for _ in range(2):
            with pytest.raises(EngineClosed, match=f"{copy} has been written over"):
                await source.attach()
        copy.write_bytes(graph)
        pool = await Pool.on(source)
        assert (await pool.answer(COUNT)).body == b"n\r\n4\r\n"
        await pool.close()

    run(test)


@linux_only
def test_a_zygote_that_has_no_room_for_another_pool_says_so_and_lives_on(small: Path) -> None:
    async def test() -> None:
        source = OwnZygote.start(Load(small))
        zygote = source.pid
        pool = await Pool.on(source)
        with (
            bounded(zygote, resource.RLIMIT_NOFILE),
            pytest.raises(EngineClosed, match="takes on nobody else: Too many open files"),
        ):
            await source.attach()
        (await source.attach()).close()
        assert (await pool.answer(COUNT)).body == b"n\r\n4\r\n"
        assert source.pid == zygote
        await pool.close()

    run(test)


def test_closing_ends_the_zygote(small: Path) -> None:
    source = OwnZygote.start(Load(small))
    pid = source.pid
    asyncio.run(source.close())
    assert not lives(pid)
