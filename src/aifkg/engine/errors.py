"""Errors: what can go wrong between a query and its answer; knows no engine and no HTTP."""

from __future__ import annotations

from collections.abc import Iterable


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
    """The query is not SPARQL; line and column say where, `suggestions` what may be meant."""

    def __init__(
        self,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        suggestions: Iterable[str] = (),
    ) -> None:
        super().__init__(message, line=line, column=column)
        self.suggestions = tuple(suggestions)


class QueryRefused(QueryError):
    """The query is past a bound, or asks for what is not allowed here."""


class UpdateRefused(QueryRefused):
    """The query would change the graph."""


class QueryFailed(QueryError):
    """The query could be read but not evaluated."""


class Failures:
    """A context that turns what the evaluation raises into QueryFailed."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, RuntimeError | OSError | ValueError):
            raise QueryFailed(f"The query could not be evaluated: {error}.") from error


class NotRepresentable(EngineError):
    """The format asked for cannot carry this answer."""


class NotOffered(NotRepresentable):
    """No format asked for is one in which an answer of this form is written."""


class ResultTooLarge(EngineError):
    """The answer is longer than the bound."""

    @classmethod
    def past(cls, limit: int, unit: str) -> ResultTooLarge:
        """Return the error for an answer past so many bytes or rows."""
        return cls(
            f"The answer has more than {limit:,} {unit}, the most that is sent; nothing of it was. "
            "Ask for it in pages with ORDER BY, LIMIT and OFFSET, or for fewer columns."
        )


class QueryTimeout(EngineError):
    """The query did not end within its limit."""

    @classmethod
    def at(cls, limit_s: float) -> QueryTimeout:
        """Return the error for a query that was stopped after so many seconds."""
        return cls(
            f"The query was stopped at its limit of {limit_s:g} s before it had an answer; "
            "nothing of it was sent. Ask for less, or give the pattern more constants."
        )


class WorkerDied(EngineError):
    """The process that evaluated the query ended before it had an answer."""


class EngineBusy(EngineError):
    """No worker came free in time."""


class EngineClosed(EngineError):
    """The engine was shut down, or could not be started."""
