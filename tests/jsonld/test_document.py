"""A document says each statement it is given, whatever that is, and reads as an object."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from aifkg.jsonld import Context, Unwritable
from aifkg.names import BASE, TERM
from tests.jsonld.reading import canonical, same, written

ROOT = f"{BASE}id/ai-factory/lumi"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
IRIS = [
    *(
        ROOT,
        f"{BASE}dispute/x#1",
        f"{BASE}code/status/new",
        f"{BASE}@id",
        f"{BASE}a//b/../c?d=e&f#g",
    ),
    *(f"{TERM}{name}" for name in ("AIFactory", "hostedBy", "partner", "amount", "title", "rank")),
    *(
        f"{TERM}{name}"
        for name in ("@type", "onSubject", "chosen", "@id", "selectedOn", "Dispute", "")
    ),
    *(f"{RDF}{name}" for name in ("type", "first", "rest", "nil", "value", "JSON", "langString")),
    *(f"{RDFS}label", f"{RDFS}seeAlso", "http://xmlns.com/foaf/0.1/primaryTopic"),
    *("https://schema.org/name", "https://schema.org/", "https://schema.org/a.b/c"),
    *("id:x", "type:x", "label:x", "included:x", "aif:x", "schema:x", "hostedBy:x", "labelIn:x"),
    *("javascript:alert(1)", "urn:@context", "mailto:a@b.c", "http:x", "tag:a,2024:b", "value:@x"),
    *("http://e.org/a%20b", "http://e.org/'(x)'", "http://e.org/caf\u00e9", "a-b.c+d:e", "_x:y"),
]
TEXTS = [
    *(
        "",
        "@id",
        "@type",
        "true",
        "12",
        "_:b",
        "javascript:alert(1)",
        "http://e.org/",
        "\u2028\u2029",
    ),
    *("</script><script>alert(1)</script>", "\x00\x01\x7f\ufffe\t\n\r", '"\\', "\U0001f600"),
]
DATATYPES = [
    *(
        f"{XSD}{name}"
        for name in ("string", "integer", "decimal", "boolean", "date", "gYear", "double")
    ),
    *(f"{RDF}JSON", f"{RDF}HTML", "http://id.loc.gov/datatypes/edtf/EDTF", "type:x", "xsd:date"),
]
iris = st.sampled_from([one for one in IRIS if not one.startswith("_")]).map(NamedNode)
nodes = iris | st.sampled_from(["b0", "b1", "id"]).map(BlankNode)
texts = st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = ["0", "-1", "01", "1.0", "true", "1", "false", "9" * 15, "9" * 16, "-0", "1e3"]
typed = st.builds(
    lambda text, datatype: Literal(text, datatype=NamedNode(datatype)),
    texts | st.sampled_from(NUMBERS),
    st.sampled_from(DATATYPES),
)
languages = st.sampled_from(["en", "de", "en-gb", "mul", "zh-hans"])
# What no reader takes for a fault: one of them complains of a value that its datatype has not.
sound = (
    st.builds(Literal, texts)
    | st.builds(lambda text, language: Literal(text, language=language), texts, languages)
    | st.builds(lambda text: Literal(text, datatype=NamedNode("type:x")), texts)
    | st.sampled_from(["12", "3.5"]).map(lambda n: Literal(n, datatype=NamedNode(f"{XSD}decimal")))
)


@settings(max_examples=400)
@given(said=st.lists(st.builds(Triple, nodes, iris, nodes | sound | typed), max_size=12), root=iris)
def test_whatever_is_said_reads_back(said: list[Triple], root: NamedNode, context: Context) -> None:
    body = written(said, root.value, context)
    lines = "".join(f"{one} .\n" for one in dict.fromkeys(said)).encode()
    assert canonical(body, RdfFormat.JSON_LD) == canonical(lines, RdfFormat.N_TRIPLES)


def test_a_root_that_is_only_pointed_at_is_no_compact_iri(context: Context) -> None:
    thing, root = NamedNode("http://e.org/thing"), NamedNode("aif:x")
    said = [
        Triple(thing, NamedNode(f"{TERM}hostedBy"), root),
        Triple(thing, NamedNode(f"{TERM}AIFactory"), thing),
    ]
    same(written(said, root.value, context), said)


@settings(max_examples=80)
@given(said=st.lists(st.builds(Triple, nodes, iris, nodes | sound), max_size=6), root=iris)
def test_another_parser_reads_the_same(
    said: list[Triple], root: NamedNode, context: Context
) -> None:
    same(written(said, root.value, context), list(dict.fromkeys(said)))


def read(turtle: str, context: Context, root: str = ROOT) -> dict[str, Any]:
    """Return a document about statements in Turtle, which both parsers read back."""
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in context.prefixes.items())
    triples = [one.triple for one in parse((prefixes + turtle).encode(), RdfFormat.TURTLE)]
    body = written(triples, root, context)
    same(body, triples)
    found: dict[str, Any] = json.loads(body)
    return found


def test_what_a_key_links_to_is_an_object_with_its_name(context: Context) -> None:
    found = read(
        f"""<{ROOT}> a aif:AIFactory , schema:Organization ; rdfs:label "LUMI"@en , "LUMI-fi"@fi ;
          aif:hostedBy <urn:csc> ; aif:partner <urn:csc> , <urn:other> ; schema:founder <urn:csc> ;
          aif:website <http://e.org/> .
        <urn:csc> a aif:Organisation ; rdfs:label "CSC"@en .""",
        context,
    )
    csc = {"id": "urn:csc", "type": ["Organisation"], "label": "CSC"}
    assert list(found)[:5] == ["@context", "id", "type", "label", "labelIn"]
    assert found["type"] == ["AIFactory", "schema:Organization"]
    assert (found["label"], found["labelIn"]) == ("LUMI", {"fi": "LUMI-fi"})
    assert found["hostedBy"] == csc
    assert found["partner"] == [csc, "urn:other"]
    assert found["schema:founder"] == {"id": "urn:csc"}
    assert found["website"] == ["http://e.org/"]


def test_values_are_as_plain_as_reads_back(context: Context) -> None:
    found = read(
        f"""<{ROOT}> aif:amount 556000000.0 , 7 ; aif:rank 3 , "03"^^xsd:integer ; aif:address "x" ;
          aif:includesExperimentalPlatform true ; aif:title "T"@en , "t" , "T"@de , "U"@de ;
          aif:selectedOn "2024-12-10"^^xsd:date .""",
        context,
    )
    assert found["amount"] == ["556000000.0", {"type": "xsd:integer", "@value": "7"}]
    assert found["rank"] == ["03", 3]
    assert found["address"] == "x"
    assert found["includesExperimentalPlatform"] is True
    assert found["title"] == ["T", {"@value": "t"}]
    assert found["titleIn"] == {"de": ["T", "U"]}
    assert found["selectedOn"] == {"type": "xsd:date", "@value": "2024-12-10"}


def test_a_dispute_stands_at_the_root_with_its_values(context: Context) -> None:
    found = read(
        f"""<urn:d> a aif:Dispute ; aif:onSubject <{ROOT}> ; aif:disputedValue <urn:d#1> .
        <urn:d#1> aif:statedValue 5 ; aif:statedBy <urn:passage> .
        <urn:passage> a aif:Passage ; aif:locator "table 1" ; aif:validAt "2024"^^xsd:gYear .
        <urn:v> a aif:Verdict ; aif:onSubject <{ROOT}> .
        <urn:n> aif:onSubject <{ROOT}> ; aif:receiver <{ROOT}> .""",
        context,
    )
    (value,) = found["disputes"][0]["disputedValue"]
    passage = {"id": "urn:passage", "type": ["Passage"], "locator": ["table 1"]}
    assert value["statedBy"] == [passage]
    assert found["verdicts"] == [{"id": "urn:v", "type": ["Verdict"]}]
    # What a property is called when it is read backwards is the key of what points here.
    assert found["receives"] == [{"id": "urn:n"}]
    assert found["@reverse"] == {"onSubject": [{"id": "urn:n"}]}
    assert [one["id"] for one in found["included"]] == ["urn:passage"]


def test_its_context_is_the_part_of_the_whole_that_it_uses(context: Context) -> None:
    found = read(f'<{ROOT}> rdfs:label "x"@en ; aif:amount 1.5 .', context)
    whole: Any = context.as_json()
    assert found["@context"].items() <= whole["@context"].items()
    used = {"label", "amount", "aif", "rdfs", "xsd"}
    assert set(found["@context"]) == {"@version", "id", "type", *used}


def test_the_same_statements_make_the_same_bytes(context: Context) -> None:
    said = [
        Triple(NamedNode(ROOT), NamedNode(f"{TERM}{name}"), Literal(str(number)))
        for name in ("remark", "address", "zzz")
        for number in range(9)
    ]
    assert written(said, ROOT, context) == written(said[::-1], ROOT, context)


def test_lists_and_blank_nodes_read_back(context: Context) -> None:
    read(f"<{ROOT}> schema:item (1 [ schema:name 'x' ] ( ) ) ; a [ rdfs:label 'y' ] .", context)


def test_a_chain_of_any_length_nests_no_deeper_than_a_dispute(context: Context) -> None:
    links = " ".join(f"<urn:{i}> aif:partOf <urn:{i + 1}> ." for i in range(2_000))
    found = read(f"<{ROOT}> aif:partOf <urn:0> . {links}", context)
    assert found["partOf"][0]["partOf"][0]["partOf"] == [{"id": "urn:2"}]
    assert len(found["included"]) == 1_998


def test_a_long_text_and_what_would_end_a_script_are_only_text(context: Context) -> None:
    long = "a</script>\u2028" * 100_000
    found = read(f'<{ROOT}> rdfs:label "{long}"@en .', context)
    assert found["label"] == long


def test_a_name_that_an_iri_begins_with_is_none_in_that_document(context: Context) -> None:
    found = read(f"<{ROOT}> aif:partner <partner:x> , <id:x> , <type:y> ; a <aif:Z> .", context)
    assert "partner" not in found
    assert found["@id"] == ROOT
    assert "id" not in found["@context"]


@pytest.mark.parametrize(
    "value",
    [
        Triple(NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:c")),
        Literal("x", language="en", direction=BaseDirection.LTR),
    ],
    ids=["triple", "direction"],
)
def test_what_json_ld_has_no_way_to_write_is_refused(
    context: Context, value: Triple | Literal
) -> None:
    with pytest.raises(Unwritable, match="JSON-LD"):
        written([Triple(NamedNode(ROOT), NamedNode("urn:p"), value)], ROOT, context)


def test_a_node_that_is_called_by_itself_is_written_all_the_same(context: Context) -> None:
    read(f"<{ROOT}> aif:partner <urn:a> . <urn:a> rdfs:label <urn:a> , <urn:b> .", context)
