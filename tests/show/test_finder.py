"""Finding: IRI, CURIE and name lead to one thing, or to a helpful error."""

from __future__ import annotations

import pytest

from aifkg import load
from aifkg.show import AmbiguousThing, UnknownCode, UnknownThing
from tests import small
from tests.conftest import ROOT, WriteShare

ID = "https://w3id.org/aifkg/id/"
SOURCE = """
source:y
    a aif:Source ;
    aif:title "Y"@en ;
    aif:sourceKind source-kind:trade-press ;
    aif:published "2025-01-01"^^xsd:date ;
.

:p
    a aif:Passage ;
    aif:locator "p. 1" ;
.

:p {
    person:x
        aif:name "X"@en ;
    .
}
"""


@pytest.mark.parametrize(
    "text",
    [
        "ai-factory:lumi",
        "https://w3id.org/aifkg/id/ai-factory/lumi",
        "<https://w3id.org/aifkg/id/ai-factory/lumi>",
        "LUMI AI Factory",
        "lumi ai factory",
        "  LUMI  AI   Factory ",
        "LUMI AIF",
        "LUMI AF",
    ],
)
def test_every_way_leads_to_the_thing(text: str) -> None:
    assert small.graph().finder.thing(text) == ID + "ai-factory/lumi"


def test_a_label_goes_before_another_spelling() -> None:
    assert small.graph().finder.thing("lumi") == ID + "supercomputer/lumi"


def test_accents_do_not_matter() -> None:
    assert small.graph().finder.thing("Αθηνα") == ID + "place/athens"


def test_kinds_narrow_and_allow_slugs() -> None:
    finder = small.graph().finder
    assert finder.thing("lumi", ("ai-factory", "antenna")) == ID + "ai-factory/lumi"
    assert finder.thing("cyprus", ("ai-factory", "antenna")) == ID + "antenna/cyprus"
    for text in ("supercomputer:lumi", ID + "supercomputer/lumi", "DAEDALUS"):
        with pytest.raises(UnknownThing, match="no ai-factory called"):
            finder.thing(text, ("ai-factory",))


def test_sources_are_found_by_title() -> None:
    found = small.graph().finder.thing("Greece to build cutting-edge EU AI facility")
    assert found == "https://w3id.org/aifkg/source/thetimesgr-pharos"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("Faros", "Pharos"), ("LUMI AI Factori", "LUMI AI Factory"), ("ai-factory:pharo", "Pharos")],
)
def test_an_unknown_thing_has_suggestions(text: str, suggestion: str) -> None:
    with pytest.raises(UnknownThing) as raised:
        small.graph().finder.thing(text)
    assert suggestion in raised.value.suggestions


@pytest.mark.parametrize("text", ["https://example.org/x", "<a b>", 'https://x/"}', "", "zzzzzz"])
def test_what_the_graph_does_not_hold_is_unknown(text: str) -> None:
    with pytest.raises(UnknownThing):
        small.graph().finder.thing(text)


@pytest.mark.parametrize(
    "text",
    [
        "<>",
        "<lumi>",
        "http://[",
        "http://e.org/\x00",
        "http://e.org/\ud800",
        "ai-factory:%",
        "ai-factory:lumi>",
        "ai-factory:lu\nmi",
    ],
)
def test_what_cannot_be_an_iri_is_unknown(text: str) -> None:
    with pytest.raises(UnknownThing, match="holds no thing called"):
        small.graph().finder.thing(text)


def test_a_shared_name_lists_its_candidates(write_share: WriteShare) -> None:
    graph = load(
        share=write_share(
            {
                "id/place/x.ttl": 'place:x a aif:Place ; rdfs:label "X"@en .\n',
                "id/person/x.ttl": 'person:x a aif:Person ; rdfs:label "X"@en .\n',
                "source/y.trig": SOURCE,
            }
        )
    )
    with pytest.raises(AmbiguousThing) as raised:
        graph.finder.thing("x")
    assert raised.value.candidates == (("person:x", "X"), ("place:x", "X"))
    assert "place:x" in str(raised.value)


def test_misprints_are_found_and_a_title_gives_way_to_a_name(write_share: WriteShare) -> None:
    press = (ROOT / "tests/data/valid/source/press.trig").read_text(encoding="utf-8")
    named = (
        'ai-factory:lumi a aif:AIFactory ; rdfs:label "LUMI AI Factory"@en ;\n'
        '    skos:altLabel "A page about LUMI"@en ; skos:hiddenLabel "LUNI"@mul .\n'
    )
    kinds = {"organisation/csc": "Organisation", "place/kajaani": "Place", "country/FIN": "Country"}
    others = {
        f"id/{path}.ttl": f'{path.replace("/", ":")} a aif:{cls} ; rdfs:label "{path}"@en .\n'
        for path, cls in kinds.items()
    }
    files = {**others, "id/ai-factory/lumi.ttl": named, "source/press.trig": press}
    finder = load(share=write_share(files)).finder
    assert finder.thing("luni") == ID + "ai-factory/lumi"
    assert finder.thing("A page about LUMI") == ID + "ai-factory/lumi"


def test_a_title_that_begins_other_names_is_ambiguous() -> None:
    graph = load()
    with pytest.raises(AmbiguousThing) as raised:
        graph.finder.thing("MareNostrum")
    things = [curie for curie, _ in raised.value.candidates]
    assert "supercomputer:marenostrum-5" in things
    assert "source:dewiki-marenostrum" in things


@pytest.mark.parametrize("text", ["open", "resolution:open", "Open", "higher rank"])
def test_codes_by_slug_curie_and_label(text: str) -> None:
    found = small.graph().finder.code(text, "resolution")
    assert found.startswith("https://w3id.org/aifkg/code/resolution/")


def test_an_unknown_code_lists_the_codes() -> None:
    with pytest.raises(UnknownCode, match='"opn" is no resolution; it is one of .*open'):
        small.graph().finder.code("opn", "resolution")
