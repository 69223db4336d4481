"""Turns: who waits, taken from each client in turn, so that none waits behind another's many."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Generic, Protocol, TypeVar


class Waiting(Protocol):
    """What waits for a client."""

    @property
    def client(self) -> str:
        """For whom it waits."""


T = TypeVar("T", bound=Waiting)


class Turns(Generic[T]):
    """A line of all clients, and a line of what waits for each."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[T]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def push(self, one: T) -> None:
        """Put one behind those of its client."""
        self._clients.setdefault(one.client, deque()).append(one)
        self._length += 1

    def pop(self) -> T:
        """Take the first of the client whose turn it is; raise KeyError where none waits."""
        client, line = self._clients.popitem(last=False)
        one = line.popleft()
        if line:
            self._clients[client] = line
        self._length -= 1
        return one

    def remove(self, one: T) -> None:
        """Take one out; raise ValueError where it is not in the line."""
        line = self._clients.get(one.client, deque())
        line.remove(one)
        if not line:
            del self._clients[one.client]
        self._length -= 1

    def greediest(self, than: str) -> T | None:
        """Return the last one of the client with most, if those are two more than another has."""
        line = max(self._clients.values(), key=len, default=deque())
        return line[-1] if len(line) > len(self._clients.get(than, ())) + 1 else None
