"""Neighbours: counted by relation, then listed, for readers and for programs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import jsonschema
import pytest

from aifkg import build
from aifkg.names import BASE, TERM
from aifkg.share import Share
from aifkg.web.openapi import document
from tests import small
from tests.web.conftest import BROWSER, Running, running
from tests.web.test_sparql import problem

HUB, MANY = f"{BASE}id/place/hub", 450
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ODD = "<script>alert('x')</script> & more"
COMPUTED = "=1+1"
JSON = {"Accept": "application/json"}


def _spoke(number: int) -> str:
    iri = f"<{BASE}id/organisation/s{number}>"
    name = {7: ODD, 8: COMPUTED}.get(number, f"Spoke {number}")
    return (
        f"{iri} <{TERM}locatedIn> <{HUB}> .\n"
        f'{iri} <{LABEL}> "{name}"@en .\n'
        f"{iri} <{TYPE}> <{TERM}Organisation> .\n"
    )


TWINS = "".join(
    f"<{BASE}id/person/twin-{one}> <{TYPE}> <{TERM}Person> .\n"
    f'<{BASE}id/person/twin-{one}> <{LABEL}> "Twin"@en .\n'
    for one in "ab"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    quads += "".join(map(_spoke, range(MANY)))
    quads += f'<{HUB}> <{LABEL}> "Hub"@en .\n{TWINS}'
    with running(tmp_path_factory.mktemp("hub"), quads) as server:
        yield server


@pytest.fixture
def site(server: Running) -> httpx.Client:
    return server.client


def asked(site: httpx.Client, **given: str) -> Any:
    answer = site.get("/neighbours", params=given, headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.json()


def page(site: httpx.Client, address: str) -> str:
    answer = site.get(address, headers={"Accept": BROWSER})
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("of", ["Pharos", "ai-factory:pharos", f"{BASE}id/ai-factory/pharos"])
def test_a_thing_is_named_by_name_curie_or_iri(site: httpx.Client, of: str) -> None:
    found = asked(site, of=of)
    assert found["of"]["iri"] == f"{BASE}id/ai-factory/pharos"
    assert found["of"]["kind"] == "AI factory"
    assert found["total"] == sum(one["count"] for one in found["relations"]) > 0


@pytest.mark.parametrize("of", ["Pharos", "currency:EUR"])
def test_each_relation_leads_to_as_many_as_it_counts(site: httpx.Client, of: str) -> None:
    relations = asked(site, of=of)["relations"]
    assert len(relations) > 1
    for relation in relations:
        listed = site.get(relation["neighbours"]).json()
        assert listed["shown"] == len(listed["neighbours"]) == relation["count"]
        assert listed["relation"].items() <= relation.items()


def test_money_is_told_in_words_with_who_gives_it(site: httpx.Client) -> None:
    found = asked(site, of="Pharos", by="aif:Commitment/receiver")
    assert found["relation"]["kind"] == "commitment of money"
    told = found["neighbours"]
    assert any(re.search(r"\d euro", one["said"]) for one in told)
    assert "giver" in {other["at"] for one in told for other in one.get("others", ())}


def test_a_link_has_the_date_that_its_sentence_tells(site: httpx.Client) -> None:
    (wave, *_) = asked(site, of="Pharos", by="aif:selectedIn", direction="out")["neighbours"]
    assert re.fullmatch(r"was selected on \d+ \w+ \d{4} in", wave["said"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", wave["dates"][0])


def test_a_hub_is_listed_part_by_part_and_each_neighbour_once(site: httpx.Client) -> None:
    (relation,) = asked(site, of=HUB)["relations"]
    assert (relation["by"], relation["count"]) == ("aif:locatedIn", MANY)
    names: list[str] = []
    place = relation["neighbours"]
    for shown in (200, 200, 50):
        part = site.get(place).json()
        assert (part["shown"], part["after"]) == (shown, len(names))
        names += [one["label"] for one in part["neighbours"]]
        place = part.get("next")
    assert place is None
    assert len(set(names)) == len(names) == MANY


def test_the_page_of_a_hub_leads_through_all_of_them(site: httpx.Client) -> None:
    text = page(site, "/id/place/hub.html")
    (link,) = re.findall(r'href="([^"]+)" rel="nofollow">list them<', text)
    found: set[str] = set()
    for _ in range(3):
        part = page(site, unescape(link))
        found |= set(re.findall(r"/id/organisation/s\d+", part))
        (link, *_) = [*re.findall(r'<a href="([^"]+)" rel="next nofollow">', part), ""]
    assert not link
    assert len(found) == MANY


def test_pages_lead_from_a_thing_to_relations_to_neighbours(site: httpx.Client) -> None:
    text = page(site, "/id/ai-factory/pharos.html")
    (link,) = set(re.findall(r'<a href="([^"]+)" rel="nofollow">Neighbours</a>', text))
    overview = page(site, unescape(link))
    assert "<h1>Neighbours of" in overview
    links = re.findall(r'<li><a href="([^"]+)" rel="nofollow">', overview)
    assert len(links) > 5
    for link in links:
        listed = page(site, unescape(link))
        assert " in all" in listed
        assert '<ul class="members">' in listed


def test_relations_of_one_name_are_told_apart_by_what_they_lead_to(site: httpx.Client) -> None:
    text = page(site, "/neighbours?of=LUMI AI Factory")
    assert "is in</a> <small>1 (country)</small>" in text
    assert "is in</a> <small>1 (place)</small>" in text
    # Who gives money may be of any kind.
    assert "(commitment of money)" in text


def test_names_are_hostile_until_escaped(site: httpx.Client) -> None:
    listed = page(site, f"/neighbours?of={HUB}&by=aif:locatedIn&direction=in&after=200")
    listed += page(site, f"/neighbours?of={HUB}&by=aif:locatedIn&direction=in&after=400")
    listed += page(site, f"/neighbours?of={HUB}&by=aif:locatedIn&direction=in")
    assert "&lt;script&gt;" in listed
    assert "<script" not in listed
    refused = site.get("/neighbours", params={"of": f"{ODD}!"}, headers={"Accept": BROWSER})
    assert refused.status_code == 400
    assert "<script" not in refused.text


def test_tables_have_a_row_for_each(site: httpx.Client) -> None:
    given = {"of": "Pharos", "format": "csv"}
    counted = list(csv.DictReader(io.StringIO(site.get("/neighbours", params=given).text)))
    assert list(counted[0]) == ["by", "direction", "label", "kind", "count"]
    one = next(row for row in counted if row["by"] == "aif:hostedBy")
    given |= {"by": one["by"], "direction": one["direction"]}
    answer = site.get("/neighbours", params=given)
    assert answer.headers["content-type"].startswith("text/csv")
    listed = list(csv.DictReader(io.StringIO(answer.text)))
    assert list(listed[0]) == ["iri", "label", "kind", "said", "dates", "others"]
    assert len(listed) == int(one["count"])


def test_no_cell_of_a_table_is_computed(site: httpx.Client) -> None:
    given = {"of": HUB, "by": "aif:locatedIn", "direction": "in", "format": "csv"}
    bodies = [
        site.get("/neighbours", params={**given, "after": one}) for one in ("0", "200", "400")
    ]
    rows = [row for body in bodies for row in csv.DictReader(io.StringIO(body.text))]
    assert len(rows) == MANY
    assert [row["label"] for row in rows if COMPUTED in row["label"]] == [f"'{COMPUTED}"]


def test_a_name_of_several_things_lists_them(site: httpx.Client) -> None:
    answer = site.get("/neighbours", params={"of": "Twin"}, headers=JSON)
    found = problem(answer, 400, "parameter")
    assert [one["curie"] for one in found["candidates"]] == ["person:twin-a", "person:twin-b"]
    text = site.get("/neighbours", params={"of": "Twin"}, headers={"Accept": BROWSER}).text
    assert 'href="/neighbours?of=person%3Atwin-a" rel="nofollow"' in text


def test_a_name_of_nothing_lists_near_ones(site: httpx.Client) -> None:
    answer = site.get("/neighbours", params={"of": "Pharoz"}, headers=JSON)
    assert "Pharos" in str(problem(answer, 400, "parameter")["did_you_mean"])


def test_a_class_without_an_end_is_told_of_its_ends(site: httpx.Client) -> None:
    given = {"of": "Pharos", "by": "aif:Commitment"}
    found = problem(site.get("/neighbours", params=given, headers=JSON), 400, "parameter")
    assert "aif:Commitment/receiver" in str(found["did_you_mean"])


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({}, "of"),
        ({"of": ""}, "of"),
        ({"of": "   "}, "of"),
        ({"of": "x" * 10_000}, "of"),
        ({"of": "aif:AIFactory"}, "of"),
        ({"of": f"{TERM}hostedBy"}, "of"),
        ({"of": "http://e.org/<>"}, "of"),
        ({"of": "aif:<>"}, "of"),
        ({"of": "\x00"}, "of"),
        ({"of": "Pharos", "by": "nonsense"}, "by"),
        ({"of": "Pharos", "by": "http://e.org/p"}, "by"),
        ({"of": "Pharos", "by": "x" * 10_000}, "by"),
        ({"of": "Pharos", "by": "aif:Commitment/nothing"}, "by"),
        ({"of": "Pharos", "by": "aif:AIFactory"}, "by"),
        ({"of": "Pharos", "by": "aif:hostedBy"}, "direction"),
        ({"of": "Pharos", "by": "aif:hostedBy", "direction": "up"}, "direction"),
        ({"of": "Pharos", "bogus": "1"}, "bogus"),
        ({"of": "Pharos", "by": "aif:Commitment/giver", "direction": "out"}, "direction"),
        ({"of": "Pharos", "direction": "in"}, "by"),
        ({"of": "Pharos", "after": "200"}, "by"),
        ({"of": "Pharos", "by": "aif:hostedBy", "direction": "out", "after": "-1"}, "after"),
        ({"of": "Pharos", "by": "aif:hostedBy", "direction": "out", "after": "1e9"}, "after"),
        ({"of": "Pharos", "by": "aif:hostedBy", "direction": "out", "after": "9" * 99}, "after"),
        ({"of": "Pharos", "by": "aif:hostedBy", "direction": "out", "after": "٣"}, "after"),
    ],
    ids=lambda value: value if isinstance(value, str) else "&".join(value) or "nothing",
)
def test_what_breaks_a_rule_is_named(
    site: httpx.Client, given: dict[str, str], parameter: str
) -> None:
    answer = site.get("/neighbours", params=given, headers=JSON)
    found = problem(answer, 400, "parameter")
    assert found["parameter"] == parameter
    assert len(str(found["detail"])) < 700


def test_a_format_that_is_not_there_is_refused(site: httpx.Client) -> None:
    refused = site.get("/neighbours", params={"of": "Pharos", "format": "turtle"})
    problem(refused, 400, "parameter")
    headers = {"Accept": "image/png"}
    problem(site.get("/neighbours?of=Pharos", headers=headers), 406, "not-acceptable")


def test_behind_the_last_nothing_more_is_said_to_be(site: httpx.Client) -> None:
    given = {"of": HUB, "by": "aif:locatedIn", "direction": "in", "after": "999999999"}
    assert asked(site, **given)["shown"] == 0
    text = site.get("/neighbours", params=given, headers={"Accept": BROWSER}).text
    assert "Nothing more is linked" in text


def test_a_browser_that_asks_nothing_gets_the_form(site: httpx.Client) -> None:
    text = page(site, "/neighbours")
    assert '<input id="of" name="of"' in text
    assert 'role="alert"' not in text


def test_an_answer_that_a_client_holds_is_not_sent_again(site: httpx.Client) -> None:
    for accept in ("application/json", "text/csv", BROWSER):
        first = site.get("/neighbours?of=Pharos", headers={"Accept": accept})
        held = {"Accept": accept, "If-None-Match": first.headers["etag"]}
        assert site.get("/neighbours?of=Pharos", headers=held).status_code == 304


def test_links_lead_below_the_path_of_the_site(tmp_path_factory: pytest.TempPathFactory) -> None:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    folder = tmp_path_factory.mktemp("below")
    with running(folder, quads, AIFKG_ROOT_PATH="/aifkg") as server:
        found = asked(server.client, of="Pharos")
        assert found["of"]["page"] == "/aifkg/id/ai-factory/pharos"
        assert found["relations"][0]["neighbours"].startswith("/aifkg/neighbours?of=")
        text = page(server.client, "/aifkg/neighbours?of=Pharos")
        assert set(re.findall(r'href="(/[^/"]*)', text)) == {"/aifkg"}


def test_answers_are_what_their_description_says(site: httpx.Client) -> None:
    said = document()
    refs = {"components": said["components"], "$ref": "#/components/schemas/Relations"}
    jsonschema.validate(asked(site, of="Pharos"), refs)
    refs["$ref"] = "#/components/schemas/Neighbours"
    jsonschema.validate(asked(site, of="Pharos", by="aif:Commitment/receiver"), refs)
    jsonschema.validate(asked(site, of=HUB, by="aif:locatedIn", direction="in"), refs)


def test_crawlers_are_kept_away(site: httpx.Client) -> None:
    assert "Disallow: /neighbours\n" in site.get("/robots.txt").text
