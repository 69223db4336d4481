"""The types of problems: what each means, when it comes and what to do, read from a table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ProblemType:
    """What is told of a type of problem; the name by which it is known is the table's."""

    title: str
    means: str
    when: str
    do: str


@cache
def problem_types() -> Mapping[str, ProblemType]:
    """Return the types by their names."""
    text = files(__package__).joinpath("problem-types.toml").read_text(encoding="utf-8")
    return {slug: ProblemType(**said) for slug, said in tomllib.loads(text).items()}
