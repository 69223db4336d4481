"""The prologue: what the prefixes of a query stand for, and the IRIs that its names are.

What is declared the engine reads. Here a relative IRI is resolved as well, which the engine leaves
to its parser, since a term is looked up by its whole IRI.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile
from urllib.parse import urljoin

from aifkg.engine import Form, meant_by
from aifkg.engine.reading import declarations, iri_of
from aifkg.engine.tokens import Kind, Token
from aifkg.lint.finding import Finding, Severity

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?")


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
        found: dict[str, str] = {}
        for prefix, iri in declarations(tokens):
            if prefix is None:
                base = _resolved(iri, base)
            else:
                found[prefix] = _resolved(iri, base)
        return cls(base, found, known, implied, list(dropwhile(lambda t: not _is_form(t), tokens)))

    def iri(self, token: Token) -> str | None:
        """Return the IRI that a token is or abbreviates, or None where nobody knows."""
        iri = iri_of(token, self._namespaces)
        return iri if iri is None or token.kind is not Kind.IRI else _resolved(iri, self.base)

    @cached_property
    def _namespaces(self) -> Mapping[str, str]:
        return {**self.known, **self.declared}

    def written(self, iri: str, like: Token) -> str:
        """Return how the query would write an IRI in the place of a token."""
        if like.kind is Kind.NAME:
            for prefix in (_prefix(like), *self.declared, *self.implied):
                namespace = self._namespaces.get(prefix)
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


def _resolved(iri: str, base: str | None) -> str:
    """Return an IRI in full, with the "#" at its end, which `urljoin` takes for nothing."""
    bare = iri.removesuffix("#")
    try:
        return urljoin(base, bare) + iri[len(bare) :] if base else iri
    except ValueError:
        return iri
