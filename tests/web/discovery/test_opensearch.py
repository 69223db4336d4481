"""OpenSearch: a browser that reads the description finds what it looks for."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import httpx

from tests.web.conftest import Running
from tests.web.test_sparql import problem

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"
# The lengths that OpenSearch 1.1, draft 6, allows.
MOST = {"ShortName": 16, "LongName": 48, "Description": 1024, "Tags": 256}


def read(client: httpx.Client, **headers: str) -> ET.Element:
    answer = client.get("/opensearch.xml", headers=headers)
    assert answer.headers["content-type"] == "application/opensearchdescription+xml"
    root = ET.fromstring(answer.content)
    assert root.tag == f"{SPACE}OpenSearchDescription"
    return root


def test_the_page_leads_to_the_description_and_that_to_answers(graph: httpx.Client) -> None:
    (link,) = re.findall(
        r'<link rel="search" type="([^"]+)"[^>]* href="([^"]+)">', graph.get("/").text
    )
    assert link == ("application/opensearchdescription+xml", "/opensearch.xml")
    addresses = {
        one.get("type"): one.get("template") or "" for one in read(graph).iter(f"{SPACE}Url")
    }
    assert {"text/html", "application/x-suggestions+json"} <= addresses.keys()
    for media_type, template in addresses.items():
        answer = graph.get(template.replace("{searchTerms}", "pharos"))
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == media_type


def test_texts_are_no_longer_than_may_be(graph: httpx.Client) -> None:
    root = read(graph)
    for name, most in MOST.items():
        assert 0 < len(root.findtext(f"{SPACE}{name}") or "") <= most


def test_addresses_are_those_the_client_used(server: Running) -> None:
    root = read(server.client, Host="data.example:8443")
    templates = [one.get("template") or "" for one in root.iter(f"{SPACE}Url")]
    assert all(template.startswith("http://data.example:8443/") for template in templates)
    hostile = server.client.get("/opensearch.xml", headers={"Host": '"><x'})
    problem(hostile, 400, "host")
