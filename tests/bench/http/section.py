"""The section: servers started side by side, checked, measured and reported."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aifkg import build
from aifkg.share import Share
from tests.bench.http.answers import ask_all, failing
from tests.bench.http.measure import Bench, Effort
from tests.bench.http.report import report
from tests.bench.http.results import Results
from tests.bench.http.stage import Stage, tell
from tests.bench.load import wrk
from tests.bench.load.mix import factories, mix, read
from tests.bench.servers import bare, nginx, ours
from tests.bench.servers.oxigraph import Oxigraph
from tests.bench.servers.process import pss
from tests.bench.servers.rdflib_endpoint import RdflibEndpoint
from tests.bench.servers.virtuoso import Virtuoso

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from tests.bench.load.mix import Question
    from tests.bench.load.wrk import Figures
    from tests.bench.servers.running import Running

_LONG = Path(__file__).with_name("many-rows.rq")
_TABLES = ("text/tab-separated-values", "application/sparql-results+json")
_HELD = "entity"


@dataclass(frozen=True)
class Peer:
    """A server that may be installed."""

    name: str
    version: Callable[[], str]
    serving: Callable[[Path, Path], AbstractContextManager[Running]]


def peers(programs: Path) -> list[Peer]:
    """Return the endpoints to compare with, from a folder of programs and from the system."""
    oxigraph, endpoint, virtuoso = Oxigraph(programs), RdflibEndpoint(programs), Virtuoso()
    return [
        Peer("oxigraph", oxigraph.version, oxigraph.in_memory),
        Peer("oxigraph-disk", oxigraph.version, oxigraph.on_disk),
        Peer("rdflib-endpoint", endpoint.version, endpoint.serving),
        Peer("virtuoso", virtuoso.version, virtuoso.serving),
        Peer(bare.NAME, _nothing, bare.serving),
    ]


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this section."""
    parser.add_argument("--runs", type=int, default=3, help="runs of each load; medians are taken")
    parser.add_argument(
        "--seconds", type=int, default=3, help="of a run of the whole mix; a question takes a third"
    )
    parser.add_argument("--quick", action="store_true", help="one run of a second")
    parser.add_argument(
        "--peers", type=Path, default=Path(".venv/peers"), help="venv that has the peers"
    )


def run(options: Namespace) -> Iterator[str]:
    """Measure, and yield the report; raise wrk.Missing where there is no load generator."""
    wrk.check()
    effort = Effort(1, 1) if options.quick else Effort(options.runs, options.seconds)
    programs = (options.peers / "bin").absolute()
    share = Share.find()
    snapshot = build.ensure(share).quads_path
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        stage = Stage(Path(name), stack)
        starts = [
            _start(snapshot, stage.folder(f"start-{number}")) for number in range(effort.runs + 1)
        ]
        stage.add("aifkg", _nothing, partial(ours.serving, snapshot))
        for peer in peers(programs):
            stage.add(peer.name, peer.version, partial(peer.serving, snapshot))
        # The first start writes bytecode.
        results = _measured(stage, factories(share), effort, starts[1:])
        tell("")
        yield from report(results)


def _measured(
    stage: Stage, slugs: Sequence[str], effort: Effort, starts: Sequence[float]
) -> Results:
    questions = mix()
    answers = ask_all(stage.servers, questions)
    failures = {one.name: failing(answers, at) for at, one in enumerate(stage.servers)}
    bodies = {name: given[0].body for name, given in answers.items()}
    stage.add("nginx", nginx.version, partial(nginx.serving, bodies))
    bench = Bench(stage.servers, slugs, effort)
    taken = bench.measure(questions, failures, tell)
    after = {server.name: pss(server.pid) for server in stage.servers}
    return Results(
        servers=stage.servers,
        absent=stage.absent,
        versions=stage.versions,
        answers=answers,
        taken=taken,
        memory={name: (start, after[name]) for name, start in stage.memory.items()},
        starts=starts,
        unchanged=_unchanged(bench, stage, questions),
        first_bytes={
            media_type: bench.first_byte(read(_LONG), media_type) for media_type in _TABLES
        },
    )


def _unchanged(
    bench: Bench, stage: Stage, questions: Sequence[Question]
) -> dict[int, tuple[Figures, Figures]]:
    """Compare a 304 of ours with Oxigraph's 200, on a question whose answer is short."""
    oxigraph = next((one for one in stage.servers if one.name == "oxigraph"), None)
    if oxigraph is None:
        return {}
    question = next(one for one in questions if one.name == _HELD)
    held = stage.servers[0]
    tag = held.get(question.name, question.text, question.media_type).headers["etag"]
    tell("an answer that is held")
    return bench.unchanged(question, held, {"If-None-Match": tag}, oxigraph)


def _start(snapshot: Path, folder: Path) -> float:
    with ours.serving(snapshot, folder) as server:
        return server.ready


def _nothing() -> str:
    return ""
