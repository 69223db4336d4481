"""Resolution: from what each passage states to what the graph takes to be so.

For a single-valued property the rules apply in this order: a verdict; for a property that varies
with time, the claim valid latest (an older value is history, not a dispute); the higher rank of
source; the more exact date; the later publication. Where none decides, all values stand and the
dispute is open. A multi-valued property takes the union, less what a verdict rejects.

Values are compared together with their unit (`aif:isUnitOf`): 100 euros are not 100 dollars. A
property that goes with another (`aif:goesWith`, such as a bound) is taken from the passages that
state the chosen value. Dates that contain one another agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aifkg import names
from aifkg.build.corpus import Corpus, Passage, Verdict
from aifkg.build.dates import span
from aifkg.build.terms import Triple, aif, iri

if TYPE_CHECKING:
    from datetime import date

    from aifkg.build.vocabulary import Vocabulary

TOLD_APART = "told-apart"
SAID_UNKNOWN = aif("saidUnknown")
UNKNOWN = iri(names.UNKNOWN)


@dataclass(frozen=True, order=True, slots=True)
class Value:
    """A value that some source states, with its unit where it has one."""

    term: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value and the passages that state it."""

    value: Value
    passages: tuple[Passage, ...]
    stated_of: tuple[str, str] | None = None
    """The subject and property of which the passages state it, where a verdict tells it apart."""

    @property
    def valid(self) -> date:
        """The first day of the latest time of which a passage states the value."""
        return max(p.valid.first for p in self.passages)

    @property
    def rank(self) -> int:
        """The rank of the best source."""
        return min(p.source.rank for p in self.passages)

    @property
    def published(self) -> date:
        """The date of the latest publication among the sources of the best rank."""
        best = self.rank
        return max(p.source.published.first for p in self.passages if p.source.rank == best)

    @property
    def inexactness(self) -> int:
        """How many days a date covers; 0 for all that is no date."""
        days = span(self.value.term)
        return days.days if days else 0


@dataclass(frozen=True)
class Dispute:
    """Differing values of one subject and property, and the rule that chose between them."""

    subject: str
    property: str
    candidates: tuple[Candidate, ...]
    chosen: frozenset[Value]
    rule: str
    verdict: str | None = None


@dataclass(frozen=True)
class Resolution:
    """The resolved triples, and the disputes met on the way."""

    triples: tuple[Triple, ...]
    disputes: tuple[Dispute, ...]


@dataclass
class _Outcome:
    triples: list[Triple] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)


_Statements = Mapping[tuple[str, str], Mapping[Value, Sequence[Passage]]]


def resolve(corpus: Corpus, vocabulary: Vocabulary) -> Resolution:
    """Return the resolved view of the corpus; the order of its files never matters."""
    statements = _gather(corpus.passages.values(), vocabulary)
    verdicts = {(v.subject, v.property): v for v in corpus.verdicts}
    outcome = _Outcome()
    chosen: dict[tuple[str, str], Sequence[Candidate]] = {}
    for key in sorted(statements):
        subject, prop = key
        if prop in vocabulary.unit_of or prop in vocabulary.goes_with:
            continue
        candidates = _candidates(statements[key])
        taken = _settle(subject, prop, candidates, verdicts.get(key), vocabulary, outcome)
        chosen[key] = taken
        outcome.triples += [(subject, prop, c.value.term) for c in taken if c.value.term != UNKNOWN]
    outcome.triples += _companions(statements, chosen, vocabulary)
    found = {(d.subject, d.property): d for d in outcome.disputes}
    for dispute in _told_apart(corpus.verdicts, chosen, statements):
        found[dispute.subject, dispute.property] = _joined(
            found.get((dispute.subject, dispute.property)), dispute
        )
    disputes = tuple(found[key] for key in sorted(found))
    return Resolution(tuple(sorted(set(outcome.triples))), disputes)


def _gather(passages: Iterable[Passage], vocabulary: Vocabulary) -> _Statements:
    found: dict[tuple[str, str], dict[Value, list[Passage]]] = defaultdict(dict)
    for passage in passages:
        units = {(s, p): o for s, p, o in passage.claims if p in vocabulary.unit_of}
        for s, p, o in passage.claims:
            unit = units.get((s, vocabulary.units_for.get(p, "")))
            found[s, p].setdefault(Value(o, unit), []).append(passage)
            if p == SAID_UNKNOWN:
                found[s, o].setdefault(Value(UNKNOWN), []).append(passage)
    return found


def _candidates(values: Mapping[Value, Sequence[Passage]]) -> list[Candidate]:
    if len(values) == 1:
        return [Candidate(value, tuple(passages)) for value, passages in values.items()]
    return [
        Candidate(value, tuple(sorted(values[value], key=lambda p: p.iri)))
        for value in sorted(values, key=lambda v: (v.term, v.unit or ""))
    ]


def _settle(
    subject: str,
    prop: str,
    candidates: list[Candidate],
    verdict: Verdict | None,
    vocabulary: Vocabulary,
    outcome: _Outcome,
) -> Sequence[Candidate]:
    """Return the candidates that hold, and note the dispute where there is one."""
    if prop in vocabulary.single:
        choice = choose(candidates, verdict, varies=prop in vocabulary.time_varying)
        disputed = not _agree(choice.taken, choice.competing)
    else:
        taken = tuple(c for c in candidates if not _rejected(c, verdict))
        choice = Choice(taken, "verdict", tuple(candidates))
        disputed = len(taken) < len(candidates)
    if disputed:
        by = verdict.iri if verdict and choice.rule == "verdict" else None
        values = frozenset(c.value for c in choice.taken)
        outcome.disputes.append(Dispute(subject, prop, choice.competing, values, choice.rule, by))
    return choice.taken


