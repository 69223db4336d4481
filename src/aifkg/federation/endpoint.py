"""Endpoint: an address that a SERVICE may ask, read in one spelling alone; knows no network.

What could be spelt in two ways, and so mean one thing to the list and another to whoever connects,
is refused in both.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS = {"http": 80, "https": 443}
_FOREIGN = {"?": "has a query string", "#": "has a fragment", "%": "has a percent-encoding"}
_PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[^/\]]*\]|[^/:]*)(?::(?P<port>[^/]*))?(?P<path>/.*)?",
    re.DOTALL,
)
_LABEL = "[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*")
_DOTS = re.compile(r"/\.\.?(?:/|$)")
# The last part of such a name makes it a number to a resolver: 127.1, 2130706433, 0x7f.1.
_NUMERIC = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A scheme, host, port and path; two are equal where these are."""

    scheme: str
    host: str
    port: int
    path: str
    may_be_private: bool = field(default=False, compare=False)

    @classmethod
    def read(cls, text: str) -> Endpoint:
        """Return the endpoint; raise ValueError with the rule that the text breaks."""
        for mark, rule in _FOREIGN.items():
            if mark in text:
                raise ValueError(rule)
        parts = _PARTS.fullmatch(text)
        if parts is None:
            raise ValueError("does not start with http:// or https://")
        if "@" in text.removesuffix(parts["path"] or ""):
            raise ValueError("names a user")
        scheme = parts["scheme"]
        port = _port(parts["port"]) if parts["port"] is not None else _PORTS[scheme]
        return cls(scheme, _host(parts["host"]), port, _path(parts["path"] or "/"))

    @classmethod
    def listed(cls, entry: str) -> Endpoint:
        """Return the endpoint of an operator's entry; raise ValueError naming entry and rule.

        An entry that starts with "private:" may stand at a private address, as one may that is
        an address itself.
        """
        text = entry.removeprefix("private:")
        try:
            found = cls.read(text)
        except ValueError as error:
            raise ValueError(f'the endpoint "{entry}" {error}') from None
        is_trusted = text != entry or found.address is not None
        return cls(found.scheme, found.host, found.port, found.path, is_trusted)

    @property
    def address(self) -> IPAddress | None:
        """The host where it is an address and no name."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        """The host as a Host header has it."""
        host = bracketed(self.host)
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def at(self, address: str) -> str:
        """Return the URL with an address in place of the name."""
        return f"{self.scheme}://{bracketed(address)}:{self.port}{self.path}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def bracketed(host: str) -> str:
    """Return a host as a URL has it."""
    return f"[{host}]" if ":" in host else host


def _host(text: str) -> str:
    if text.startswith("["):
        return _address(text[1:-1])
    if _NUMERIC.fullmatch(text):
        return _address(text)
    if len(text) > 253 or not _NAME.fullmatch(text):
        raise ValueError(
            "has a host that is no name in small ASCII letters, digits and inner hyphens; "
            "an international name is written as xn--..."
        )
    return text


def _address(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise ValueError("has a host that is a number and no address") from None
    if str(address) != text:
        raise ValueError(f"has an address that is not in its usual form, {address}")
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        raise ValueError("has an IPv4 address written as IPv6")
    return text


def _port(text: str) -> int:
    if not _PORT.fullmatch(text) or int(text) > 65_535:
        raise ValueError("has a port that is no number from 1 to 65535")
    return int(text)


def _path(text: str) -> str:
    if not _PATH.fullmatch(text):
        raise ValueError("has a character in its path that a URL cannot have there")
    if _DOTS.search(text):
        raise ValueError('has "." or ".." as a step of its path')
    return text
