"""/sparql as a browser sees it: pages, whole and without scripts."""

from __future__ import annotations

from html import unescape

import httpx
import pytest

from tests.web.conftest import BROWSER, Running
from tests.web.test_sparql import GRAPH, LABEL, ROW, problem

PAGE = {"Accept": BROWSER}
SCRIPT = "<script>alert(1)</script>"


def asked(client: httpx.Client, query: str, **more: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **more}, headers=PAGE)


def checked(response: httpx.Response, status: int = 200) -> str:
    """Return the page, having seen that it can run nothing."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    policy = response.headers["content-security-policy"]
    for rule in ("default-src 'none'", "style-src 'self'", "form-action 'self'", "base-uri 'none'"):
        assert rule in policy
    assert "Accept" in response.headers["vary"]
    assert "<script" not in response.text
    return response.text


def test_a_browser_gets_a_table_and_its_query_to_change(client: httpx.Client) -> None:
    text = checked(asked(client, LABEL))
    assert "<caption>1 row</caption>" in text
    assert "<td>Kajaani</td>" in text
    assert unescape(text.partition("required>\n")[2].partition("</textarea>")[0]) == LABEL


def test_format_html_is_a_page_for_any_client(client: httpx.Client) -> None:
    checked(client.get("/sparql", params={"query": LABEL, "format": "html"}))
    checked(client.post("/sparql", data={"query": LABEL, "format": "html"}))
    checked(client.post("/sparql", data={"query": "ASK {", "format": "html"}), 400)


@pytest.mark.parametrize("accept", ["*/*", "", "application/json, text/html", "text/html;q=0, */*"])
def test_a_machine_gets_what_it_asks_for(client: httpx.Client, accept: str) -> None:
    response = client.get("/sparql", params={"query": LABEL}, headers={"Accept": accept})
    assert response.content == ROW
    assert "content-security-policy" not in response.headers


@pytest.mark.parametrize(("query", "said"), [("ASK {}", "Yes."), ("ASK { <a:b> ?p ?o }", "No.")])
def test_ask_is_answered_with_a_word(client: httpx.Client, query: str, said: str) -> None:
    assert f'<p class="truth">{said}</p>' in checked(asked(client, query))


@pytest.mark.parametrize(
    ("columns", "said"), [(5_000, "The first 4 of 1,000 rows"), (30_000, "30,000 columns")]
)
def test_a_page_of_many_columns_is_bounded(client: httpx.Client, columns: int, said: str) -> None:
    names = " ".join(f"?v{number}" for number in range(columns))
    query = f"SELECT {names} {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT 1000"
    data = {"query": query, "format": "html", "timeout": "30"}
    text = checked(client.post("/sparql", data=data))
    assert said in text
    assert len(text) < 2_000_000


def test_a_graph_is_shown_as_turtle(client: httpx.Client) -> None:
    text = checked(asked(client, GRAPH))
    assert "&lt;http://e.org/label&gt; &quot;Kajaani&quot;" in text.partition("<pre")[2]


@pytest.mark.parametrize("query", ["SELECT ?s { ?s <a:b> ?o }", "CONSTRUCT WHERE { ?s <a:b> ?o }"])
def test_an_empty_answer_says_what_is_covered_and_what_to_try(
    client: httpx.Client, query: str
) -> None:
    text = checked(asked(client, query))
    assert "Nothing fits." in text
    assert "The graph covers" in text
    assert "To try:" in text


@pytest.mark.parametrize(
    ("query", "types"),
    [
        (LABEL, ["text/csv; charset=utf-8", "application/sparql-results+json"]),
        (GRAPH, ["text/turtle; charset=utf-8", "application/n-triples"]),
    ],
)
def test_the_same_answer_is_linked_in_other_formats(
    client: httpx.Client, query: str, types: list[str]
) -> None:
    text = checked(asked(client, query)).partition('class="formats"')[2].partition("</p>")[0]
    links = [unescape(part.partition('"')[0]) for part in text.split('href="')[1:]]
    found = [client.get(link, headers=PAGE).headers["content-type"] for link in links]
    assert found[0] == types[0]
    assert types[1] in found


def test_links_and_form_keep_what_shapes_the_answer(client: httpx.Client) -> None:
    query = "SELECT ?n { ?s <http://e.org/amount> ?n }"
    graph = "http://e.org/p1"
    text = checked(asked(client, query, **{"default-graph-uri": graph, "timeout": "2"}))
    assert '<td class="number">600</td>' in text
    assert f'<input type="hidden" name="default-graph-uri" value="{graph}">' in text
    assert "default-graph-uri=http%3A%2F%2Fe.org%2Fp1&amp;timeout=2&amp;format=csv" in text


def test_the_etag_tells_formats_apart_and_spares_the_page(server: Running) -> None:
    page = asked(server.client, LABEL)
    tag = page.headers["etag"]
    assert tag.startswith(f'"{server.sha256}.html')
    params = {"query": LABEL}
    known = {"If-None-Match": tag}
    again = server.client.get("/sparql", params=params, headers={**PAGE, **known})
    assert (again.status_code, again.content) == (304, b"")
    assert server.client.get("/sparql", params=params, headers=known).content == ROW


def test_an_error_is_a_page_with_its_place_and_the_query(client: httpx.Client) -> None:
    text = checked(asked(client, "SELECT *\nWHERE { ?s ?p }"), 400)
    assert "<h1>The query is not SPARQL</h1>" in text
    assert "Line 2, column 15" in text
    assert "<pre>WHERE { ?s ?p <mark>}</mark></pre>" in text
    assert "required>\nSELECT *\nWHERE { ?s ?p }</textarea>" in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sparql?timeout=1", 400),
        ("/nowhere", 404),
        ("/sparql?query=DROP+ALL", 403),
        ("/query/nothing", 404),
    ],
)
def test_every_error_is_a_page_for_a_browser(client: httpx.Client, path: str, status: int) -> None:
    checked(client.get(path, headers=PAGE), status)
    assert client.get(path).headers["content-type"] == "application/problem+json"


def test_a_busy_or_late_answer_says_so_in_a_page(client: httpx.Client) -> None:
    cross = "SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f . ?g ?h ?i } }"
    text = checked(asked(client, cross, timeout="0.2"), 503)
    assert "limit of 0.2 s" in text


HOSTILE = f"""SELECT ?text ?tagged ?address ?run {{
  BIND ("{SCRIPT}" AS ?text)
  BIND ("</td>{SCRIPT}"@en AS ?tagged)
  BIND (<https://e.org/'onclick='alert(1)> AS ?address)
  BIND (<javascript:alert(1)> AS ?run)
}} # </textarea>{SCRIPT}"""


def test_hostile_terms_and_queries_stay_text(client: httpx.Client) -> None:
    text = checked(asked(client, HOSTILE))
    assert '<td data-label="text">&lt;script&gt;alert(1)&lt;/script&gt;</td>' in text
    assert '<td data-label="run">javascript:alert(1)</td>' in text
    assert 'href="https://e.org/&#x27;onclick=&#x27;alert(1)"' in text


def test_hostile_errors_stay_text(client: httpx.Client) -> None:
    for query in (f"SELECT {SCRIPT}", f"ASK {{ ?s ?p ?o }} {SCRIPT}"):
        checked(asked(client, query), 400)
    checked(asked(client, LABEL, format=SCRIPT), 400)
    checked(client.get(f"/{SCRIPT}", headers=PAGE), 404)
    checked(client.get(f"/query/{SCRIPT}", headers=PAGE), 404)


def test_a_machine_still_gets_problems(client: httpx.Client) -> None:
    problem(client.get("/sparql", params={"query": "ASK {"}), 400, "query-syntax")


@pytest.mark.parametrize(
    ("path", "status", "asks"),
    [
        ("/nowhere", 404, False),
        ("/nowhere?query=ASK%7B", 404, False),
        ("/id/ai-factory/nothing", 404, False),
        ("/id.docx", 404, False),
        ("/find?q=a&format=docx", 400, False),
        ("/as-of/soon/", 404, False),
        ("/sparql?query=ASK%7B", 400, True),
        ("/sparql?query=ASK%7B%7D&format=docx", 400, True),
        ("/query/nothing", 404, True),
    ],
)
def test_a_query_is_offered_to_be_mended_where_queries_are_asked_alone(
    client: httpx.Client, path: str, status: int, asks: bool
) -> None:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert ("<textarea" in answer.text) is asks
    assert '<form class="find" action="/find" role="search">' in answer.text