@dataclass(frozen=True)
class Choice:
    """The candidates that stand, the rule that decided, and those it decided between."""

    taken: tuple[Candidate, ...]
    rule: str
    competing: tuple[Candidate, ...]


def choose(candidates: Sequence[Candidate], verdict: Verdict | None, *, varies: bool) -> Choice:
    """Choose between values of a single-valued property; `varies` says it changes with time."""
    everyone = tuple(candidates)
    if verdict is not None:
        taken = tuple(c for c in everyone if _accepted(c, verdict))
        kept = tuple(c for c in everyone if not _rejected(c, verdict))
        if taken:
            return Choice(taken, "verdict", everyone)
        if len(kept) < len(everyone):
            taken = choose(kept, None, varies=varies).taken if kept else ()
            return Choice(taken, "verdict", everyone)
    known = tuple(c for c in everyone if c.value.term != UNKNOWN) or everyone
    if len(known) == 1:
        return Choice(known, "known-value", everyone)
    if varies:
        latest = max(c.valid for c in known)
        known = tuple(_at(c, latest) for c in known if c.valid == latest)
        if len(known) == 1:
            return Choice(known, "latest-valid", known)
        everyone = known
    taken, rule = _by_source(known)
    return Choice(taken, rule, everyone)


def _by_source(candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, ...], str]:
    keys: list[tuple[str, Callable[[Candidate], int]]] = [
        ("higher-rank", lambda c: c.rank),
        ("more-exact", lambda c: c.inexactness),
        ("later-publication", lambda c: -c.published.toordinal()),
    ]
    standing = tuple(candidates)
    for rule, key in keys:
        best = min(map(key, standing))
        standing = tuple(c for c in standing if key(c) == best)
        if len(standing) == 1:
            return standing, rule
    return standing, "open"


def _at(candidate: Candidate, day: date) -> Candidate:
    passages = tuple(p for p in candidate.passages if p.valid.first == day)
    return Candidate(candidate.value, passages)


def _accepted(candidate: Candidate, verdict: Verdict) -> bool:
    value = candidate.value
    same_unit = verdict.accepts_unit is None or verdict.accepts_unit == value.unit
    return value.term == verdict.accepts and same_unit


def _rejected(candidate: Candidate, verdict: Verdict | None) -> bool:
    return verdict is not None and candidate.value.term in verdict.rejects


def _agree(taken: Sequence[Candidate], candidates: Sequence[Candidate]) -> bool:
    """Say whether no candidate contradicts the one taken: dates may contain one another."""
    if len(candidates) == len(taken) == 1:
        return True
    if len(taken) != 1:
        return False
    mine = span(taken[0].value.term)
    if mine is None:
        return False
    others = [span(c.value.term) for c in candidates if c.value != taken[0].value]
    return all(o is not None and (o.contains(mine) or mine.contains(o)) for o in others)


def _told_apart(
    verdicts: Iterable[Verdict],
    chosen: Mapping[tuple[str, str], Sequence[Candidate]],
    statements: _Statements,
) -> Iterator[Dispute]:
    """Yield a dispute for each verdict that tells a value apart from what only seems a rival."""
    for verdict in sorted(verdicts, key=lambda v: v.iri):
        taken = chosen.get((verdict.subject, verdict.property), ())
        rivals = tuple(
            replace(candidate, stated_of=key)
            for key in verdict.rivals
            for candidate in _candidates(statements.get(key, {}))
        )
        if taken and rivals:
            values = frozenset(c.value for c in taken)
            competing = (*taken, *rivals)
            yield Dispute(
                verdict.subject, verdict.property, competing, values, TOLD_APART, verdict.iri
            )


def _joined(first: Dispute | None, second: Dispute) -> Dispute:
    if first is None:
        return second
    rivals = tuple(c for c in second.candidates if c.stated_of is not None)
    return replace(first, candidates=(*first.candidates, *rivals), verdict=second.verdict)


def _companions(
    statements: _Statements,
    chosen: Mapping[tuple[str, str], Sequence[Candidate]],
    vocabulary: Vocabulary,
) -> Iterator[Triple]:
    """Yield units of chosen values, and what goes with them, from the same passages."""
    for subject, prop in sorted(statements):
        leads = vocabulary.unit_of.get(prop) or vocabulary.goes_with.get(prop)
        if leads is None:
            continue
        values = statements[subject, prop]
        stated = [(subject, lead) for lead in sorted(leads) if (subject, lead) in chosen]
        led = [c for key in stated for c in chosen[key] if c.value.term != UNKNOWN]
        allowed = {p.iri for c in led for p in c.passages}
        candidates = [
            Candidate(value, kept)
            for value, passages in sorted(values.items(), key=lambda item: item[0].term)
            if (kept := tuple(p for p in passages if not stated or p.iri in allowed))
        ]
        if candidates:
            for candidate in choose(candidates, None, varies=False).taken:
                if candidate.value.term != UNKNOWN:
                    yield subject, prop, candidate.value.term
