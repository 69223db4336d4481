"""Tables and bars of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_WIDTH = 40


def table(title: str, columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield a title and a line a row: its label to the left, its cells to the right."""
    label = max(map(len, (title, *rows)))
    widths = [
        max([len(column), *(len(cells[place]) for cells in rows.values())])
        for place, column in enumerate(columns)
    ]
    yield _line(title, columns, label, widths)
    yield "-" * (label + sum(width + 2 for width in widths))
    for name, cells in rows.items():
        yield _line(name, cells, label, widths)


def bars(values: Mapping[str, float], unit: str) -> Iterator[str]:
    """Yield a line a value, as long as it is large."""
    if not values:
        return
    label = max(map(len, values))
    most = max(values.values())
    for name, value in values.items():
        length = max(1, round(value / most * _WIDTH))
        yield f"  {name:<{label}} {'█' * length} {value:.2f}{unit}"


def seconds(value: float) -> str:
    """Return a time in the unit that gives it three figures."""
    if value == float("inf"):
        return "none"
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:,.3g} {unit}" if value < 1000 * size else f"{value:,.0f} {unit}"
    return f"{value * 1e6:.0f} µs"


def megabytes(count: float) -> str:
    """Return a number of bytes as megabytes."""
    return f"{count / 1e6:,.0f} MB"


def _line(label: str, cells: Sequence[str], width: int, widths: Sequence[int]) -> str:
    right = (f"  {cell:>{size}}" for cell, size in zip(cells, widths, strict=True))
    return f"{label:<{width}}" + "".join(right)
