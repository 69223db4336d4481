"""Answers: what was answered once, held within a bound of bytes for whoever asks the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from aifkg.engine import Dataset, Format, Request, Term

_OWN_BYTES = 1_000
"""What an answer takes beside its body, its key and the requests that lead to it, at least."""
_SHARE = 8
"""The part of the bound that one answer may take at most is one in so many."""


@dataclass(frozen=True, slots=True)
class Key:
    """What an answer depends on, beside the snapshot."""

    sparql: str
    formats: tuple[Format, ...]
    dataset: Dataset | None = None
    bindings: frozenset[tuple[str, Term]] = frozenset()
    coding: str = ""
    bom: bool = False

    @classmethod
    def of(cls, request: Request, *, bom: bool = False) -> Key:
        """Return the key of a request."""
        bindings = frozenset(request.bindings.items())
        return cls(request.sparql, request.formats, request.dataset, bindings, request.coding, bom)


@dataclass(eq=False, slots=True)
class Answer:
    """An answer as it is sent: its own headers, its body, and what is logged of it."""

    headers: Mapping[str, str]
    body: bytes
    rows: int
    head: bytes
    not_modified: bytes
    requests: list[bytes] = field(default_factory=list)

    @property
    def tag(self) -> str:
        """The entity tag, "" for an answer that is never the same twice."""
        return self.headers.get("ETag", "")


class Known(NamedTuple):
    """An answer as one request gets it: whether its client has it, and what is logged of it."""

    answer: Answer
    client_has_it: bool
    line: str


class Answers:
    """Answers of one snapshot, the ones asked for longest ago forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._held: OrderedDict[Key, Answer] = OrderedDict()
        self.by_request: dict[bytes, Known] = {}
        self.bytes = 0
        self.looked_up = 0
        self.hits = 0
        self.misses = 0
        self.evictions = 0

    def get(self, key: Key) -> Answer | None:
        """Return the answer that is held, or None."""
        answer = self._held.get(key)
        if answer is None:
            self.misses += 1
            return None
        self._held.move_to_end(key)
        self.hits += 1
        return answer

    def hold(self, key: Key, answer: Answer) -> None:
        """Hold an answer, and forget others until all fit; one that is too large is not held."""
        size = _size(key, answer)
        if size * _SHARE > self._most_bytes or key in self._held:
            return
        self._held[key] = answer
        self.bytes += size
        while self.bytes > self._most_bytes:
            self._forget()

    def lead(self, request: bytes, key: Key, known: Known) -> None:
        """Let these very bytes of a request lead to an answer, if that is held."""
        if self._held.get(key) is known.answer and request not in self.by_request:
            known.answer.requests.append(request)
            self.by_request[request] = known
            self.bytes += len(request) + _OWN_BYTES

    def _forget(self) -> None:
        key, answer = self._held.popitem(last=False)
        self.bytes -= _size(key, answer)
        for request in answer.requests:
            del self.by_request[request]
            self.bytes -= len(request) + _OWN_BYTES
        self.evictions += 1


def _size(key: Key, answer: Answer) -> int:
    return len(answer.body) + 2 * len(key.sparql) + _OWN_BYTES
