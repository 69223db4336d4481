"""Errors at the edge: which exit code a failure has, and the sentence that is printed for it.

0 is success, 1 that the data break a rule, 2 that what was asked for cannot be, 3 a time limit.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

FINDINGS = 1
USAGE = 2
TIMEOUT = 3


class Usage(Exception):
    """What was typed cannot be done, and why, in one sentence."""


class Edge(TyperGroup):
    """A group of commands that turns the errors of a user into a sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; anything that is not a user's error stays a traceback."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _close_output()
            return None
        except Exception as error:
            code = exit_code(error)
            if code is None:
                raise
            typer.echo(str(error), err=True)
            raise typer.Exit(code) from error


def exit_code(error: Exception) -> int | None:
    """Return the exit code of an error, or None where it is a defect of ours."""
    # A user's error is rare, so what defines them is imported here and not for every command.
    from aifkg.build import BuildError
    from aifkg.engine import EngineError, QueryTimeout
    from aifkg.library import LibraryError
    from aifkg.show import ThingError

    if isinstance(error, BuildError):
        return FINDINGS
    if isinstance(error, QueryTimeout):
        return TIMEOUT
    if isinstance(error, (Usage, EngineError, LibraryError, ThingError)):
        return USAGE
    return None


def _close_output() -> None:
    """Keep Python from writing to a pipe that nobody reads when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
