"""What the JSON-LD of a thing says over HTTP: the same as its Turtle, with keys that are served."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from aifkg import build
from aifkg.names import BASE
from aifkg.share import Share
from tests import small
from tests.web.conftest import is_tag_of, running
from tests.web.test_sparql import problem

THING = "/id/ai-factory/pharos"
ODD, NEWER = (f"{BASE}id/ai-factory/{name}" for name in ("odd", "newer"))
MORE = f"""\
<{ODD}> <http://www.w3.org/2000/01/rdf-schema#label> "</script>\\u2028\\u0001@id"@en .
<{ODD}> <https://w3id.org/aifkg/ontology#@type> <javascript:alert(1)> .
<{ODD}> <https://w3id.org/aifkg/ontology#partner> <label:x> .
<{ODD}> <https://schema.org/knows> _:b .
_:b <https://schema.org/name> "{"long " * 50_000}" .
<{NEWER}> <https://schema.org/about> <<( <http://e.org/a> <http://e.org/b> <http://e.org/c> )>> .
"""


@pytest.fixture(scope="module")
def quads() -> str:
    return build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8") + MORE


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, quads: str) -> Iterator[httpx.Client]:
    with running(tmp_path_factory.mktemp("site"), quads, AIFKG_CACHE_BYTES="0") as server:
        server.client.headers["X-Snapshot"] = server.sha256
        yield server.client


def statements(site: httpx.Client, name: str, ending: str, format_: RdfFormat) -> set[Quad]:
    """Return what a document says, its own IRI without the ending."""
    response = site.get(f"{name}.{ending}")
    assert response.status_code == 200, name
    own, other = NamedNode(f"{BASE}{name[1:]}.{ending}"), NamedNode(f"{BASE}document")
    return {
        Quad(other if one.subject == own else one.subject, one.predicate, one.object)
        for one in parse(response.content, format_)
    }


def test_each_iri_that_is_minted_says_in_json_ld_what_it_says_in_turtle(
    site: httpx.Client, quads: str
) -> None:
    minted = set(re.findall(rf"<{re.escape(BASE)}([^>#]+)", quads))
    served = {
        name for name in minted if re.fullmatch("(id|source|verdict|dispute|code)/.*[^/]", name)
    }
    served = {f"/{name}" for name in {*served, "ontology"} if f"{BASE}{name}" != NEWER}
    assert len(served) > 100
    for name in sorted(served - {ODD.removeprefix(BASE[:-1])}):
        as_json = statements(site, name, "jsonld", RdfFormat.JSON_LD)
        assert as_json == statements(site, name, "ttl", RdfFormat.TURTLE), name


@pytest.mark.parametrize("name", [THING, ODD.removeprefix(BASE[:-1]), "/ontology"])
def test_another_parser_reads_the_same_and_opens_no_connection(
    site: httpx.Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_json, turtle = (site.get(f"{name}.{ending}").text for ending in ("jsonld", "ttl"))

    def refused(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refused)
    found = Graph().parse(data=as_json, format="json-ld")
    expected = Graph()
    own, other = (URIRef(f"{BASE}{name[1:]}.{ending}") for ending in ("ttl", "jsonld"))
    for subject, predicate, value in Graph().parse(data=turtle, format="turtle"):
        expected.add((other if subject == own else subject, predicate, value))
    assert len(found) > 3
    assert isomorphic(found, expected)


def test_the_thing_is_at_the_root_with_what_a_reader_wants(site: httpx.Client) -> None:
    content = site.get(f"{THING}.jsonld").json()
    assert content["id"] == BASE + THING[1:]
    assert content["label"] == "Pharos"
    assert "AIFactory" in content["type"]
    assert content["hostedBy"]["label"]
    assert "Organisation" in content["hostedBy"]["type"]
    assert content["document"]["id"] == f"{content['id']}.jsonld"
    assert content["document"]["seeAlso"] == [f"{content['id']}.trig"]
    assert all(one["label"] for one in content["partner"])


def test_a_dispute_has_its_values_its_rule_and_its_units_by_name(
    site: httpx.Client, quads: str
) -> None:
    disputed = set(re.findall(rf"ontology#onSubject> <{re.escape(BASE)}(id/[^>]+)> \.", quads))
    assert disputed
    found = [site.get(f"/{name}.jsonld").json() for name in sorted(disputed)]
    disputes = [one for content in found for one in content.get("disputes", ())]
    assert disputes
    for dispute in disputes:
        assert all(rule["label"] for rule in dispute["resolvedBy"])
        assert all(
            one["locator"] for value in dispute["disputedValue"] for one in value["statedBy"]
        )
        units = [unit for one in dispute["disputedValue"] for unit in one.get("statedUnit", ())]
        assert all(unit["label"] for unit in units)


def test_a_source_has_its_passages_by_their_places(site: httpx.Client, quads: str) -> None:
    passage = re.findall(rf"<({re.escape(BASE)}(source/[^>#]+)#[^>]+)> <[^>]+#passageOf>", quads)[0]
    content = site.get(f"/{passage[1]}.jsonld").json()
    by_key = [one for name, one in content.items() if name != "included" and isinstance(one, list)]
    passages = next(
        found
        for found in (*by_key, *content.get("@reverse", {}).values())
        if passage[0] in [one["id"] for one in found if isinstance(one, dict) and "id" in one]
        and "type" in found[0]
    )
    assert all(one["locator"] and one["type"] == ["Passage"] for one in passages)


def test_its_keys_are_those_of_the_context_that_is_served(site: httpx.Client) -> None:
    whole = site.get("/context.jsonld").json()["@context"]
    used = site.get(f"{THING}.jsonld").json()["@context"]
    assert used.items() <= whole.items()
    assert whole["hostedBy"] == {"@id": "aif:hostedBy", "@type": "@id"}


@pytest.mark.parametrize("path", [f"{THING}.jsonld", "/context.jsonld"])
def test_a_client_is_told_what_it_is_and_spared_what_it_holds(
    site: httpx.Client, path: str
) -> None:
    whole = {"Accept-Encoding": "identity"}
    first = site.get(path, headers=whole)
    assert first.headers["content-type"] == "application/ld+json"
    assert first.headers["access-control-allow-origin"] == "*"
    assert is_tag_of(first.headers["etag"], site.headers["x-snapshot"], "keys.jsonld")
    head = site.head(path, headers=whole)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(first.content))
    again = site.get(path, headers={**whole, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_json_ld_cannot_carry_is_said_to_be_so(site: httpx.Client) -> None:
    name = NEWER.removeprefix(BASE[:-1])
    content = problem(site.get(f"{name}.jsonld"), 406, "not-representable")
    assert "JSON-LD" in str(content["detail"])
    assert site.get(f"{name}.nq").status_code == 200


def test_data_is_only_text_in_it(site: httpx.Client) -> None:
    content = site.get(f"{ODD.removeprefix(BASE[:-1])}.jsonld").json()
    assert content["@context"]["id"] == "@id"
    assert "label" not in content["@context"]
    assert content[f"{BASE}ontology#@type"] == {"id": "javascript:alert(1)"}


def test_the_context_takes_no_other_method(site: httpx.Client) -> None:
    problem(site.post("/context.jsonld"), 405, "method-not-allowed")


def test_a_page_has_the_thing_in_the_words_of_schema_org(site: httpx.Client) -> None:
    response = site.get(f"{THING}.html")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text)
    content = json.loads(block)
    assert (content["@type"], content["name"]) == ("Organization", "Pharos")
    assert content["@id"] == content["url"] == BASE + THING[1:]
    assert "script-src" not in response.headers["content-security-policy"]


def test_a_label_that_would_end_the_script_is_in_it_all_the_same(site: httpx.Client) -> None:
    text = site.get(f"{ODD.removeprefix(BASE[:-1])}.html").text
    assert text.count("<script") == text.count("</script>") == 1
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert json.loads(block)["name"] == "</script>\u2028\u0001@id"
