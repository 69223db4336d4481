"""Who asks, by address and by what trusted proxies say."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.web.client import client_of

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32"), ip_network("2001:db8:ffff::/48")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.1"], "192.0.2.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["192.0.2.1"], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.1, 192.0.2.1"], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.1", "192.0.2.1"], "192.0.2.1"),
        ("10.0.0.1", ["192.0.2.1, 10.0.0.2"], "192.0.2.1"),
        ("127.0.0.1", ["192.0.2.1, 10.0.0.2", "10.0.0.3,10.0.0.4"], "192.0.2.1"),
        ("10.0.0.1", ["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
        ("10.0.0.1", ["10.0.0.9, 192.0.2.1, 10.0.0.2"], "192.0.2.1"),
        ("10.0.0.1", ["192.0.2.1:4711"], "192.0.2.1"),
        ("10.0.0.1", ["[2001:db8:1:2::1]:4711"], "2001:db8:1:2::/64"),
        ("10.0.0.1", ["2001:db8:1:2::1"], "2001:db8:1:2::/64"),
        ("2001:db8:ffff::1", ["192.0.2.1"], "192.0.2.1"),
        ("::ffff:10.0.0.1", ["::ffff:192.0.2.1"], "192.0.2.1"),
    ],
)
def test_the_client_is_the_last_whom_no_trusted_proxy_is(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert client_of(peer, forwarded, TRUSTED) == client


@pytest.mark.parametrize("junk", ["", " ", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "a" * 9_000])
def test_the_proxy_is_the_client_where_it_says_nothing_that_can_be_read(junk: str) -> None:
    assert client_of("10.0.0.1", [junk], TRUSTED) == "10.0.0.1"
    assert client_of("10.0.0.1", [f"192.0.2.1, {junk}"], TRUSTED) == "10.0.0.1"
    assert client_of("10.0.0.1", [f"{junk}, 192.0.2.1"], TRUSTED) == "192.0.2.1"


@pytest.mark.parametrize(
    ("peer", "client"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::6", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_an_ipv6_client_is_its_site(peer: str, client: str) -> None:
    assert client_of(peer, [], []) == client


@pytest.mark.parametrize("peer", ["", "/run/aifkg.sock", "testclient"])
def test_a_peer_without_an_address_goes_by_its_name(peer: str) -> None:
    assert client_of(peer, ["192.0.2.1"], TRUSTED) == peer


@given(st.lists(st.text(max_size=30), max_size=3))
def test_nothing_that_is_forwarded_is_a_fault_or_believed_from_anyone(forwarded: list[str]) -> None:
    assert client_of("192.0.2.1", forwarded, TRUSTED) == "192.0.2.1"
    assert client_of("10.0.0.1", forwarded, TRUSTED)
