"""Parts: where a query and its sub-selects have their patterns; knows brackets, no meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aifkg.engine.gate import Admitted, Form
from aifkg.engine.tokens import Kind, Token

_STEPS = {"{": 1, "(": 1, "}": -1, ")": -1}


@dataclass(frozen=True, slots=True)
class Part:
    """A query or sub-select: what stands before its pattern, the pattern, and what follows."""

    head: Sequence[Token]
    pattern: Sequence[Token]
    tail: Sequence[Token]

    @property
    def names(self) -> set[str]:
        """The variables that are written in it."""
        return variables((*self.head, *self.pattern, *self.tail))

    def shows(self, name: str) -> bool:
        """Whether its SELECT clause passes the variable on to what is around it."""
        passed = _outside_parentheses(self.head)
        return any(token.text == "*" for token in passed) or name in variables(passed)


def variables(tokens: Iterable[Token]) -> set[str]:
    """Return the names of the variables among tokens."""
    return {token.text[1:] for token in tokens if token.kind is Kind.VARIABLE}


def is_word(token: Token, *words: str) -> bool:
    """Whether the token is one of these keywords."""
    return token.kind is Kind.WORD and token.text.upper() in words


def whole(query: Admitted) -> Part | None:
    """Return the outermost part, or None where it has no pattern apart from a template."""
    tokens = _from_form(query)
    if query.form is not Form.CONSTRUCT:
        return _part(tokens)
    template = _part(tokens)
    is_short = len(tokens) > 1 and is_word(tokens[1], "WHERE", "FROM")
    return None if template is None or is_short else _part(template.tail)


def sub_selects(query: Admitted) -> Iterator[Part]:
    """Yield the sub-selects, however deep."""
    tokens = _from_form(query)[1:]
    for start, token in enumerate(tokens):
        part = _part(tokens[start:]) if is_word(token, "SELECT") else None
        if part is not None:
            yield part


def _from_form(query: Admitted) -> Sequence[Token]:
    """Return the tokens after the prologue."""
    start = next(i for i, token in enumerate(query.tokens) if is_word(token, query.form))
    return query.tokens[start:]


def _outside_parentheses(tokens: Sequence[Token]) -> list[Token]:
    depth, outside = 0, []
    for token in tokens:
        depth += _STEPS.get(token.text, 0)
        if depth == 0:
            outside.append(token)
    return outside


def _part(tokens: Sequence[Token]) -> Part | None:
    """Return the part that starts here; braces in parentheses are those of an EXISTS."""
    braces: list[int] = []
    depth, end = 0, len(tokens)
    for i, token in enumerate(tokens):
        step = _STEPS.get(token.text, 0)
        if token.text in ("{", "}") and depth + min(step, 0) == 0:
            braces.append(i)
        depth += step
        if depth < 0:
            end = i
            break
    if len(braces) < 2:
        return None
    opening, closing = braces[:2]
    return Part(tokens[:opening], tokens[opening : closing + 1], tokens[closing + 1 : end])
