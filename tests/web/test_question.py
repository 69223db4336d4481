"""/query/<name>: saved questions, with values, for browsers and machines."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.test_answer import SCRIPT, checked

ABOUT = "/query/about"
JSON = {"Accept": "application/json"}


def test_home_tells_of_the_things_first_then_asks(graph: httpx.Client) -> None:
    text = checked(graph.get("/"))
    marks = ('name="q"', "<h1>", 'id="factories"', 'id="kinds"', 'id="questions"', "<textarea")
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
    lumi = (
        '<li><a href="/id/ai-factory/lumi">LUMI AI Factory</a><br>'
        '<a href="/id/country/FIN">Finland</a>, hosted by '
        '<a href="/id/organisation/csc">CSC - IT Center for Science</a>'
    )
    assert lumi in text
    factories = re.findall(r'href="/id/ai-factory/(\w+)"', text)
    assert factories == ["lumi", "pharos"]
    kinds = re.findall(r'<a href="/id/([\w-]+)">[^<]+</a> <small>', text)
    assert kinds.index("ai-factory") < kinds.index("organisation") < kinds.index("report")
    assert "gigafactory" not in kinds


def test_home_asks_for_a_trace_by_a_form_and_by_examples(graph: httpx.Client) -> None:
    text = checked(graph.get("/"))
    assert '<form class="trace-short" action="/trace" method="get">' in text
    assert '<a href="/trace?from=Slovenia&amp;to=Bologna" rel="nofollow">' in text
    for link in ("/trace", "/neighbours"):
        assert f'<a href="{link}" rel="nofollow">{link}</a>' in text
        assert graph.get(link, headers={"Accept": "text/html"}).status_code == 200


def test_home_lists_factories_first_and_the_rest_by_title(graph: httpx.Client) -> None:
    text = checked(graph.get("/"))
    places = [text.index(f'href="/query/{name}"') for name in ("factories", "a", "about")]
    assert places == sorted(places)


def test_a_question_is_a_page_with_title_question_and_answer(graph: httpx.Client) -> None:
    text = checked(graph.get("/query/factories"))
    assert "<h1>Factories</h1>" in text
    assert "Which factories are there?" in text
    assert ">ai-factory:pharos</a>" in text
    assert "SELECT ?factory ?name" in text.partition("<textarea")[2]


def test_a_machine_gets_results(graph: httpx.Client) -> None:
    response = graph.get("/query/factories", headers=JSON)
    assert response.headers["content-type"] == "application/sparql-results+json"
    named = graph.get("/query/factories", params={"format": "csv"})
    assert named.text.startswith("factory,name\r\n")
    assert response.headers["etag"] != named.headers["etag"]
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    "subject", ["ai-factory:pharos", "https://w3id.org/aifkg/id/ai-factory/pharos", "pharos"]
)
def test_a_thing_is_given_by_curie_iri_or_name(graph: httpx.Client, subject: str) -> None:
    params = {"subject": subject, "since": "", "format": "csv"}
    answer = graph.get(ABOUT, params=params)
    assert answer.status_code == 200, answer.text
    rows = answer.text.split()[1:]
    assert rows
    assert all(row.startswith("https://w3id.org/aifkg/id/ai-factory/pharos,") for row in rows[:1])
    checked(graph.get(ABOUT, params={"subject": subject}))


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "needs subject"),
        ({"subject": ""}, "needs subject"),
        ({"subject": "no such thing"}, "no thing called"),
        ({"subject": 'ai-factory:"'}, "no thing called"),
        ({"subject": "x" * 501}, "501 characters"),
        ({"subject": "ai-factory:pharos", "since": "soon"}, "is a date"),
        ({"subject": "ai-factory:pharos", "sort": "odd"}, "one of short, long"),
        ({"subject": "ai-factory:pharos", "other": "x"}, "no parameter"),
        ({"subject": ["ai-factory:pharos", "ai-factory:lumi"]}, "stands 2 times"),
    ],
)
def test_what_is_wrong_or_missing_is_a_problem(
    graph: httpx.Client, params: dict[str, str], said: str
) -> None:
    response = graph.get(ABOUT, params=params, headers=JSON)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.json()["detail"]


def test_a_browser_gets_a_form_to_fill_in(graph: httpx.Client) -> None:
    text = checked(graph.get(ABOUT))
    assert '<form action="/query/about" method="get">' in text
    assert 'name="subject" value="" required' in text
    assert "Thing <small>(required)</small>" in text
    assert 'name="since" value=""' in text
    assert '<option selected value="short">short</option>' in text
    assert '<option value="long">long</option>' in text
    assert 'role="alert"' not in text
    assert 'href="/query/about?subject=ai-factory%3Apharos"' in text


def test_a_wrong_value_stays_in_the_form_with_what_is_wrong(graph: httpx.Client) -> None:
    text = checked(graph.get(ABOUT, params={"subject": f'"{SCRIPT}'}), 400)
    assert 'role="alert"' in text
    assert 'value="&quot;&lt;script&gt;' in text


def test_links_of_a_question_keep_its_values(graph: httpx.Client) -> None:
    text = checked(graph.get(ABOUT, params={"subject": "ai-factory:pharos"}))
    assert "/query/about?subject=ai-factory%3Apharos&amp;format=csv" in text
    assert 'download="about.csv"' in text


def test_an_empty_answer_says_what_to_try(graph: httpx.Client) -> None:
    params = {"subject": "ai-factory:pharos", "name": SCRIPT}
    text = checked(graph.get(ABOUT, params=params))
    assert "Nothing fits." in text
    assert "another value" in text


def test_head_is_answered(graph: httpx.Client) -> None:
    assert graph.head("/query/factories").status_code == 200
