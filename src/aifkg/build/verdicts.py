"""Verdicts: each decides something, once, that sources state."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from aifkg.build.findings import Finding
from aifkg.build.terms import aif, bare, is_iri, lexical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aifkg.build.corpus import Corpus, Verdict
    from aifkg.build.vocabulary import Vocabulary
    from aifkg.names import PrefixTable

_Key = tuple[str, str]


def check_verdicts(
    corpus: Corpus, files: Mapping[str, str], table: PrefixTable, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Yield verdicts that contradict each other, or that decide nothing.

    `files` gives the file of each verdict.
    """
    stated = _stated(corpus)
    companions = vocabulary.unit_of.keys() | vocabulary.goes_with.keys()
    first: dict[_Key, Verdict] = {}
    for verdict in sorted(corpus.verdicts, key=lambda v: v.iri):
        if verdict.subject not in corpus.identities or verdict.property not in vocabulary.terms:
            continue  # that there is no such thing or term is a finding already
        place = files.get(verdict.iri, "data/verdict")
        key = (verdict.subject, verdict.property)
        what = " ".join(table.shorten(bare(term)) for term in key if is_iri(term))
        if key in first:
            other = table.shorten(bare(first[key].iri))
            yield Finding(place, "verdict-twice", f"{other} decides {what} already")
        first.setdefault(key, verdict)
        if verdict.property in companions:
            message = f"{what} follows the value it goes with; decide on that value"
            yield Finding(place, "verdict-on-companion", message)
        for message in _without_effect(verdict, stated, table):
            yield Finding(place, "verdict-without-effect", f"{what}: {message}")


def _stated(corpus: Corpus) -> Mapping[_Key, set[str]]:
    stated: dict[_Key, set[str]] = defaultdict(set)
    for passage in corpus.passages.values():
        for s, p, o in passage.claims:
            stated[s, p].add(o)
    return stated


def _without_effect(
    verdict: Verdict, stated: Mapping[_Key, set[str]], table: PrefixTable
) -> Iterator[str]:
    key = (verdict.subject, verdict.property)
    values = stated.get(key, set())
    if sum(p == aif("accepts") for _, p, _ in verdict.triples) > 1:
        yield "it accepts more than one value; accept one, and reject what is wrong"
    named = {*verdict.rejects, *filter(None, [verdict.accepts])}
    if not named and not verdict.rivals:
        yield "it accepts, rejects and tells apart nothing"
    for value in sorted(named - values):
        said = table.shorten(bare(value)) if is_iri(value) else f'"{lexical(value)}"'
        yield f"no source states {said}"
    for rival in verdict.rivals:
        if rival == key or not stated.get(rival):
            said = " ".join(table.shorten(bare(term)) for term in rival)
            yield f"{said} is no rival of which a source states something else"
