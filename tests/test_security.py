"""SECURITY.md holds to the code: each test and option that it names exists."""

from __future__ import annotations

import re

import pytest

from aifkg.web import Settings
from tests.conftest import ROOT

SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = re.findall(r"^\| (\d) \| .+ \| (.+) \|$", SECURITY, re.MULTILINE)


def test_each_promise_stands_once_and_in_order() -> None:
    assert [number for number, _ in PROMISES] == list("123456789")


@pytest.mark.parametrize(("number", "named"), PROMISES)
def test_each_promise_has_tests_that_exist(number: str, named: str) -> None:
    tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", named)
    assert len(tests) >= 2
    for path, name in tests:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^def {name}\(", text, re.MULTILINE), f"{path} has no {name}"


def test_options_that_are_named_are_settings() -> None:
    named = {option.replace("-", "_") for option in re.findall(r"`--([a-z-]+)`", SECURITY)}
    assert len(named) >= 3
    assert named <= set(Settings.model_fields)
