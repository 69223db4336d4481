"""Policy: the endpoints that an operator lists, and the most that queries may ask of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aifkg.engine import Bounds
from aifkg.federation.endpoint import Endpoint
from aifkg.federation.errors import ServiceRefused

# An answer of the most rows, three columns wide, takes half of it (measured: 0.3 s to cut).
_MOST_CHARACTERS = 2 << 20


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may be asked, for how long in s, how much of an answer is taken, and by how many queries.

    The last is for each process that serves: with the calls of a query it bounds the connections
    and the bytes that are held there.
    """

    endpoints: tuple[Endpoint, ...] = ()
    timeout: float = 3.0
    most_rows: int = 10_000
    most_values: int = _MOST_CHARACTERS // len("UNDEF ")
    most_bytes: int = 4 << 20
    most_calls: int = 4
    most_at_once: int = 4
    most_waiting: int = 16

    @classmethod
    def of(cls, entries: Iterable[str], *, timeout: float = 3.0) -> Policy:
        """Return the policy of an operator's list; raise ValueError naming entry and rule."""
        return cls(tuple(Endpoint.listed(entry) for entry in entries), timeout)

    @property
    def bounds(self) -> Bounds:
        """The bounds of the engine that reads a query with the answers in it."""
        return Bounds(characters=_MOST_CHARACTERS) if self.endpoints else Bounds()

    def endpoint(self, iri: str) -> Endpoint:
        """Return the entry of the list that an IRI names; raise ServiceRefused where none does."""
        if not self.endpoints:
            raise ServiceRefused(
                "this server asks no other endpoint unless its operator lists the endpoint"
            )
        try:
            asked = Endpoint.read(iri)
        except ValueError as error:
            raise ServiceRefused(f"the IRI {error}") from None
        for listed in self.endpoints:
            if listed == asked:
                return listed
        raise ServiceRefused("the operator of this server has not listed it")
