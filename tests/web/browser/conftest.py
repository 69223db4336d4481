"""A browser as people use it: the Chromium of the system; without it, its tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from aifkg import build
from aifkg.share import Share
from tests import small
from tests.web.conftest import BROWSER, running

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = next((path for path in map(shutil.which, PROGRAMS) if path), None)


# No longer than the tests here: its loop runs on this thread, where others want one of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if PROGRAM is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        # Root has no sandbox in a container; the pages are ours.
        chromium = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of the small graph with the saved questions of the project."""
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    folder = tmp_path_factory.mktemp("pages")
    with running(folder, quads, small.CHECKOUT / "queries") as server:
        server.client.headers["Accept"] = BROWSER
        yield server.client
