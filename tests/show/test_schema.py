"""The schema of the plain JSON names each member that a sheet can have, and no other."""

from __future__ import annotations

import dataclasses
import json
import types
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from aifkg import show
from aifkg.show import Sheet
from aifkg.show.plain import as_json

SCHEMA: dict[str, Any] = json.loads(
    (Path(show.__file__).parent / "thing.schema.json").read_text(encoding="utf-8")
)
LISTS = {
    "properties": "property",
    "values": "value",
    "evidence": "evidence",
    "told": "told",
    "incoming": "incoming",
    "things": "link",
    "points": "point",
}
SINGLE = {"dispute": "dispute", "place": "link"}
# What stands here is to be deleted when sheets have points.
is_older = "points" not in {field.name for field in dataclasses.fields(Sheet)}


def made(kind: Any, *, is_full: bool) -> Any:
    """Return a value of a type, with all that it may have or with the least that it must have."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: made(hints[name], is_full=is_full) for name in hints})
    if get_origin(kind) is tuple:
        return (made(get_args(kind)[0], is_full=is_full),) if is_full else ()
    if get_origin(kind) in (Union, types.UnionType):
        return made(get_args(kind)[0], is_full=is_full) if is_full else None
    return {str: "1", int: 1}[kind]


def members(content: dict[str, Any], name: str) -> dict[str, set[str]]:
    """Return the members of a document and of all in it, by their names in the schema."""
    found = {name: set(content)}
    for key, value in content.items():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                found |= members(inner, LISTS.get(key) or SINGLE[key])
    return found


@pytest.mark.skipif(is_older, reason="the schema is of sheets that have points")
def test_each_member_that_a_document_can_have_is_in_the_schema() -> None:
    full = members(as_json(made(Sheet, is_full=True)), "thing")
    assert full.pop("thing") == set(SCHEMA["properties"])
    assert full == {
        name: set(one["properties"]) for name, one in SCHEMA["$defs"].items() if "properties" in one
    }


def test_what_a_document_must_have_is_what_each_one_has() -> None:
    assert set(SCHEMA["required"]) <= set(as_json(made(Sheet, is_full=False)))


def test_each_part_that_is_referred_to_is_there() -> None:
    text = json.dumps(SCHEMA)
    referred = {part.partition('"')[0] for part in text.split('"$ref": "#/$defs/')[1:]}
    assert referred == set(SCHEMA["$defs"])
