"""Pages in a browser: without barriers (axe), on a phone, on paper, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

PAGES = [
    "/",
    "/sparql",
    "/query/factories",
    "/query/disputes",
    "/ontology.html",
    "/id/ai-factory/lumi.html",
    "/id/person/henna-virkkunen.html",
    "/id/commitment/lumi-budget.html",
    "/id/nothing/here.html",
    "/source/seed-article.html",
    "/source.html",
    "/id/country/FIN.html",
    "/dispute/ai-factory/pharos/status.html",
    "/code/source-kind.html",
    "/shapes.html",
    "/rule/memberships.html",
    "/graph/derived.html",
    "/code/status.html",
    "/id.html",
    "/id/ai-factory.html",
    "/problem/busy.html",
    "/trace",
    "/trace?from=person:henna-virkkunen&to=ai-factory:lumi",
    "/trace?from=person:henna-virkkunen&to=ai-factory:lumi&to=country:GRC",
    "/trace?from=person:henna-virkkunen&to=ai-factory:lumi&n=1",
    "/trace?from=nobody&to=ai-factory:lumi",
    "/neighbours?of=country:FIN",
    "/neighbours?of=country:FIN&by=aif:inCountry&direction=in",
]
TRACE = "/trace?from=person:henna-virkkunen&to=ai-factory:lumi"
PHONE, DESK = 360, 1200
each_page = pytest.mark.parametrize("path", PAGES)


# What fits depends on no colour, and what can be read on no width: each page is seen in two ways.
@pytest.fixture(params=[(PHONE, "dark"), (DESK, "light")], ids=str)
def context(
    browser: Browser, graph: httpx.Client, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    width, scheme = request.param
    made = browser.new_context(
        base_url=str(graph.base_url),
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    yield made
    made.close()


@each_page
def test_a_page_has_no_barrier_and_fits_its_screen(context: BrowserContext, path: str) -> None:
    page = context.new_page()
    page.goto(path)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize("name", ["disputes", "factories", "supercomputers", "coverage-by-factory"])
def test_an_answer_is_read_on_a_phone_without_moving_it_sideways(
    browser: Browser, graph: httpx.Client, name: str
) -> None:
    made = browser.new_context(
        base_url=str(graph.base_url), viewport={"width": PHONE, "height": 800}
    )
    page = made.new_page()
    page.goto(f"/query/{name}")
    region = page.get_by_role("region", name="Answer")
    assert region.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert region.locator("td:not(:empty)").count() > 0
    for cell in region.locator("td:not(:empty)").all()[:40]:
        box = cell.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE
    made.close()


def test_a_page_reads_the_same_without_scripts(browser: Browser, graph: httpx.Client) -> None:
    read = []
    for scripted in (True, False):
        made = browser.new_context(base_url=str(graph.base_url), java_script_enabled=scripted)
        page = made.new_page()
        page.goto("/id/ai-factory/lumi.html")
        read.append(page.locator("main").inner_text())
        made.close()
    assert read[0] == read[1]
    assert "556,000,000 euro" in read[0]


def test_the_keyboard_reaches_a_source_and_its_mark_is_seen(
    browser: Browser, graph: httpx.Client
) -> None:
    made = browser.new_context(base_url=str(graph.base_url))
    page = made.new_page()
    page.goto("/id/ai-factory/lumi.html")
    page.locator(".sources a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#source-1")
    target = page.locator("#source-1")
    assert target.evaluate("one => one.matches(':target')")
    assert target.is_visible()
    made.close()


def test_a_printed_page_keeps_what_is_said_and_drops_what_is_pressed(
    browser: Browser, graph: httpx.Client
) -> None:
    made = browser.new_context(base_url=str(graph.base_url))
    page = made.new_page()
    page.goto("/id/ai-factory/lumi.html")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator("#sources").is_visible()
    assert not page.locator(".formats").first.is_visible()
    assert not page.locator(".trace-from").is_visible()
    made.close()


def test_a_fragment_leads_to_its_term_and_paper_has_what_is_folded(
    browser: Browser, graph: httpx.Client
) -> None:
    made = browser.new_context(base_url=str(graph.base_url))
    page = made.new_page()
    page.goto("/ontology.html#AIFactory")
    target = page.locator("#AIFactory")
    assert target.evaluate("one => one.matches(':target')")
    assert target.locator("h4").evaluate("one => one.getBoundingClientRect().top >= 0")
    table = target.locator("details table")
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()
    made.close()
