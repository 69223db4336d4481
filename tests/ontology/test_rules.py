"""Rules: each says what it does, and does it and no more on a small graph.

`tests/data/rules/<stem>.ttl` is what stands before, with cases in which the rule must keep still;
`<stem>-expected.ttl` is what it adds.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aifkg.build import rdf
from aifkg.build.derive import derive, read_rules
from aifkg.build.terms import Triple, as_decimal
from aifkg.names import TERM, PrefixTable, read_prefixes
from tests.conftest import ROOT

RULES = sorted((ROOT / "ontology" / "rules").glob("*.rq"))
DATA = ROOT / "tests" / "data" / "rules"
EXPECTED = "-expected"
STEMS = {path.stem for path in RULES}

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)


def rows(path: Path) -> set[Triple]:
    """Return the triples of a file, numbers as the build writes them."""
    return {(s, p, as_decimal(o)) for s, p, o in rdf.triples(path)}


def test_there_are_rules() -> None:
    assert len(RULES) >= 8


def test_each_rule_has_an_example_and_each_example_a_rule() -> None:
    files = {path.stem for path in DATA.glob("*.ttl")}
    assert files == STEMS | {stem + EXPECTED for stem in STEMS}


@each_rule
def test_header_says_title_and_rule(rule: Path) -> None:
    header = dict(re.findall(r"^#\+ (\w+): (.+)$", rule.read_text(encoding="utf-8"), re.MULTILINE))
    assert header.keys() - {"stage"} == {"title", "rule"}
    assert header["rule"].endswith(".")
    assert not header["title"].endswith(".")
    assert header.get("stage", "1").isdigit()


@each_rule
def test_prefixes_are_those_of_the_table_and_all_in_use(rule: Path, table: PrefixTable) -> None:
    text = rule.read_text(encoding="utf-8")
    bound = dict(re.findall(r"^PREFIX ([\w-]+): <([^>]*)>$", text, re.MULTILINE))
    assert list(bound) == sorted(bound)
    assert {p: ns for p, ns in bound.items() if table.namespaces.get(p) != ns} == {}
    body = text.partition("CONSTRUCT")[2]
    assert [p for p in bound if not re.search(rf"(?<![\w-]){p}:", body)] == []


@each_rule
def test_terms_of_the_rule_exist(rule: Path) -> None:
    described = {s for s, _, _ in rdf.triples(ROOT / "ontology" / "aifkg.ttl")}
    used = set(re.findall(r"(?<![\w-])aif:(\w+)", rule.read_text(encoding="utf-8")))
    assert {term for term in used if f"<{TERM}{term}>" not in described} == set()


@each_rule
def test_rule_derives_what_is_expected_and_no_more(rule: Path) -> None:
    before = sorted(rows(DATA / f"{rule.stem}.ttl"))
    derived = derive(before, read_rules([rule]))[rule.stem]
    added = {(s, p, as_decimal(o)) for s, p, o in derived}
    assert added == rows(DATA / f"{rule.stem}{EXPECTED}.ttl")
    assert added, "the example must let the rule do something"


@each_rule
def test_example_has_a_case_in_which_the_rule_keeps_still(rule: Path) -> None:
    subjects = {s for s, _, _ in rows(DATA / f"{rule.stem}.ttl")}
    touched = {s for s, _, _ in rows(DATA / f"{rule.stem}{EXPECTED}.ttl")}
    assert subjects - touched
    text = (DATA / f"{rule.stem}.ttl").read_text(encoding="utf-8")
    assert re.search(r"^# ", text, re.MULTILINE), "a comment says why it keeps still"


@pytest.mark.parametrize("path", sorted(DATA.glob("*.ttl")), ids=lambda path: path.stem)
def test_prefixes_of_the_examples_are_those_of_the_table(path: Path, table: PrefixTable) -> None:
    bound = read_prefixes(path.read_text(encoding="utf-8"))
    assert {p: ns for p, ns in bound.items() if table.namespaces.get(p) != ns} == {}
