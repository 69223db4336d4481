"""The site as of a day: the same site on an older graph, made when it is asked for."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from aifkg import build
from aifkg.names import BASE
from aifkg.share import Share
from aifkg.web.day import Days
from tests.cli.serving import Server, copied, serving
from tests.web.conftest import BROWSER
from tests.web.raw import Connection
from tests.web.supervised import until
from tests.web.test_place import links
from tests.web.test_sparql import problem

PREFIX = "/aifkg"
DAY = "2024-12-31"
AT = f"/as-of/{DAY}"
THING = "/id/ai-factory/pharos"
LATER = "/id/ai-factory/mimer"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = copied(tmp_path_factory.mktemp("dated"))
    # More days than are asked for here, so that none has to give way while it is looked at.
    settings = ("--root-path", PREFIX, "--as-of-days", "8", "--budget-seconds", "0", "--log", "off")
    with serving(root, *settings) as server:
        yield server


@pytest.fixture(scope="module")
def site(server: Server) -> Iterator[httpx.Client]:
    address = httpx.URL(server.address).copy_with(path="/")
    with httpx.Client(base_url=address, timeout=60, headers={"Accept": BROWSER}) as client:
        yield client


@pytest.fixture(scope="module")
def then(server: Server) -> build.Snapshot:
    return build.ensure(Share.at(server.root), as_of=date.fromisoformat(DAY))


def test_it_is_the_graph_of_that_day(site: httpx.Client, then: build.Snapshot) -> None:
    for _ in range(4):
        assert site.get(f"{AT}/version").json()["snapshot"] == then.hash
    assert site.get(f"{AT}/snapshot.nq").content == then.quads_path.read_bytes()
    assert site.get("/version").json()["snapshot"] != then.hash


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sparql",
        "/sparql?query=ASK{}",
        "/ontology.html",
        f"{THING}.html",
        f"{THING}.ttl",
        f"{THING}.json",
        f"{THING}.csv",
        "/query/factories",
        "/rdf-graphs?default",
        "/rdf-graphs/graph/derived",
        "/.well-known/void",
        "/health",
        "/style.css",
        "/sparql/check?query=ASK{}",
        "/neighbours?of=LUMI",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_whole_site_is_there(
    site: httpx.Client, then: build.Snapshot, method: str, path: str
) -> None:
    response = site.request(method, AT + path)
    assert response.status_code == 200
    assert response.headers["memento-datetime"] == "Tue, 31 Dec 2024 23:59:59 GMT"
    original = re.search(r'<([^>]+)>; rel="original"', response.headers["link"])
    assert original, response.headers["link"]
    assert site.get(original[1]).status_code == 200
    assert original[1].startswith(f"{PREFIX}/")
    assert "as-of" not in original[1]
    here = response.headers.get("content-location", PREFIX + AT + path)
    assert here == PREFIX + AT + path
    assert response.headers["x-robots-tag"] == "noindex"
    tag = response.headers.get("etag", "")
    assert not tag or path == "/style.css" or tag.startswith(f'"{then.hash}')


def test_every_link_stays_in_the_day_but_those_of_the_notice(site: httpx.Client) -> None:
    here = f"{PREFIX}{AT}"
    todo, seen = [f"{here}/", f"{here}{THING}"], set[str]()
    while todo and len(seen) < 150:
        path = todo.pop()
        response = site.get(path, follow_redirects=True)
        assert response.status_code in (200, 400), path
        assert response.url.path.startswith(f"{here}/"), response.url
        if not response.headers["content-type"].startswith("text/html"):
            continue
        head, _, body = response.text.partition("<body>")
        notice, rest = body.split("</aside>")
        assert "As the graph stood on" in notice
        assert ">31 December 2024</time>" in notice
        assert not [one for one in links(notice) if here in one]
        for link in sorted(links(head + rest)):
            target = urljoin(str(response.url), link)
            if link and target.startswith(str(site.base_url)):
                below = "/" + target.removeprefix(str(site.base_url))
                assert below.startswith(f"{here}/"), (path, link)
                if below not in seen:
                    seen.add(below)
                    todo.append(below)
    assert len(seen) > 50


def test_the_notice_leads_to_the_present_page_and_to_another_day(site: httpx.Client) -> None:
    page = site.get(f"{AT}/query/factories?x=%22%3E%3Cscript%3E").text
    assert "<script" not in page
    page = site.get(f"{AT}{THING}.html").text
    assert f'<a href="{PREFIX}{THING}.html">The present page</a>' in page
    assert f'<form class="as-of" action="{PREFIX}/as-of" method="get">' in page
    led = site.get(
        "/as-of", params={"date": "2025-03-31", "path": f"{THING}.html"}, follow_redirects=True
    )
    assert led.url.path == f"{PREFIX}/as-of/2025-03-31{THING}.html"
    assert ">31 March 2025</time>" in led.text


def test_what_was_not_known_yet_is_not_found_and_leads_to_the_present(site: httpx.Client) -> None:
    days = site.get("/version").json()["manifest"]["days"]
    first = site.get(f"/as-of/{days[0]}{THING}.html")
    assert first.status_code == 404
    assert f'<a href="{PREFIX}{THING}.html">The present page</a>' in first.text
    assert site.get(f"{PREFIX}{THING}.html").status_code == 200


@pytest.mark.parametrize("ending", ["", ".html"])
def test_what_was_not_known_yet_is_told_with_the_day_on_which_it_first_appears(
    site: httpx.Client, ending: str
) -> None:
    days = Days.of(site.get("/version").json()["manifest"])
    response = site.get(f"{PREFIX}/as-of/{days.known[0]}{THING}{ending}")
    assert response.status_code == 404
    main = response.text.partition("<main>")[2]
    told = (
        'Pharos was not yet known on <time datetime="2020-10-26">26 October 2020</time>; it '
        'appears first on <time datetime="2024-12-10">10 December 2024</time>.'
    )
    assert told in main
    assert "alert" not in main
    then, now = (
        urljoin(str(response.url), link) for link in re.findall(r'href="(\.\.[^"]+)', main)
    )
    assert httpx.URL(then).path == f"{PREFIX}/as-of/2024-12-10{THING}{ending}"
    assert httpx.URL(now).path == f"{PREFIX}{THING}{ending}"
    for link in (then, now):
        assert site.get(link, follow_redirects=True).status_code == 200
    # And on no day before.
    before = days.last(date(2024, 12, 9))
    assert site.get(f"/as-of/{before}{THING}.html").status_code == 404


@pytest.mark.parametrize("ending", ["ttl", "json", "csv"])
def test_what_was_not_known_yet_is_a_problem_with_the_same_sentence(
    site: httpx.Client, ending: str
) -> None:
    response = site.get(f"/as-of/2020-10-26{THING}.{ending}", headers={"Accept": "*/*"})
    content = problem(response, 404, "not-yet-known")
    told = "Pharos was not yet known on 26 October 2020; it appears first on 10 December 2024."
    assert content["detail"] == told
    assert content["first_known"] == "2024-12-10"


def test_what_no_source_states_by_itself_is_told_without_a_first_day(site: httpx.Client) -> None:
    path = "/as-of/2020-10-26/dispute/ai-factory/pharos/status"
    content = problem(site.get(path, headers={"Accept": "*/*"}), 404, "not-yet-known")
    told = "Dispute on Pharos: status was not yet known on 26 October 2020; it is known by now."
    assert content["detail"] == told
    assert "first_known" not in content


def test_what_never_was_is_still_not_found_on_a_past_day(site: httpx.Client) -> None:
    path = f"{AT}/id/ai-factory/atlantis"
    problem(site.get(path, headers={"Accept": "*/*"}), 404, "not-found")


def test_iris_in_data_and_queries_never_change(site: httpx.Client) -> None:
    text = site.get(f"{AT}{THING}.nt").text
    assert f"<{BASE}{THING[1:]}>" in text
    assert "as-of" not in text.replace(f"{BASE}as-of", "")
    ask = f"ASK {{ <{BASE}{THING[1:]}> ?p ?o }}"
    answer = site.get(f"{AT}/sparql", params={"query": ask, "format": "json"})
    assert answer.json()["boolean"] is True


def test_a_trace_is_cited_with_its_day_and_leads_back_to_the_same(site: httpx.Client) -> None:
    asked = f"{AT}/trace?from=ai-factory:pharos&to=ai-factory:lumi"
    html = unescape(site.get(asked).text)
    assert "as known on 31 December 2024" in html
    text = site.get(f"{asked}&format=sentences").text
    (address,) = {word.strip("<>.,") for word in text.split() if word.startswith(BASE + "as-of")}
    assert address in html
    assert ", as known on 31 December 2024," in text
    assert site.get(f"/{address.removeprefix(BASE)}&format=sentences").text == text


def test_a_query_by_post_is_answered_and_the_description_names_the_endpoint(
    site: httpx.Client,
) -> None:
    answer = site.post(f"{AT}/sparql", data={"query": "ASK {}"}, headers={"Accept": "*/*"})
    assert answer.json() == {"head": {}, "boolean": True}
    text = site.get(f"{AT}/.well-known/void", headers={"Accept": "text/turtle"}).text
    assert f"{PREFIX}{AT}/sparql>" in text


def test_a_client_that_holds_an_answer_is_spared_it(site: httpx.Client) -> None:
    for path in (f"{THING}.html", f"{THING}.ttl", "/sparql?query=ASK{}&format=json"):
        first = site.get(AT + path)
        again = site.get(AT + path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        now = site.get(PREFIX + path, headers={"If-None-Match": first.headers["etag"]})
        assert now.status_code == 200


def test_the_limits_hold(site: httpx.Client) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    given = {"query": slow, "timeout": "0.5", "format": "json"}
    accept = {"Accept": "*/*"}
    problem(site.get(f"{AT}/sparql", params=given, headers=accept), 503, "query-timeout")
    service = {"query": "ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}
    problem(site.get(f"{AT}/sparql", params=service, headers=accept), 400, "query-refused")
    deep = {"query": "ASK " + "{" * 200 + "}" * 200}
    problem(site.get(f"{AT}/sparql", params=deep, headers=accept), 400, "query-refused")
    broken = site.get(f"{AT}/sparql", params={"query": "ASK {"}, headers=accept)
    assert problem(broken, 400, "query-syntax")["line"] == 1


def test_days_between_which_nothing_changed_share_a_graph(site: httpx.Client) -> None:
    days = Days.of(site.get("/version").json()["manifest"])
    gaps = [one for one in days.known if days.last(one + timedelta(1)) == one]
    first = gaps[0]
    same = site.get(f"/as-of/{first}/version").json()
    next_day = site.get(f"/as-of/{first + timedelta(1)}/version").json()
    assert same["snapshot"] == next_day["snapshot"]
    assert same["as_of"] == first.isoformat()


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("0001-01-01", 404),
        ("1999-12-31", 404),
        ("9999-12-31", 404),
        ("2024-02-30", 400),
        ("2024-13-01", 400),
        ("2024-12-1", 400),
        ("20241231", 400),
        ("2024-W52-2", 400),
        ("yesterday", 400),
        ("..", 400),
        ("%2e%2e", 400),
        ("2024-12-31%0d%0aX: y", 400),
        ("%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%94-12-31", 400),
        ("%00", 400),
        ("a" * 5_000, 400),
    ],
)
@pytest.mark.parametrize("form", ["path", "date"])
def test_a_day_that_is_none_or_not_covered_is_told_the_days_that_are(
    server: Server, day: str, status: int, form: str
) -> None:
    target = f"/as-of/{day}/version" if form == "path" else f"/as-of?date={day}"
    with Connection(server.address) as line:
        answer = line.get(target.replace(" ", "%20"))
    content = json.loads(answer.body)
    slug = "day" if status == 400 else "day-not-covered"
    assert (answer.status, content["type"].rpartition("/")[2]) == (status, slug)
    assert "Each day from 26 October 2020 to today" in content["detail"]
    assert str(datetime.now(UTC).year) in content["detail"]


def test_today_is_covered_and_tomorrow_is_not(site: httpx.Client) -> None:
    today = datetime.now(UTC).date()
    assert site.get(f"/as-of/{today}/version").status_code == 200
    assert site.get(f"/as-of/{today + timedelta(2)}/version").status_code == 404


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/", "/"),
        ("", "/"),
        (f"{THING}.html", f"{THING}.html"),
        (f"{AT}{THING}", THING),
        ("/as-of/2020-01-01", "/"),
        ("/query/evidence?subject=https%3A%2F%2Fe.org%2Fa", None),
        ("/query/factories?country=é", "/query/factories?country=%C3%A9"),
        ('/"><script>', "/%22%3E%3Cscript%3E"),
    ],
)
def test_the_form_leads_to_a_path_of_this_site(
    site: httpx.Client, path: str, leads_to: str | None
) -> None:
    led = site.get("/as-of", params={"date": DAY, "path": path}, headers={"Host": "evil.example"})
    expected = f"{PREFIX}{AT}{path if leads_to is None else leads_to}"
    assert (led.status_code, led.headers["location"]) == (303, expected)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/a//evil.example",
        "https://evil.example/",
        "evil",
        "/\\evil.example",
        "/a\\b",
        "/a\r\nSet-Cookie: a=b",
        "/a\x00",
        "/a\tb",
        "/..",
        "/../../evil",
        "/a/../../..",
        "/%2e%2e/%2e%2e/evil",
        "/%2E./evil",
        "/%5cevil",
        "/%2f%2fevil",
        f"{AT}//evil.example",
        f"{AT}/../..",
        "/" + "a" * 3_000,
    ],
)
def test_the_form_leads_nowhere_else(site: httpx.Client, path: str) -> None:
    response = site.get("/as-of", params={"date": DAY, "path": path}, headers={"Accept": "*/*"})
    content = problem(response, 400, "parameter")
    assert "no path of this site" in str(content["detail"])
    assert "location" not in response.headers


@pytest.mark.parametrize("path", ["//evil.example/", "/../../x", "/%2e%2e/x", "/\\evil.example"])
def test_a_wrong_path_in_a_day_makes_no_link_that_leads_elsewhere(
    server: Server, path: str
) -> None:
    with Connection(server.address) as line:
        page = line.get(AT + path, Accept=BROWSER)
    assert page.status == 404
    assert links(page.body.decode())
    for link in links(page.body.decode()):
        assert re.match(rf"{PREFIX}/(?![/\\])", link), link
        assert ".." not in link


def test_the_form_stands_on_the_first_page_and_on_its_own(site: httpx.Client) -> None:
    for path in ("/", "/as-of"):
        page = site.get(path)
        assert page.status_code == 200
        assert f'action="{PREFIX}/as-of"' in page.text
    assert 'min="2020-10-26"' in site.get("/as-of").text
    kept = site.get("/as-of", params={"path": f'{THING}?a="b'}).text
    assert f'value="{THING}?a=%22b"' in unescape(kept)


def test_no_day_stands_in_a_day_and_what_tells_of_the_server_does_not(site: httpx.Client) -> None:
    for path in (AT + "/", "/as-of", "/metrics", "/openapi.json"):
        assert site.get(f"{AT}{path}").status_code == 404, path


def test_a_day_without_a_slash_leads_to_its_first_page(site: httpx.Client) -> None:
    led = site.get(AT)
    assert (led.status_code, led.headers["location"]) == (308, f"{PREFIX}{AT}/")


def test_a_restart_finds_the_graph_on_disk_and_a_reload_lets_go_of_it(tmp_path: Path) -> None:
    root = copied(tmp_path)
    with serving(root) as server:
        first = server.get(f"as-of/{DAY}/version").json()["snapshot"]
    files = list((root / ".aifkg" / "as-of").glob("*.nq"))
    times = [path.stat().st_mtime_ns for path in files]
    with serving(root) as server:
        assert server.get(f"as-of/{DAY}/version").json()["snapshot"] == first
        assert [path.stat().st_mtime_ns for path in files] == times
        shutil.rmtree(root / "data")
        shutil.copytree(Path(build.__file__).parents[3] / "tests/data/small/data", root / "data")
        name = root / "data/id/ai-factory/pharos.ttl"
        name.write_text(name.read_text("utf-8").replace('"Pharos', '"Pharus'), "utf-8")
        os.kill(server.process.pid, signal.SIGHUP)
        until(lambda: server.version().get("reload", {}).get("outcome") == "served")
        second = server.get(f"as-of/{DAY}/version").json()["snapshot"]
        assert second != first
        assert "Pharus" in server.get(f"as-of/{DAY}{THING}.html").text


def test_nothing_is_offered_where_no_day_may_be_held(tmp_path: Path) -> None:
    with serving(copied(tmp_path), "--as-of-days", "0") as server:
        problem(server.get(f"as-of/{DAY}/version"), 404, "not-offered")
        problem(server.get("as-of"), 404, "not-offered")
        assert "as-of" not in server.get("").text
