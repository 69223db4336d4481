"""The client: who asks, by address; what proxies say of it is believed from trusted ones alone."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aifkg.web.settings import Network

_SITE = 64
"""Bits of an IPv6 address that name a site: within it one user has addresses without number."""


def client_of(peer: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """Return the client behind a connection, as an address, or a network for IPv6.

    `forwarded` are the values of X-Forwarded-For, in order. The last address that no trusted proxy
    has is the client; before it, anyone may have written anything.
    """
    address = _address(peer)
    for hop in reversed([part for value in forwarded for part in value.split(",")]):
        if address is None or not any(address in network for network in trusted):
            break
        further = _address(hop)
        if further is None:
            break
        address = further
    return _site(address) if address is not None else peer


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, with or without a port, or None."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _site(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, _SITE), strict=False))
