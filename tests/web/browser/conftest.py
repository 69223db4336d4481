"""A browser as people use it: the Chromium of the system; without it, its tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

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
