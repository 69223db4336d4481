"""A document: statements about one thing as JSON-LD, the thing at the root; knows no HTTP.

It says each statement it is given, and no other. What a key of ours links to stands as an object
with id, type and label, so that nobody has to look it up; what else is said of it stands once, near
the root. What is neither linked from there nor links there stands under `included`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from aifkg.engine import Literal
from aifkg.jsonld.context import LABEL, Context
from aifkg.jsonld.key import JSON, LANGUAGE, LINK, Backward, Key
from aifkg.jsonld.literal import written
from aifkg.jsonld.statements import Object, Properties, Statement, Statements
from aifkg.jsonld.vocabulary import Vocabulary
from aifkg.names import TERM

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CALLED = (LABEL, f"{TERM}title", f"{TERM}locator")
"""What a thing, a source and a passage are called by."""
_NAMING = frozenset({_TYPE, *_CALLED})
_DEEPEST = 2
"""Links from the root up to which all is said of a node in its place: a value of a dispute."""
_BARE = _DEEPEST + 1
"""Links from the root past which a node is only named: what it is called may be a node again."""
_Node = dict[str, JSON]


def document(statements: Iterable[Statement], root: str, context: Context) -> bytes:
    """Return the statements as a document about the root; raise Unwritable where it has no way."""
    content = _Writer(Statements.about(root, statements), context).document()
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


class _Writer:
    """Writes nodes, and knows of which it has said everything."""

    def __init__(self, statements: Statements, context: Context) -> None:
        self._statements = statements
        self._words = Vocabulary(context, statements.iris())
        self._id = self._words.keyword("id")
        self._type = self._words.keyword("type")
        self._done: set[str] = set()

    def document(self) -> _Node:
        """Return all that is said, the root first."""
        root = self._statements.root
        self._done.add(root)
        said = self._statements.of.get(root, {})
        own = {iri: values for iri, values in said.items() if self._words.has(iri)}
        node = {self._id: root, **self._naming(root), **self._properties(own, 0)}
        backward, others = self._backward()
        node |= backward
        node |= self._properties({iri: said[iri] for iri in said if iri not in own}, 0)
        if others:
            node["@reverse"] = others
        included = self._included()
        if included:
            node[self._words.keyword("included")] = included
        return {"@context": self._words.as_json(), **node}

    def _whole(self, name: str, depth: int) -> _Node:
        """Return a node with all that is said of it."""
        self._done.add(name)
        said = self._statements.of[name]
        own = {iri: values for iri, values in said.items() if self._words.has(iri)}
        others = {iri: said[iri] for iri in said if iri not in own}
        return {
            self._id: name,
            **self._naming(name),
            **self._properties(own, depth),
            **self._properties(others, depth),
        }

    def _brief(self, name: str) -> _Node:
        """Return a node with what it is called."""
        if self._statements.of.get(name, {}).keys() <= _NAMING:
            self._done.add(name)
        return {self._id: name, **self._naming(name)}

    def _naming(self, name: str) -> _Node:
        said = self._statements.of.get(name, {})
        types = sorted(map(self._words.word, self._statements.linked(name, _TYPE)), key=_ours_first)
        node: _Node = {self._type: list[JSON](types)} if types else {}
        for iri in _CALLED:
            if iri in said:
                node |= self._values(self._words.key(iri), said[iri], _BARE)
        literals = [value for value in said.get(_TYPE, ()) if isinstance(value, Literal)]
        if literals:
            node |= self._values(self._words.key(_TYPE), literals, _BARE)
        return node

    def _properties(self, said: Properties, depth: int) -> _Node:
        """Return what is said by properties but those of naming, by name."""
        node: _Node = {}
        for iri, values in said.items():
            if iri not in _NAMING:
                node |= self._values(self._words.key(iri), values, depth)
        return dict(sorted(node.items()))

    def _values(self, key: Key, objects: Iterable[Object], depth: int) -> _Node:
        """Return the values of one property, those in other languages by language."""
        by_language = self._words.tongues(key)
        values: list[JSON] = []
        others: dict[str, list[JSON]] = {}
        for one in sorted(objects, key=_order):
            language = one.language if by_language and isinstance(one, Literal) else None
            if language and language != LANGUAGE and isinstance(one, Literal):
                others.setdefault(language, []).append(one.value)
            else:
                values.append(self._value(one, key, depth))
        node: _Node = {}
        if values:
            node[self._words.used(key.name)] = _one(values) if key.is_single else values
        if by_language and others:
            texts: _Node = {language: _one(texts) for language, texts in others.items()}
            node[self._words.used(by_language)] = texts
        return node

    def _value(self, value: Object, key: Key, depth: int) -> JSON:
        if isinstance(value, Literal):
            return written(value, key, self._words.word, self._type)
        return self._link(value, key, depth)

    def _link(self, name: str, key: Key, depth: int) -> JSON:
        is_known = name in self._statements.of and name != self._statements.root
        if is_known and name not in self._done and depth < _DEEPEST:
            return self._whole(name, depth + 1)
        if is_known and depth < _BARE and self._words.has(key.iri):
            return self._brief(name)
        return name if key.written == LINK else {self._id: name}

    def _backward(self) -> tuple[_Node, _Node]:
        """Return what points at the root: by keys that are read backward, and by the others."""
        named: _Node = {}
        others: _Node = {}
        incoming = self._statements.incoming
        for iri in sorted(incoming, key=lambda iri: not self._words.has(iri)):
            by_key: dict[Backward | None, list[JSON]] = {}
            for name in sorted(incoming[iri]):
                key = self._words.backward(iri, self._statements.linked(name, _TYPE))
                by_key.setdefault(key, []).append(self._link(name, Key("", iri), 0))
            for backward, nodes in by_key.items():
                if backward is None:
                    others[self._words.used(self._words.key(iri).name)] = nodes
                else:
                    values = _one(nodes) if backward.is_single else nodes
                    named[self._words.used(backward.name)] = values
        return dict(sorted(named.items())), dict(sorted(others.items()))

    def _included(self) -> list[JSON]:
        """Return the nodes of which not everything is said yet, those with most to say first."""
        left = [name for name in self._statements.of if name not in self._done]
        left.sort(key=lambda name: (self._statements.of[name].keys() <= _NAMING, name))
        return [self._whole(name, _DEEPEST) for name in left if name not in self._done]


def _one(values: list[JSON]) -> JSON:
    return values[0] if len(values) == 1 else values


def _ours_first(word: str) -> tuple[bool, str]:
    return ":" in word, word


def _order(value: Object) -> tuple[str, ...]:
    """Return what values are ordered by: those in English first."""
    if isinstance(value, str):
        return ("", value)
    language = value.language or ""
    return ("" if language == LANGUAGE else language, value.value, value.datatype.value)
