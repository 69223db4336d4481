"""The prologue: prefixes that a query may leave out."""

from __future__ import annotations

from aifkg.prologue import missing, moved_up

TABLE = {"aif": "urn:aif#", "ai-factory": "urn:id/", "rdfs": "urn:rdfs#"}


def test_only_what_is_used_and_not_declared() -> None:
    sparql = "PREFIX rdfs: <urn:mine#> SELECT ?f WHERE { ?f a aif:AIFactory ; rdfs:label ?l }"
    assert missing(sparql, TABLE) == "PREFIX aif: <urn:aif#>"


def test_nothing_where_nothing_is_missing() -> None:
    assert missing("SELECT ?f WHERE { ?f a <urn:x> }", TABLE) == ""
    assert missing("SELECT ?f WHERE { ?f a other:x }", TABLE) == ""


def test_prefixes_with_dashes() -> None:
    assert missing("ASK { ai-factory:lumi ?p ?o }", TABLE) == "PREFIX ai-factory: <urn:id/>"


def test_places_move_up_by_the_line_that_was_added() -> None:
    message = 'The query is not SPARQL: the "{" at line 3, column 5 is never closed.'
    assert "at line 2, column 5" in moved_up(message)


def test_only_a_prologue_declares() -> None:
    wanted = "PREFIX aif: <urn:aif#>"
    assert missing("# PREFIX aif: left out\nASK { ?s a aif:X }", TABLE) == wanted
    assert missing('ASK { ?s aif:name "PREFIX aif: <urn:x>" }', TABLE) == wanted
    assert missing("prefix aif:<urn:mine#> ASK { ?s a aif:X }", TABLE) == ""


def test_only_a_name_uses() -> None:
    assert missing('ASK { ?aif ?p "rdfs:label", <urn:aif:x> } # aif:X', TABLE) == ""
