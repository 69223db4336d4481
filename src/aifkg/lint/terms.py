"""Terms: IRIs of a query that the graph does not have, and the real ones like them.

In our own namespaces what the graph does not have does not exist, so a pattern with it never
matches. In the others it is only suspicious, and only in a pattern: an expression may well name
what it does not want.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from aifkg.engine.tokens import Kind, Token
from aifkg.lint.cursor import Cursor
from aifkg.lint.finding import Finding, Severity
from aifkg.lint.prologue import Prologue
from aifkg.lint.vocabulary import Vocabulary
from aifkg.names import BASE, TERM

_NONE = Token(Kind.SPACE, "", 0)
_OURS = {
    TERM: "is no class or property of the ontology",
    f"{BASE}id/": "is nothing that the graph holds",
    f"{BASE}code/": "is no code that the graph holds",
}
_GRAPHS = frozenset({"FROM", "NAMED", "GRAPH"})


@dataclass(frozen=True, slots=True)
class Terms:
    """The IRIs of one query beside those of one graph."""

    text: str
    prologue: Prologue
    vocabulary: Vocabulary

    def unknown(self, in_patterns: Collection[int]) -> Iterator[Finding]:
        """Yield a finding for each term that is not there; patterns have theirs at the offsets."""
        template = _template(self.prologue)
        seen: set[str] = set()
        for before, token, iri in self._iris():
            is_elsewhere = before == "^^" or before in _GRAPHS
            if is_elsewhere or iri in self.vocabulary.iris or iri in seen:
                continue
            seen.add(iri)
            detail = next((said for start, said in _OURS.items() if iri.startswith(start)), "")
            if detail:
                severity = Severity.WARNING if token.start in template else Severity.ERROR
                yield self._finding(token, iri, "unknown-term", detail, severity)
            elif token.start in in_patterns and self._is_of_used_namespace(iri):
                yield self._finding(token, iri, "unknown-term", "is a term the graph never uses")
            else:
                seen.discard(iri)

    def unknown_graphs(self, services: Collection[int]) -> Iterator[Finding]:
        """Yield a finding for each graph that is not there; `services` stand at the offsets."""
        for before, token, iri in self._iris():
            is_graph = before in _GRAPHS and token.start not in services
            if is_graph and iri not in self.vocabulary.graphs:
                yield self._finding(token, iri, "unknown-graph", "is no graph of this snapshot")

    def _iris(self) -> Iterator[tuple[str, Token, str]]:
        """Yield the text before, in capitals, the token and the IRI of each that is one."""
        body = self.prologue.body
        for before, token in zip((_NONE, *body), body, strict=False):
            if token.kind in (Kind.IRI, Kind.NAME) and not token.text.startswith("_:"):
                iri = self.prologue.iri(token)
                if iri is not None:
                    yield before.text.upper(), token, iri

    def _is_of_used_namespace(self, iri: str) -> bool:
        is_bare = iri in self.prologue.known.values()
        return not is_bare and self.vocabulary.uses(iri)

    def _finding(
        self, token: Token, iri: str, rule: str, detail: str, severity: Severity = Severity.WARNING
    ) -> Finding:
        near = self.vocabulary.near(iri)
        suggestion = None if near is None else self.prologue.written(near, token)
        return Finding.at(self.text, token, rule, detail, severity=severity, suggestion=suggestion)


def _template(prologue: Prologue) -> range:
    """Return the offsets of the template of a CONSTRUCT."""
    cursor = Cursor(prologue.body)
    if not cursor.accept("CONSTRUCT") or cursor.current.text != "{":
        return range(0)
    start = cursor.current.start
    for _ in cursor.enclosed():
        pass
    return range(start, cursor.current.start)
