"""The dataset of a query: the graphs that the protocol lets a request name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a query sees in place of the snapshot's own default graph and passages."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
