"""Triples: the triple patterns and paths about one subject, read from tokens."""

from __future__ import annotations

from dataclasses import dataclass

from aifkg.engine.tokens import Kind, Token
from aifkg.lint.cursor import Cursor
from aifkg.lint.structure import Pattern

_ENDS = frozenset({".", "}", "]", ")", "|}", ""})


@dataclass(frozen=True, slots=True)
class _Node:
    """A subject, verb or object: its variables, and what else joins it to other patterns."""

    variables: tuple[Token, ...] = ()
    links: tuple[str, ...] = ()

    def __add__(self, other: _Node) -> _Node:
        return _Node(self.variables + other.variables, self.links + other.links)


class Triples:
    """Reads what is said about one subject; keeps the IRIs and names that patterns are made of."""

    def __init__(self, cursor: Cursor, terms: list[Token]) -> None:
        self._cursor = cursor
        self._terms = terms
        self._patterns: list[Pattern] = []
        self._start = cursor.current

    def read(self) -> list[Pattern]:
        """Return the patterns from here to the full stop."""
        self._properties(self._subject())
        self._cursor.accept(".")
        return self._patterns

    def _subject(self) -> _Node:
        """Return the subject; a constant one joins what is said about it."""
        token = self._cursor.current
        is_constant = token.kind in (Kind.IRI, Kind.NAME)
        return self._node() + (_Node((), (token.text,)) if is_constant else _Node())

    def _properties(self, subject: _Node) -> None:
        while not self._is_done():
            if self._cursor.accept(";"):
                continue
            is_wild = self._cursor.current.kind is Kind.VARIABLE
            self._objects(subject + self._verb(), is_wild)
            if self._cursor.current.text != ";":
                return

    def _is_done(self) -> bool:
        token = self._cursor.current
        return token.text in _ENDS or (token.kind is Kind.WORD and token.text != "a")

    def _verb(self) -> _Node:
        if self._cursor.current.kind is Kind.VARIABLE:
            return _Node((self._cursor.advance(),))
        self._path()
        return _Node()

    def _path(self) -> None:
        """Pass a path; what it negates is no term that a triple must have."""
        while True:
            is_negated = False
            while self._cursor.current.text in ("^", "!"):
                is_negated |= self._cursor.advance().text == "!"
            inside = self._cursor.current.text == "("
            passed = list(self._cursor.enclosed()) if inside else [self._cursor.advance()]
            if not is_negated:
                self._terms.extend(one for one in passed if one.kind in (Kind.IRI, Kind.NAME))
            while self._cursor.accept("*", "+", "?"):
                pass
            if not self._cursor.accept("/", "|"):
                return

    def _objects(self, before: _Node, is_wild: bool) -> None:  # noqa: FBT001 - one caller
        while True:
            triple = before + self._node()
            self._found(triple, is_wild)
            self._annotations(triple)
            if not self._cursor.accept(","):
                return

    def _found(self, node: _Node, is_wild: bool = False) -> None:  # noqa: FBT001, FBT002
        self._patterns.append(Pattern(self._start, node.variables, node.links, is_wild))

    def _annotations(self, triple: _Node) -> None:
        """Pass what SPARQL 1.2 lets a query say about the triple: `~ ?name {| … |}`."""
        while self._cursor.current.text in ("~", "{|"):
            mark = self._cursor.current
            reifier = _Node((), (f"~{mark.start}",))
            if self._cursor.accept("~") and self._is_name():
                reifier += self._node()
            self._found(triple + reifier)
            if self._cursor.accept("{|"):
                self._properties(reifier)
                self._cursor.accept("|}")

    def _is_name(self) -> bool:
        return self._cursor.current.kind in (Kind.VARIABLE, Kind.IRI, Kind.NAME)

    def _node(self) -> _Node:
        token = self._cursor.advance()
        match token.kind:
            case Kind.VARIABLE:
                return _Node((token,))
            case Kind.NAME if token.text.startswith("_:"):
                return _Node((), (token.text,))
            case Kind.NAME | Kind.IRI:
                self._terms.append(token)
            case Kind.STRING:
                self._pass_type()
        match token.text:
            case "[":
                return self._blank(token)
            case "(" | "<<" | "<<(":
                return self._several()
            case "+" | "-":
                self._cursor.advance()
        return _Node()

    def _pass_type(self) -> None:
        if self._cursor.current.kind is Kind.LANGUAGE or self._cursor.accept("^^"):
            self._cursor.advance()

    def _blank(self, token: Token) -> _Node:
        node = _Node((), (f"[{token.start}",))
        self._properties(node)
        self._cursor.accept("]")
        return node

    def _several(self) -> _Node:
        """Return the nodes of a list or of a triple inside a triple as one."""
        nodes = _Node()
        while self._cursor.current.text not in (")", ">>", ")>>", "}", ""):
            nodes += self._node()
        self._cursor.advance()
        return nodes
