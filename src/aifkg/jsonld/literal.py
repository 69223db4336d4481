"""A literal of JSON-LD: the value that a key has it as, which reads back as the literal it was."""

from __future__ import annotations

import re
from collections.abc import Callable

from aifkg.engine import Literal
from aifkg.jsonld.key import JSON, LANGUAGE, TEXT, Key

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = f"{_XSD}string"
_INTEGER = f"{_XSD}integer"
_BOOLEAN = f"{_XSD}boolean"
# What JSON writes back as it stood; a double has 53 bits for an integer.
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)


def written(literal: Literal, key: Key, word: Callable[[str], str], type_: str) -> JSON:
    """Return a literal as a value of a key; `word` names its datatype, `type_` the keyword."""
    text, language = literal.value, literal.language
    if language is not None:
        is_plain = key.written == TEXT and language == LANGUAGE
        return text if is_plain else {"@language": language, "@value": text}
    datatype = literal.datatype.value
    if datatype == _STRING:
        return {"@value": text} if key.written else text
    if key.written in ("", datatype) and (native := _native(text, datatype)) is not None:
        return native
    return text if key.written == datatype else {type_: word(datatype), "@value": text}


def _native(text: str, datatype: str) -> int | bool | None:
    """Return what JSON itself has for a literal, or None."""
    if datatype == _BOOLEAN:
        return {"true": True, "false": False}.get(text)
    if datatype == _INTEGER and _WHOLE.fullmatch(text):
        return int(text)
    return None
