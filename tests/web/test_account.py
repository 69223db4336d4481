"""The account: one for each request, whoever asks for it."""

from __future__ import annotations

from typing import Any

from aifkg.web.account import account, begin


def test_whoever_asks_gets_the_same_account() -> None:
    scope: dict[str, Any] = {}
    begun = begin(scope, "abc-1")
    account(scope).rows = 12
    assert begun.rows == 12
    assert account(scope).request_id == "abc-1"


def test_a_request_that_nobody_observes_has_an_account_all_the_same() -> None:
    scope: dict[str, Any] = {}
    account(scope).slug = "parameter"
    assert account(scope).slug == "parameter"
