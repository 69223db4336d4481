"""The report on a soak: what became of the requests, what the server holds, and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.soak.sample import Sample, leaks
from tests.bench.soak.tally import Tally, percentile
from tests.bench.table import megabytes, seconds, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def report(tally: Tally, samples: Sequence[Sample], minutes: float) -> Iterator[str]:
    """Yield the counts, the samples and the verdict."""
    yield from table(f"Soak of {minutes:g} minutes", ["count"], _counts(tally))
    if tally.seconds:
        p50, p99 = (seconds(percentile(tally.seconds, share)) for share in (50, 99))
        yield f"An answer took {p50} (p50), {p99} (p99), {seconds(max(tally.seconds))} at most."
    yield ""
    yield from table("Held", ["memory (PSS)", "processes", "open files"], _held(samples))
    yield ""
    yield from tally.shown
    start, middle, end = samples
    yield from _verdict(tally, list(leaks(start, middle, end)))


def is_passed(tally: Tally, leaked: Sequence[str]) -> bool:
    """Whether every answer was right, none was lost, and nothing was leaked."""
    return tally.right > 0 and not tally.faults and not leaked


def _counts(tally: Tally) -> dict[str, list[str]]:
    counts = {
        "right answers": tally.right,
        "wrong answers": tally.faults["wrong"],
        "lost requests": tally.faults["lost"],
        "503 with Retry-After": tally.busy,
        **{kind: n for kind, n in tally.faults.items() if kind not in ("wrong", "lost")},
        "evaluators killed": tally.killed,
        "reloads": tally.reloads,
    }
    return {name: [f"{number:,}"] for name, number in counts.items()}


def _held(samples: Sequence[Sample]) -> dict[str, list[str]]:
    return {
        name: [megabytes(one.memory), f"{one.processes}", f"{one.files}"]
        for name, one in zip(("start", "middle", "end"), samples, strict=True)
    }


def _verdict(tally: Tally, leaked: Sequence[str]) -> Iterator[str]:
    for what in leaked:
        yield f"Leaked: {what}."
    yield "PASSED" if is_passed(tally, leaked) else "FAILED"
