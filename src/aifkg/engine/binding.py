"""Binding: how values meet the variables of a query without ever entering its text.

The embedded engine substitutes a variable only where the query's outermost pattern projects it. A
query that asks *about* a value rarely does, so a pattern is made lateral to a constant:
`{ BIND(<f>() AS ?v) LATERAL { pattern } }`, where `<f>` is a function of ours that returns the
value. A plain join would evaluate the pattern for everything first (measured: 6.7 s against 0.7 ms
over 240,000 triples).

A bound name means its value wherever the query writes it, also in a sub-select that does not show
it, where SPARQL by itself sees another variable of that name. Where it could not mean its value,
the query is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, pairwise, takewhile

from aifkg.engine.errors import QueryFailed, QueryRefused
from aifkg.engine.gate import Admitted
from aifkg.engine.parts import Part, is_word, sub_selects, variables, whole
from aifkg.engine.reading import as_cut
from aifkg.engine.tokens import Token, place, significant

PARAMETER = "urn:aifkg:parameter:"
_GROUPING = tuple("GROUP HAVING AVG COUNT GROUP_CONCAT MAX MIN SAMPLE SUM".split())
_AFTER_GROUP_BY = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


def check_names(query: Admitted, names: Sequence[str]) -> None:
    """Raise QueryFailed where a name to bind is no variable of the query."""
    known = variables(query.tokens)
    for name in names:
        if name not in known:
            listed = ", ".join(f"?{variable}" for variable in sorted(known)) or "none"
            raise QueryFailed(
                f"The query has no variable ?{name} to bind; its variables: {listed}."
            )


def lateral(query: Admitted, names: Sequence[str]) -> str | None:
    """Return the query with its patterns evaluated with the names bound by our functions.

    Return None where it has no pattern to do that in, as DESCRIBE ?v and CONSTRUCT WHERE have not;
    raise QueryRefused where a bound value would be lost on the way.
    """
    outermost = whole(query)
    if outermost is None:
        return None
    _refuse_assigned(query, names)
    inserted = _inserted(outermost, names)
    _refuse_grouped_away(query, outermost, names)
    for part in sub_selects(query):
        _refuse_grouped_away(query, part, names)
        hidden = [name for name in names if name in part.names and not part.shows(name)]
        inserted += _inserted(part, hidden)
    text = query.text
    for offset, piece in sorted(inserted, reverse=True):
        text = text[:offset] + piece + text[offset:]
    return as_cut(text, significant(text))


def _inserted(part: Part, names: Sequence[str]) -> list[tuple[int, str]]:
    """Return what makes the part's pattern lateral to the names, and where to put it."""
    if not names:
        return []
    binds = " ".join(f"BIND(<{PARAMETER}{name}>() AS ?{name})" for name in names)
    opening, closing = part.pattern[0], part.pattern[-1]
    return [(opening.start, f"{{ {binds} LATERAL "), (closing.end, " }")]


def _refuse_assigned(query: Admitted, names: Sequence[str]) -> None:
    """Refuse a name to which the query itself gives a value."""
    for before, token in pairwise(query.tokens):
        if is_word(before, "AS") and variables([token]).intersection(names):
            raise _refused(query, token, "is given a value by AS, so none can be bound to it")


def _refuse_grouped_away(query: Admitted, part: Part, names: Sequence[str]) -> None:
    """Refuse a name that is read after grouping, which keeps the values of GROUP BY alone."""
    if not any(is_word(token, *_GROUPING) for token in (*part.head, *part.tail)):
        return
    tail = list(dropwhile(lambda token: not is_word(token, "GROUP"), part.tail))
    kept = variables(takewhile(lambda token: not is_word(token, *_AFTER_GROUP_BY), tail))
    for token in (*_in_braces(part.head), *part.tail):
        if variables([token]).intersection(names) - kept:
            after = f"is read after grouping, which loses its value; GROUP BY {token.text} keeps it"
            raise _refused(query, token, after)


def _in_braces(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens inside braces: in a SELECT clause, those of an EXISTS."""
    depth, inside = 0, []
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if depth:
            inside.append(token)
    return inside


def _refused(query: Admitted, token: Token, after: str) -> QueryRefused:
    line, column = place(query.text, token.start)
    message = f"The bound variable {token.text} at line {line}, column {column} {after}."
    return QueryRefused(message, line=line, column=column)
