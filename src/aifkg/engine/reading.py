"""Reading: where the parser could read a query otherwise than it is cut; knows tokens, no store.

The parser wants no space between words, and where one reading fails it tries the next. So it takes
`SERVICEx:a` for SERVICE and `x:a`, `h:SERVICE` for `h:` and SERVICE where `h:SERVICE` is no IRI,
and `?a<?b#>` for a comparison and a comment. Nothing may be hidden from the gate that way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from aifkg.engine.tokens import Kind, Token

PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})
_COMMENT = re.compile(r"#[^\n\r]*")
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ESCAPED = re.compile(r"\\(.)")
_GLUED_PREFIX = re.compile("prefix", re.IGNORECASE)
# Looked for at every character, since SILENT may be the keyword or the beginning of a prefix.
_GLUED_SERVICE = re.compile(r"(?=SERVICE(SILENT)?)", re.IGNORECASE | re.ASCII)
_LONGEST_GLUED = len("SERVICESILENT") + 128
"""Characters of a keyword and of the longest prefix that is cut as one."""
_GLUED_CLAUSE = re.compile(r"(?:A?(?:TRUE|FALSE))?(?:FILTER|GRAPH)", re.IGNORECASE | re.ASCII)
# What is put after the host's name is read as part of it, which takes letters and digits, or as a
# port that is no number.
_NO_PATH = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//[^/?#]*")
_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//[A-Za-z0-9.\-]+")
_MORE_OF_A_HOST = re.compile(r"[A-Za-z0-9._\-]+")
_NOTHING = re.compile(r"(?!)")
_NO_MARK, _ONE_MARK = re.compile(r"[^#]*"), re.compile(r"[^#]*#?[^#]*")


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


def services(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the positions among the tokens at which the parser may read SERVICE."""
    declared: Collection[str] | None = None
    for i, token in enumerate(tokens):
        if word(token) == "SERVICE":
            yield i
        elif token.kind is Kind.NAME and "SERVICE" in token.text.upper():
            declared = namespaces(tokens).keys() if declared is None else declared
            in_graph = i > 0 and word(tokens[i - 1]) == "GRAPH"
            if _next(tokens, i) == "{" and not in_graph and _holds_service(token.text, declared):
                yield i


def _holds_service(name: str, declared: Collection[str]) -> bool:
    """Whether SERVICE and a name with a declared prefix stand in a name, without a space.

    Only so many characters before each colon are looked at, or a long name took its square.
    """
    for part in name.split(":")[:-1]:
        end = part[-_LONGEST_GLUED:]
        for found in _GLUED_SERVICE.finditer(end):
            after = end[found.start() + len("SERVICE") :]
            if after in declared or (found[1] and after[len("SILENT") :] in declared):
                return True
    return False


def is_glued_clause(tokens: Sequence[Token], i: int) -> bool:
    """Whether the parser may read FILTER or GRAPH at the start of a name."""
    token = tokens[i]
    if token.kind is not Kind.NAME or not _GLUED_CLAUSE.match(token.text):
        return False
    return _next(tokens, i) in ("(", "{")


def split_names(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the names that make no IRI, of which the parser takes the prefix alone."""
    joining = {prefix: _joining(namespace) for prefix, namespace in namespaces(tokens).items()}
    for token in tokens:
        prefix, _, local = token.text.partition(":")
        if token.kind is not Kind.NAME or not local or prefix == "_":
            continue
        if not joining.get(prefix, _ONE_MARK).fullmatch(local):
            yield token


def _joining(namespace: str) -> re.Pattern[str]:
    """Return what a name may add to a namespace to make an IRI.

    The namespace is looked at once, since it may be as long as the query is.
    """
    if _NO_PATH.fullmatch(namespace):
        return _MORE_OF_A_HOST if _HOST.fullmatch(namespace) else _NOTHING
    return _NO_MARK if "#" in namespace else _ONE_MARK


def namespaces(tokens: Sequence[Token]) -> dict[str, str]:
    """Return the prefixes that a prologue declares; one that is relative is as it is written."""
    found: dict[str, str] = {}
    base = ""
    for prefix, iri in declarations(tokens):
        if prefix is None:
            base = iri
        else:
            found[prefix] = iri or base
    return found


def declarations(tokens: Sequence[Token]) -> Iterator[tuple[str | None, str]]:
    """Yield what a prologue declares, in its order: each prefix, or None for a base, and its IRI.

    PREFIX written close to a name is read as the keyword, and as part of the name as well.
    """
    prologue = takewhile(lambda token: not word(token) or word(token) in PROLOGUE, tokens)
    for before, token in pairwise(prologue):
        if token.kind is not Kind.IRI:
            continue
        iri = iri_within(token.text)
        if word(before) == "BASE":
            yield None, iri
        elif before.text.endswith(":"):
            name = before.text[:-1]
            for prefix in dict.fromkeys((_GLUED_PREFIX.sub("", name, count=1), name)):
                yield prefix, iri


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
