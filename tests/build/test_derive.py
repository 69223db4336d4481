"""Derivation: what a rule may not be, and that each stage sees the one before."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg.build import BuildError
from aifkg.build.derive import derive, read_rules

A, B, C = ("<urn:a>", "<urn:p>", "<urn:c>")


def write(folder: Path, stem: str, text: str | bytes) -> Path:
    path = folder / f"{stem}.rq"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def rule(head: str, body: str, stage: int = 1) -> str:
    return f"#+ stage: {stage}\nCONSTRUCT {{ {head} }} WHERE {{ {body} }}"


def test_a_stage_sees_what_the_one_before_derived(tmp_path: Path) -> None:
    paths = [
        write(tmp_path, "a-second", rule("?s <urn:r> ?o", "?s <urn:q> ?o", 2)),
        write(tmp_path, "b-first", rule("?s <urn:q> ?o", "?s <urn:p> ?o")),
    ]
    derived = derive([(A, B, C)], read_rules(paths))
    assert derived == {"b-first": ((A, "<urn:q>", C),), "a-second": ((A, "<urn:r>", C),)}


def test_what_stands_is_not_derived_again(tmp_path: Path) -> None:
    path = write(tmp_path, "same", rule("?s ?p ?o", "?s ?p ?o"))
    assert derive([(A, B, C)], read_rules([path])) == {"same": ()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CONSTRUCT { ?s ?p } WHERE {", "rule"),
        ("SELECT ?s WHERE { ?s ?p ?o }", "CONSTRUCT"),
        (rule("[] <urn:q> ?o", "?s ?p ?o"), "blank node"),
        (rule("?s <urn:q> ?o", "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"), "SERVICE"),
        ("# é\nCONSTRUCT {}".encode("latin-1"), "UTF-8"),
    ],
    ids=["syntax", "form", "blank", "service", "encoding"],
)
def test_a_rule_that_cannot_be_one_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = write(tmp_path, "bad", text)
    with pytest.raises(BuildError, match=said) as caught:
        derive([(A, B, C)], read_rules([path]))
    assert caught.value.findings[0].place == "ontology/rules/bad.rq"


def test_the_word_service_in_text_is_no_service(tmp_path: Path) -> None:
    path = write(tmp_path, "fine", rule('?s <urn:q> "SERVICE"', "?s ?p ?o  # no SERVICE\n"))
    assert len(derive([(A, B, C)], read_rules([path]))["fine"]) == 1
