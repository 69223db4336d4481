"""The capacity: how much a pool does at once, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field

from aifkg.engine.wire import Limits


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much the pool does at once; times in seconds."""

    short: int = 2
    long: int = 2
    queue: int = 64
    slice: float = 0.025
    default_timeout: float = 5.0
    max_timeout: float = 30.0
    limits: Limits = field(default_factory=Limits)
