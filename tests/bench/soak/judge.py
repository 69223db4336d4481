"""The judge: whether an answer is the engine's own, on the same snapshot."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from aifkg.engine import EmbeddedEngine
from aifkg.names import PrefixTable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from aifkg.engine import Format
    from aifkg.share import Share


class Judge:
    """An engine that answers what the server was asked; answers to keep are asked for once."""

    def __init__(self, share: Share, snapshot: Path) -> None:
        prefixes = PrefixTable.read(share.ontology / "prefixes.ttl").namespaces
        self._engine = EmbeddedEngine.open(snapshot, prefixes=prefixes)
        self._kept: dict[tuple[str, str], bytes] = {}

    def is_right(self, query: str, format_: Format, body: bytes, *, keep: bool) -> bool:
        """Whether the body is the answer to the query."""
        return is_same(self._answer(query, format_, keep=keep), body, format_.name)

    def _answer(self, query: str, format_: Format, *, keep: bool) -> bytes:
        key = query, format_.name
        found = self._kept.get(key)
        if found is None:
            found = self._engine.answer(query, format_)
            if keep:
                self._kept[key] = found
        return found


def is_same(expected: bytes, got: bytes, format_name: str) -> bool:
    """Whether two answers are equal, or hold the same rows where no order is asked for."""
    return expected == got or _rows(expected, format_name) == _rows(got, format_name)


def _rows(body: bytes, format_name: str) -> Counter[object]:
    if format_name == "json":
        return _bindings(body)
    if format_name == "xml":
        body = body.replace(b"<result>", b"\n<result>")
    return Counter(body.splitlines())


def _bindings(body: bytes) -> Counter[object]:
    try:
        said: Mapping[str, object] = json.loads(body)
    except ValueError:
        return Counter([body])
    results = said.get("results")
    bindings = results.get("bindings", []) if isinstance(results, dict) else []
    head = {name: value for name, value in said.items() if name != "results"}
    return Counter(json.dumps(one, sort_keys=True) for one in (head, *bindings))
