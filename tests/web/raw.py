"""A connection to the server on which requests are written by hand."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit

_TIMEOUT_S = 40.0
_REST_AFTER = 1 << 20


@dataclass(frozen=True)
class Answer:
    """An answer as it came: its headers by name in lower case, each once."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connection:
    """A connection that is kept; on Linux each source in 127.0.0.0/8 is another client."""

    def __init__(self, address: str, source: str = "") -> None:
        parts = urlsplit(address)
        self._host = f"{parts.hostname}:{parts.port}"
        self._socket = socket.create_connection(
            (parts.hostname, parts.port), _TIMEOUT_S, source_address=(source, 0)
        )
        self._received = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._socket.close()

    def request(self, target: str, method: str = "GET", **headers: str) -> bytes:
        """Return the bytes of a request; an underscore in a header's name is a hyphen."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self._host}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def get(self, target: str, **headers: str) -> Answer:
        self.send(self.request(target, **headers))
        return self.answer()

    def answer(self, *, has_body: bool = True, pause: float = 0.0) -> Answer:
        """Read the next answer, resting after each mebibyte of its body."""
        while b"\r\n\r\n" not in self._received:
            self._receive()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        named = [line.split(": ", 1) for line in lines]
        headers = {name.lower(): value for name, value in named}
        assert len(headers) == len(named), lines
        size = int(headers.get("content-length", 0)) if has_body else 0
        parts = [self._received]
        missing, read = size - len(self._received), 0
        while missing > 0:
            part = self._part()
            parts.append(part)
            missing -= len(part)
            read += len(part)
            if pause and read > _REST_AFTER:
                time.sleep(pause)
                read = 0
        self._received = b"".join(parts)
        body, self._received = self._received[:size], self._received[size:]
        return Answer(int(first.split()[1]), headers, body)

    def has_answer(self) -> bool:
        """Whether anything has come that was not read yet."""
        return bool(self._received or select.select([self._socket], [], [], 0)[0])

    def is_closed(self) -> bool:
        """Whether the server ends the connection, having sent nothing more."""
        return not self._received and self._socket.recv(1) == b""

    def _receive(self) -> None:
        self._received += self._part()

    def _part(self) -> bytes:
        part = self._socket.recv(1 << 16)
        if not part:
            raise ConnectionResetError(self._received[:80])
        return part


def target(**parameters: str | list[str]) -> str:
    """Return the endpoint's path with parameters; an underscore in a name is a hyphen."""
    pairs = [
        (name.replace("_", "-"), value)
        for name, values in parameters.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    return "/sparql?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
