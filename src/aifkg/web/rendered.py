"""Rendered pages: the few large ones that are the same for all, made once for each snapshot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request

from aifkg.web.served import Served


class Rendered:
    """What was rendered from the snapshot that is served; another one makes it be forgotten."""

    def __init__(self) -> None:
        self._served: Served | None = None
        self._pages: dict[str, str] = {}
        # Who comes meanwhile waits for the page that is being made.
        self._making = asyncio.Lock()

    async def page(
        self, request: Request, name: str, make: Callable[[], Coroutine[Any, Any, str]]
    ) -> str:
        """Return the page of a name, which is one of a few of the program's own."""
        async with self._making:
            served: Served = request.app.state.served
            if self._served is not served:
                self._served, self._pages = served, {}
            if name not in self._pages:
                made = await make()
                if request.app.state.served is not served:
                    return made
                self._pages[name] = made
            return self._pages[name]
