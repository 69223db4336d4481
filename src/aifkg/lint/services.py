"""Services: other endpoints that a query asks, which takes leave."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from aifkg.engine import reading
from aifkg.engine.reading import word
from aifkg.engine.tokens import Token
from aifkg.lint.finding import Finding, Severity
from aifkg.lint.prologue import Prologue


@dataclass(frozen=True, slots=True)
class Service:
    """A SERVICE, and what says which endpoint it asks."""

    keyword: Token
    silent: Token | None
    endpoint: Token


def services(tokens: Sequence[Token]) -> list[Service]:
    """Return every SERVICE of a query, in its order, but one that is glued to a name.

    That one the gate refuses: nobody can say where the keyword ends.
    """
    found = []
    for i in reading.services(tokens):
        if word(tokens[i]) == "SERVICE":
            after = [*tokens[i + 1 : i + 3], tokens[i], tokens[i]]
            is_silent = word(after[0]) == "SILENT"
            endpoint = after[1] if is_silent else after[0]
            found.append(Service(tokens[i], after[0] if is_silent else None, endpoint))
    return found


def refused_services(
    text: str, found: Sequence[Service], prologue: Prologue, allowed: Collection[str]
) -> Iterator[Finding]:
    """Yield a finding for each SERVICE that asks what is not allowed."""
    for service in found:
        iri = prologue.iri(service.endpoint)
        if iri is None or iri not in allowed:
            asked = "an endpoint that it does not name" if iri is None else f"<{iri[:100]}>"
            detail = f"asks {asked}, which is not allowed here"
            yield Finding.at(
                text, service.keyword, "refused-service", detail, severity=Severity.ERROR
            )


def without_services(text: str, found: Sequence[Service]) -> str:
    """Return a query of the same length and structure in which each SERVICE is a GRAPH."""
    pieces, end = [], 0
    for service in found:
        pieces += [text[end : service.keyword.start], "GRAPH  "]
        end = service.keyword.end
        if service.silent is not None:
            pieces += [text[end : service.silent.start], "      "]
            end = service.silent.end
    return "".join((*pieces, text[end:]))
