"""Graphs of past days are made when they are asked for, one at a time, and let go again."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, cycle
from pathlib import Path

import pytest

from tests.engine.conftest import SMALL
from tests.web.raw import Answer, Connection, target
from tests.web.supervised import Served, direct, is_zygote, serving, until, write
from tests.web.test_app import children

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

FIRST = date(2024, 1, 1)
DAYS = [(FIRST + timedelta(number)).isoformat() for number in range(60)]
CLIENTS = [f"127.0.0.{number}" for number in range(1, 13)]
ASK = 'ASK {{ ?s ?p "{}" }}'
_NUMBERS = count()
BUILD = """
import hashlib, json, sys, time
from pathlib import Path
folder, day = Path(sys.argv[1]), sys.argv[2]
with (folder / "asked").open("a") as asked:
    asked.write(day + "\\n")
while (folder / "hold").exists():
    time.sleep(0.01)
if (folder / "broken").exists():
    sys.exit("The data break a rule.")
snapshot = folder / (day + ".nq")
text = Path(folder / "quads").read_text() + '<http://e.org/d> <http://e.org/p> "' + day + '" .\\n'
snapshot.write_text(text)
manifest = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "as_of": day}
snapshot.with_suffix(".json").write_text(json.dumps(manifest))
print(json.dumps({"snapshot": str(snapshot), "manifest": str(snapshot.with_suffix(".json"))}))
"""


@dataclass
class Dated:
    """A server that offers past days, and the folder in which its builds find what they do."""

    server: Served
    folder: Path

    @property
    def asked(self) -> list[str]:
        """The days that were built, in order."""
        path = self.folder / "asked"
        return path.read_text().split() if path.exists() else []

    @property
    def builders(self) -> list[int]:
        return [pid for pid in direct(self.server.pid) if _is_builder(pid)]

    @property
    def past_zygotes(self) -> int:
        return len(self.server.zygotes) - 1

    def hold(self) -> Path:
        """Have each build wait as long as the file is there."""
        path = self.folder / "hold"
        path.touch()
        return path

    def get(self, day: str, path: str = "", source: str = "", **headers: str) -> Answer:
        path = path or target(query=ASK.format(day))
        with Connection(self.server.address, source) as line:
            return line.get(f"/as-of/{day}{path}", **headers)

    def holds(self, day: str) -> bool:
        """Whether the graph of a day is asked and is that day's; no answer that is held says so."""
        answer = self.get(day, target(query=f"{ASK.format(day)} # {next(_NUMBERS)}"))
        return answer.status == 200 and json.loads(answer.body)["boolean"] is True


def _is_builder(pid: int) -> bool:
    try:
        return b"folder, day" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def dated(tmp_path: Path, **settings: str) -> Iterator[Dated]:
    folder = tmp_path / "past"
    folder.mkdir()
    (folder / "quads").write_text(SMALL)
    command = json.dumps([sys.executable, "-c", BUILD, str(folder)])
    settings["BUILD_DAY"] = command
    with serving(tmp_path, days=DAYS, **settings) as server:  # type: ignore[arg-type]
        yield Dated(server, folder)


@contextmanager
def meanwhile(
    ask: Dated, *days: str, sources: Sequence[str] = CLIENTS
) -> Iterator[list[Future[Answer]]]:
    """Ask for days at once, as many clients in turn."""
    with ThreadPoolExecutor(32) as pool:
        asked = zip(days, cycle(sources), strict=False)
        yield [pool.submit(ask.get, day, source=source) for day, source in asked]


def detail(answer: Answer) -> str:
    content = json.loads(answer.body)
    assert content["status"] == answer.status
    return str(content["detail"])


def test_a_graph_is_made_once_for_all_processes_and_clients(tmp_path: Path) -> None:
    with dated(tmp_path) as past:
        hold = past.hold()
        with meanwhile(past, *[DAYS[0]] * 12) as asked:
            until(lambda: len(past.builders) == 1)
            hold.unlink()
        assert {one.result().status for one in asked} == {200}
        assert all(past.holds(DAYS[0]) for _ in range(12))
        assert past.asked == [DAYS[0]]
        assert past.past_zygotes == 1
        sha256 = past.server.version()["snapshot"]
        assert past.server.is_everywhere(sha256)


def test_who_asks_for_another_day_meanwhile_is_told_to_ask_again(tmp_path: Path) -> None:
    with dated(tmp_path) as past:
        hold = past.hold()
        with meanwhile(past, DAYS[0]) as asked:
            until(lambda: len(past.builders) == 1)
            other = past.get(DAYS[1])
            hold.unlink()
        assert other.status == 503
        assert int(other.headers["retry-after"]) > 0
        assert "one is at a time" in detail(other)
        assert asked[0].result().status == 200
        until(lambda: past.holds(DAYS[1]))


def test_who_waits_longer_than_the_limit_is_told_and_the_graph_is_made_all_the_same(
    tmp_path: Path,
) -> None:
    with dated(tmp_path) as past:
        hold = past.hold()
        short = past.get(DAYS[0], "/version?timeout=0.3")
        assert short.status == 503
        assert "not ready after 0.3 s" in detail(short)
        assert "retry-after" in short.headers
        hold.unlink()
        until(lambda: past.holds(DAYS[0]))
        assert past.asked == [DAYS[0]]


