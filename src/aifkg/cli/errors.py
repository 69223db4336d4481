"""Errors at the edge: which exit code a failure has, and the sentence that is printed for it.

0 is success, 1 that the data break a rule, 2 that what was asked for cannot be (or that
a file or stdout fails), 3 a time limit.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from aifkg.cli.control import escaped

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
            typer.echo(escaped(str(error)), err=True)
            raise typer.Exit(code) from error

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run what was typed; a file or stdout that fails is a sentence, in `--help` as well."""
        try:
            return super().main(*args, **extra)
        except OSError as error:
            if error.filename is None:
                _close_output()
            typer.echo(escaped(_sentence(error)), err=True)
            sys.exit(USAGE)


def exit_code(error: Exception) -> int | None:
    """Return the exit code of an error, or None where it is a defect of ours."""
    # A user's error is rare, so what defines them is imported here and not for every command.
    from aifkg.build import BuildError
    from aifkg.engine import EngineError, QueryTimeout
    from aifkg.library import LibraryError
    from aifkg.show import ThingError
    from aifkg.trace.question import QuestionError

    if isinstance(error, BuildError):
        return FINDINGS
    if isinstance(error, QueryTimeout):
        return TIMEOUT
    if isinstance(error, (Usage, EngineError, LibraryError, QuestionError, ThingError)):
        return USAGE
    return None


def _sentence(error: OSError) -> str:
    """Say which file failed and why; where none is named it is the output."""
    reason = error.strerror or str(error)
    if error.filename is None:
        return f"stdout cannot be written: {reason}."
    return f"{error.filename} cannot be used: {reason}."


def _close_output() -> None:
    """Keep Python from writing, when it ends, to what takes nothing more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
