"""The address at which a client reached this server; a Host header is hostile until it is read."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address

from fastapi import Request

from aifkg.web.place import prefix_of
from aifkg.web.problem import Problem

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(
    rf"(?:\[(?P<v6>[0-9A-Fa-f:.]{{2,45}})\]|(?P<name>{_LABEL}(?:\.{_LABEL})*\.?))"
    r"(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII,
)
_MOST_CHARACTERS = 253
_MOST_PORT = 65_535


def root(request: Request) -> str:
    """Return the URL of the site's root, with a slash; raise Problem where no host is named."""
    hosts = request.headers.getlist("host")
    if len(hosts) != 1 or not is_host(hosts[0]):
        given = f'"{hosts[0][:60]}"' if len(hosts) == 1 else f"{len(hosts)} of them"
        detail = f"The header Host is one host with or without a port, not {given}."
        raise Problem(400, "host", "The host is not valid", detail)
    path = f"{prefix_of(request.scope)}/"
    return str(request.base_url.replace(netloc=hosts[0].lower(), path=path))


def is_host(text: str) -> bool:
    """Whether a text is a name or an address of a host, with or without a port (RFC 9110, 7.2)."""
    match = _HOST.fullmatch(text)
    if match is None or int(match["port"] or 0) > _MOST_PORT:
        return False
    if match["v6"] is None:
        return len(match["name"]) <= _MOST_CHARACTERS
    try:
        IPv6Address(match["v6"])
    except AddressValueError:
        return False
    return True
