"""GET /trace: formats, tags, errors that name value, rule and place, limits, past days."""

from __future__ import annotations

import asyncio
import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import jsonschema
import pytest

from aifkg import build
from aifkg.names import BASE
from aifkg.share import Share
from aifkg.trace import from_json
from aifkg.trace.formats import FORMATS
from tests import small
from tests.web.conftest import SOURCE, running
from tests.web.test_sparql import problem

ASKED = {"from": "person:henna-virkkunen", "to": "ai-factory:lumi"}
HOSTILE = "https://example.org/x/..%22;%0D%0Aä'()" + "é9" * 200
SCHEMA = json.loads((Path(SOURCE) / "aifkg" / "trace" / "trace.schema.json").read_text())


def as_json(client: httpx.Client, **more: Any) -> httpx.Response:
    return client.get("/trace.json", params={**ASKED, **more}, headers={"Accept": "*/*"})


def test_the_json_is_that_of_the_schema_and_of_the_snapshot(graph: httpx.Client) -> None:
    answer = as_json(graph)
    assert answer.headers["content-type"] == "application/json"
    said = answer.json()
    jsonschema.validate(said, SCHEMA)
    assert said["paths"]
    assert said["snapshot"] in graph.get("/version").text


def test_the_same_is_found_as_in_python(graph: httpx.Client) -> None:
    here = small.graph().trace(*ASKED.values())
    there = from_json(as_json(graph).json())
    assert there.paths == here.paths
    assert there.explanation == here.explanation


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
def test_each_format_is_had_by_ending_by_name_and_by_accept(
    format_: object, graph: httpx.Client
) -> None:
    media_type, name, ending = (
        getattr(format_, one) for one in ("media_type", "name", "extension")
    )
    plain = {"Accept-Encoding": "identity"}
    ways = [
        graph.get(f"/trace.{ending}", params=ASKED, headers=plain),
        graph.get("/trace", params={**ASKED, "format": name}, headers=plain),
        graph.get("/trace", params=ASKED, headers={**plain, "Accept": media_type}),
    ]
    assert [one.status_code for one in ways] == [200] * 3, ways[0].text
    assert {one.headers["content-type"].partition(";")[0] for one in ways} == {media_type}
    assert len({one.content for one in ways}) == 1
    assert len({one.headers["etag"] for one in ways}) == 1


