"""The prologue: what the prefixes of a query stand for, and the IRIs that its names are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from aifkg.engine import Form, meant_by
from aifkg.engine.tokens import Kind, Token
from aifkg.lint.finding import Finding, Severity

_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_BACKSLASH = re.compile(r"\\(.)")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?")
_NONE = Token(Kind.SPACE, "", 0)


@dataclass(frozen=True)
class Prologue:
    """The base and the prefixes that a query declares, and the tokens that follow.

    Of the prefixes that are `known`, the `implied` ones need no line.
    """

    base: str | None
    declared: Mapping[str, str]
    known: Mapping[str, str]
    implied: Collection[str]
    body: Sequence[Token]

    @classmethod
    def of(
        cls, tokens: Sequence[Token], known: Mapping[str, str], implied: Collection[str]
    ) -> Prologue:
        """Return the prologue that the tokens of a query begin with."""
        base: str | None = None
        declared: dict[str, str] = {}
        position = 0
        while position < len(tokens) and not _is_form(tokens[position]):
            word, name, iri = [*tokens[position : position + 3], _NONE, _NONE][:3]
            if word.text.upper() == "BASE" and name.kind is Kind.IRI:
                base = _resolved(name, base)
            elif word.text.upper() == "PREFIX" and iri.kind is Kind.IRI:
                declared[_prefix(name)] = _resolved(iri, base)
            position += 1
        return cls(base, declared, known, implied, tokens[position:])

    def iri(self, token: Token) -> str | None:
        """Return the IRI that a token is or abbreviates, or None where nobody knows."""
        if token.kind is Kind.IRI:
            return _resolved(token, self.base)
        prefix, _, local = token.text.partition(":")
        namespace = self.declared.get(prefix, self.known.get(prefix))
        return None if namespace is None else namespace + _BACKSLASH.sub(r"\1", local)

    def written(self, iri: str, like: Token) -> str:
        """Return how the query would write an IRI in the place of a token."""
        if like.kind is Kind.NAME:
            for prefix in (_prefix(like), *self.declared, *self.implied):
                namespace = self.declared.get(prefix, self.known.get(prefix))
                local = iri[len(namespace) :] if namespace and iri.startswith(namespace) else ""
                if _LOCAL.fullmatch(local):
                    return f"{prefix}:{local}"
        return f"<{iri}>"

    def undeclared(self) -> dict[str, Token]:
        """Return the prefixes that are used and not declared, each with its first use."""
        found: dict[str, Token] = {}
        for token in self.body:
            if token.kind is Kind.NAME and _prefix(token) not in self.declared:
                found.setdefault(_prefix(token), token)
        found.pop("_", None)
        return found


def missing_prefixes(text: str, prologue: Prologue) -> Iterator[Finding]:
    """Yield a finding for each prefix that is used and neither declared nor implied."""
    for prefix, token in prologue.undeclared().items():
        if prefix not in prologue.implied:
            meant = meant_by(prefix, {*prologue.declared, *prologue.implied}, prologue.known)
            yield Finding.at(
                text,
                token,
                "missing-prefix",
                f"uses the prefix {prefix}: which no PREFIX line declares",
                severity=Severity.ERROR,
                suggestion=meant[0] if meant else None,
            )


def _prefix(token: Token) -> str:
    return token.text.partition(":")[0]


def _is_form(token: Token) -> bool:
    return token.kind is Kind.WORD and token.text.upper() in Form.__members__


def _resolved(token: Token, base: str | None) -> str:
    iri = _ESCAPED.sub(lambda found: _character(found[1] or found[2]), token.text[1:-1])
    try:
        return urljoin(base, iri) if base else iri
    except ValueError:
        return iri


def _character(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
