"""A view: the part of a network that one question looks at, and what its paths must touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aifkg.trace.network import Costs, Links, Mask, Network, least_by_edge
from aifkg.trace.weights import UNIT

NEVER = 1 << 40
"""A cost past every other; sums of it stay exact."""
_LONGER = 1 << 24
"""More than all that steps and hubs of a path can cost."""


@dataclass(frozen=True, slots=True)
class Required:
    """What paths must touch: one of these things, relations or nodes at least."""

    name: str
    things: frozenset[int] = frozenset()
    relations: frozenset[int] = frozenset()
    terms: frozenset[str] = frozenset()
    """The terms that the relations are named by."""
    nodes: frozenset[int] = frozenset()
    """Things that stand for links."""


@dataclass(frozen=True, slots=True)
class Limited:
    """What a question leaves out."""

    things: frozenset[int] = frozenset()
    kinds: frozenset[int] = frozenset()
    relations: frozenset[int] = frozenset()
    time: tuple[int, int] | None = None
    """The first and the last day of the period in which links must be valid, as ordinals."""
    keeps_undated: bool = True
    avoided: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    """The terms that are left out, and those that alone are not."""
    nodes: frozenset[int] = frozenset()
    """Things that stand for links."""
    own: frozenset[int] = frozenset()
    """Those that are ends themselves: no path comes back to them."""

    @property
    def is_of_links(self) -> bool:
        """Whether links are left out, not only things."""
        return self.is_asked or bool(self.own)

    @property
    def is_asked(self) -> bool:
        """Whether a question leaves out links, not only itself."""
        of = self.relations or self.nodes
        return bool(of) or self.time is not None or not self.keeps_undated

    def takes(self, term: str, class_: str) -> bool:
        """Say whether the links of a thing of a relational class by a property are looked at."""
        if term in self.avoided:
            return False
        return self.only is None or not self.only.isdisjoint((term, class_))

    def keeps(self, since: int, until: int) -> bool:
        """Say whether links valid on these days are looked at; of undated ones they are 0."""
        if not until:
            return self.keeps_undated
        if self.time is None:
            return True
        return since <= self.time[1] and until >= self.time[0]


@dataclass(frozen=True, slots=True)
class View:
    """The costs of edges, which things may be passed through, and what each edge and thing meets.

    `per_step` comes on top of what each step costs, in `cost` already.
    `meets_edge` and `meets_thing` are bits, one for each requirement, or None without any.
    """

    network: Network
    is_used: Mask | None
    """Which links are looked at; None is all."""
    cost: Costs
    is_open: Mask
    per_step: int
    meets_thing: Costs | None = None
    meets_edge: Costs | None = None
    required: tuple[Required, ...] = ()

    @property
    def all_met(self) -> int:
        """The bits of all requirements."""
        return (1 << len(self.required)) - 1

    def used(self, edge: int) -> list[int]:
        """Return the places of the links of an edge that are looked at."""
        links = self.network.links_of(edge)
        return list(links) if self.is_used is None else [one for one in links if self.is_used[one]]


def view(
    network: Network,
    limited: Limited,
    required: Sequence[Required] = (),
    *,
    by_length: bool = False,
) -> View:
    """Return what of a network a question looks at; `by_length` puts short paths first."""
    is_used = _used(network.links, limited) if limited.is_of_links else None
    per_step = _LONGER if by_length else 0
    cost = network.through if is_used is None else _costs(network, is_used)
    cost = cost + per_step if per_step else cost
    is_open = np.ones(len(network), dtype=bool)
    is_open[list(limited.things)] = False
    if limited.kinds:
        is_open &= ~np.isin(network.names.kinds, list(limited.kinds))
    if not required:
        return View(network, is_used, cost, is_open, per_step)
    meets_thing = np.zeros(len(network), dtype=np.int64)
    meets_edge = np.zeros(len(cost), dtype=np.int64)
    for bit, one in enumerate(required):
        meets_thing[list(one.things)] |= 1 << bit
        meets_edge |= np.where(_has(network, is_used, one), 1 << bit, 0)
    return View(network, is_used, cost, is_open, per_step, meets_thing, meets_edge, tuple(required))


def _used(links: Links, limited: Limited) -> Mask:
    is_used = np.ones(len(links), dtype=bool)
    if limited.relations:
        is_used &= ~np.isin(links.relation, list(limited.relations))
    if nodes := limited.nodes | limited.own:
        is_used &= ~np.isin(links.node, list(nodes))
    is_dated = links.until > 0
    if limited.time is not None:
        first, last = limited.time
        is_used &= ((links.since <= last) & (links.until >= first)) | ~is_dated
    return is_used if limited.keeps_undated else is_used & is_dated


def _costs(network: Network, is_used: Mask) -> Costs:
    each = UNIT + network.at_start.astype(np.int64) + network.at_end
    return least_by_edge(np.where(is_used, each, NEVER), network.first_link)


def _has(network: Network, is_used: Mask | None, required: Required) -> Mask:
    """Return which edges have a link that is required."""
    is_of = np.isin(network.links.relation, list(required.relations))
    if required.nodes:
        is_of |= np.isin(network.links.node, list(required.nodes))
    if is_used is not None:
        is_of &= is_used
    has: Mask = least_by_edge(np.where(is_of, 0, 1).astype(np.int64), network.first_link) == 0
    return has