def test_who_holds_it_is_spared_it_and_head_is_get_without_a_body(graph: httpx.Client) -> None:
    plain = {"Accept-Encoding": "identity"}
    first = graph.get("/trace.json", params=ASKED, headers=plain)
    held = {**plain, "If-None-Match": first.headers["etag"]}
    again = graph.get("/trace.json", params=ASKED, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    head = graph.head("/trace.json", params=ASKED, headers=plain)
    assert (head.headers["etag"], head.content) == (first.headers["etag"], b"")
    assert head.headers["content-length"] == str(len(first.content))


def test_the_page_has_the_paths_the_picture_and_the_sources(graph: httpx.Client) -> None:
    answer = graph.get("/trace", params=ASKED)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    text = answer.text
    for one in ("Henna Virkkunen", "<svg", 'id="source-1"', "Permalink", "BibTeX", "format=json"):
        assert one in text
    assert "<script" not in text
    assert len(text) < 60_000


def test_the_page_without_a_question_is_the_form(graph: httpx.Client) -> None:
    text = graph.get("/trace").text
    assert '<form class="ask-trace"' in text
    assert "Mario Draghi" in text
    assert 'type="checkbox" name="only" value="money">' in text


def test_only_what_is_checked_is_walked(graph: httpx.Client) -> None:
    page = graph.get("/trace", params={**ASKED, "only": ["people", "places"], "n": "8"})
    assert page.status_code == 200
    assert 'name="only" value="people" checked>' in page.text
    said = as_json(graph, only=["people", "places"], n="8").json()
    assert said["question"]["only"] == ["people", "places"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"from": ""}, ['from is ""']),
        ({"to": ""}, ['to is ""']),
        ({"to": "Lummi"}, ['to is "Lummi"', "Did you mean"]),
        ({"to": ASKED["from"]}, ["the same thing"]),
        ({"k": "0"}, ['k is "0"', "1 to 50"]),
        ({"k": "51"}, ['k is "51"', "1 to 50"]),
        ({"n": "99"}, ['n is "99"', "1 to 8"]),
        ({"n": "four"}, ['n is "four"', "whole number"]),
        ({"n": "٣"}, ["whole number"]),
        ({"order": "random"}, ['order is "random"', "specific or shortest"]),
        ({"valid": "0000"}, ['valid is "0000"']),
        ({"valid": "2024-13"}, ['valid is "2024-13"']),
        ({"undated": "maybe"}, ['undated is "maybe"']),
        ({"avoid": ["country"] * 101}, ["avoid", "at most 100"]),
        ({"via": ["country"] * 4}, ["via", "at most 3"]),
        ({"only": "ai-factory:lumi"}, ["only is", "people"]),
        ({"only": "people", "avoid": "people"}, ["only is", "avoid leaves out"]),
        ({"avoid": "person:henna-virkkunen"}, ["avoid is", "an end"]),
        ({"detours": "1"}, ['detours is "1"', "yes"]),
        ({"via": "x" * 600}, ["via", "at most 500"]),
        ({"to": [f"place:p{number}" for number in range(6)]}, ["2 to 6 things"]),
        ({"steps": "4"}, ["no parameter", "steps"]),
        ({"k": ["1", "2"]}, ["stands 2 times"]),
        ({"timeout": "-1"}, ["timeout"]),
        ({"to": "\x00"}, ["to is"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_parameter_at_fault_is_named_with_its_rule(
    more: dict[str, Any], words: list[str], graph: httpx.Client
) -> None:
    answer = as_json(graph, **more)
    said = problem(answer, 400, "parameter")
    for word in words:
        assert word in said["detail"]
    page = graph.get("/trace", params={**ASKED, **more})
    assert page.status_code == 400
    assert '<form class="ask-trace"' in page.text


def test_no_path_says_why_and_what_to_ask(graph: httpx.Client) -> None:
    said = as_json(graph, n=1).json()
    assert said["paths"] == []
    assert said["explanation"]["needed_steps"] > 1
    again = as_json(graph, n=said["explanation"]["needed_steps"]).json()
    assert again["paths"]


def test_a_format_that_there_is_not_is_refused(graph: httpx.Client) -> None:
    assert (
        "graphml"
        in problem(
            graph.get("/trace.pdf", params=ASKED, headers={"Accept": "*/*"}), 400, "parameter"
        )["detail"]
    )
    answer = graph.get("/trace", params=ASKED, headers={"Accept": "image/png"})
    assert "application/gexf+xml" in problem(answer, 406, "not-acceptable")["detail"]


def test_hostile_names_stay_text(graph: httpx.Client) -> None:
    name = '"><script>alert(1)</script>'
    answer = graph.get("/trace", params={"from": name, "to": name + "2"})
    assert answer.status_code == 400
    assert "<script" not in answer.text


def test_the_table_has_a_row_for_each_piece_of_evidence(graph: httpx.Client) -> None:
    text = graph.get("/trace.csv", params=ASKED).text
    rows = list(csv.DictReader(io.StringIO(text)))
    said = as_json(graph).json()
    steps = [step for path in said["paths"] for step in path["steps"]]
    stated = [one["passage"] for step in steps for one in step["evidence"]]
    derived = [one["iri"] for step in steps for one in step["rules"]]
    assert stated
    assert sorted(row["passage"] for row in rows if row["passage"]) == sorted(stated)
    assert sorted(row["rule"] for row in rows if row["rule"]) == sorted(derived)


def test_a_mark_for_excel_goes_with_csv_alone(graph: httpx.Client) -> None:
    plain = graph.get("/trace.csv", params={**ASKED, "bom": "0"})
    marked = graph.get("/trace.csv", params={**ASKED, "bom": "1"})
    assert marked.content == codecs.BOM_UTF8 + plain.content
    assert marked.headers["etag"] != plain.headers["etag"]
    held = {"If-None-Match": plain.headers["etag"]}
    assert graph.get("/trace.csv", params={**ASKED, "bom": "1"}, headers=held).status_code == 200
    for name in ("json", "svg", "html"):
        answer = graph.get("/trace", params={**ASKED, "format": name, "bom": "1"})
        assert answer.status_code == 400
        assert "goes with format=csv alone" in answer.text
    odd = graph.get("/trace.csv", params={**ASKED, "bom": "yes"}, headers={"Accept": "*/*"})
    said = problem(odd, 400, "parameter")
    assert said["detail"] == 'The parameter bom is 0 or 1, not "yes".'


@pytest.mark.parametrize("ending", [*(one.extension for one in FORMATS), "svg"])
def test_what_is_saved_is_called_by_its_ends(ending: str, graph: httpx.Client) -> None:
    saved = graph.get(f"/trace.{ending}", params=ASKED).headers["content-disposition"]
    assert saved == f'inline; filename="trace-henna-virkkunen-lumi.{ending}"'


def test_a_page_is_called_nothing(graph: httpx.Client) -> None:
    assert "content-disposition" not in graph.get("/trace", params=ASKED).headers


def test_the_citation_leads_back_to_the_same_answer(graph: httpx.Client) -> None:
    text = graph.get("/trace.txt", params=ASKED).text
    (address,) = {word.strip("<>.,") for word in text.split() if word.startswith(f"{BASE}trace?")}
    path = address.removeprefix(BASE)
    again = graph.get("/" + path + "&" + urlencode({"format": "sentences"}))
    assert again.text == text


def test_a_link_to_another_snapshot_is_told_that_this_is_not_it(graph: httpx.Client) -> None:
    snapshot = as_json(graph).json()["snapshot"]
    same = graph.get("/trace", params={**ASKED, "snapshot": snapshot}).text
    other = graph.get("/trace", params={**ASKED, "snapshot": "0" * 64}).text
    assert f"snapshot={snapshot}" in same
    assert "may differ" not in same
    assert "The link asks the graph 000000000000;" in other


def test_sixteen_at_once_get_the_same_as_one_alone(graph: httpx.Client) -> None:
    alone = as_json(graph).content

    async def all_at_once() -> list[bytes]:
        async with httpx.AsyncClient(base_url=graph.base_url, timeout=40) as client:
            asked = (client.get("/trace.json", params=ASKED) for _ in range(16))
            return [answer.content for answer in await asyncio.gather(*asked)]

    assert set(asyncio.run(all_at_once())) == {alone}


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of the small graph in which two things have one name."""
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    for thing in ("ai-factory/lumi", "supercomputer/lumi"):
        quads += f'<{BASE}id/{thing}> <http://www.w3.org/2004/02/skos/core#altLabel> "Twin"@en .\n'
    with running(tmp_path_factory.mktemp("twins"), quads) as server:
        yield server.client


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of the small graph in which a factory has a hostile IRI."""
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    spoilt = quads.replace(f"<{BASE}id/ai-factory/lumi>", f"<{HOSTILE}>")
    with running(tmp_path_factory.mktemp("hostile"), spoilt) as server:
        yield server.client


def test_no_name_of_a_thing_leads_out_of_the_name_of_a_file(hostile: httpx.Client) -> None:
    answer = hostile.get("/trace.csv", params={**ASKED, "to": HOSTILE})
    saved = re.fullmatch(
        r'inline; filename="(trace-henna-virkkunen-[A-Za-z0-9-]+\.csv)"',
        answer.headers["content-disposition"],
    )
    assert saved is not None
    assert len(saved[1]) <= 124


def test_an_ambiguous_name_lists_what_it_may_mean(twins: httpx.Client) -> None:
    said = problem(as_json(twins, to="Twin"), 400, "parameter")
    assert said["parameter"] == "to"
    assert [one["curie"] for one in said["candidates"]] == ["ai-factory:lumi", "supercomputer:lumi"]
    text = twins.get("/trace", params={**ASKED, "to": "Twin", "format": "html"}).text
    assert "supercomputer:lumi" in text


def test_an_ambiguous_name_leads_to_the_same_trace_of_each_thing(twins: httpx.Client) -> None:
    asked = {**ASKED, "to": "Twin", "n": "3", "format": "html"}
    text = twins.get("/trace", params=asked).text
    assert "“Twin” names several things; which is meant?" in text
    links = re.findall(r'<li><a href="([^"]+)" rel="nofollow">[^<]+</a> <small>\(', text)
    assert [unescape(one).rpartition("&n=3")[0] for one in links] == [
        f"/trace?{urlencode({'from': ASKED['from'], 'to': to})}"
        for to in ("ai-factory:lumi", "supercomputer:lumi")
    ]
    assert twins.get(unescape(links[0])).status_code == 200


def test_an_unknown_name_leads_to_those_like_it(graph: httpx.Client) -> None:
    asked = {**ASKED, "to": "LUMI AI Factorie"}
    said = problem(as_json(graph, to=asked["to"]), 400, "parameter")
    assert "LUMI AI Factory" in said["did_you_mean"]
    text = graph.get("/trace", params=asked).text
    assert "Nothing here is called “LUMI AI Factorie”. Is one of these meant?" in text
    same = urlencode({**ASKED, "to": "LUMI AI Factory"}).replace("&", "&amp;")
    assert f'<a href="/trace?{same}" rel="nofollow">LUMI AI Factory</a>' in text
    assert '<a href="/find?q=LUMI+AI+Factorie" rel="nofollow">Search for it</a>' in text


def test_a_name_of_what_is_left_out_is_mended_in_its_place(graph: httpx.Client) -> None:
    text = graph.get("/trace", params={**ASKED, "avoid": ["Pharos", " Pharoz "]}).text
    assert "&amp;avoid=Pharos&amp;avoid=Pharos" in text


def test_a_trace_past_its_limit_is_ended_and_says_so(twins: httpx.Client) -> None:
    ended = as_json(twins, timeout=1e-9)
    # Whether the search notices first that time is over, or what waits for it, is a matter of luck.
    if ended.status_code == 200:
        assert (ended.json()["limits"]["ended_by"], ended.json()["paths"]) == ("time", [])
    else:
        assert "1e-09" in str(problem(ended, 503, "query-timeout")["detail"])
    assert as_json(twins).status_code == 200


def test_a_browser_s_trace_of_a_thing_begins_there(graph: httpx.Client) -> None:
    text = graph.get("/id/ai-factory/lumi.html").text
    assert 'action="/trace"' in text
    assert 'value="ai-factory:lumi"' in text


def test_a_picture_may_have_a_style_and_nothing_else(graph: httpx.Client) -> None:
    answer = graph.get("/trace.svg", params=ASKED)
    assert answer.headers["content-type"] == "image/svg+xml"
    policy = answer.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
