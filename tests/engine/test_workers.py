"""The pool: limits are kept, processes are ended, and answers are those of the engine."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from aifkg.engine import (
    BY_NAME,
    GRAPHS,
    RESULTS,
    Capacity,
    Dataset,
    EmbeddedEngine,
    EngineBusy,
    EngineClosed,
    Format,
    Job,
    Lane,
    Limits,
    Literal,
    Load,
    NamedNode,
    NotRepresentable,
    Outcome,
    OwnZygote,
    Pool,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    Request,
    ResultTooLarge,
    Term,
    WorkerDied,
    Written,
)
from tests.engine.conftest import PREFIXES

JSON = BY_NAME["json"]
HEAVY = Request("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", (JSON,))
COUNT = Request("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", (JSON,))
LIGHT = Request("ASK { ?s ?p ?o }", (JSON,))
# One row of it is small, and sorting needs all of them.
GREEDY = Request("SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i LIMIT 1", (JSON,))
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


@asynccontextmanager
async def pool(snapshot: Path, *, memory_bytes: int = 1 << 30, **more: Any) -> AsyncIterator[Pool]:
    load = Load(snapshot, prefixes=PREFIXES, memory_bytes=memory_bytes)
    made = await Pool.start(load, Capacity(**{"short": 1, "long": 1, **more}))
    try:
        yield made
    finally:
        await made.close()


def at_work(workers: Pool) -> list[int]:
    """Return the processes that are evaluating."""
    jobs = list(workers._lanes.jobs)
    return [job.worker.pid for job in jobs if job.worker is not None]


def zygote_of(workers: Pool) -> int:
    source = workers._crew._source
    assert isinstance(source, OwnZygote)
    return source.pid


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(condition: Callable[[], bool], seconds: float = 5) -> bool:
    """Wait for what another process does; False where it does not in time."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
    return True


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await test()

    asyncio.run(whole())


