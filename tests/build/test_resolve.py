"""Resolution: each rule by itself, and what holds whatever the claims are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from aifkg.build.corpus import Corpus, Passage, Source, Verdict
from aifkg.build.dates import Span
from aifkg.build.disputes import describe
from aifkg.build.resolve import SAID_UNKNOWN, Dispute, Resolution, resolve
from aifkg.build.terms import XSD, Triple, aif, literal
from aifkg.build.vocabulary import Vocabulary

S, ONE, MANY, VARIES, UNIT, WITH = (
    aif(n) for n in ("s", "one", "many", "varies", "unitOfOne", "withOne")
)
RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
FUNCTIONAL = "<http://www.w3.org/2002/07/owl#FunctionalProperty>"
VOCABULARY = Vocabulary.of(
    [
        (ONE, RDF, FUNCTIONAL),
        (VARIES, RDF, FUNCTIONAL),
        (UNIT, RDF, FUNCTIONAL),
        (WITH, RDF, FUNCTIONAL),
        (VARIES, RDF, aif("TimeVaryingProperty")),
        (UNIT, aif("isUnitOf"), ONE),
        (WITH, aif("goesWith"), ONE),
    ]
)


@dataclass(frozen=True)
class Claim:
    property: str
    value: str
    rank: int = 4
    published: date = date(2024, 12, 1)
    valid: date | None = None
    unit: str | None = None
    companion: str | None = None


def passages(claims: Sequence[Claim]) -> list[Passage]:
    made = []
    for number, claim in enumerate(claims):
        days = Span(claim.published, claim.published)
        source = Source(f"<urn:source:{number}>", claim.rank, days, claim.published, ())
        rows = [(S, claim.property, claim.value)]
        rows += [(S, UNIT, claim.unit)] if claim.unit else []
        rows += [(S, WITH, claim.companion)] if claim.companion else []
        valid = Span(claim.valid, claim.valid) if claim.valid else days
        made.append(Passage(f"<urn:source:{number}#p>", source, valid, tuple(rows), ()))
    return made


def settle(claims: Sequence[Claim], verdicts: Sequence[Verdict] = ()) -> Resolution:
    parts = {p.iri: p for p in passages(claims)}
    return resolve(Corpus({}, {}, parts, tuple(verdicts)), VOCABULARY)


def values(resolution: Resolution, prop: str) -> set[str]:
    return {o for _, p, o in resolution.triples if p == prop}


def only_dispute(resolution: Resolution) -> Dispute:
    (dispute,) = resolution.disputes
    return dispute


def verdict(accepts: str | None = None, rejects: Sequence[str] = (), on: str = ONE) -> Verdict:
    return Verdict("<urn:verdict>", S, on, accepts, None, frozenset(rejects), (), ())


def day(text: str) -> str:
    return literal(text, XSD + ("date" if len(text) == 10 else "gYearMonth"))


def test_agreeing_sources_are_no_dispute() -> None:
    resolution = settle([Claim(ONE, '"a"'), Claim(ONE, '"a"', rank=1)])
    assert values(resolution, ONE) == {'"a"'}
    assert resolution.disputes == ()


def test_higher_rank_goes_first() -> None:
    resolution = settle([Claim(ONE, '"press"', rank=5), Claim(ONE, '"law"', rank=1)])
    assert values(resolution, ONE) == {'"law"'}
    assert only_dispute(resolution).rule == "higher-rank"


def test_later_publication_decides_between_equal_ranks() -> None:
    old, new = Claim(ONE, '"old"'), Claim(ONE, '"new"', published=date(2025, 1, 1))
    resolution = settle([new, old])
    assert values(resolution, ONE) == {'"new"'}
    assert only_dispute(resolution).rule == "later-publication"


def test_all_values_stand_where_no_rule_decides() -> None:
    resolution = settle([Claim(ONE, '"a"'), Claim(ONE, '"b"')])
    assert values(resolution, ONE) == {'"a"', '"b"'}
    assert only_dispute(resolution).rule == "open"


def test_verdict_goes_before_every_rule() -> None:
    claims = [Claim(ONE, '"law"', rank=1), Claim(ONE, '"press"', rank=5)]
    resolution = settle(claims, [verdict('"press"')])
    assert values(resolution, ONE) == {'"press"'}
    dispute = only_dispute(resolution)
    assert (dispute.rule, dispute.verdict) == ("verdict", "<urn:verdict>")


def test_verdict_for_a_value_that_nobody_states_decides_nothing() -> None:
    claims = [Claim(ONE, '"law"', rank=1), Claim(ONE, '"press"', rank=5)]
    assert values(settle(claims, [verdict('"other"')]), ONE) == {'"law"'}


def test_verdict_may_reject_the_only_value() -> None:
    claim = Claim(ONE, '"slip"', unit='"EUR"', companion='"about"')
    resolution = settle([claim], [verdict(rejects=['"slip"'])])
    assert resolution.triples == (), "what goes with a rejected value goes with it"
    assert only_dispute(resolution).chosen == frozenset()


def test_said_unknown_of_a_companion_states_no_value() -> None:
    resolution = settle([Claim(ONE, '"5"'), Claim(SAID_UNKNOWN, WITH)])
    assert values(resolution, WITH) == set()


def test_verdict_may_only_reject() -> None:
    claims = [Claim(ONE, '"slip"', rank=1), Claim(ONE, '"b"', rank=4), Claim(ONE, '"c"', rank=5)]
    resolution = settle(claims, [verdict(rejects=['"slip"'])])
    assert values(resolution, ONE) == {'"b"'}
    assert only_dispute(resolution).verdict == "<urn:verdict>"


def test_verdict_may_tell_apart_what_only_seems_a_rival() -> None:
    apart = Verdict("<urn:verdict>", S, ONE, None, None, frozenset(), ((S, MANY),), ())
    resolution = settle([Claim(ONE, '"7"'), Claim(MANY, '"10"')], [apart])
    assert values(resolution, ONE) == {'"7"'}
    assert values(resolution, MANY) == {'"10"'}
    dispute = only_dispute(resolution)
    assert {c.value.term for c in dispute.candidates} == {'"7"', '"10"'}
    assert {v.term for v in dispute.chosen} == {'"7"'}


def test_values_told_apart_join_the_dispute_of_the_same_property() -> None:
    apart = Verdict("<urn:verdict>", S, ONE, '"7"', None, frozenset(), ((S, MANY),), ())
    resolution = settle([Claim(ONE, '"7"'), Claim(ONE, '"8"'), Claim(MANY, '"10"')], [apart])
    dispute = only_dispute(resolution)
    assert {c.value.term for c in dispute.candidates} == {'"7"', '"8"', '"10"'}


def test_older_value_of_a_varying_property_is_history() -> None:
    old = Claim(VARIES, '"13"', rank=1, valid=date(2025, 3, 1))
    new = Claim(VARIES, '"19"', rank=8, valid=date(2025, 10, 1))
    resolution = settle([old, new])
    assert values(resolution, VARIES) == {'"19"'}
    assert resolution.disputes == ()


def test_values_of_the_same_time_are_a_dispute_without_the_history() -> None:
    old = Claim(VARIES, '"13"', valid=date(2025, 3, 1))
    one = Claim(VARIES, '"19"', rank=2, valid=date(2025, 10, 1))
    other = Claim(VARIES, '"21"', rank=6, valid=date(2025, 10, 1))
    dispute = only_dispute(settle([old, one, other]))
    assert {c.value.term for c in dispute.candidates} == {'"19"', '"21"'}


def test_multi_valued_property_takes_the_union() -> None:
    resolution = settle([Claim(MANY, '"a"'), Claim(MANY, '"b"', rank=9)])
    assert values(resolution, MANY) == {'"a"', '"b"'}
    assert resolution.disputes == ()


def test_verdict_takes_a_value_out_of_the_union() -> None:
    claims = [Claim(MANY, '"a"'), Claim(MANY, '"b"')]
    resolution = settle(claims, [verdict(rejects=['"b"'], on=MANY)])
    assert values(resolution, MANY) == {'"a"'}
    assert only_dispute(resolution).rule == "verdict"


def test_equal_numbers_of_different_units_are_different_values() -> None:
    euro, dollar = Claim(ONE, '"55"', unit='"EUR"', rank=2), Claim(ONE, '"55"', unit='"USD"')
    resolution = settle([euro, dollar])
    assert len(only_dispute(resolution).candidates) == 2
    assert values(resolution, UNIT) == {'"EUR"'}


def test_companion_comes_from_the_passages_of_the_chosen_value() -> None:
    chosen = Claim(ONE, '"430"', rank=2)
    other = Claim(ONE, '"420"', rank=5, companion='"about"')
    assert values(settle([chosen, other]), WITH) == set()
    agreeing = Claim(ONE, '"430"', rank=5, companion='"at least"')
    assert values(settle([chosen, other, agreeing]), WITH) == {'"at least"'}


def test_exact_date_goes_before_the_month_that_contains_it_without_dispute() -> None:
    resolution = settle([Claim(ONE, day("2024-12")), Claim(ONE, day("2024-12-10"))])
    assert values(resolution, ONE) == {day("2024-12-10")}
    assert resolution.disputes == ()


def test_dates_that_exclude_each_other_are_a_dispute() -> None:
    resolution = settle([Claim(ONE, day("2024-11")), Claim(ONE, day("2024-12-10"))])
    assert only_dispute(resolution).rule == "more-exact"


def test_said_unknown_never_wins_over_a_value_and_is_a_dispute() -> None:
    unknown = Claim(SAID_UNKNOWN, ONE, rank=1)
    resolution = settle([unknown, Claim(ONE, '"90"', rank=9)])
    assert values(resolution, ONE) == {'"90"'}
    assert only_dispute(resolution).rule == "known-value"
    assert values(settle([unknown]), ONE) == set()


def test_as_of_leaves_out_what_was_not_yet_known() -> None:
    parts = passages([Claim(ONE, '"a"'), Claim(ONE, '"b"', published=date(2025, 6, 1))])
    sources = {p.source.iri: p.source for p in parts}
    corpus = Corpus({}, sources, {p.iri: p for p in parts}, ())
    assert values(resolve(corpus.as_of(date(2024, 12, 31)), VOCABULARY), ONE) == {'"a"'}
    assert values(resolve(corpus, VOCABULARY), ONE) == {'"b"'}


def test_dispute_as_triples_names_values_passages_and_rule() -> None:
    resolution = settle([Claim(ONE, '"press"', rank=5), Claim(ONE, '"law"', rank=1)])
    rows = list(describe(resolution.disputes))
    chosen = {s for s, p, o in rows if p == aif("chosen") and o.startswith('"true"')}
    (value,) = chosen
    assert (value, aif("statedValue"), '"law"') in rows
    assert (value, aif("statedBy"), "<urn:source:1#p>") in rows
    assert any(p == aif("resolvedBy") and o.endswith("/higher-rank>") for _, p, o in rows)


days = st.dates(date(2023, 1, 1), date(2026, 7, 31))
claims = st.lists(
    st.builds(
        Claim,
        property=st.sampled_from([ONE, MANY, VARIES]),
        value=st.sampled_from(['"a"', '"b"', '"c"', day("2024-12"), day("2024-12-10")]),
        rank=st.integers(1, 9),
        published=days,
        valid=st.none() | days,
        unit=st.none() | st.sampled_from(['"EUR"', '"PLN"']),
    ),
    min_size=1,
    max_size=12,
)
verdicts = st.none() | st.builds(
    verdict,
    accepts=st.none() | st.sampled_from(['"a"', '"b"']),
    rejects=st.lists(st.sampled_from(['"a"', '"c"'])),
    on=st.sampled_from([ONE, MANY, VARIES]),
)


@given(claims, verdicts, st.randoms())
def test_order_never_changes_the_outcome(
    some: list[Claim], ruling: Verdict | None, order: random.Random
) -> None:
    parts = passages(some)
    shuffled = [
        Passage(p.iri, p.source, p.valid, tuple(order.sample(p.claims, len(p.claims))), ())
        for p in order.sample(parts, len(parts))
    ]
    rulings = (ruling,) if ruling else ()
    first = resolve(Corpus({}, {}, {p.iri: p for p in parts}, rulings), VOCABULARY)
    second = resolve(Corpus({}, {}, {p.iri: p for p in shuffled}, rulings), VOCABULARY)
    assert sorted(describe(first.disputes)) == sorted(describe(second.disputes))
    assert first.triples == second.triples


@given(claims, st.sampled_from(['"a"', '"b"', '"z"', day("2024-11")]), days)
def test_adding_a_lower_ranked_claim_never_changes_the_choice(
    some: list[Claim], value: str, published: date
) -> None:
    before = settle(some)
    lower = Claim(ONE, value, rank=10, published=published)
    if not values(before, ONE):
        return
    assert values(settle([*some, lower]), ONE) == values(before, ONE)


@given(claims, st.sampled_from(['"a"', '"z"']))
def test_adding_an_older_claim_never_changes_a_varying_choice(
    some: list[Claim], value: str
) -> None:
    before = settle(some)
    older = Claim(VARIES, value, rank=1, valid=date(2001, 1, 1))
    if not values(before, VARIES):
        return
    assert values(settle([*some, older]), VARIES) == values(before, VARIES)


@settings(max_examples=50)
@given(claims, verdicts)
def test_every_resolved_triple_is_stated_in_a_passage(
    some: list[Claim], ruling: Verdict | None
) -> None:
    resolution = settle(some, [ruling] if ruling else [])
    stated: set[Triple] = {claim for p in passages(some) for claim in p.claims}
    assert set(resolution.triples) <= stated
