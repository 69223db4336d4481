"""The reader: from the tokens of a query to its structure.

It trusts the engine's parser, which has read the query before, and so checks nothing: what it does
not know it passes over, and it reads any text to its end. rdflib's parser would give an algebra,
but no places, and reads neither SPARQL 1.2 nor LATERAL.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from aifkg.engine import Form
from aifkg.engine.tokens import Kind as Is
from aifkg.engine.tokens import Token
from aifkg.lint.cursor import Cursor
from aifkg.lint.structure import (
    Block,
    Element,
    Expression,
    Filter,
    Group,
    Kind,
    Pattern,
    Select,
    Values,
)
from aifkg.lint.triples import Triples

_BLOCKS = {"OPTIONAL": Kind.OPTIONAL, "MINUS": Kind.MINUS, "LATERAL": Kind.LATERAL}
_NAMED = {"GRAPH": Kind.GRAPH, "SERVICE": Kind.SERVICE}
_AGGREGATES = frozenset("AVG COUNT GROUP_CONCAT MAX MIN SAMPLE SUM".split())
_MODIFIERS = frozenset("GROUP HAVING ORDER LIMIT OFFSET VALUES".split())
_JUNCTIONS = frozenset({"&&", "||"})


class Reader:
    """Reads one query; `terms` are the IRIs and names that its patterns are made of."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._cursor = Cursor(tokens)
        self._has_aggregate = False
        self.terms: list[Token] = []

    def query(self) -> Select:
        """Return the query after its prologue."""
        while self._cursor.current.text and not self._is_form():
            self._cursor.advance()
        return self._select()

    def _is_form(self) -> bool:
        return self._cursor.current.kind is Is.WORD and self._cursor.word in Form.__members__

    def _select(self) -> Select:
        around, self._has_aggregate = self._has_aggregate, False
        start = self._cursor.advance()
        form = Form.__members__.get(start.text.upper(), Form.SELECT)
        is_distinct = self._cursor.accept("DISTINCT", "REDUCED")
        template = self._template() if form is Form.CONSTRUCT else ()
        shown, computed, shows_all = self._shown()
        where = self._group()
        keys, having, order, values = self._modifiers()
        is_grouped, self._has_aggregate = self._has_aggregate or bool(keys), around
        return Select(
            form,
            start,
            where,
            shown,
            computed,
            template,
            # The short form shows its pattern.
            shows_all or (form is Form.CONSTRUCT and not template),
            is_distinct,
            is_grouped,
            keys,
            having,
            order,
            values,
        )

    def _template(self) -> tuple[Token, ...]:
        if self._cursor.current.text != "{":
            return ()
        return tuple(token for token in self._cursor.enclosed() if token.kind is Is.VARIABLE)

    def _shown(self) -> tuple[tuple[Token, ...], tuple[Expression, ...], bool]:
        """Pass what stands before the pattern: what is shown, the graphs asked, WHERE."""
        shown: list[Token] = []
        computed: list[Expression] = []
        shows_all = False
        while self._cursor.current.text not in ("{", "}", ""):
            if self._cursor.accept("("):
                computed.append(self._expression())
                self._cursor.accept(")")
                continue
            token = self._cursor.advance()
            shows_all |= token.text == "*"
            shown += [token] if token.kind is Is.VARIABLE else []
        return tuple(shown), tuple(computed), shows_all

    def _modifiers(self) -> tuple[tuple[Expression, ...], Expression, Expression, Values]:
        keys: list[Expression] = []
        having = order = Expression()
        values = Values(())
        while self._cursor.current.text not in ("}", ""):
            word = self._cursor.advance().text.upper()
            if word == "GROUP":
                keys = self._keys()
            elif word == "HAVING":
                having = self._expression(_MODIFIERS)
            elif word == "ORDER":
                order = self._expression(_MODIFIERS)
            elif word == "VALUES":
                values = self._values()
        return tuple(keys), having, order, values

    def _keys(self) -> list[Expression]:
        keys: list[Expression] = []
        self._cursor.accept("BY")
        while self._cursor.word not in _MODIFIERS | {"}", ""}:
            if self._cursor.accept("("):
                keys.append(self._expression())
                self._cursor.accept(")")
            else:
                token = self._cursor.advance()
                keys += [Expression((token,))] if token.kind is Is.VARIABLE else []
        return keys

    def _group(self) -> Group:
        start = self._cursor.current.start
        if not self._cursor.accept("{"):
            return Group((), start, start)
        elements: list[Element] = []
        while self._cursor.current.text not in ("}", ""):
            before = self._cursor.position
            elements += self._elements()
            if self._cursor.position == before:
                self._cursor.advance()
        return Group(tuple(elements), start, self._cursor.advance().end)

    def _elements(self) -> Sequence[Element]:
        token, word = self._cursor.current, self._cursor.word
        if token.kind is not Is.WORD:
            if word == "{":
                return [self._union()]
            return [] if self._cursor.accept(".") else self._triples()
        if word in _BLOCKS:
            self._cursor.advance()
            return [Block(_BLOCKS[word], token, (self._group(),))]
        if word in _NAMED:
            return [self._named(_NAMED[word])]
        return self._others(word)

    def _others(self, word: str) -> Sequence[Element]:
        if word == "SELECT":
            return [self._select()]
        if word not in ("FILTER", "BIND", "VALUES"):
            return self._triples()
        self._cursor.advance()
        if word == "FILTER":
            return [self._filter()]
        return [self._values() if word == "VALUES" else self._bind()]

    def _triples(self) -> list[Pattern]:
        return Triples(self._cursor, self.terms).read()

    def _union(self) -> Block:
        start = self._cursor.current
        groups = [self._group()]
        while self._cursor.accept("UNION"):
            groups.append(self._group())
        return Block(Kind.UNION if len(groups) > 1 else Kind.NESTED, start, tuple(groups))

    def _named(self, kind: Kind) -> Block:
        start = self._cursor.advance()
        self._cursor.accept("SILENT")
        name = self._cursor.advance()
        return Block(kind, start, (self._group(),), name if name.kind is Is.VARIABLE else None)

    def _bind(self) -> Expression:
        self._cursor.accept("(")
        bound = self._expression()
        self._cursor.accept(")")
        return bound

    def _values(self) -> Values:
        inside = self._cursor.current.text == "("
        listed = list(self._cursor.enclosed()) if inside else [self._cursor.advance()]
        if self._cursor.current.text == "{":
            rows = [self._cursor.current, *self._cursor.enclosed()]
            self.terms += (
                one
                for before, one in pairwise(rows)
                if one.kind in (Is.IRI, Is.NAME) and before.text != "^^"
            )
        return Values(tuple(token for token in listed if token.kind is Is.VARIABLE))

    def _filter(self) -> Filter:
        """Return the conditions of a FILTER; those of which one may hold are one condition."""
        if not self._cursor.accept("("):
            return Filter((self._constraint(),))
        conditions = [self._expression(_JUNCTIONS)]
        is_either = False
        while self._cursor.current.text in _JUNCTIONS:
            is_either |= self._cursor.advance().text == "||"
            conditions.append(self._expression(_JUNCTIONS))
        self._cursor.accept(")")
        return Filter((_joined(conditions),) if is_either else tuple(conditions))

    def _constraint(self) -> Expression:
        """Pass a call, or an EXISTS without parentheses."""
        while self._cursor.accept("NOT"):
            pass
        if self._cursor.accept("EXISTS"):
            return Expression((), (self._group(),))
        self._cursor.advance()
        return self._bind()

    def _expression(self, ends: frozenset[str] = frozenset()) -> Expression:
        """Pass an expression up to the bracket around it, or one of the words that end it."""
        variables: list[Token] = []
        exists: list[Group] = []
        target = None
        depth = 0
        while self._cursor.current.text not in ("{", "}", ""):
            token, word = self._cursor.current, self._cursor.word
            depth += (word == "(") - (word == ")")
            if depth < 0 or (depth == 0 and word in ends):
                break
            self._cursor.advance()
            if token.kind is Is.VARIABLE:
                variables.append(token)
            elif token.kind is Is.WORD:
                self._has_aggregate |= word in _AGGREGATES
                if word == "AS" and depth == 0:
                    target = self._cursor.advance()
                elif word == "EXISTS":
                    exists.append(self._group())
        return Expression(tuple(variables), tuple(exists), target)


def _joined(conditions: Sequence[Expression]) -> Expression:
    variables = (token for one in conditions for token in one.variables)
    return Expression(tuple(variables), tuple(group for one in conditions for group in one.exists))