@pytest.mark.parametrize("format_", RESULTS, ids=lambda format_: str(format_.name))
def test_solutions_equal_those_of_the_engine(
    small: Path, engine: EmbeddedEngine, format_: Format
) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            for query in ("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "ASK { ?s ?p 1 }"):
                answer = await workers.answer(Request(query, (format_,)))
                assert answer.body == engine.answer(query, format_)
                assert answer.format == format_

    run(test)


@pytest.mark.parametrize("format_", GRAPHS, ids=lambda format_: str(format_.name))
def test_graphs_equal_those_of_the_engine(
    small: Path, engine: EmbeddedEngine, format_: Format
) -> None:
    async def test() -> None:
        query = "DESCRIBE <http://e.org/kajaani>"
        async with pool(small) as workers:
            answer = await workers.answer(Request(query, (format_,)))
            assert answer.body == engine.answer(query, format_)

    run(test)


def test_bindings_and_dataset_reach_the_worker(small: Path, engine: EmbeddedEngine) -> None:
    query = "SELECT ?a ?b ?c ?d { ?lumi ?p ?n BIND(?a AS ?b) }"
    bindings: dict[str, Term] = {
        "lumi": NamedNode("http://e.org/lumi"),
        "a": Literal("é\n\"'", language="fr"),
        "c": Literal("7", datatype=NamedNode("http://e.org/type")),
        "d": Literal("plain"),
    }
    dataset = Dataset(default=("http://e.org/p1",))

    async def test() -> None:
        async with pool(small) as workers:
            answer = await workers.answer(Request(query, (JSON,), bindings, dataset))
            assert b"http://e.org/type" in answer.body
            assert answer.body == engine.answer(query, JSON, bindings=bindings, dataset=dataset)

    run(test)


def test_errors_come_back_as_what_they_are(small: Path) -> None:
    async def test() -> None:
        async with pool(small, limits=Limits(bytes=100)) as workers:
            with pytest.raises(QuerySyntaxError) as caught:
                await workers.answer(Request("SELECT *\n{ ?s ?p }", (JSON,)))
            assert (caught.value.line, caught.value.column) == (2, 9)
            with pytest.raises(QueryRefused, match="SERVICE"):
                await workers.answer(Request("ASK { SERVICE <a:b> {} }", (JSON,)))
            with pytest.raises(NotRepresentable):
                await workers.answer(Request("ASK {}", (BY_NAME["turtle"],)))
            with pytest.raises(ResultTooLarge, match="100 bytes"):
                await workers.answer(Request("SELECT * { ?s ?p ?o }", (JSON,)))
            assert (await workers.answer(LIGHT)).body

    run(test)


def test_timeout_ends_the_process_and_the_pool_answers_on(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            started = time.monotonic()
            task = asyncio.create_task(workers.answer(HEAVY, 0.3))
            await until(lambda: bool(at_work(workers)))
            (worker,) = at_work(workers)
            with pytest.raises(QueryTimeout, match=r"limit of 0\.3 s"):
                await task
            # The promise itself: the limit is kept to within a second.
            assert time.monotonic() - started < 0.3 + 1
            assert await until(lambda: not lives(worker))
            assert (await workers.answer(LIGHT)).body == b'{"head":{},"boolean":true}'

    run(test)


def test_planning_that_blows_up_is_ended_too(small: Path) -> None:
    query = "SELECT * { " + "?s ?p ?o . " * 400 + "}"

    async def test() -> None:
        async with pool(small) as workers:
            with pytest.raises(QueryTimeout):
                await workers.answer(Request(query, (JSON,)), 0.3)
            assert (await workers.answer(LIGHT)).body

    run(test)


def test_a_client_lowers_the_limit_and_never_raises_it_past_the_cap(small: Path) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            assert workers.limit(None) == 5
            assert workers.limit(0.5) == 0.5
            assert workers.limit(12) == 12
            assert workers.limit(10_000) == 30

    run(test)


def test_a_query_past_its_slice_leaves_the_short_lane(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            heavy = asyncio.create_task(workers.answer(HEAVY, 2))
            await until(lambda: workers.running(Lane.LONG) == 1)
            assert workers.running(Lane.SHORT) == 0
            assert os.getpriority(os.PRIO_PROCESS, at_work(workers)[0]) > os.getpriority(
                os.PRIO_PROCESS, os.getpid()
            )
            assert (await workers.answer(LIGHT)).body
            with pytest.raises(QueryTimeout):
                await heavy

    run(test)


def test_a_flood_of_long_queries_lets_short_ones_pass(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            killed: list[str] = []
            workers.on_killed = killed.append
            heavy = [asyncio.create_task(workers.answer(HEAVY, 3)) for _ in range(20)]
            await until(lambda: workers.running(Lane.LONG) == 1)
            light = await asyncio.gather(*(workers.answer(LIGHT) for _ in range(20)))
            assert {answer.body for answer in light} == {b'{"head":{},"boolean":true}'}
            assert not any(task.done() for task in heavy)
            assert "gave_way" in killed
            ended = await asyncio.gather(*heavy, return_exceptions=True)
            assert {type(error) for error in ended} == {QueryTimeout, EngineBusy}

    run(test)


@linux_only
def test_long_queries_that_share_a_processor_let_short_ones_pass(large: Path) -> None:
    processors = os.sched_getaffinity(0)

    async def test() -> None:
        async with pool(large, short=6) as workers:
            heavy = [asyncio.create_task(workers.answer(HEAVY, 6)) for _ in range(7)]
            await until(lambda: workers.running(Lane.LONG) == 1)
            await until(lambda: workers.running(Lane.SHORT) == 6)
            assert (await workers.answer(LIGHT)).body
            assert not any(task.done() for task in heavy)
            await asyncio.gather(*(workers.answer(LIGHT) for _ in range(3)))
            assert not any(task.done() for task in heavy)
            for task in heavy:
                task.cancel()
            await asyncio.gather(*heavy, return_exceptions=True)

    os.sched_setaffinity(0, {min(processors)})
    try:
        run(test)
    finally:
        os.sched_setaffinity(0, processors)


def test_a_long_query_stays_in_the_short_lane_while_nobody_waits(large: Path) -> None:
    async def test() -> None:
        async with pool(large, short=2) as workers:
            killed: list[str] = []
            workers.on_killed = killed.append
            heavy = [asyncio.create_task(workers.answer(HEAVY, 1)) for _ in range(2)]
            await asyncio.gather(*heavy, return_exceptions=True)
            assert killed == ["timeout", "timeout"]

    run(test)


def test_a_long_query_that_gave_way_is_answered_in_the_end(large: Path) -> None:
    async def test() -> None:
        async with pool(large, slice=0.001) as workers:
            killed: list[str] = []
            workers.on_killed = killed.append
            query = Request("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", (JSON,))
            answers = await asyncio.gather(*(workers.answer(query, 30) for _ in range(6)))
            assert {answer.body for answer in answers} == {answers[0].body}
            assert b'"9000000"' in answers[0].body
            assert "gave_way" in killed

    run(test)


def test_clients_are_answered_in_turn(large: Path) -> None:
    async def test() -> None:
        async with pool(large, slice=60) as workers:
            order: list[str] = []

            async def ask(client: str) -> None:
                await workers.answer(LIGHT, client=client)
                order.append(client)

            blocking = asyncio.create_task(workers.answer(HEAVY, 0.3))
            await until(lambda: workers.running(Lane.SHORT) == 1)
            many = [asyncio.create_task(ask("many")) for _ in range(5)]
            await until(lambda: workers.waiting(Lane.SHORT) == 5)
            few = asyncio.create_task(ask("few"))
            await asyncio.gather(*many, few)
            assert order.index("few") <= 1
            with pytest.raises(QueryTimeout):
                await blocking

    run(test)


def test_a_client_with_many_waiting_makes_room_for_another(large: Path) -> None:
    async def test() -> None:
        async with pool(large, slice=60, queue=3) as workers:
            blocking = asyncio.create_task(workers.answer(HEAVY, 0.5))
            await until(lambda: workers.running(Lane.SHORT) == 1)
            many = [asyncio.create_task(workers.answer(LIGHT, client="many")) for _ in range(3)]
            await until(lambda: workers.waiting(Lane.SHORT) == 3)
            assert (await workers.answer(LIGHT, client="few")).body
            ended = await asyncio.gather(blocking, *many, return_exceptions=True)
            assert [type(end) for end in ended] == [QueryTimeout, Written, Written, EngineBusy]

    run(test)


def test_a_worker_killed_at_work_is_reported_and_replaced(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            task = asyncio.create_task(workers.answer(HEAVY))
            await until(lambda: bool(at_work(workers)))
            (worker,) = at_work(workers)
            os.kill(worker, signal.SIGKILL)
            with pytest.raises(WorkerDied, match="SIGKILL"):
                await task
            assert (await workers.answer(LIGHT)).body

    run(test)


@asynccontextmanager
async def killed_unburied(workers: Pool, job: Job) -> AsyncIterator[list[dict[str, Any]]]:
    """Have a job's worker killed while nobody reaps it; give what the loop could not raise."""
    faults: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
    await until(lambda: bool(at_work(workers)))
    zygote = zygote_of(workers)
    os.kill(zygote, signal.SIGSTOP)
    try:
        os.kill(at_work(workers)[0], signal.SIGKILL)
        await until(lambda: job.worker is None)
        yield faults
    finally:
        os.kill(zygote, signal.SIGCONT)


def test_a_query_whose_worker_has_died_is_past_its_limit_without_a_fault(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            told: list[Outcome] = []
            job = workers.submit(HEAVY, lambda _, outcome: told.append(outcome), 0.3)
            async with killed_unburied(workers, job) as faults:
                await until(lambda: job.left < -0.05)
            await until(lambda: bool(told))
            assert [type(outcome) for outcome in told] == [WorkerDied]
            assert faults == []

    run(test)


def test_a_query_whose_worker_has_died_is_cancelled_without_a_word(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            told: list[Outcome] = []
            many = len(workers.pids)
            job = workers.submit(HEAVY, lambda _, outcome: told.append(outcome))
            async with killed_unburied(workers, job):
                workers.cancel(job)
            await until(lambda: len(workers.pids) == many)
            assert told == []

    run(test)


@linux_only
def test_an_ending_by_a_signal_without_a_name_is_said(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            task = asyncio.create_task(workers.answer(HEAVY))
            await until(lambda: bool(at_work(workers)))
            (worker,) = at_work(workers)
            os.kill(worker, signal.SIGRTMIN + 1)
            with pytest.raises(WorkerDied, match=f"ended by signal {signal.SIGRTMIN + 1}\\."):
                await task

    run(test)


def test_a_query_that_ends_with_its_zygote_is_not_said_to_have_used_its_memory(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            killed: list[str] = []
            workers.on_killed = killed.append
            task = asyncio.create_task(workers.answer(HEAVY))
            await until(lambda: bool(at_work(workers)))
            os.kill(zygote_of(workers), signal.SIGKILL)
            with pytest.raises(WorkerDied, match="ended before it had an answer"):
                await task
            assert set(killed) == {"crashed"}

    run(test)


def test_the_source_knows_the_hash_and_size_of_what_it_loaded(small: Path) -> None:
    source = OwnZygote.start(Load(small))
    try:
        assert source.sha256 == hashlib.sha256(small.read_bytes()).hexdigest()
        assert source.triples == 7
    finally:
        asyncio.run(source.close())


@linux_only
def test_a_long_query_leaves_the_next_its_memory(small: Path) -> None:
    long = Request(f"SELECT * {{ VALUES ?x {{ {'1 ' * 4_000} }} }}", (JSON,))
    doubled = " ".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1})" for i in range(24))
    wide = Request(f'SELECT (STRLEN(?v24) AS ?n) {{ BIND("aa" AS ?v0) {doubled} }}', (JSON,))

    async def test() -> None:
        async with pool(small, memory_bytes=256 << 20) as workers:
            for _ in range(3):
                for query, rows in ((long, b'"value":"1"'), (wide, b'"33554432"')):
                    assert rows in (await workers.answer(query)).body
                while len(workers._crew.idle) > 1:
                    # So that the same one is asked again.
                    workers._crew.idle.pop(0).leave()

    run(test)


@linux_only
def test_a_query_past_its_memory_ends_only_itself(large: Path) -> None:
    async def test() -> None:
        async with pool(large, memory_bytes=64 << 20) as workers:
            with pytest.raises(WorkerDied, match="64 MiB of memory"):
                await workers.answer(GREEDY, 20)
            assert (await workers.answer(LIGHT)).body

    run(test)


def test_a_cancelled_query_is_ended(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            task = asyncio.create_task(workers.answer(HEAVY))
            await until(lambda: bool(at_work(workers)))
            (worker,) = at_work(workers)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await until(lambda: not lives(worker))
            assert (await workers.answer(LIGHT)).body

    run(test)


def test_the_line_is_bounded(large: Path) -> None:
    async def test() -> None:
        async with pool(large, queue=1, slice=60) as workers:
            heavy = asyncio.create_task(workers.answer(HEAVY, 1.5))
            await until(lambda: workers.running(Lane.SHORT) == 1)
            waiting = asyncio.create_task(workers.answer(LIGHT, 0.1))
            await asyncio.sleep(0)
            with pytest.raises(EngineBusy, match="1 queries are waiting"):
                await workers.answer(LIGHT)
            with pytest.raises(EngineBusy, match=r"limit of 0\.1 s"):
                await waiting
            with pytest.raises(QueryTimeout):
                await heavy

    run(test)


def test_retiring_lets_what_runs_end(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            query = Request("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", (JSON,))
            task = asyncio.create_task(workers.answer(query, 30))
            await until(lambda: bool(at_work(workers)))
            pids = workers.pids
            await workers.retire()
            assert b'"9000000"' in (await task).body
            assert await until(lambda: not any(map(lives, pids)))

    run(test)


def test_close_leaves_no_process(large: Path) -> None:
    async def test() -> None:
        async with pool(large) as workers:
            task = asyncio.create_task(workers.answer(HEAVY))
            await until(lambda: bool(at_work(workers)))
            pids = (zygote_of(workers), *workers.pids)
        assert [pid for pid in pids if lives(pid)] == []
        with pytest.raises(EngineClosed):
            await task
        with pytest.raises(EngineClosed):
            await workers.answer(LIGHT)

    run(test)


PARENT = """
import asyncio, sys
from pathlib import Path
from aifkg.engine import BY_NAME, Load, Pool, Request

async def main():
    pool = await Pool.start(Load(Path(sys.argv[1])))
    print(pool._crew._source.pid, *pool.pids, flush=True)
    await pool.answer(Request("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
                              (BY_NAME["json"],)), 30)

asyncio.run(main())
"""


def test_workers_end_when_the_server_is_killed(large: Path) -> None:
    async def test() -> None:
        parent = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PARENT, str(large), stdout=asyncio.subprocess.PIPE
        )
        assert parent.stdout is not None
        pids = [int(pid) for pid in (await parent.stdout.readline()).split()]
        assert len(pids) == 6
        parent.kill()
        await parent.wait()
        assert await until(lambda: not any(lives(pid) for pid in pids))

    run(test)


def test_a_snapshot_that_cannot_be_loaded_is_said(tmp_path: Path) -> None:
    async def test() -> None:
        with pytest.raises(EngineClosed, match=r"absent\.nq cannot be read: No such file"):
            await Pool.start(Load(tmp_path / "absent.nq"))
        broken = tmp_path / "broken.nq"
        broken.write_text("<a> <b> .", encoding="utf-8")
        with pytest.raises(EngineClosed, match=r"broken\.nq could not be loaded"):
            await Pool.start(Load(broken))

    run(test)


@linux_only
def test_a_worker_has_no_network_where_the_system_allows(small: Path) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            await workers.answer(LIGHT)  # by then it has given up what it gives up
            worker = workers._crew.idle[-1].pid
            try:
                ours, theirs = (
                    (Path("/proc") / pid / "ns" / "net").readlink() for pid in ("self", str(worker))
                )
            except PermissionError:
                pytest.skip("the system hides the worker's namespaces")
            if ours == theirs:
                pytest.skip("the system lets no process give up its network")
            assert ours != theirs

    run(test)
