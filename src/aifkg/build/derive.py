"""Derivation: what follows from the resolved view by rules that one can read.

Each rule is a CONSTRUCT query in `ontology/rules/`. A rule whose header says `#+ stage: 2` runs
after those of stage 1 and sees what they derived.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aifkg.build.findings import BuildError, Finding
from aifkg.build.rdf import RuleStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from aifkg.build.terms import Triple

_QUOTED = re.compile(r'"[^"\n]*"|<[^>\s]*>|#[^\n]*')
_SERVICE = re.compile(r"\bSERVICE\b", re.IGNORECASE)
_TITLE = re.compile(r"^#\+ title: *(.+?) *$", re.MULTILINE)
_SENTENCE = re.compile(r"^#\+ rule: *(.+?) *$", re.MULTILINE)
_STAGE = re.compile(r"^#\+ stage: *(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """A CONSTRUCT query; its stem is its name."""

    stem: str
    stage: int
    text: str

    @property
    def title(self) -> str | None:
        """What the header calls the rule."""
        return _said(_TITLE, self.text)

    @property
    def sentence(self) -> str | None:
        """What the header says that the rule does."""
        return _said(_SENTENCE, self.text)


def read_rules(paths: Iterable[Path]) -> list[Rule]:
    """Return the rules in the order in which they run."""
    rules = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise _refused(path.stem, "the file is not UTF-8; save it as UTF-8") from error
        if _SERVICE.search(_QUOTED.sub("", text)):
            raise _refused(path.stem, "a rule asks nobody: SERVICE has no place in it")
        stage = _STAGE.search(text)
        rules.append(Rule(path.stem, int(stage.group(1)) if stage else 1, text))
    return sorted(rules, key=lambda rule: (rule.stage, rule.stem))


def _said(line: re.Pattern[str], text: str) -> str | None:
    found = line.search(text)
    return found[1] if found else None


def _refused(stem: str, reason: str) -> BuildError:
    return BuildError([Finding(f"ontology/rules/{stem}.rq", "rule", reason)])


def derive(triples: Sequence[Triple], rules: Sequence[Rule]) -> dict[str, tuple[Triple, ...]]:
    """Return, for each rule by its stem, the triples it derives that did not stand before.

    Raise BuildError where a rule is no readable CONSTRUCT query.
    """
    store = RuleStore(triples)
    known = set(triples)
    derived: dict[str, tuple[Triple, ...]] = {}
    fresh: set[Triple] = set()
    for stage in sorted({rule.stage for rule in rules}):
        store.add(fresh)
        known |= fresh
        fresh = set()
        for rule in (rule for rule in rules if rule.stage == stage):
            new = set(_run(store, rule)) - known
            derived[rule.stem] = tuple(sorted(new))
            fresh |= new
    return derived


def _run(store: RuleStore, rule: Rule) -> list[Triple]:
    try:
        triples = store.construct(rule.text)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise _refused(rule.stem, str(error)) from error
    if any(term.startswith("_:") for triple in triples for term in triple):
        raise _refused(rule.stem, "it derives a blank node; give what it derives a name")
    return triples
