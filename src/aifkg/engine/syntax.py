"""The syntax of a query: what is wrong with it, said without planning or running it."""

from __future__ import annotations

from functools import partial

from aifkg.engine.diagnosis import Prefixes, diagnose
from aifkg.engine.errors import QuerySyntaxError
from aifkg.engine.gate import Admitted, Bounds, examine
from aifkg.engine.store import parse_error

_UNKNOWN = "urn:aifkg:prefix:"


def syntax_fault(
    query: Admitted, prefixes: Prefixes, base: str | None = None
) -> QuerySyntaxError | None:
    """Return what is wrong with the syntax of a query, which is neither planned nor run.

    The `declared` prefixes count as declared; one that is not `known` is read as some namespace.
    """
    namespaces = {name: prefixes.known.get(name, _UNKNOWN) for name in prefixes.declared}
    parse = partial(parse_error, namespaces=namespaces, base=base)
    message = parse(query.text)
    if message is None:
        return None
    try:
        examine(query, Bounds())
    except QuerySyntaxError as error:
        return error
    return diagnose(query.text, message, parse, prefixes, has_base=base is not None)
