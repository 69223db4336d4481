"""The site below a path: each link and redirect carries it, and no client names another."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from pydantic import ValidationError
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from aifkg import build
from aifkg.names import BASE
from aifkg.share import Share
from aifkg.web import Misplaced, Settings, check_place, create_app, serve
from aifkg.web.place import Placed, placed
from tests import small
from tests.web.conftest import BROWSER, Running, running
from tests.web.raw import Connection

PREFIX = "/aifkg"
THING = "/id/ai-factory/pharos"
EVIL = ' href="/x" action="/y" src="/z" \' href=\'/w\' </textarea><a href="/v">'
MORE = f"""\
<{BASE}id/ai-factory/evil> <http://www.w3.org/2000/01/rdf-schema#label> "{{}}"@en .
"""
LINK = re.compile(r"""<[a-z][^>]*?\s(?:href|action|src|formaction)="([^"]*)\"""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    hostile = MORE.format(EVIL.replace('"', '\\"'))
    with running(
        tmp_path_factory.mktemp("below"), quads + hostile, AIFKG_ROOT_PATH=PREFIX
    ) as server:
        server.client.headers["Accept"] = BROWSER
        yield server


def links(page: str) -> set[str]:
    return {unescape(link).partition("#")[0] for link in LINK.findall(page)}


def test_the_whole_site_is_below_the_path(site: Running) -> None:
    todo, seen = [f"{PREFIX}/", f"{PREFIX}{THING}", f"{PREFIX}/ontology"], set[str]()
    while todo and len(seen) < 400:
        path = todo.pop()
        response = site.client.get(path, follow_redirects=True)
        assert response.status_code in (200, 400), path
        for step in (*response.history, response):
            assert urlsplit(str(step.url)).path.startswith(f"{PREFIX}/"), step.url
        if not response.headers["content-type"].startswith("text/html"):
            continue
        for link in links(response.text):
            target = urljoin(str(response.url), link)
            if not link or not target.startswith(site.address):
                continue
            below = target.removeprefix(site.address.rstrip("/"))
            assert below.startswith(f"{PREFIX}/"), (path, link)
            if below not in seen:
                seen.add(below)
                todo.append(below)
    assert len(seen) > 100
    assert f"{PREFIX}/style.css" in seen


def test_a_proxy_may_have_taken_the_path_off(site: Running) -> None:
    for path in ("/", THING + ".html", "/version", "/sparql?query=ASK{}", "/.well-known/void"):
        kept, stripped = site.client.get(PREFIX + path), site.client.get(path)
        assert kept.status_code == stripped.status_code == 200, path
        assert kept.content == stripped.content, path


def test_what_only_begins_like_the_path_is_not_below_it(site: Running) -> None:
    assert site.client.get(f"{PREFIX}x/version").status_code == 404
    assert site.client.get(f"{PREFIX}{PREFIX}/version").status_code == 404
    assert site.client.get(PREFIX).status_code == 200


@pytest.mark.parametrize("below", ["", PREFIX])
def test_redirects_are_paths_below_the_path_whatever_host_a_client_names(
    site: Running, below: str
) -> None:
    evil = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "//evil.example",
        "Forwarded": "host=evil.example",
    }
    for path in ("/version/", "/sparql/", "/graph/derived", THING):
        response = site.client.get(below + path, headers=evil)
        assert response.status_code in (303, 307), path
        location = response.headers["location"]
        assert "evil" not in location
        landed = urljoin(f"{PREFIX}{path}", location)
        assert landed.startswith(f"{PREFIX}/"), location
        assert site.client.get(landed, follow_redirects=True).status_code == 200


def test_a_prefix_that_a_client_names_changes_no_page(site: Running) -> None:
    plain = site.client.get(f"{THING}.html")
    named = site.client.get(f"{THING}.html", headers={"X-Forwarded-Prefix": "/evil"})
    assert named.content == plain.content


def test_iris_in_data_never_change(site: Running) -> None:
    text = site.client.get(f"{PREFIX}{THING}.nt").text
    assert f"<{BASE}{THING[1:]}>" in text
    assert PREFIX + "/aifkg" not in text
    response = site.client.get(f"{PREFIX}{THING}.ttl")
    assert response.headers["content-location"] == f"{PREFIX}{THING}.ttl"


def test_the_description_names_the_endpoint_below_the_path(site: Running) -> None:
    text = site.client.get(f"{PREFIX}/.well-known/void", headers={"Accept": "*/*"}).text
    assert f"<{site.address.rstrip('/')}{PREFIX}/sparql>" in text


@pytest.mark.parametrize("below", ["", PREFIX])
def test_the_express_lane_answers_below_the_path(site: Running, below: str) -> None:
    query = f"{below}/sparql?query=ASK%7B%3Fs%20%3Fp%20{len(below)}%7D"
    with Connection(site.address) as line:
        first = line.get(query)
        again = line.get(query)
    assert (first.status, again.status) == (200, 200)
    # What goes through the app names the total as well.
    assert all("total" not in one.headers["server-timing"] for one in (first, again))


def test_hostile_data_make_no_link_of_ours(site: Running) -> None:
    page = site.client.get(f"{PREFIX}/id/ai-factory/evil.html").text
    assert escape(EVIL) in page
    query = f'SELECT ("{EVIL}" AS ?{"x" * 3}) {{}}'.replace('"', "'").replace("' href", " href")
    for asked in (EVIL, query):
        page = site.client.get(f"{PREFIX}/sparql", params={"query": asked, "format": "html"}).text
        assert escape(asked) in page
        assert not links(page) & {"/x", "/y", "/z", "/w", "/v", f"{PREFIX}/x", f"{PREFIX}/v"}


def test_a_page_has_the_length_that_it_says(site: Running) -> None:
    page = site.client.get(f"{PREFIX}/")
    assert int(page.headers["content-length"]) == len(page.content)
    head = site.client.head(f"{PREFIX}/")
    assert (head.headers["content-length"], head.content) == (page.headers["content-length"], b"")


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/version", "/p/version"),
        ("pharos.html", "pharos.html"),
        ("http://evil.example/version?a=b#c", "/p/version?a=b#c"),
        ("//evil.example/version", "/p/version"),
        ("http://x//evil.example/", "/p/evil.example/"),
        ("/\\evil.example", "/p/%5Cevil.example"),
        ("http://[", "/p/"),
    ],
)
def test_a_redirect_leads_to_a_path_of_this_server(target: str, leads_to: str) -> None:
    assert placed(target, "/p") == leads_to
    assert placed(target, "").startswith("//") is False


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "aifkg",
        "/aifkg/",
        "//evil",
        "/a//b",
        "/a/../b",
        "/..",
        "/.",
        '/"',
        "/ä",
        "/a b",
        "/a%2f",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(ValidationError, match="a path begins with one slash"):
        Settings(root_path=path)
    assert Settings(root_path="/data/ai.kg_1-2").root_path == "/data/ai.kg_1-2"


def firsts() -> list[str]:
    """Return the first part of each path of the site, with a word for what differs."""
    app = create_app(Settings(log="off"))
    paths = [str(getattr(route, "path", "")) for route in app.router.routes]
    return sorted({re.sub("{.*?}", "xx", path).split("/")[1] for path in paths} - {""})


def test_each_route_is_known() -> None:
    assert {"id", "sparql", "source", "query", "as-of", "openapi.json"} < set(firsts())


@pytest.mark.parametrize("below", ["", "/aifkg"])
@pytest.mark.parametrize("first", firsts())
def test_a_path_that_begins_like_one_of_the_sites_own_is_refused(first: str, below: str) -> None:
    settings = Settings(root_path=f"/{first}{below}", log="off")
    with pytest.raises(Misplaced, match=f"root_path is '/{first}{below}'; its first part is none"):
        create_app(settings)
    with pytest.raises(Misplaced, match=r"and /[^{}]+ is one\.$"):
        check_place(settings)


@pytest.mark.parametrize("path", ["", "/aifkg", "/identity", "/sparql-1", "/aifkg/id", "/Id"])
def test_a_path_of_which_only_another_part_is_the_sites_own_is_none_of_it(path: str) -> None:
    check_place(Settings(root_path=path))


def test_routes_that_are_added_are_the_sites_own() -> None:
    added = [Route("/extra/{name}", lambda _: Response())]
    with pytest.raises(Misplaced, match="/extra is one"):
        check_place(Settings(root_path="/extra"), added)
    check_place(Settings(root_path="/extra"))


def test_a_server_below_one_of_its_own_paths_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(Misplaced):
        serve(Settings(root_path="/id", port=0), tmp_path / "none.nq")


def test_another_server_may_name_the_path() -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        await HTMLResponse(f'<a href="/x">{scope["path"]}</a>')(scope, receive, send)

    async def asked(root_path: str) -> str:
        transport = httpx.ASGITransport(Placed(page), root_path=root_path)
        async with httpx.AsyncClient(transport=transport, base_url="http://e.org") as client:
            return (await client.get("/there/a")).text

    assert asyncio.run(asked("/there")) == '<a href="/there/x">/a</a>'
    assert asyncio.run(asked('/the"re')) == '<a href="/x">/there/a</a>'


def test_a_page_in_parts_is_whole() -> None:
    sent: list[Message] = []

    async def parts(_: Scope, __: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"<a hre", "more_body": True})
        await send({"type": "http.response.body", "body": b'f="/x">'})

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    async def keep(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/p/a", "headers": []}
    asyncio.run(Placed(parts, "/p")(scope, nothing, keep))
    assert [one.get("body") for one in sent] == [None, b'<a href="/p/x">']
