"""The cursor: a place among the tokens of a query, moved by what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aifkg.engine.tokens import Kind, Token

_STEPS = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}


class Cursor:
    """Moves over tokens; past the last one stands a token without text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        last = tokens[-1].end if tokens else 0
        self._tokens = [*tokens, Token(Kind.SPACE, "", last)]
        self.position = 0

    @property
    def current(self) -> Token:
        """The token that stands here."""
        return self._tokens[self.position]

    @property
    def word(self) -> str:
        """The text that stands here, in capitals."""
        return self._tokens[self.position].text.upper()

    def advance(self) -> Token:
        """Pass the token that stands here, and return it."""
        token = self._tokens[self.position]
        self.position = min(self.position + 1, len(self._tokens) - 1)
        return token

    def accept(self, *words: str) -> bool:
        """Pass the token that stands here where it is one of these words or marks."""
        found = self.word in words
        if found:
            self.advance()
        return found

    def enclosed(self) -> Iterator[Token]:
        """Pass the bracket that stands here and all up to its partner; yield what is between."""
        depth = 0
        while self.current.text:
            token = self.advance()
            depth += _STEPS.get(token.text, 0)
            if depth <= 0:
                return
            yield token


def without_stops(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens with the full stop after a name or number as one of its own.

    No name and no number ends in one, so `a:b.` is a name and the end of a triple.
    """
    for token in tokens:
        if token.text[-1:] == "." and token.kind in (Kind.NAME, Kind.NUMBER):
            bare = token.text.rstrip(".")
            yield Token(token.kind, bare, token.start)
            yield Token(Kind.MARK, ".", token.start + len(bare))
        else:
            yield token
