"""What points at a thing by one relation, part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from aifkg import build
from aifkg.names import BASE, TERM
from aifkg.share import Share
from tests import small
from tests.web.conftest import BROWSER, running
from tests.web.test_sparql import problem

HUB, MANY = f"{BASE}id/place/hub", 450
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SPOKES = "".join(
    f"<{BASE}id/organisation/s{number}> <{TERM}locatedIn> <{HUB}> .\n"
    f'<{BASE}id/organisation/s{number}> <{LABEL}> "Spoke {number}"@en .\n'
    for number in range(MANY)
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    quads += SPOKES + f'<{HUB}> <{LABEL}> "Hub"@en .\n'
    with running(tmp_path_factory.mktemp("hub"), quads) as server:
        server.client.headers["Accept"] = BROWSER
        yield server.client


def test_the_page_of_a_hub_leads_to_all_that_point_at_it_part_by_part(site: httpx.Client) -> None:
    text = site.get("/id/place/hub.html").text
    (link,) = re.findall(r'href="([^"]+)" rel="nofollow">list all 450<', text)
    names: list[str] = []
    for _ in range(4):
        part = site.get(unescape(link)).text
        assert "450 in all" in part
        names += re.findall(r">(Spoke \d+)<", part)
        following = re.findall(r'<a href="([^"]+)" rel="next nofollow">', part)
        if not following:
            break
        link = following[0]
    assert len(names) == MANY == len(set(names))


def test_programs_get_a_part_as_results(site: httpx.Client) -> None:
    given = {"to": HUB, "by": "aif:locatedIn", "after": f"{BASE}id/organisation/s98"}
    found = site.get("/pointing", params=given, headers={"Accept": "text/csv"})
    assert found.text.splitlines() == [
        "thing,name",
        f"{BASE}id/organisation/s99,Spoke 99",
    ]


@pytest.mark.parametrize(
    "by", ["", "nonsense", "nope:x", "aif:located In", "http://e.org/<>", "x" * 5000]
)
def test_what_is_no_relation_is_told_so(site: httpx.Client, by: str) -> None:
    response = site.get("/pointing", params={"to": HUB, "by": by}, headers={"Accept": "*/*"})
    assert "parameter by" in str(problem(response, 400, "parameter")["detail"])


def test_nothing_points_is_said(site: httpx.Client) -> None:
    text = site.get("/pointing", params={"to": HUB, "by": "aif:hostedBy"}).text
    assert "Nothing more points there" in text


def test_names_are_hostile_until_escaped(site: httpx.Client) -> None:
    given = {"to": "http://e.org/x?a='b'&c", "by": "http://e.org/p", "after": "<script>"}
    assert "<script" not in site.get("/pointing", params=given).text