def test_only_so_many_wait(tmp_path: Path) -> None:
    with dated(tmp_path, AIFKG_WORKERS="1") as past:
        hold = past.hold()
        with meanwhile(past, *[DAYS[0]] * 24) as asked:
            until(lambda: sum(one.done() for one in asked) == 8)
            hold.unlink()
        answers = [one.result() for one in asked]
        refused = [one for one in answers if one.status == 503]
        assert len(refused) == 8
        assert all("16 requests wait already" in detail(one) for one in refused)
        assert sum(one.status == 200 for one in answers) == 16


def test_one_client_leaves_places_to_others_that_wait(tmp_path: Path) -> None:
    with dated(tmp_path, AIFKG_WORKERS="1") as past:
        hold = past.hold()
        with meanwhile(past, *[DAYS[0]] * 24, sources=CLIENTS[:1]) as greedy:
            until(lambda: sum(one.done() for one in greedy) == 20)
            modest = past.get(DAYS[0], "/version?timeout=0.3", source=CLIENTS[1])
            assert "not ready after 0.3 s" in detail(modest)
            hold.unlink()
        answers = [one.result() for one in greedy]
        refused = [one for one in answers if one.status == 503]
        assert len(refused) == 20
        assert all("4 requests of 127.0.0.1 wait already" in detail(one) for one in refused)
        assert {one.headers["retry-after"] for one in refused} == {"2"}
        assert sum(one.status == 200 for one in answers) == 4
        hold = past.hold()
        with meanwhile(past, *[DAYS[1]] * 4, sources=CLIENTS[:1]) as again:
            until(lambda: past.asked == DAYS[:2])
            hold.unlink()
        assert {one.result().status for one in again} == {200}


def test_a_build_that_is_killed_is_told_and_made_again_later(tmp_path: Path) -> None:
    with dated(tmp_path) as past:
        hold = past.hold()
        with meanwhile(past, DAYS[0]) as asked:
            until(lambda: past.asked == [DAYS[0]])
            os.kill(past.builders[0], signal.SIGKILL)
        assert asked[0].result().status == 503
        assert "ended with code -9" in detail(asked[0].result())
        at_once = past.get(DAYS[0])
        assert (at_once.status, at_once.headers["retry-after"]) == (503, "5")
        assert past.asked == [DAYS[0]]
        hold.unlink()
        assert past.get(DAYS[1]).status == 200
        until(lambda: past.holds(DAYS[0]))


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    with dated(tmp_path) as past:
        (past.folder / "broken").touch()
        answer = past.get(DAYS[0])
        assert answer.status == 503
        assert "The data break a rule." in detail(answer)
        until(lambda: "The data break a rule." in past.server.said.read_text())
        assert past.get(DAYS[0], "/version").status == 503
        assert past.asked == [DAYS[0]]
        with Connection(past.server.address) as line:
            assert line.get("/health").status == 200


def test_a_build_has_the_leftover_time_and_bounded_memory(tmp_path: Path) -> None:
    with dated(tmp_path) as past:
        hold = past.hold()
        with meanwhile(past, DAYS[0]):
            until(lambda: len(past.builders) == 1)
            (pid,) = past.builders
            until(lambda: resource.prlimit(pid, resource.RLIMIT_CPU)[0] == 120)
            assert os.getpriority(os.PRIO_PROCESS, pid) == 19
            assert resource.prlimit(pid, resource.RLIMIT_AS) == (4 << 30, 4 << 30)
            hold.unlink()


def test_a_flood_of_days_holds_few_graphs_and_leaves_the_present_as_it_was(tmp_path: Path) -> None:
    with dated(tmp_path) as past, meanwhile(past, *DAYS) as asked:
        most = 0
        while not all(one.done() for one in asked):
            assert len(past.builders) <= 1
            most = max(most, past.past_zygotes)
            with Connection(past.server.address) as line:
                assert line.get("/health").status == 200
        # Two are held, one is made, and two may be on their way out.
        assert most <= 5
        answers = [one.result() for one in asked]
        assert {one.status for one in answers} <= {200, 503}
        assert all("retry-after" in one.headers for one in answers if one.status == 503)
        until(lambda: past.past_zygotes <= 2)
        until(lambda: past.holds(DAYS[-1]))


def test_the_graph_that_was_asked_longest_ago_gives_way(tmp_path: Path) -> None:
    with dated(tmp_path) as past:
        for day in (*DAYS[:2], DAYS[0]):
            assert past.holds(day)
        until(lambda: past.get(DAYS[2]).status == 200)
        until(lambda: past.past_zygotes == 2)
        before = len(past.asked)
        assert past.holds(DAYS[2])
        assert len(past.asked) == before


