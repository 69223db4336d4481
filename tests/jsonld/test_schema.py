"""A thing in the words of schema.org is what the alignments say, and safe in a page."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from aifkg.engine import EmbeddedEngine
from aifkg.jsonld import Context, described, in_page
from aifkg.names import BASE
from aifkg.show import rows_of

LUMI = f"{BASE}id/ai-factory/lumi"


def of(turtle: str, context: Context, iri: str = LUMI) -> dict[str, Any]:
    """Return what a graph in Turtle says of an IRI."""
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in context.prefixes.items())
    quads = parse((prefixes + turtle).encode(), RdfFormat.TURTLE)
    return described([(one.subject, one.predicate, one.object) for one in quads], iri)


def test_a_factory_is_an_organisation_at_a_place(engine: EmbeddedEngine) -> None:
    iri = f"{BASE}id/ai-factory/pharos"
    rows = rows_of(engine, iri)["schema"]
    found: Any = described([(row["other"], row["property"], row["value"]) for row in rows], iri)
    assert found["@context"] == "https://schema.org"
    assert (found["@type"], found["@id"], found["url"]) == ("Organization", iri, iri)
    assert found["name"] == "Pharos"
    assert found["location"]["@type"] == "Place"
    assert found["location"]["name"] == "Athens"
    assert {"latitude", "longitude"} < found["location"]["geo"].keys()


def test_a_country_is_named_as_the_eu_names_it_and_found_at_our_page(
    engine: EmbeddedEngine,
) -> None:
    iri = "http://publications.europa.eu/resource/authority/country/GRC"
    rows = rows_of(engine, iri)["schema"]
    found: Any = described([(row["other"], row["property"], row["value"]) for row in rows], iri)
    assert (found["@type"], found["@id"]) == ("Country", iri)
    assert found["url"] == f"{BASE}id/country/GRC"


def test_names_in_english_go_first_and_are_said_once(context: Context) -> None:
    found = of(
        f"""<{LUMI}> rdfs:label "LUMI-fi"@fi , "LUMI"@en ; schema:name "LUMI"@en , "L"@mul ;
          schema:alternateName "L"@mul , "L2"@en ; skos:definition "A factory."@en .""",
        context,
    )
    assert found["name"] == "LUMI"
    assert found["alternateName"] == ["L", "L2"]
    assert found["description"] == "A factory."
    assert found["@type"] == "Thing"


def test_values_are_what_schema_org_takes(context: Context) -> None:
    found = of(
        f"""<{LUMI}> schema:value 556000000.0 , 1.5 , "x"^^xsd:decimal , "NaN"^^xsd:decimal ;
          schema:maxValue "{"9" * 99}"^^xsd:decimal ; schema:startDate "2024-12"^^xsd:gYearMonth ;
          schema:endDate "2025-21"^^edtf:EDTF ; schema:isOpen true ;
          aif:currency <http://publications.europa.eu/resource/authority/currency/EUR> ;
          schema:latitude 64.2 ; schema:longitude 27.7 ;
          schema:unitCode <{BASE}code/unit/flops> .""",
        context,
    )
    assert found["value"] == [1.5, 556000000]
    assert found["startDate"] == "2024-12"
    assert found["isOpen"] is True
    assert found["currency"] == "EUR"
    assert found["geo"] == {"@type": "GeoCoordinates", "latitude": 64.2, "longitude": 27.7}
    assert found["unitCode"] == f"{BASE}code/unit/flops"
    assert not {"endDate", "maxValue", "latitude", "longitude"} & found.keys()


def test_what_is_no_address_or_no_name_is_left_out(context: Context) -> None:
    found = of(
        f"""<{LUMI}> schema:sameAs <javascript:alert(1)> , <https://ror.org/1> ;
          schema:sameAs <data:text/html,x> ;
          schema:about _:b , <urn:x> ; a <https://schema.org/@id> , <https://schema.org/a/b> ;
          <https://schema.org/@type> "x" ; <https://schema.org/> "y" ; schema:name "" .""",
        context,
    )
    assert found == {
        "@context": "https://schema.org",
        "@type": "Thing",
        "@id": LUMI,
        "url": LUMI,
        "alternateName": "",
        "sameAs": "https://ror.org/1",
    }


def test_what_is_long_or_much_is_cut(context: Context) -> None:
    much = " , ".join(f'"{number}"' for number in range(500))
    found = of(f'<{LUMI}> schema:keywords {much} ; rdfs:label "{"a" * 9_999}"@en .', context)
    assert len(found["keywords"]) == 50
    assert len(found["name"]) == 5_000


class Scripts(HTMLParser):
    """Collects what stands in script elements, and all other elements."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@given(
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(
        ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;", "\u2028\u2029"]
    )
)
def test_no_text_ends_the_element_that_it_stands_in(text: str) -> None:
    written = in_page({"name": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"name": text}
    page = Scripts()
    page.feed(f'<script type="application/ld+json">{written}</script>')
    page.close()
    assert page.elements == ["script"]
    assert json.loads("".join(page.texts)) == {"name": text}
