"""How things and properties read: each clause is made of properties that there are."""

from __future__ import annotations

import re

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef

from aifkg.names import TERM
from aifkg.show.clause import properties, tell
from aifkg.show.pointing import NOT_SHOWN
from tests.conftest import ROOT

AIF = Namespace(TERM)
ONTOLOGY = Graph().parse(ROOT / "ontology" / "aifkg.ttl")
CLAUSES = sorted((str(cls), str(clause)) for cls, clause in ONTOLOGY.subject_objects(AIF.clause))
OBJECT_PROPERTIES = sorted(map(str, ONTOLOGY.subjects(RDF.type, OWL.ObjectProperty)))


@pytest.mark.parametrize(
    ("cls", "clause"), CLAUSES, ids=[cls.partition("#")[2] for cls, _ in CLAUSES]
)
def test_a_clause_is_made_of_properties_that_there_are(cls: str, clause: str) -> None:
    names = [name.removeprefix("^") for name in properties(clause)]
    unknown = [name for name in names if (AIF[name], RDFS.label, None) not in ONTOLOGY]
    assert unknown == []
    assert not re.search(r"[\[\]{}|]", tell(clause, {name: ["x"] for name in properties(clause)}))
    assert not re.search(r"[\[\]{}|]", tell(clause, {}))


def test_every_class_of_things_has_a_clause() -> None:
    kinds = {cls for cls, _ in ONTOLOGY.subject_objects(AIF.idPrefix)}
    assert len(kinds) >= 30
    assert {str(cls) for cls in kinds} - {cls for cls, _ in CLAUSES} == set()


@pytest.mark.parametrize("iri", OBJECT_PROPERTIES, ids=lambda iri: iri.partition("#")[2])
def test_a_property_to_a_thing_has_a_name_read_backwards(iri: str) -> None:
    term = URIRef(iri)
    names = list(ONTOLOGY.objects(term, AIF.inverseLabel))
    assert all(isinstance(name, Literal) and name.language == "en" for name in names)
    leads_to_things = any(
        AIF.Thing in ONTOLOGY.transitive_objects(cls, RDFS.subClassOf)
        for cls in ONTOLOGY.objects(term, RDFS.range)
    )
    assert len(names) == 1 or not leads_to_things or iri in NOT_SHOWN
