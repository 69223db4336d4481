"""The context: which key of JSON-LD stands for which term; made from the ontology in the graph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from aifkg.engine import Literal, NamedNode, Value
from aifkg.jsonld.key import JSON, LINK, TEXT, Backward, Entry, Key, Tongues, Word
from aifkg.names import BASE, TERM, PrefixTable

Row = Mapping[str, Value | None]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = f"{_XSD}string"
_LANG_STRING = f"{_RDF}langString"

LABEL = f"{_RDFS}label"
_WORDS = (
    Word("id", "@id", is_whole=True),
    Word("type", "@type", is_whole=True),
    Word("included", "@included", is_whole=True),
)
_COMMON = (
    Key("label", LABEL, TEXT, is_single=True),
    Key("altLabel", f"{_SKOS}altLabel", TEXT),
    Key("hiddenLabel", f"{_SKOS}hiddenLabel", TEXT),
    Key("definition", f"{_SKOS}definition", TEXT, is_single=True),
    Key("seeAlso", f"{_RDFS}seeAlso", LINK),
)
"""Keys for what is said of things and terms in the words of others."""
_BACKWARD = (
    Backward("disputes", f"{TERM}onSubject", f"{TERM}Dispute"),
    Backward("verdicts", f"{TERM}onSubject", f"{TERM}Verdict"),
    Backward("document", "http://xmlns.com/foaf/0.1/primaryTopic", is_single=True),
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*", re.ASCII)
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*", re.ASCII)
_SPACE = re.compile(r".*[/#]", re.DOTALL)


@dataclass(frozen=True)
class Context:
    """The keys by which documents are written, and the prefixes for all that has no key."""

    prefixes: Mapping[str, str]
    classes: Mapping[str, Word]
    keys: Mapping[str, Key]
    tongues: Mapping[str, Tongues]
    backward: Mapping[str, tuple[Backward, ...]]

    @classmethod
    def of(cls, rows: Iterable[Row], prefixes: PrefixTable) -> Context:
        """Make the context of what `context.rq` says of the terms."""
        terms = {iri: row for row in reversed(list(rows)) if (iri := _text(row["term"]))}
        taken = {one.name for one in (*_WORDS, *_COMMON, *_BACKWARD)}
        names = {iri: name for iri in sorted(terms) if (name := _name(iri)) not in {"", *taken}}
        classes = {iri: Word(name, iri) for iri, name in names.items() if _is(terms[iri], "class")}
        keys = {one.iri: one for one in _COMMON}
        keys |= {iri: _key(terms[iri], names[iri]) for iri in names.keys() - classes.keys()}
        taken |= set(names.values())
        tongues = dict(_tongues(keys.values(), taken))
        taken |= {one.name for one in tongues.values()}
        backward = _backward(terms, taken)
        taken |= {one.name for one in chain.from_iterable(backward.values())}
        spaces = dict(_spaces(prefixes, taken))
        return cls(spaces, classes, keys, tongues, backward)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What the context has, in the order in which it is written."""
        groups: tuple[Iterable[Entry], ...] = (
            (Word(name, iri, is_whole=True) for name, iri in self.prefixes.items()),
            self.classes.values(),
            (*self.keys.values(), *self.tongues.values(), *chain(*self.backward.values())),
        )
        ordered = (sorted(group, key=lambda one: one.name) for group in groups)
        return (*_WORDS, *chain.from_iterable(ordered))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all entries."""
        return frozenset(one.name for one in self.entries)

    @cached_property
    def spaces(self) -> Mapping[str, str]:
        """The prefix of each namespace."""
        return {namespace: prefix for prefix, namespace in self.prefixes.items()}

    def as_json(self) -> dict[str, JSON]:
        """Return the whole context as a document."""
        entries = {one.name: one.definition(self._shorten) for one in self.entries}
        return {"@context": {"@version": 1.1, **entries}}

    def _shorten(self, iri: str) -> str:
        prefix, local = self.split(iri)
        return f"{prefix}:{local}" if prefix else iri

    def split(self, iri: str) -> tuple[str, str]:
        """Return the prefix and the rest of an IRI, or "" and the IRI where none fits."""
        match = _SPACE.match(iri)
        prefix = self.spaces.get(match[0]) if match else None
        local = iri[match.end() :] if match else ""
        return (prefix, local) if prefix and _LOCAL.fullmatch(local) else ("", iri)


def _name(iri: str) -> str:
    """Return the local name of a term of ours, or "" where that can be no key."""
    local = iri.removeprefix(TERM)
    return local if local != iri and _NAME.fullmatch(local) else ""


def _key(row: Row, name: str) -> Key:
    iri, range_ = _text(row["term"]), _text(row["range"])
    written = ""
    if _is(row, "link"):
        written = LINK
    elif range_ == _LANG_STRING:
        written = TEXT
    elif range_.startswith(_XSD) and range_ != _STRING:
        # A string is what JSON has, and one parser tells a typed one from a plain one.
        written = range_
    return Key(name, iri, written, _is(row, "single"))


def _tongues(keys: Iterable[Key], taken: set[str]) -> Iterator[tuple[str, Tongues]]:
    for key in keys:
        name = f"{key.name}In"
        if key.written == TEXT and name not in taken:
            yield key.iri, Tongues(name, key.iri)


def _backward(terms: Mapping[str, Row], taken: set[str]) -> dict[str, tuple[Backward, ...]]:
    """Return the keys of links read from their other end; a name that two would have is none's."""
    found = {iri: _camel(_text(row["inverse"])) for iri, row in terms.items()}
    often = Counter(found.values())
    backward: dict[str, tuple[Backward, ...]] = {}
    for one in _BACKWARD:
        backward[one.iri] = (*backward.get(one.iri, ()), one)
    for iri, name in found.items():
        if _NAME.fullmatch(name) and often[name] == 1 and name not in taken:
            backward[iri] = (*backward.get(iri, ()), Backward(name, iri))
    return backward


def _camel(label: str) -> str:
    """Return a label as a key: "has the part" as hasThePart."""
    words: list[str] = re.findall(r"\w+", label)
    first, *others = words or [""]
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def _spaces(prefixes: PrefixTable, taken: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the prefixes of vocabularies: things of ours are named by their whole IRIs."""
    for prefix, namespace in prefixes.namespaces.items():
        is_vocabulary = namespace == TERM or not namespace.startswith(BASE)
        if is_vocabulary and prefix not in taken and namespace.endswith(("/", "#")):
            yield prefix, namespace


def _is(row: Row, name: str) -> bool:
    return _text(row[f"is_{name}"]) == "true"


def _text(value: Value | None) -> str:
    return str(value.value) if isinstance(value, NamedNode | Literal) else ""
