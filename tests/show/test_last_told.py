"""What a thing is said to be by what points at it: of posts, those that end last."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from aifkg.engine import EmbeddedEngine
from aifkg.names import BASE, PrefixTable
from aifkg.show import show
from tests import small

PERSON = f"{BASE}id/person/ada"
ONTOLOGY = (small.CHECKOUT / "ontology" / "aifkg.ttl").read_text(encoding="utf-8")
PREFIXES = PrefixTable.read(small.CHECKOUT / "ontology" / "prefixes.ttl")
HEAD = f"""
<{PERSON}> a aif:Thing, aif:Person ; rdfs:label "Ada"@en .
"""


def post(name: str, more: str) -> str:
    return f"""
<{BASE}id/post/{name}> a aif:Thing, aif:Post ; rdfs:label "{name.title()}"@en .
<{BASE}id/post-holding/{name}> a aif:Thing, aif:PostHolding ;
  aif:holder <{PERSON}> ; aif:post <{BASE}id/post/{name}> {more} .
"""


def clause(folder: Path, *posts: tuple[str, str]) -> str:
    path = folder / "made.nq"
    turtle = ONTOLOGY + HEAD + "".join(post(*one) for one in posts)
    Graph().parse(data=turtle, format="turtle").serialize(path, "nt", encoding="utf-8")
    engine = EmbeddedEngine.open(path, prefixes=PREFIXES.namespaces, base=BASE)
    return show(engine, PREFIXES, PERSON).clause


SINCE, UNTIL, ENDED_BY = (
    f'; aif:{name} "{{}}"^^xsd:gYear'.format for name in ("since", "until", "endedBy")
)


@pytest.mark.parametrize(
    ("posts", "told"),
    [
        ([("mayor", "")], "Mayor"),
        ([("mayor", UNTIL(2010)), ("poet", UNTIL(2012))], "Poet until 2012"),
        ([("mayor", UNTIL(2012)), ("poet", SINCE(2010))], "Poet, from 2010"),
        ([("mayor", ENDED_BY(2030)), ("poet", SINCE(2010))], "Poet, from 2010"),
        (
            [("abbot", ENDED_BY(2009)), ("mayor", UNTIL(2012)), ("poet", ENDED_BY(2030))],
            "Abbot, until 2009 at the latest; Poet, until 2030 at the latest",
        ),
        (
            [("poet", SINCE(2010) + ENDED_BY(2020) + UNTIL(2015))],
            "Poet, from 2010 until 2015",
        ),
        (
            [("poet", SINCE(2010) + ENDED_BY(2020))],
            "Poet, from 2010, until 2020 at the latest",
        ),
        ([("poet", ""), ("mayor", ""), ("abbot", SINCE(1990))], "Abbot, from 1990; Mayor; Poet"),
        ([(f"p{number}", "") for number in range(1, 6)], "P1; P2; P3"),
    ],
)
def test_the_posts_that_end_last_are_told(
    posts: list[tuple[str, str]], told: str, tmp_path: Path
) -> None:
    assert clause(tmp_path, *posts) == f"person who holds or held the post {told}"


def test_of_who_has_no_post_none_is_told(tmp_path: Path) -> None:
    assert clause(tmp_path) == "person"


def test_what_a_person_is_begins_with_the_posts() -> None:
    found = small.real().show("person:henna-virkkunen").clause
    assert found.startswith(
        "person who holds or held the post Executive Vice-President for Tech Sovereignty, "
        "Security and Democracy, from 1 December 2024; "
    )
    assert "Member of the European Parliament" not in found
