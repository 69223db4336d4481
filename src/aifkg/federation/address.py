"""Address: where a host's name leads, looked up once, and whether that is a public place."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

from aifkg.federation.endpoint import Endpoint, IPAddress
from aifkg.federation.errors import ServiceFailed, ServiceRefused

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Returns the addresses of a name, the one to try first in front; raises OSError."""

# What is not for everyone and is not all known to the standard library: carriers, relays,
# documentation, and IPv4 in the clothes of IPv6.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in "100.64.0.0/10 192.0.0.0/24 192.88.99.0/24 2001::/23 2002::/16 3fff::/20".split()
)
_PUBLIC_6 = ipaddress.ip_network("2000::/3")


def is_public(address: IPAddress) -> bool:
    """Whether an address is one that anybody on the internet may reach."""
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if address.version == 6 and address not in _PUBLIC_6:
        return False
    return not any(address in network for network in _SPECIAL)


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as the system gives them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


async def addresses(endpoint: Endpoint, resolve: Resolve) -> list[str]:
    """Return the addresses to ask; raise ServiceRefused where one of them is not public."""
    if endpoint.address is not None:
        return [endpoint.host]
    try:
        found = await resolve(endpoint.host, endpoint.port)
    except (OSError, UnicodeError):
        raise ServiceFailed(f"the name {endpoint.host} leads to no address") from None
    for text in found:
        # A zone, as in fe80::1%eth0, is no part of the address.
        address = ipaddress.ip_address(text.partition("%")[0])
        if not endpoint.may_be_private and not is_public(address):
            raise ServiceRefused(
                f"{endpoint.host} leads to {address}, which is no public address; its operator "
                'may list it as "private:..."'
            )
    return found
