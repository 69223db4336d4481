"""Reading: where the parser could read a query otherwise than it is cut; knows tokens, no store.

The parser wants no space between words, and where one reading fails it tries the next. So it takes
`SERVICEx:a` for SERVICE and `x:a`, `h:SERVICE` for `h:` and SERVICE where `h:SERVICE` is no IRI,
and `?a<?b#>` for a comparison and a comment. Nothing may be hidden from the gate that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from aifkg.engine.tokens import Kind, Token

PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})
_COMMENT = re.compile(r"#[^\n\r]*")
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_COLON = re.compile(":")
_ESCAPED = re.compile(r"\\(.)")
_GLUED_PREFIX = re.compile("prefix", re.IGNORECASE)
_GLUED_CLAUSE = re.compile(r"(?:A?(?:TRUE|FALSE))?(?:FILTER|GRAPH)", re.IGNORECASE | re.ASCII)
# What is put after the host's name is read as part of it, which takes letters and digits, or as a
# port that is no number.
_NO_PATH = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//[^/?#]*")
_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//[A-Za-z0-9.\-]+")
_MORE_OF_A_HOST = re.compile(r"[A-Za-z0-9._\-]+")


def word(token: Token) -> str:
    """Return the keyword that a token is, or ""; the parser compares ASCII letters alone."""
    return token.text.upper() if token.kind is Kind.WORD and token.text.isascii() else ""


def as_cut(text: str, tokens: Sequence[Token]) -> str:
    """Return the query in a writing in which the parser cannot but see these tokens.

    Comments are left out, and a line ends after an IRI with a "#": were it read as "less than" and
    what follows, the comment in it would go no further.
    """
    if "#" not in text:
        return text
    pieces, end = [], 0
    for token in tokens:
        pieces += [_COMMENT.sub("", text[end : token.start]), token.text]
        if token.kind is Kind.IRI and "#" in token.text:
            pieces.append("\n")
        end = token.end
    return "".join(pieces)


def services(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens at which the parser may read SERVICE."""
    declared: tuple[str, ...] | None = None
    for i, token in enumerate(tokens):
        if word(token) == "SERVICE":
            yield token
        elif token.kind is Kind.NAME and "SERVICE" in token.text.upper():
            declared = tuple(namespaces(tokens)) if declared is None else declared
            in_graph = i > 0 and word(tokens[i - 1]) == "GRAPH"
            if _next(tokens, i) == "{" and not in_graph and _holds_service(token.text, declared):
                yield token


def _holds_service(name: str, declared: Sequence[str]) -> bool:
    """Whether SERVICE and a name with a declared prefix stand in a name, without a space."""
    heads = [name[: colon.start()] for colon in _COLON.finditer(name)]
    before = [head[: len(head) - len(p)] for head in heads for p in declared if head.endswith(p)]
    return any(text.upper().endswith(("SERVICE", "SERVICESILENT")) for text in before)


def is_glued_clause(tokens: Sequence[Token], i: int) -> bool:
    """Whether the parser may read FILTER or GRAPH at the start of a name."""
    token = tokens[i]
    if token.kind is not Kind.NAME or not _GLUED_CLAUSE.match(token.text):
        return False
    return _next(tokens, i) in ("(", "{")


def split_names(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the names that make no IRI, of which the parser takes the prefix alone."""
    known = namespaces(tokens)
    for token in tokens:
        prefix, _, local = token.text.partition(":")
        if token.kind is not Kind.NAME or not local or prefix == "_":
            continue
        if not _joins(known.get(prefix, ""), local):
            yield token


def _joins(namespace: str, local: str) -> bool:
    """Whether a namespace and what a name adds to it make an IRI."""
    if _NO_PATH.fullmatch(namespace):
        return bool(_HOST.fullmatch(namespace) and _MORE_OF_A_HOST.fullmatch(local))
    return r"\#" not in local or (namespace + local).count("#") <= 1


def namespaces(tokens: Sequence[Token]) -> dict[str, str]:
    """Return the prefixes that a prologue declares, PREFIX written close to a name as well."""
    found: dict[str, str] = {}
    base = ""
    prologue = takewhile(lambda token: not word(token) or word(token) in PROLOGUE, tokens)
    for before, token in pairwise(prologue):
        if token.kind is not Kind.IRI:
            continue
        iri = iri_within(token.text)
        if word(before) == "BASE":
            base = iri
        elif before.text.endswith(":"):
            for prefix in {before.text[:-1], _GLUED_PREFIX.sub("", before.text[:-1], count=1)}:
                found[prefix] = iri or base
    return found


def iri_within(text: str) -> str:
    """Return what stands between the brackets of an IRI, its escapes resolved."""
    return _CODEPOINT.sub(lambda found: chr(int(found[1] or found[2], 16)), text[1:-1])


def iri_of(token: Token, known: Mapping[str, str]) -> str | None:
    """Return the IRI that a token writes, relative where that is, or None where it writes none."""
    if token.kind is Kind.IRI:
        return iri_within(token.text)
    prefix, _, local = token.text.partition(":")
    if token.kind is not Kind.NAME or prefix not in known:
        return None
    return known[prefix] + _ESCAPED.sub(r"\1", local)


def _next(tokens: Sequence[Token], i: int) -> str:
    return tokens[i + 1].text if i + 1 < len(tokens) else ""
