"""The decision in words: which rule decided a dispute, and why it did; knows no page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from aifkg.names import BASE
from aifkg.web.links import anchor
from aifkg.web.rows import Row

_BY_RANK = f"{BASE}code/resolution/higher-rank"
_NO_STEP = (f"{BASE}code/resolution/open", f"{BASE}code/resolution/told-apart")
"""What is told of a dispute in which no rule decided between rivals."""


def decision(values: Sequence[Row], reason: str | None, verdict: str) -> str:
    """Return which rule decided and why; `values` are those of the dispute, `verdict` is HTML."""
    if not values:
        return ""
    rule, name = values[0]["rule"], values[0]["rule_name"]
    head = anchor(rule, name[:1].upper() + name[1:] if rule in _NO_STEP else name)
    parts = [
        f"{head if rule in _NO_STEP else f'Decided by {head}'}. {escape(values[0]['rule_said'])}",
        _ranks(values) if rule == _BY_RANK else "",
        f"The reason: {escape(reason)}" if reason else "",
        verdict,
        '<a href="/code/resolution">The rules in their order</a>.',
    ]
    return f"<p>{' '.join(part for part in parts if part)}</p>"


def _ranks(values: Sequence[Row]) -> str:
    """Return how the sources of the values rank, those of the chosen one and of the others."""
    rivals = [row for row in values if "apart" not in row and "rank" in row]
    chosen = _best(row for row in rivals if row["chosen"] == "true")
    others = _best(row for row in rivals if row["chosen"] != "true")
    if chosen is None or others is None:
        return ""
    return (
        f"The best source of the chosen value is of the kind {_kind(chosen)}, the best of any "
        f"other of the kind {_kind(others)}; 1 goes first. "
        '<a href="/code/source-kind">How the kinds of sources rank</a>.'
    )


def _best(rows: Iterable[Row]) -> Row | None:
    return min(rows, key=lambda row: int(row["rank"]), default=None)


def _kind(row: Row) -> str:
    return f"&ldquo;{escape(row['kind'])}&rdquo; (rank {escape(row['rank'])})"
