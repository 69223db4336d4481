"""Links to what is computed: no crawler is sent after answers without end."""

from __future__ import annotations

import re

import httpx
import pytest

PAGES = [
    "",
    "sparql?query=SELECT+*+%7B+%3Fs+a+%3Chttps%3A%2F%2Fw3id.org%2Faifkg%2Fontology%23Country%3E+%7D",
    "query/factories",
    "query/about",
    "id/ai-factory/pharos.html",
    "ontology.html",
    "find?q=greece",
    "find?q=zzqqxx",
]
COMPUTED = re.compile(r"/(?:sparql|trace|find|as-of|rdf-graphs)\b|/query/[^?]*\?")


@pytest.mark.parametrize("path", PAGES)
def test_no_crawler_follows_what_is_computed(graph: httpx.Client, path: str) -> None:
    text = graph.get(f"/{path}").text
    links = re.findall(r"<a ([^>]*)>", text)
    for attributes in links:
        (address,) = re.findall(r'href="([^"]*)"', attributes)
        if COMPUTED.match(address):
            assert 'rel="nofollow"' in attributes, address


def test_there_are_such_links_on_most_pages(graph: httpx.Client) -> None:
    pages = [graph.get(f"/{path}").text for path in PAGES]
    assert sum(bool(re.search(r'rel="nofollow"', text)) for text in pages) >= len(pages) - 2
