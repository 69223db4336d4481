"""Records: each rule and each graph that the build fills says what it is."""

from __future__ import annotations

from aifkg.build import rdf
from aifkg.build.derive import Rule, read_rules
from aifkg.build.records import describe
from aifkg.build.terms import bare, lexical
from aifkg.names import BASE, DERIVED_GRAPH, RULE, SHAPES
from aifkg.share import Share

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
TEXT = "<http://www.w3.org/ns/shacl#construct>"


def test_each_rule_has_its_words_and_its_text(share: Share) -> None:
    rules = read_rules(share.rule_files())
    found = list(describe(rules))
    for rule in rules:
        said = {p: o for s, p, o in found if bare(s) == RULE + rule.stem}
        assert lexical(said[LABEL]) == rule.title
        assert lexical(said[TEXT]) == rule.text


def test_the_graphs_that_are_no_passage_are_told_of() -> None:
    subjects = {bare(s) for s, _, _ in describe([])}
    assert subjects == {DERIVED_GRAPH, SHAPES}


def test_a_rule_without_a_header_is_told_by_its_text_alone() -> None:
    found = list(describe([Rule("bare", 1, 'CONSTRUCT { } WHERE { } # "\\ é\t')]))
    mine = {p: o for s, p, o in found if s == f"<{BASE}rule/bare>"}
    assert LABEL not in mine
    assert lexical(mine[TEXT]) == 'CONSTRUCT { } WHERE { } # "\\ é\t'
    assert mine[TEXT] == rdf.text('CONSTRUCT { } WHERE { } # "\\ é\t')