def test_what_is_being_answered_is_answered_though_its_graph_is_let_go(tmp_path: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
    with dated(tmp_path, AIFKG_AS_OF_DAYS="1", AIFKG_WORKERS="1") as past:
        many = "".join(f'<http://e.org/{n}> <http://e.org/p> "{n}" .\n' for n in range(60))
        (past.folder / "quads").write_text(SMALL + many)
        assert past.holds(DAYS[0])
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(past.get, DAYS[0], target(query=slow, timeout="4"))
            until(lambda: past.get(DAYS[1]).status == 200)
            answer = running.result()
        assert answer.status in (200, 503)
        assert answer.status == 200 or "limit of 4 s" in detail(answer)
        until(lambda: past.past_zygotes == 1)


def test_a_zygote_that_is_killed_is_replaced(tmp_path: Path) -> None:
    with dated(tmp_path) as past:
        before = past.server.zygotes
        assert past.holds(DAYS[0])
        (victim,) = set(past.server.zygotes) - set(before)
        os.kill(victim, signal.SIGKILL)
        until(lambda: past.holds(DAYS[0]))
        assert past.asked == [DAYS[0]]


def test_a_graph_whose_file_was_written_over_is_made_again(tmp_path: Path) -> None:
    with dated(tmp_path, AIFKG_WORKERS="1") as past:
        before = past.server.zygotes
        assert past.holds(DAYS[0])
        (victim,) = set(past.server.zygotes) - set(before)
        (past.folder / f"{DAYS[0]}.nq").write_text("")
        os.kill(victim, signal.SIGKILL)
        # Until its death is noticed, what it forked may answer still.
        until(lambda: past.holds(DAYS[0]) and past.asked == [DAYS[0]] * 2)


def test_a_process_that_is_replaced_answers_past_days_too(tmp_path: Path) -> None:
    with dated(tmp_path, AIFKG_WORKERS="1") as past:
        assert past.holds(DAYS[0])
        (front,) = past.server.fronts
        os.kill(front, signal.SIGKILL)
        until(lambda: past.server.fronts not in ([], [front]))
        until(lambda: past.holds(DAYS[0]))
        assert past.asked == [DAYS[0]]
        until(lambda: past.past_zygotes == 1)


def test_a_process_that_ends_while_it_waits_for_a_graph_takes_nobody_with_it(
    tmp_path: Path,
) -> None:
    with dated(tmp_path, AIFKG_WORKERS="1") as past:
        hold = past.hold()
        with meanwhile(past, DAYS[0]) as asked:
            until(lambda: past.asked == [DAYS[0]])
            (front,) = [pid for pid in past.server.fronts if pid not in past.builders]
            os.kill(front, signal.SIGKILL)
            assert asked[0].exception(timeout=30) is not None
            until(lambda: not set(past.server.fronts) <= {front, *past.builders})
            hold.unlink()
        until(lambda: past.holds(DAYS[0]))
        assert past.asked == [DAYS[0]]
        assert past.server.process.poll() is None


def test_a_reload_lets_go_of_every_day_and_of_the_one_that_is_made(tmp_path: Path) -> None:
    with dated(tmp_path) as past:
        assert past.holds(DAYS[0])
        hold = past.hold()
        with meanwhile(past, DAYS[1]) as asked:
            until(lambda: DAYS[1] in past.asked)
            write(
                past.server.snapshot,
                SMALL + '<http://e.org/n> <http://e.org/p> "new" .\n',
                days=DAYS,
            )
            assert past.server.reload()["outcome"] == "served"
        assert asked[0].result().status == 503
        assert "have changed" in detail(asked[0].result())
        hold.unlink()
        until(lambda: past.past_zygotes == 0)
        assert past.holds(DAYS[0])
        assert past.asked == [DAYS[0], DAYS[1], DAYS[0]]


def test_a_reload_that_changes_nothing_lets_go_of_none(tmp_path: Path) -> None:
    with dated(tmp_path) as past:
        assert past.holds(DAYS[0])
        assert past.server.reload()["outcome"] == "unchanged"
        assert past.holds(DAYS[0])
        assert past.asked == [DAYS[0]]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_behind(tmp_path: Path, number: int) -> None:
    with dated(tmp_path) as past:
        assert past.holds(DAYS[0])
        hold = past.hold()
        with meanwhile(past, DAYS[1]) as asked:
            until(lambda: len(past.builders) == 1)
            everyone = children(past.server.pid)
            assert sum(map(is_zygote, everyone)) > 2
            os.kill(past.server.pid, number)
            past.server.process.wait(10)
            if number == signal.SIGKILL:
                # A build ends by itself.
                hold.unlink()
            until(lambda: not [pid for pid in everyone if Path(f"/proc/{pid}").exists()])
            assert asked[0].result().status == 503
            assert "shutting down" in detail(asked[0].result())


def test_a_client_that_asks_for_day_after_day_spends_its_budget(tmp_path: Path) -> None:
    with dated(tmp_path, AIFKG_BUDGET_SECONDS="1", AIFKG_WORKERS="1") as past:
        hold = past.hold()
        assert past.get(DAYS[0], "/version?timeout=1.2").status == 503
        hold.unlink()
        until(lambda: not past.builders)
        answer = past.get(DAYS[1])
        assert answer.status == 429
        assert "budget" in json.loads(answer.body)["title"]
        assert past.asked == [DAYS[0]]
