"""Reasons: why there is no path, in words for whoever asked."""

from __future__ import annotations

from collections.abc import Sequence

from aifkg.trace.question import MOST_STEPS, Question

_LIMITS = {"time": "of time", "nodes": "of partial paths"}


def why(
    names: Sequence[str],
    n: int,
    needed: int | None,
    nearest: Sequence[str],
    ended_by: str | None,
    *,
    is_joined: bool,
) -> str:
    """Return what keeps these things apart, and how many steps would join them."""
    whole = _listed(names)
    if ended_by:
        return f"The search ended at its limit {_LIMITS[ended_by]} before a path joined {whole}."
    if needed is None and is_joined:
        return f"No path of at most {_many(n, 'step')} joins {whole} as asked."
    if needed is None:
        return f"Nothing that is looked at joins {whole}, however many steps are allowed."
    where = f", by way of {' or '.join(nearest)}" if nearest else ""
    none = f"No path of at most {_many(n, 'step')} joins {whole}; the nearest takes {needed}{where}"
    if needed > MOST_STEPS:
        return f"{none}, and no more than {MOST_STEPS} can be asked for."
    return f"{none}. Allow {needed} steps (n={needed})."


def left_out(question: Question, links: int, things: int) -> str:
    """Return how much a question leaves out, and by what."""
    counts = [_many(*one) for one in ((links, "link"), (things, "thing")) if one[0]]
    if not counts:
        return ""
    given = {"avoid": question.avoid, "only": question.only}
    asked = [f"{name}={one}" for name, values in given.items() for one in values]
    asked += [f"valid={question.valid}"] if question.valid else []
    asked += [] if question.undated else ["undated=no"]
    are = "is" if links + things == 1 else "are"
    return f"{' and '.join(counts)} {are} left out ({', '.join(asked)}); ask for less of that."


def required(question: Question) -> str:
    """Return what each path has to touch."""
    return f"Each path has to touch {_listed(question.via)}." if question.via else ""


def reach(name: str, counts: Sequence[int]) -> str:
    """Return how many things an end reaches in how many steps."""
    steps = [place for place, count in enumerate(counts, 1) if count]
    if not steps:
        return f"{name} reaches nothing."
    found = [f"{count:,}" for count in counts if count]
    things = _many(counts[0], "thing") if len(found) == 1 else f"{_listed(found)} things"
    within = _listed([str(place) for place in steps])
    more = ", and nothing in more" if len(steps) < len(counts) else ""
    return f"In {within} {'step' if within == '1' else 'steps'} {name} reaches {things}{more}."


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
