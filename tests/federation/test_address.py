"""Which addresses are public, and what a name that leads elsewhere comes to."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest

from aifkg.federation import ServiceFailed, ServiceRefused
from aifkg.federation.address import addresses, is_public, resolve
from aifkg.federation.endpoint import Endpoint

PRIVATE = """
0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1
2001:db8::1 2002:7f00:1:: 3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fec0::1 ff02::1
""".split()


@pytest.mark.parametrize("text", PRIVATE)
def test_an_address_of_a_special_kind_is_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700::1", "2a00::1"])
def test_other_addresses_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


def lead(entry: str, *found: str) -> list[str]:
    async def resolve(host: str, port: int) -> list[str]:
        return list(found)

    return asyncio.run(addresses(Endpoint.listed(entry), resolve))


def test_one_address_that_is_not_public_is_enough_to_refuse() -> None:
    assert lead("https://e.org/", "8.8.8.8", "2606:4700::1") == ["8.8.8.8", "2606:4700::1"]
    with pytest.raises(ServiceRefused, match=r"e\.org leads to 10\.0\.0\.1, which is no public"):
        lead("https://e.org/", "8.8.8.8", "10.0.0.1")
    with pytest.raises(ServiceRefused, match="leads to fe80::1,"):
        lead("https://e.org/", "fe80::1%eth0")


def test_a_host_that_is_marked_may_lead_to_a_private_address() -> None:
    assert lead("private:https://e.org/", "10.0.0.1") == ["10.0.0.1"]


def test_an_address_is_not_looked_up() -> None:
    assert lead("http://127.0.0.1/", "8.8.8.8") == ["127.0.0.1"]


def test_the_system_is_asked_for_a_name() -> None:
    assert set(asyncio.run(resolve("localhost", 80))) <= {"127.0.0.1", "::1"}
    with pytest.raises(ServiceRefused, match="localhost leads to "):
        asyncio.run(addresses(Endpoint.listed("http://localhost/"), resolve))


def test_a_name_that_leads_nowhere_is_a_failure() -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(ServiceFailed, match=r"the name e\.org leads to no address"):
        asyncio.run(addresses(Endpoint.listed("https://e.org/"), nowhere))
