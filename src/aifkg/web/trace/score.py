"""The score of a path, with its reasons in words."""

from __future__ import annotations

from html import escape

from aifkg.trace import Order, Path
from aifkg.trace.answer import Passed
from aifkg.trace.plain import WEIGHTS
from aifkg.web.links import anchor


def html(path: Path, order: Order) -> str:
    """Return the score, and what it is made of for who opens it."""
    items = "\n".join(f"<li>{_passes(path, one)}</li>" for one in path.passed)
    passed = f"<ul>\n{items}\n</ul>\n" if items else ""
    return f"""<details class="score">
<summary>Specificity {path.score:.2g} of 1{_head(path)}</summary>
<p>{_sum(path, order)}</p>
{passed}</details>"""


def _head(path: Path) -> str:
    """Return what costs the path most."""
    if not path.passed:
        return ": nothing is passed through"
    most = max(path.passed, key=lambda one: one.cost)
    return f": passes through {escape(_label(path, most))}, which has {_neighbours(most)}"


def _sum(path: Path, order: Order) -> str:
    steps = "1 step" if len(path.steps) == 1 else f"{len(path.steps)} steps"
    passed = sum(one.cost for one in path.passed)
    through = f", and what the path passes through {passed:.2f}" if path.passed else ""
    asked = " Paths with fewer steps come first all the same." if order is Order.SHORTEST else ""
    return (
        f"The specificity is 1 / {path.cost:g}, the cost of the path: {steps} at 1 each{through}. "
        f"A thing costs {WEIGHTS['hub']:g} &times; the logarithm of its neighbours and "
        f"{WEIGHTS['common']:g} &times; the logarithm of those by the same kind of link, "
        f"once for each of its links on the path.{asked}"
    )


def _passes(path: Path, one: Passed) -> str:
    if not one.cost:
        return f"{anchor(one.thing, _label(path, one))}: 0, as it is an end of the trace"
    before, after = one.alike
    # What is joined in its middle is left by no link of this path.
    left = f", {after:,} by that which leaves it" if after else ""
    return (
        f"{anchor(one.thing, _label(path, one))}: {_neighbours(one)}, {before:,} by the kind of "
        f"link that leads to it{left}: {one.cost:.2f}"
    )


def _neighbours(one: Passed) -> str:
    return "1 neighbour" if one.neighbours == 1 else f"{one.neighbours:,} neighbours"


def _label(path: Path, one: Passed) -> str:
    return next(thing.label for thing in path.things if thing.iri == one.thing)
