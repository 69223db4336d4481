"""Errors: what can go wrong between a query and its answer; knows no engine and no HTTP."""

from __future__ import annotations


class EngineError(Exception):
    """A question that got no answer, and why, in one sentence."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class QueryError(EngineError):
    """The query itself is at fault."""


class QuerySyntaxError(QueryError):
    """The query is not SPARQL; line and column say where."""


class QueryRefused(QueryError):
    """The query is past a bound, or asks for what is not allowed here."""


class UpdateRefused(QueryRefused):
    """The query would change the graph."""


class QueryFailed(QueryError):
    """The query could be read but not evaluated."""


class NotRepresentable(EngineError):
    """The format asked for cannot carry this answer."""


class ResultTooLarge(EngineError):
    """The answer is longer than the bound."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(
            f"The answer is longer than {limit_bytes:,} bytes, the most that is sent; "
            "nothing of it was. Ask for fewer rows with LIMIT, or for fewer columns."
        )
        self.limit_bytes = limit_bytes


class QueryTimeout(EngineError):
    """The query did not end within its limit."""

    def __init__(self, limit_s: float) -> None:
        super().__init__(
            f"The query was stopped at its limit of {limit_s:g} s before it had an answer; "
            "nothing of it was sent. Ask for less, or give the pattern more constants."
        )
        self.limit_s = limit_s


class WorkerDied(EngineError):
    """The process that evaluated the query ended before it had an answer."""


class EngineBusy(EngineError):
    """No worker came free in time."""


class EngineClosed(EngineError):
    """The engine was shut down, or could not be started."""
