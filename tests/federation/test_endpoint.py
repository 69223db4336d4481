"""One spelling of an endpoint, and none beside it."""

from __future__ import annotations

import pytest

from aifkg.federation import Policy, ServiceRefused
from aifkg.federation.endpoint import Endpoint

WIKIDATA = "https://query.wikidata.org/sparql"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (WIKIDATA, WIKIDATA),
        ("https://query.wikidata.org:443/sparql", WIKIDATA),
        ("http://e.org", "http://e.org/"),
        ("http://e.org:8080/a/b.c-d", "http://e.org:8080/a/b.c-d"),
        ("http://127.0.0.1:7878/query", "http://127.0.0.1:7878/query"),
        ("http://[::1]:7878/query", "http://[::1]:7878/query"),
        ("https://xn--mnchen-3ya.example/sparql", "https://xn--mnchen-3ya.example/sparql"),
        ("http://my_store:80/", "http://my_store/"),
    ],
)
def test_an_endpoint_is_read(text: str, shown: str) -> None:
    assert str(Endpoint.read(text)) == shown


FAULTS = {
    "": "does not start with http",
    "query.wikidata.org/sparql": "does not start with http",
    "ftp://e.org/": "does not start with http",
    "HTTPS://e.org/": "does not start with http",
    "file:///etc/passwd": "does not start with http",
    "https:/e.org/": "does not start with http",
    "https:///sparql": "no name in small ASCII",
    "https://user@e.org/": "names a user",
    "https://user:password@e.org/": "names a user",
    "https://e.org@127.0.0.1/": "names a user",
    "https://e.org/sparql?": "has a query string",
    "https://e.org/sparql?query=x": "has a query string",
    "https://e.org/sparql#": "has a fragment",
    "https://e.org/sparql/../x": "as a step of its path",
    "https://e.org/./sparql": "as a step of its path",
    "https://e.org/..": "as a step of its path",
    "https://e.org/%73parql": "has a percent-encoding",
    "https://e.org/sparql%00": "has a percent-encoding",
    "https://e%2eorg/": "has a percent-encoding",
    "https://E.org/": "no name in small ASCII",
    "https://e.org./": "no name in small ASCII",
    "https://.e.org/": "no name in small ASCII",
    "https://e..org/": "no name in small ASCII",
    "https://-e.org/": "no name in small ASCII",
    "https://m\u00fcnchen.example/": "no name in small ASCII",
    "https://e\uff0eorg/": "no name in small ASCII",
    "https://e.org\\@x/": "names a user",
    "https://e.org\\/": "no name in small ASCII",
    "https://e.org /": "no name in small ASCII",
    "https://e.org\n/": "no name in small ASCII",
    "https://" + "a." * 130 + "org/": "no name in small ASCII",
    "https://e.org/a b": "a URL cannot have there",
    "https://e.org/a\r\nHost: x": "a URL cannot have there",
    "https://e.org/a\\b": "a URL cannot have there",
    "https://e.org/\u00e9": "a URL cannot have there",
    "https://e.org:/": "has a port",
    "https://e.org:0/": "has a port",
    "https://e.org:080/": "has a port",
    "https://e.org:65536/": "has a port",
    "https://e.org:\u0661/": "has a port",
    "https://e.org:80:80/": "has a port",
    "http://2130706433/": "a number and no address",
    "http://127.1/": "a number and no address",
    "http://0x7f.0.0.1/": "a number and no address",
    "http://0177.0.0.1/": "a number and no address",
    "http://127.0.0.0x1/": "a number and no address",
    "http://[::ffff:127.0.0.1]/": "not in its usual form",
    "http://[::ffff:7f00:1]/": "an IPv4 address written as IPv6",
    "http://[0:0:0:0:0:0:0:1]/": "not in its usual form",
    "http://[fe80::1%eth0]/": "has a percent-encoding",
    "http://[::1/": "has a port",
}


@pytest.mark.parametrize(("text", "rule"), FAULTS.items(), ids=map(repr, FAULTS))
def test_another_spelling_is_refused_by_its_rule(text: str, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        Endpoint.read(text)
    with pytest.raises(ServiceRefused, match=f"the IRI .*{rule}"):
        Policy.of([WIKIDATA]).endpoint(text)


@pytest.mark.parametrize(
    "iri",
    [
        "http://query.wikidata.org/sparql",
        "https://query.wikidata.org/sparql/",
        "https://query.wikidata.org/",
        "https://query.wikidata.org/SPARQL",
        "https://query.wikidata.org:8443/sparql",
        "https://query.wikidata.org.e.org/sparql",
        "https://wikidata.org/sparql",
    ],
)
def test_what_is_near_an_entry_is_not_listed(iri: str) -> None:
    with pytest.raises(ServiceRefused, match="has not listed it"):
        Policy.of([WIKIDATA]).endpoint(iri)


def test_an_entry_allows_itself_with_its_port_written_out() -> None:
    policy = Policy.of(["http://e.org/a", WIKIDATA])
    assert str(policy.endpoint("https://query.wikidata.org:443/sparql")) == WIKIDATA


@pytest.mark.parametrize(
    ("entry", "may_be_private"),
    [
        ("http://e.org/", False),
        ("private:http://e.org/", True),
        ("http://10.0.0.1/", True),
        ("http://[::1]/", True),
    ],
)
def test_who_may_be_private_is_said_by_the_entry(entry: str, may_be_private: bool) -> None:
    assert Endpoint.listed(entry).may_be_private is may_be_private


def test_a_fault_in_the_list_names_entry_and_rule() -> None:
    with pytest.raises(ValueError, match=r'the endpoint "https://E\.org/" has a host that is no'):
        Policy.of([WIKIDATA, "https://E.org/"])


def test_the_empty_list_says_who_may_change_it() -> None:
    with pytest.raises(ServiceRefused, match="unless its operator lists the endpoint"):
        Policy().endpoint(WIKIDATA)
