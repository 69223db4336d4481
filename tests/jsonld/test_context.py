"""The context says of each term what its key means, and nothing of what is not defined."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from aifkg import jsonld
from aifkg.engine import Literal, NamedNode, Value
from aifkg.jsonld import Context
from aifkg.jsonld.question import text
from aifkg.names import TERM, PrefixTable

ROW: dict[str, Value | None] = dict.fromkeys(
    ("term", "is_class", "is_link", "is_single", "range", "inverse")
)


def row(name: str, **said: str) -> Mapping[str, Value | None]:
    literals = {key: Literal(value) for key, value in said.items()}
    return {**ROW, "term": NamedNode(TERM + name), **literals}


def entries(*rows: Mapping[str, Value | None], table: PrefixTable) -> dict[str, Any]:
    content: dict[str, Any] = Context.of(rows, table).as_json()
    found: dict[str, Any] = content["@context"]
    return found


@pytest.mark.parametrize(
    ("name", "definition"),
    [
        ("AIFactory", "aif:AIFactory"),
        ("hostedBy", {"@id": "aif:hostedBy", "@type": "@id"}),
        ("partner", {"@id": "aif:partner", "@type": "@id", "@container": "@set"}),
        ("amount", {"@id": "aif:amount", "@type": "xsd:decimal"}),
        ("selectedOn", "aif:selectedOn"),
        ("title", {"@id": "aif:title", "@language": "en"}),
        ("titleIn", {"@id": "aif:title", "@container": "@language"}),
        ("label", {"@id": "rdfs:label", "@language": "en"}),
        ("disputes", {"@reverse": "aif:onSubject", "@container": "@set"}),
        ("id", "@id"),
        ("aif", TERM),
    ],
)
def test_a_key_means_what_the_ontology_says(context: Context, name: str, definition: Any) -> None:
    content: Any = context.as_json()
    assert content["@context"][name] == definition


def test_each_term_that_is_defined_has_a_key(context: Context) -> None:
    content: Any = context.as_json()
    defined = set(content["@context"])
    ontology = (Path(__file__).parents[2] / "ontology" / "aifkg.ttl").read_bytes()
    subjects = {str(one.subject.value) for one in parse(ontology, RdfFormat.TURTLE)}
    names = {iri.removeprefix(TERM) for iri in subjects if iri.startswith(TERM)}
    assert len(names) > 100
    assert names <= defined


def test_no_prefix_of_things_is_in_it(context: Context) -> None:
    assert {"schema", "xsd", "aif"} <= context.prefixes.keys()
    assert not context.prefixes.keys() & {"ai-factory", "source", "role"}


def test_a_link_is_read_backward_by_the_label_for_that(table: PrefixTable) -> None:
    found = entries(row("hostedBy", is_link="true", inverse="hosts for it"), table=table)
    assert found["hostsForIt"] == {"@reverse": "aif:hostedBy", "@container": "@set"}


def test_a_name_that_two_links_would_have_is_none_of_them(table: PrefixTable) -> None:
    found = entries(
        row("within", inverse="contains"), row("statedIn", inverse="contains"), table=table
    )
    assert "contains" not in found


def test_a_name_that_is_taken_is_given_to_nothing_else(table: PrefixTable) -> None:
    found = entries(
        row("label", is_link="true"),
        row("gives", is_link="true"),
        row("giver", is_link="true", inverse="gives"),
        row("schema", is_link="true"),
        table=table,
    )
    assert found["label"]["@id"] == "rdfs:label"
    assert found["gives"]["@id"] == "aif:gives"
    assert found["schema"]["@id"] == "aif:schema"


@pytest.mark.parametrize("name", ["@id", "@type", "a:b", "a/b", "__proto__", "", "ä", "a b"])
def test_what_can_be_no_key_gets_none(table: PrefixTable, name: str) -> None:
    plain = entries(table=table)
    backward = row("x", is_link="true", inverse=name if name != "a b" else "@@")
    found = entries(
        {**row("x"), "term": NamedNode(f"{TERM}{name.replace(' ', '%20')}")}, table=table
    )
    assert found == plain
    assert set(entries(backward, table=table)) - set(plain) <= {"x", "id", "type", "aB", "proto"}


def test_the_queries_are_found_and_bind_what_they_use(table: PrefixTable) -> None:
    files = sorted(Path(jsonld.__file__).parent.glob("*.rq"))
    assert files
    for path in files:
        assert text(path.stem).startswith("# ")
        for line in text(path.stem).splitlines():
            if line.startswith("PREFIX "):
                prefix, namespace = line.removeprefix("PREFIX ").split(": ")
                assert table.namespaces[prefix] == namespace.strip("<>")
                assert f"{prefix}:" in text(path.stem).replace(line, "")
