"""Answers: what was answered once, held within a bound of bytes for whoever asks the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from aifkg.engine import Dataset, Format, Request, Term

_OWN_BYTES = 1_000
"""What an answer takes beside its body, its key and the requests that lead to it, at least."""
_VALUE_BYTES = 64
_SHARE = 4
"""The part of the bound that one answer may take at most is one in so many."""
_MOST_REQUESTS = 64
"""Requests that may lead to one answer: a client can write the same one in ways without end."""


class Key(NamedTuple):
    """What an answer depends on, beside the snapshot."""

    sparql: str
    formats: tuple[Format, ...]
    dataset: Dataset | None = None
    bindings: frozenset[tuple[str, Term]] = frozenset()
    coding: str = ""
    as_quads: bool = False
    task: str = ""
    version: str = ""
    bom: bool = False

    @classmethod
    def of(cls, request: Request, *, version: str = "", bom: bool = False) -> Key:
        """Return the key of a request; `version` is what its tag names beside the snapshot."""
        return cls(
            request.sparql,
            request.formats,
            request.dataset,
            frozenset(request.bindings.items()),
            request.coding,
            request.as_quads,
            request.task,
            version,
            bom,
        )


@dataclass(eq=False, slots=True)
class Answer:
    """An answer as it is sent: its own headers, its body, and what is logged of it."""

    headers: Mapping[str, str]
    body: bytes
    rows: int | None
    head: bytes
    not_modified: bytes
    requests: list[bytes] = field(default_factory=list)
    is_wanted: bool = False

    @property
    def tag(self) -> str:
        """The entity tag, "" for an answer that is never the same twice."""
        return self.headers.get("ETag", "")


class Known(NamedTuple):
    """An answer as one request gets it: whether its client has it, and what is logged of it."""

    answer: Answer
    client_has_it: bool
    line: str
    page: str = ""
    """What it is counted as where it is the answer to no query."""


class Answers:
    """Answers of one snapshot, the ones asked for longest ago forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._held: OrderedDict[Key, Answer] = OrderedDict()
        self._by_request: dict[bytes, Known] = {}
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

    def page(self, key: Key) -> Answer | None:
        """Return a page that is held, or None; whoever makes it counts that it was missed."""
        return self._held.get(key)

    def known(self, request: bytes) -> Known | None:
        """Return what these very bytes of a request lead to, or None."""
        known = self._by_request.get(request)
        if known is not None:
            # Cheaper than to find its place by the key, which has to be hashed.
            known.answer.is_wanted = True
        return known

    def hold(self, key: Key, answer: Answer) -> None:
        """Hold an answer, and forget others until all fit; one that is too large is not held."""
        size = _size(key, answer)
        if size * _SHARE > self._most_bytes or key in self._held:
            return
        self._held[key] = answer
        self.bytes += size
        self._fit()

    def lead(self, request: bytes, key: Key, known: Known) -> None:
        """Let these very bytes of a request lead to an answer, if that is held."""
        answer = known.answer
        if self._held.get(key) is not answer or request in self._by_request:
            return
        if len(answer.requests) >= _MOST_REQUESTS:
            self._mislead(answer.requests.pop(0))
        answer.requests.append(request)
        self._by_request[request] = known
        self.bytes += _size_of_request(request, known)
        self._fit()

    def forget(self, key: Key) -> None:
        """Hold an answer no longer, where it is held."""
        if key in self._held:
            self._drop(key, self._held.pop(key))

    def _fit(self) -> None:
        while self.bytes > self._most_bytes:
            self._forget()

    def _forget(self) -> None:
        """Forget the answer asked for longest ago, as far as its key tells."""
        key, answer = self._held.popitem(last=False)
        if answer.is_wanted:
            answer.is_wanted = False
            self._held[key] = answer
            return
        self._drop(key, answer)
        self.evictions += 1

    def _drop(self, key: Key, answer: Answer) -> None:
        """Forget what is held no longer, and all that leads to it."""
        self.bytes -= _size(key, answer)
        for request in answer.requests:
            self._mislead(request)

    def _mislead(self, request: bytes) -> None:
        """Let the bytes of a request lead nowhere."""
        self.bytes -= _size_of_request(request, self._by_request.pop(request))


def _size(key: Key, answer: Answer) -> int:
    return len(answer.body) + 2 * len(key.sparql) + _size_of_values(key) + _OWN_BYTES


def _size_of_values(key: Key) -> int:
    """Return what the key of an answer takes beside the query: it may be more than all else."""
    graphs = (*key.dataset.default, *key.dataset.named) if key.dataset else ()
    values = (value for name, term in key.bindings for value in (name, term.value))
    return sum(_VALUE_BYTES + len(value) for value in (*graphs, *values))


def _size_of_request(request: bytes, known: Known) -> int:
    return len(request) + len(known.line) + _OWN_BYTES
