"""What is known to fail: causes with their tests, as `known.toml` lists them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cause:
    """Why tests fail, whose failure it is, and which tests they are."""

    of: str
    why: str
    tests: tuple[str, ...]


def causes() -> dict[str, Cause]:
    """Return the cause of each test that is known to fail."""
    text = Path(__file__).with_name("known.toml").read_text(encoding="utf-8")
    listed = [
        Cause(one["of"], one["why"], tuple(one["tests"])) for one in tomllib.loads(text)["cause"]
    ]
    return {test: cause for cause in listed for test in cause.tests}
