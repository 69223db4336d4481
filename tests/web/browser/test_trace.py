"""Traces in a browser: asked from a thing's page, by the keyboard, on paper, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.web.browser.test_pages import DESK, PHONE, TRACE


@pytest.fixture(params=[PHONE, DESK])
def page(browser: Browser, graph: httpx.Client, request: pytest.FixtureRequest) -> Iterator[Page]:
    made = browser.new_context(
        base_url=str(graph.base_url),
        viewport={"width": request.param, "height": 800},
    )
    yield made.new_page()
    made.close()


def test_a_trace_is_asked_from_the_page_of_a_thing(page: Page) -> None:
    page.goto("/id/person/henna-virkkunen.html")
    page.get_by_label("How is it connected to").fill("LUMI AI Factory")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trace?**")
    asked = "How is Henna Virkkunen connected to LUMI AI Factory?"
    assert page.locator("h1").inner_text() == asked
    assert page.locator("#path-1").is_visible()


def test_a_link_of_the_picture_leads_to_its_step_by_the_keyboard(page: Page) -> None:
    page.goto(TRACE)
    link = page.locator("svg:visible a[href^='#']").first
    place = str(link.get_attribute("href"))
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{place}")
    assert page.locator(place).evaluate("one => one.matches(':target')")


def test_each_screen_has_one_picture_whose_labels_lie_apart(page: Page) -> None:
    page.goto(TRACE)
    assert page.locator("figure.picture svg:visible").count() == 1
    boxes = page.locator("figure.picture svg:visible .thing text").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(one => "
        "[one.left, one.top, one.right, one.bottom])"
    )
    assert len(boxes) > 2
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            is_beside = one[2] <= other[0] or other[2] <= one[0]
            assert is_beside or one[3] <= other[1] + 1 or other[3] <= one[1] + 1


def test_what_is_asked_with_other_words_keeps_the_rest(page: Page) -> None:
    page.goto(TRACE + "&k=2&valid=2024")
    page.get_by_label("At most steps").fill("3")
    page.get_by_role("button", name="Trace").click()
    page.wait_for_url("**n=3**")
    assert "k=2" in page.url
    assert "valid=2024" in page.url


def test_paper_has_the_words_the_picture_and_the_sources(page: Page) -> None:
    page.goto(TRACE)
    page.emulate_media(media="print")
    for place in ("h1", "#path-1", "#sources", "figure.picture svg:visible"):
        assert page.locator(place).first.is_visible()
    for place in ("form.ask-trace", ".skip", "#export", ".tools [rel~=bookmark]"):
        assert not page.locator(place).is_visible()


def test_a_form_is_skipped_by_the_keyboard(page: Page) -> None:
    page.goto(TRACE)
    page.get_by_role("link", name="Skip to the paths").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#paths")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('form')") is None


def test_a_trace_is_asked_from_the_first_page(page: Page) -> None:
    page.goto("/")
    page.get_by_label("From (a name").fill("Henna Virkkunen")
    page.get_by_label("To", exact=True).fill("LUMI AI Factory")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trace?**")
    assert page.locator("#path-1").is_visible()


def test_a_name_of_nothing_leads_on_by_a_link(page: Page) -> None:
    page.goto("/trace?from=Henna+Virkkunen&to=LUMI+AI+Factorie")
    page.get_by_role("link", name="LUMI AI Factory", exact=True).click()
    assert page.locator("#path-1").is_visible()
