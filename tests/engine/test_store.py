"""The embedded engine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import rdflib

import aifkg
from aifkg.engine import (
    BY_NAME,
    GRAPHS,
    RESULTS,
    Dataset,
    EmbeddedEngine,
    EngineError,
    Format,
    Graph,
    Literal,
    NamedNode,
    NotRepresentable,
    QueryFailed,
    QueryRefused,
    Result,
    ResultTooLarge,
    Solutions,
    Truth,
)

LUMI = NamedNode("http://e.org/lumi")
DOORS = {
    "aifkg/build/rdf.py",
    "aifkg/engine/store.py",
    "aifkg/engine/transcribing.py",
    "aifkg/engine/writing.py",
}
"""The modules that may import pyoxigraph: one that builds, those that answer."""


def test_no_other_module_imports_pyoxigraph() -> None:
    source = Path(aifkg.__file__).parents[1]
    imports = re.compile(r"^\s*(?:import|from) pyoxigraph\b", re.MULTILINE)
    paths = (path for path in source.rglob("*.py") if imports.search(path.read_text("utf-8")))
    assert {path.relative_to(source).as_posix() for path in paths} == DOORS


def rows(engine: EmbeddedEngine, query: str, **more: object) -> list[tuple[str | None, ...]]:
    result = engine.query(query, **more)  # type: ignore[arg-type]
    assert isinstance(result, Solutions)
    values = ([None if term is None else str(term) for term in row] for row in result.rows)
    return [tuple(row) for row in values]


def test_default_graph_is_not_the_union_of_the_passages(engine: EmbeddedEngine) -> None:
    query = "SELECT ?n { <http://e.org/lumi> <http://e.org/amount> ?n }"
    assert rows(engine, query) == [('"612"^^<http://www.w3.org/2001/XMLSchema#integer>',)]


def test_passages_are_seen_by_graph(engine: EmbeddedEngine) -> None:
    query = "SELECT ?p { GRAPH ?p { ?s <http://e.org/amount> ?n } } ORDER BY ?p"
    assert rows(engine, query) == [("<http://e.org/p1>",), ("<http://e.org/p2>",)]


def test_dataset_replaces_default_and_named_graphs(engine: EmbeddedEngine) -> None:
    dataset = Dataset(default=("http://e.org/p1",))
    query = "SELECT ?n { ?s <http://e.org/amount> ?n }"
    assert rows(engine, query, dataset=dataset) == [
        ('"600"^^<http://www.w3.org/2001/XMLSchema#integer>',)
    ]
    assert rows(engine, "SELECT ?g { GRAPH ?g { ?s ?p ?o } }", dataset=dataset) == []
    named = Dataset(named=("http://e.org/p1",))
    assert rows(engine, "SELECT ?g { GRAPH ?g { ?s ?p ?o } }", dataset=named) == [
        ("<http://e.org/p1>",)
    ]
    assert rows(engine, query, dataset=named) == []


def test_results_come_as_terms(engine: EmbeddedEngine) -> None:
    query = "SELECT ?a ?b { <http://e.org/kajaani> <http://e.org/label> ?a OPTIONAL { ?a ?a ?b } }"
    result = engine.query(query)
    assert isinstance(result, Solutions)
    assert result.variables == ("a", "b")
    assert list(result.rows) == [(Literal("Kajaani"), None)]
    assert engine.query("ASK { ?s ?p ?o }") == Truth(True)
    graph = engine.query("DESCRIBE <http://e.org/kajaani>")
    assert isinstance(graph, Graph)
    assert len(list(graph.triples)) == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("SELECT ?l { ?thing <http://e.org/label> ?l }", 1),
        ("SELECT ?thing ?l { ?thing <http://e.org/label> ?l }", 1),
        ("SELECT * { ?thing <http://e.org/label> ?l }", 1),
        ("SELECT (COUNT(*) AS ?n) { ?thing ?p ?o }", 1),
        ("SELECT ?p { ?x ?p ?o FILTER(?x = ?thing) }", 3),
        ("SELECT ?p { { ?thing ?p ?o } UNION { ?o ?p ?thing } }", 3),
        ("SELECT ?x { ?x ?p ?o MINUS { ?thing ?p ?o } FILTER(?x = ?thing) }", 0),
        ("SELECT ?n FROM <http://e.org/p1> { ?thing ?p ?n }", 1),
        ("PREFIX e: <http://e.org/> SELECT ?l WHERE { ?thing e:label ?l } ORDER BY ?l LIMIT 5", 1),
        ("SELECT ?l { ?thing <http://e.org/label> ?l } VALUES ?l { 'LUMI AI Factory'@en }", 1),
        ("SELECT ?l { SELECT ?l { ?x <http://e.org/label> ?l FILTER(?x = ?thing) } }", 1),
        ("SELECT ?l { { SELECT ?l { ?x ?p ?l { SELECT ?x { ?x ?q ?l . ?thing ?q ?l } } } } }", 9),
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?thing ?p ?o } } FILTER(?n = 3) }", 1),
        ("SELECT ?p { ?x ?p ?o FILTER EXISTS { SELECT ?x { ?x ?p ?o . ?thing ?q ?x } } }", 1),
        ("SELECT ?p { { SELECT ?thing ?p { ?thing ?p ?o } } }", 3),
        ("SELECT ?p { { SELECT * { { SELECT (STR(?thing) AS ?t) ?p { ?thing ?p 1 } } } } }", 0),
        ("SELECT ?x (EXISTS { ?x ?p 1 } AS ?e) WHERE { ?thing ?p ?x }", 3),
        ("SELECT (COUNT(EXISTS { ?x ?p 1 }) AS ?n) { ?x ?p ?o } GROUP BY ?x ?thing", 2),
        ("SELECT (SAMPLE(EXISTS { ?x ?p 1 }) AS ?e) (COUNT(?thing) AS ?n) { ?x ?p ?o }", 1),
        ("SELECT ?p (COUNT(*) AS ?n) { ?x ?p ?o } GROUP BY ?p ?thing HAVING(?thing = 1)", 0),
    ],
)
def test_a_bound_variable_need_not_be_projected(
    engine: EmbeddedEngine, query: str, count: int
) -> None:
    assert len(rows(engine, query, bindings={"thing": LUMI})) == count


def test_a_bound_variable_decides_what_the_select_clause_says(engine: EmbeddedEngine) -> None:
    query = "SELECT (EXISTS { ?x ?p ?thing } AS ?e) { ?x <http://e.org/label> 'Kajaani' }"
    yes, no = ('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', '"false"')
    assert rows(engine, query, bindings={"thing": Literal("Kajaani")}) == [(yes,)]
    assert rows(engine, query, bindings={"thing": LUMI})[0][0].startswith(no)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x { ?x ?p ?o BIND(?o AS ?thing) }", r"\?thing at line 1, column 33 is given"),
        ("SELECT (STR(?o) AS ?thing) { ?x ?p ?o }", "column 20 is given a value by AS"),
        (
            "SELECT (COUNT(*) AS ?n) { ?x ?p ?o } HAVING(?n > ?thing)",
            r"column 50 is read after grouping, .* GROUP BY \?thing keeps it",
        ),
        (
            "SELECT (COUNT(*) AS ?n) (EXISTS { ?thing ?p ?o } AS ?e) { ?x ?p ?o }",
            "column 35 is read after grouping",
        ),
        (
            "SELECT ?p { { SELECT ?p { ?x ?p ?o } GROUP BY ?p HAVING(COUNT(*) > ?thing) } }",
            "column 68 is read after grouping",
        ),
    ],
)
def test_a_bound_variable_without_effect_is_refused(
    engine: EmbeddedEngine, query: str, message: str
) -> None:
    with pytest.raises(QueryRefused, match=message):
        engine.query(query, bindings={"thing": LUMI})


@pytest.mark.parametrize(
    "pattern",
    [
        "?x ?p ?o FILTER(?x = ?thing)",
        "?x ?p ?o FILTER EXISTS { ?thing <http://e.org/place> ?o }",
        "?x ?p ?o { SELECT ?o { ?thing <http://e.org/place> ?o } }",
    ],
)
@pytest.mark.parametrize("form", ["ASK", "CONSTRUCT { ?x ?p ?o } WHERE", "DESCRIBE ?x"])
def test_other_forms_need_not_project_what_is_bound(
    engine: EmbeddedEngine, form: str, pattern: str
) -> None:
    query = f"{form} {{ {pattern} }}"
    found = engine.query(query, bindings={"thing": LUMI})
    nothing = engine.query(query, bindings={"thing": NamedNode("http://e.org/nothing")})
    assert _says_something(found)
    assert not _says_something(nothing)


def _says_something(result: Result) -> bool:
    if isinstance(result, Graph):
        return any(result.triples)
    return isinstance(result, Truth) and result.value


@pytest.mark.parametrize(
    "form",
    ["ASK", "CONSTRUCT { ?thing ?p ?o } WHERE", "CONSTRUCT WHERE", "DESCRIBE ?thing"],
)
def test_other_forms_take_bindings(engine: EmbeddedEngine, form: str) -> None:
    nothing = {"thing": NamedNode("http://e.org/nothing")}
    format_ = BY_NAME["json" if form == "ASK" else "ntriples"]
    query = f"{form} {{ ?thing ?p ?o }}"
    found = engine.answer(query, format_, bindings={"thing": LUMI})
    assert found != engine.answer(query, format_, bindings=nothing)


HOSTILE = "x\" } ; DROP ALL ; SELECT * { ?s ?p ?o . # ' \\ \n ?"


def test_a_value_is_never_read_as_sparql(engine: EmbeddedEngine) -> None:
    result = engine.query(
        "SELECT ?v { BIND(?word AS ?v) }", bindings={"word": Literal(HOSTILE, language="en")}
    )
    assert isinstance(result, Solutions)
    assert list(result.rows) == [(Literal(HOSTILE, language="en"),)]


def test_binding_what_is_no_variable_is_an_error(engine: EmbeddedEngine) -> None:
    with pytest.raises(QueryFailed, match=r"no variable \?thin .* its variables: \?p, \?thing"):
        engine.query("SELECT ?p { ?thing ?p 1 }", bindings={"thin": LUMI})


def test_unknown_function_is_the_querys_fault(engine: EmbeddedEngine) -> None:
    with pytest.raises(QueryFailed, match="could not be evaluated: The custom function"):
        rows(engine, "SELECT * { FILTER(<http://e.org/f>(1)) }")


def test_service_is_refused(engine: EmbeddedEngine) -> None:
    with pytest.raises(QueryRefused):
        engine.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")


def test_answers_are_bounded(engine: EmbeddedEngine) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(ResultTooLarge, match="1,000 bytes"):
        engine.answer(query, BY_NAME["csv"], limit_bytes=1_000)
    with pytest.raises(ResultTooLarge, match="10 bytes"):
        engine.answer("DESCRIBE <http://e.org/lumi>", BY_NAME["turtle"], limit_bytes=10)


@pytest.mark.parametrize("format_", RESULTS, ids=lambda format_: str(format_.name))
def test_solutions_are_written_in_each_format(engine: EmbeddedEngine, format_: Format) -> None:
    query = "SELECT ?l { <http://e.org/lumi> <http://e.org/label> ?l }"
    assert b"LUMI AI Factory" in engine.answer(query, format_)


@pytest.mark.parametrize("format_", RESULTS, ids=lambda format_: str(format_.name))
def test_truth_is_written_in_each_format(engine: EmbeddedEngine, format_: Format) -> None:
    assert b"true" in engine.answer("ASK { ?s ?p ?o }", format_)


@pytest.mark.parametrize("format_", GRAPHS, ids=lambda format_: str(format_.name))
def test_graphs_read_back_the_same_from_each_format(
    engine: EmbeddedEngine, format_: Format
) -> None:
    body = engine.answer("CONSTRUCT WHERE { ?s ?p ?o }", format_)
    read = rdflib.Dataset(default_union=True)
    names = {"jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt"}
    read.parse(data=body, format=names.get(format_.name, format_.name))
    assert len(read) == 4
    label = rdflib.Literal("LUMI AI Factory", lang="en")
    assert set(read.subjects(rdflib.URIRef("http://e.org/label"), label)) == {
        rdflib.URIRef("http://e.org/lumi")
    }


def test_turtle_uses_the_prefixes(engine: EmbeddedEngine) -> None:
    body = engine.answer("DESCRIBE <http://e.org/kajaani>", BY_NAME["turtle"])
    assert body.decode().splitlines()[-1] == 'e:kajaani e:label "Kajaani" .'


@pytest.mark.parametrize(
    ("form", "name"), [("SELECT ?o", "xml"), ("CONSTRUCT { ?s ?p ?o }", "rdfxml")]
)
def test_control_characters_are_refused_where_the_format_cannot_carry_them(
    engine: EmbeddedEngine, form: str, name: str
) -> None:
    query = form + " WHERE { GRAPH <http://e.org/p2> { ?s <http://e.org/rings> ?o ; ?p ?o } }"
    with pytest.raises(NotRepresentable, match="XML cannot carry, at byte [0-9]+"):
        engine.answer(query, BY_NAME[name])


def test_control_characters_are_carried_by_json_and_turtle(engine: EmbeddedEngine) -> None:
    query = "SELECT ?o WHERE { GRAPH ?g { ?s <http://e.org/rings> ?o } }"
    answer = json.loads(engine.answer(query, BY_NAME["json"]))
    assert answer["results"]["bindings"][0]["o"]["value"] == "a\x07b"


def test_xml_is_checked_and_let_through(engine: EmbeddedEngine) -> None:
    body = engine.answer("SELECT ?s { ?s ?p ?o } LIMIT 1", BY_NAME["xml"])
    assert ET.fromstring(body).tag.endswith("sparql")


def test_format_must_go_with_the_form(engine: EmbeddedEngine) -> None:
    with pytest.raises(NotRepresentable, match="ASK cannot be written as turtle; .* json, xml"):
        engine.answer("ASK {}", BY_NAME["turtle"])


def test_a_broken_snapshot_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("<http://e.org/a> <b> .", encoding="utf-8")
    with pytest.raises(EngineError, match="cannot be loaded"):
        EmbeddedEngine.open(broken)
    with pytest.raises(EngineError, match="cannot be loaded"):
        EmbeddedEngine.open(tmp_path / "absent.nq")
