"""Straight: what a search need not look at any more where no detours are told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from aifkg.trace.view import View


def narrowed(
    view: View, told: Sequence[frozenset[int]], leads: Callable[[View], bool]
) -> View | None:
    """Return a view without what detours alone pass, or None where all that is left are detours.

    `told` are the things that each told path passes. What every path must pass, since without it
    nothing `leads` to the end, tells no path from another: of the rest of a told path, a single
    thing makes a detour of whatever passes it.
    """
    while True:
        left = [one for one in told if view.is_open[list(one)].all()]
        common = frozenset[int].intersection(*left) if left else frozenset[int]()
        needed = {thing for thing in common if not leads(_without(view, {thing}))}
        rest = [one - needed for one in left]
        if not all(rest):
            return None
        alone = {thing for one in rest if len(one) == 1 for thing in one}
        if not alone:
            return view
        view = _without(view, alone)


def _without(view: View, things: Collection[int]) -> View:
    is_open = view.is_open.copy()
    is_open[list(things)] = False
    return replace(view, is_open=is_open)
