"""Rendered pages: made once for each snapshot, whoever asks, and anew for another."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from aifkg.web.rendered import Rendered


def request_of(served: object) -> Any:
    return SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(served=served)))


class Maker:
    """Makes a page, and counts how often."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> str:
        self.count += 1
        await asyncio.sleep(0)
        return f"page {self.count}"


def test_a_page_is_made_once_for_all_who_ask_at_once() -> None:
    async def asked() -> list[str]:
        rendered, request = Rendered(), request_of(object())
        return await asyncio.gather(*(rendered.page(request, "a", make) for _ in range(5)))

    make = Maker()
    assert asyncio.run(asked()) == ["page 1"] * 5


def test_another_snapshot_has_another_page() -> None:
    async def asked() -> list[str]:
        rendered = Rendered()
        first, second = request_of(object()), request_of(object())
        return [await rendered.page(one, "a", make) for one in (first, first, second)]

    make = Maker()
    assert asyncio.run(asked()) == ["page 1", "page 1", "page 2"]


def test_a_page_of_a_snapshot_that_is_gone_is_not_kept() -> None:
    async def asked() -> list[str]:
        rendered, request = Rendered(), request_of(object())

        async def swapped() -> str:
            request.app.state.served = object()
            return await make()

        return [await rendered.page(request, "a", swapped), await rendered.page(request, "a", make)]

    make = Maker()
    assert asyncio.run(asked()) == ["page 1", "page 2"]


def test_what_fails_is_made_again() -> None:
    async def asked() -> str:
        rendered, request = Rendered(), request_of(object())

        async def failing() -> str:
            raise ValueError("not yet")

        with pytest.raises(ValueError, match="not yet"):
            await rendered.page(request, "a", failing)
        return await rendered.page(request, "a", make)

    make = Maker()
    assert asyncio.run(asked()) == "page 1"
