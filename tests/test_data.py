"""The data: each file by itself, and what the graph built from them must hold."""

from __future__ import annotations

import random
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from aifkg.build import reading as readings
from aifkg.build.derive import read_rules
from aifkg.build.graph import assemble
from aifkg.build.snapshot import canonical
from aifkg.build.terms import aif, bare, is_iri
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from aifkg.build.graph import Graph
    from aifkg.build.reading import Reading
    from aifkg.names import PrefixTable
    from aifkg.share import Share

FILES = sorted(path for path in (ROOT / "data").rglob("*") if path.is_file())
SOURCES = [path for path in FILES if path.parent.name == "source"]
_NOT_NAMES = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>|^\s*#.*$', re.MULTILINE)


@pytest.fixture(scope="module")
def reading(share: Share) -> Reading:
    return readings.read(share)


@pytest.fixture(scope="module")
def graph(share: Share, reading: Reading) -> Graph:
    return assemble(reading.corpus, reading.vocabulary, read_rules(share.rule_files()))


def test_least_counts() -> None:
    kinds = [path.parent.name for path in FILES]
    assert kinds.count("ai-factory") == 19
    assert kinds.count("antenna") == 13
    assert len(SOURCES) >= 390
    assert kinds.count("organisation") >= 180
    assert kinds.count("verdict") >= 60


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_file_is_laid_out_as_the_house_does(path: Path, table: PrefixTable) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    bound = [line for line in lines if line.startswith("@prefix")]
    body = "\n".join(line for line in lines if not line.startswith("@prefix"))
    used = set(re.findall(r"(?<![\w-])([A-Za-z][\w-]*)?:(?=[\w#])", _NOT_NAMES.sub("", body)))
    prefixes = [line.split()[1].rstrip(":") for line in bound]
    assert sorted(prefixes) == prefixes, "prefixes stand in alphabetical order"
    assert set(prefixes) == used, "a file binds what it uses and nothing else"
    for prefix, line in zip(prefixes, bound, strict=True):
        if prefix:
            assert line == f"@prefix {prefix}: <{table.namespaces[prefix]}> ."
    assert text.endswith("\n")
    assert "\t" not in text
    assert not any(line.endswith(" ") for line in lines)


def test_nothing_is_wrong_with_the_data(reading: Reading) -> None:
    assert [str(finding) for finding in reading.findings] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_each_passage_can_be_found_again(path: Path, reading: Reading) -> None:
    mine = f"/source/{path.stem}#"
    passages = [p for iri, p in reading.corpus.passages.items() if mine in iri]
    assert passages, "a source states something"
    for passage in passages:
        locators = [o for _, p, o in passage.triples if p == aif("locator")]
        assert len(locators) == 1
        assert passage.claims


def test_identifiers_stand_only_where_a_source_shows_them(reading: Reading) -> None:
    shown = {claim for p in reading.corpus.passages.values() for claim in p.claims}
    identifiers = {aif("ror"), aif("wikidata"), aif("celex"), aif("eli")}
    unsourced = {
        (s, o)
        for rows in reading.corpus.identities.values()
        for s, p, o in rows
        if p in identifiers and (s, p, o) not in shown
    }
    assert unsourced == set()


def test_each_resolved_triple_has_a_passage_or_a_rule(graph: Graph, reading: Reading) -> None:
    stated = {claim for p in reading.corpus.passages.values() for claim in p.claims}
    records = {row for p in reading.corpus.passages.values() for row in p.triples}
    records |= {row for s in reading.corpus.sources.values() for row in s.triples}
    records |= {row for v in reading.corpus.verdicts for row in v.triples}
    records |= {row for rows in reading.corpus.identities.values() for row in rows}
    records |= set(reading.vocabulary.triples) | set(reading.corpus.dataset)
    about_disputes = "<https://w3id.org/aifkg/dispute/"
    for row in graph.stated:
        assert row in stated or row in records or row[0].startswith(about_disputes)
    assert all(stem for stem, rows in graph.derived.items() if rows)


def test_only_disputes_leave_more_than_one_value(graph: Graph, reading: Reading) -> None:
    seen: dict[tuple[str, str], set[str]] = {}
    for s, p, o in graph.stated:
        if p in reading.vocabulary.single and s in reading.corpus.identities:
            seen.setdefault((s, p), set()).add(o)
    many = {key for key, values in seen.items() if len(values) > 1}
    leads = reading.vocabulary.unit_of.keys() | reading.vocabulary.goes_with.keys()
    open_disputes = {(d.subject, d.property) for d in graph.disputes if d.rule == "open"}
    assert {key for key in many if key[1] not in leads} == open_disputes


def test_the_order_of_files_does_not_change_the_graph(
    graph: Graph, reading: Reading, share: Share
) -> None:
    corpus = reading.corpus
    passages = list(corpus.passages.items())
    random.Random(1).shuffle(passages)
    shuffled = type(corpus)(
        corpus.identities, corpus.sources, dict(passages), corpus.verdicts[::-1], corpus.dataset
    )
    again = assemble(shuffled, reading.vocabulary, read_rules(share.rule_files()))
    assert canonical(again.lines()) == canonical(graph.lines())


def test_the_past_knows_less(reading: Reading, share: Share) -> None:
    rules = read_rules(share.rule_files())
    then = assemble(reading.corpus, reading.vocabulary, rules, as_of=date(2024, 12, 31))
    selected = {s for s, p, _ in then.default() if p == aif("selectedIn")}
    assert len({s for s in selected if "/ai-factory/" in s}) == 7
    assert all(s.known_by <= date(2024, 12, 31) for s in then.corpus.sources.values())


def test_links_of_the_resolved_view_lead_somewhere(graph: Graph, reading: Reading) -> None:
    known = reading.corpus.identities.keys() | reading.corpus.sources.keys()
    known |= reading.corpus.passages.keys() | {v.iri for v in reading.corpus.verdicts}
    base = "https://w3id.org/aifkg/id/"
    derived = {s for rows in graph.derived.values() for s, _, _ in rows}
    for _, _, o in graph.default():
        if is_iri(o) and bare(o).startswith(base):
            assert o in known or o in derived


def test_what_is_shown_calls_a_source_by_its_title_and_not_by_its_file(graph: Graph) -> None:
    assert not [o for _, _, o in graph.default() if "seed article" in o.casefold()]


def test_each_disputed_value_stands_in_the_passages_that_state_it(graph: Graph) -> None:
    unknown = aif("saidUnknown")
    for dispute in graph.disputes:
        for candidate in dispute.candidates:
            subject, prop = candidate.stated_of or (dispute.subject, dispute.property)
            claim = (subject, prop, candidate.value.term)
            for passage in candidate.passages:
                assert claim in passage.claims or (subject, unknown, prop) in passage.claims
