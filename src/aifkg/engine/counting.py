r"""Counting: how many rows an answer has, read off its bytes; knows no terms.

The engine writes rows without telling how many. Each format is counted by marks that a value of a
row cannot hold: an unescaped quotation mark never stands inside a JSON string, `<` in XML text is
written `&lt;`, a line end in a TSV value is written `\n`, and one in a CSV value stands in quotes.
"""

from __future__ import annotations

from aifkg.engine.formats import Format


def rows(format_: Format, body: bytes) -> int:
    """Return how many rows results have, 1 for the answer to an ASK."""
    return _COUNTS[format_.name](body)


def may_exceed(format_: Format, body: bytes, bound: int) -> bool:
    """Whether an answer is long enough to have more rows than a bound, were all without values."""
    return len(body) > bound * _LEAST[format_.name]


def _json(body: bytes) -> int:
    """Count what parts two rows; what looks like it at a value's end is followed otherwise."""
    if b'"boolean":' in body[:40]:
        return 1
    parting = body.count(b'}},{"')
    if parting:
        parting -= body.count(b'}},{"}') + body.count(b'}},{",')
    has_values = b'"bindings":[]' not in body[-20:]
    return _with_empty(body) if b"{}" in body else parting + has_values


def _with_empty(body: bytes) -> int:
    """Count rows where something looks like a row in which nothing is bound."""
    outside = body.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    return 1 + sum(part.count(b"},{") for part in outside)


def _xml(body: bytes) -> int:
    return 1 if b"<boolean>" in body[:200] else body.count(b"<result>")


def _csv(body: bytes) -> int:
    if body in (b"true", b"false"):
        return 1
    if b'"' not in body:
        return body.count(b"\n") - 1
    return sum(part.count(b"\n") for part in body.split(b'"')[::2]) - 1


def _tsv(body: bytes) -> int:
    return 1 if body in (b"true", b"false") else body.count(b"\n") - 1


_COUNTS = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}
# Bytes of a row without values, and of what parts it from the next: `{},`, `<result></result>`.
_LEAST = {"json": 3, "xml": 17, "csv": 2, "tsv": 1}
