"""The report: measurements as tables of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.build.peers import Comparison
    from tests.bench.build.stages import Measured

_GRAPH = ("read and check", "resolving", "deriving")
_PROMISES = {
    "read, resolve, derive": 1.5,
    "… with validation": 15.0,
    "check of one source": 3.0,
    "second start, first answer": 2.0,
}


def stages(sizes: Sequence[Measured]) -> Iterator[str]:
    """Yield a line a stage: seconds at each size, and growth by unit of data against the first."""
    yield _line("", [f"{size.times}x" for size in sizes])
    for label, values in (
        ("files", [size.files for size in sizes]),
        ("quads", [size.quads for size in sizes]),
        ("peak memory, MB", [size.peak_megabytes for size in sizes]),
    ):
        yield _line(label, [f"{value:,}" for value in values])
    for name in _seconds(sizes[0]):
        cells = [_cell(size, sizes[0], name) for size in sizes]
        yield _line(name, cells) + (
            f"  1x within {_PROMISES[name]:g} s" if name in _PROMISES else ""
        )
    for size in sizes:
        if size.findings:
            yield f"{size.times}x: the data have {size.findings} errors"


def peers(comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Yield a line a comparison: ours, theirs, and how many times ours theirs takes."""
    yield f"{'work':<20} {'peer':<8} {'ours':>10} {'theirs':>10} {'ratio':>8}"
    for one in comparisons:
        yield (
            f"{one.work:<20} {one.peer:<8} {one.ours * 1000:>7.1f} ms {one.theirs * 1000:>7.1f} ms "
            f"{one.theirs / one.ours:>7.1f}x  {one.remark}"
        )


def _seconds(size: Measured) -> dict[str, float]:
    """Return the stages, with the sums that are promised after the stages they add up."""
    found: dict[str, float] = {}
    for name, seconds in size.seconds.items():
        found[name] = seconds
        if name == _GRAPH[-1]:
            found["read, resolve, derive"] = sum(size.seconds[part] for part in _GRAPH)
        if name == "validating":
            found["… with validation"] = found["read, resolve, derive"] + seconds
    return found


def _cell(size: Measured, first: Measured, name: str) -> str:
    seconds = _seconds(size).get(name)
    if seconds is None:
        return "left out"
    growth = seconds / _seconds(first)[name] * first.times / size.times
    return f"{seconds:.3f} s" + ("" if size is first else f" ({growth:.2f})")


def _line(label: str, cells: Sequence[str]) -> str:
    return f"{label:<28}" + "".join(f"{cell:>20}" for cell in cells)
