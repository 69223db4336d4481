"""Codes: a scheme lists its codes, a code names its scheme and where it is used."""

from __future__ import annotations

import re

import httpx
from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

from aifkg.names import BASE

SCHEME = URIRef(f"{BASE}code/status")


def test_a_scheme_lists_its_codes_with_what_they_mean(graph: httpx.Client) -> None:
    text = graph.get("/code/status", follow_redirects=True).text
    assert "How an AI factory comes by its machine." in text
    assert set(re.findall(r'href="/code/status/(\w+)"', text)) == {"new", "upgrade", "associated"}
    assert "The factory gets a newly bought AI-optimised supercomputer." in text


def test_a_code_names_its_scheme_the_others_of_it_and_its_uses(graph: httpx.Client) -> None:
    text = graph.get("/code/status/new", follow_redirects=True).text
    assert 'A code of <a href="/code/status">status of an AI factory</a>.' in text
    assert '<a href="/code/status/upgrade">upgrade</a>' in text
    assert 'href="/id/ai-factory/' in text


def test_the_document_of_a_scheme_has_all_of_its_codes(graph: httpx.Client) -> None:
    found = Graph().parse(data=graph.get("/code/status.ttl").text, format="turtle")
    codes = set(found.subjects(SKOS.inScheme, SCHEME))
    assert len(codes) == 3
    assert all((one, SKOS.definition, None) in found for one in codes)
