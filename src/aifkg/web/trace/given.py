"""Given: what a form or an address asks, as texts that may be wrong; all of it is hostile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from aifkg.trace import address
from aifkg.trace.address import pairs, query, told
from aifkg.trace.question import Question

PATH = f"/{address.PATH}"


@dataclass(frozen=True, slots=True)
class Given:
    """The parameters of a trace; what is not given is empty."""

    start: str = ""
    others: tuple[str, ...] = ()
    k: str = ""
    n: str = ""
    order: str = ""
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    valid: str = ""
    undated: str = ""
    """ "no" where links without a date are left out."""
    detours: str = ""
    """ "yes" where detours are told."""
    only: tuple[str, ...] = ()

    @classmethod
    def read(cls, fields: Sequence[tuple[str, str]]) -> Given:
        """Return what fields say, the empty ones of a form left out."""

        def all_of(name: str) -> tuple[str, ...]:
            return tuple(value for field, value in fields if field == name and value.strip())

        def first(name: str) -> str:
            return next(iter(all_of(name)), "")

        return cls(
            first("from"),
            all_of("to"),
            first("k"),
            first("n"),
            first("order"),
            all_of("via"),
            all_of("avoid"),
            first("valid"),
            first("undated"),
            first("detours"),
            all_of("only"),
        )

    @classmethod
    def of(cls, question: Question, ends: Sequence[str] = ()) -> Given:
        """Return what asks a question; `ends` are the names of its things, if others than asked."""
        return cls.read(told(pairs(question, ends)))

    def address(self, format_: str = "") -> str:
        """Return where it is asked, with what differs from the defaults."""
        return f"{PATH}?{query([*self._pairs(), ('format', format_)])}"

    def changed(self, **to: str | tuple[str, ...]) -> str:
        """Return where the same is asked but for this."""
        # mypy does not see that each field gets a value of its own type.
        return replace(self, **to).address()  # type: ignore[arg-type]

    def _pairs(self) -> Iterator[tuple[str, str]]:
        yield "from", self.start
        yield from (("to", one) for one in self.others)
        yield from (("k", self.k), ("n", self.n), ("order", self.order))
        yield from (("via", one) for one in self.via)
        yield from (("avoid", one) for one in self.avoid)
        yield from (("only", one) for one in self.only)
        yield from (("valid", self.valid), ("undated", self.undated))
        yield "detours", self.detours


_ASKED = Question(("a", "b"))
K, N = str(_ASKED.k), str(_ASKED.n)
