"""The ontology is FAIR: what FOOPS! (https://w3id.org/foops/) checks of one, a test each.

Left out are its checks of registries elsewhere (LOV, prefix.cc), which no code here can keep to.
Whoever follows an IRI is led to a server by w3id.org; here that is the server of the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, VANN, XSD

import aifkg
from aifkg import build
from aifkg.names import BASE, TERM
from aifkg.share import Share
from tests import small
from tests.web.conftest import BROWSER, running

ONTOLOGY = URIRef(f"{BASE}ontology")
FORMATS = {
    "text/turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
}
OPEN = ("https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/publicdomain/")
KINDS = (OWL.Class, RDFS.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)
KNOWN = (
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://purl.org/dc/terms/",
    "https://schema.org/",
    "http://data.europa.eu/eli/ontology#",
)


@pytest.fixture(scope="module", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    with running(tmp_path_factory.mktemp("fair"), quads) as server:
        yield server.client


def resolve(site: httpx.Client, iri: str, accept: str, method: str = "GET") -> httpx.Response:
    """Return what an IRI leads to; its part below the base is a path of the server."""
    path = "/" + iri.partition("#")[0].removeprefix(BASE)
    return site.request(method, path, headers={"Accept": accept}, follow_redirects=True)


@pytest.fixture(scope="module", name="ontology")
def _ontology(site: httpx.Client) -> Graph:
    """The ontology as whoever resolves its IRI gets it."""
    answer = resolve(site, str(ONTOLOGY), "text/turtle")
    return Graph().parse(data=answer.text, format="turtle")


@pytest.fixture(scope="module", name="terms")
def _terms(ontology: Graph) -> set[str]:
    described = {str(term) for kind in KINDS for term in ontology.subjects(RDF.type, kind)}
    return {term for term in described if term.startswith(TERM)}


# Findable


def test_findable_the_iri_is_persistent() -> None:
    assert urlsplit(str(ONTOLOGY)).netloc in ("w3id.org", "purl.org", "doi.org")


def test_findable_the_iri_resolves_to_what_says_it_is_it(ontology: Graph) -> None:
    assert list(ontology.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]


def test_findable_the_version_has_an_iri_that_resolves(site: httpx.Client, ontology: Graph) -> None:
    (version,) = ontology.objects(ONTOLOGY, OWL.versionIRI)
    assert str(version) != str(ONTOLOGY)
    (info,) = ontology.objects(ONTOLOGY, OWL.versionInfo)
    assert str(version) == f"{ONTOLOGY}/{info}"
    assert str(info) == aifkg.__version__
    answer = resolve(site, str(version), "text/turtle")
    assert answer.status_code == 200
    found = Graph().parse(data=answer.text, format="turtle")
    assert (ONTOLOGY, OWL.versionIRI, version) in found


@pytest.mark.parametrize("version", ["9.9.9", "0.1.0.ttl", "latest", "1" * 50, "%3Cx%3E", "0.1/0"])
def test_findable_another_version_is_not_made_up(site: httpx.Client, version: str) -> None:
    assert site.get(f"/ontology/{version}").status_code == 404


@pytest.mark.parametrize(
    "part",
    [
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.license,
        DCTERMS.creator,
        OWL.versionIRI,
        OWL.versionInfo,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
        DCTERMS.created,
        DCTERMS.publisher,
        DCTERMS.bibliographicCitation,
    ],
    ids=lambda part: str(part).rpartition("/")[2],
)
def test_findable_the_record_has(ontology: Graph, part: URIRef) -> None:
    (value,) = ontology.objects(ONTOLOGY, part)
    assert str(value).strip()


def test_findable_the_record_names_the_namespace_that_its_terms_have(
    ontology: Graph, terms: set[str]
) -> None:
    (space,) = ontology.objects(ONTOLOGY, VANN.preferredNamespaceUri)
    assert len(terms) > 100
    assert all(term.startswith(str(space)) for term in terms)


def test_findable_it_is_listed_for_those_who_look_for_pages(site: httpx.Client) -> None:
    assert f"{site.base_url.join('/ontology.html')}" in site.get("/sitemap.xml").text


# Accessible


@pytest.mark.parametrize("accept", ["text/html", BROWSER, *FORMATS])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_accessible_each_client_gets_its_format(
    site: httpx.Client, accept: str, method: str
) -> None:
    answer = resolve(site, str(ONTOLOGY), accept, method)
    wanted = "text/html" if accept == BROWSER else accept
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == wanted
    assert answer.history[0].status_code == 303


def test_accessible_the_protocol_is_open_and_asks_for_no_account(site: httpx.Client) -> None:
    assert urlsplit(str(ONTOLOGY)).scheme == "https"
    answer = resolve(site, str(ONTOLOGY), "text/turtle")
    assert "www-authenticate" not in answer.headers
    assert answer.headers["access-control-allow-origin"] == "*"


# Interoperable


@pytest.mark.parametrize(("accept", "format_"), FORMATS.items())
def test_interoperable_each_format_of_rdf_says_the_same(
    site: httpx.Client, ontology: Graph, accept: str, format_: str
) -> None:
    found = Graph()
    text = resolve(site, str(ONTOLOGY), accept).text
    if format_ == "json-ld":
        for one in Dataset().parse(data=text, format=format_).triples((None, None, None)):
            found.add(one[:3])
    else:
        found.parse(data=text, format=format_)
    assert isomorphic(_without_documents(found), _without_documents(ontology))


def _without_documents(graph: Graph) -> Graph:
    documents = set(graph.subjects(FOAF.primaryTopic))
    kept = Graph()
    for one in graph:
        if one[0] not in documents:
            kept.add(one)
    return kept


def test_interoperable_the_record_is_in_known_vocabularies(ontology: Graph) -> None:
    for predicate in ontology.predicates(ONTOLOGY):
        assert not str(predicate).startswith(BASE)


def test_interoperable_terms_are_aligned_to_known_vocabularies(
    ontology: Graph, terms: set[str]
) -> None:
    above = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty)
    reused = {
        str(other)
        for term in terms
        for relation in above
        for other in ontology.objects(URIRef(term), relation)
    }
    for vocabulary in KNOWN:
        assert any(other.startswith(vocabulary) for other in reused), vocabulary


# Reusable


def test_reusable_the_licence_is_open_and_the_same_for_data_and_ontology(
    ontology: Graph, share: Share
) -> None:
    (license_,) = ontology.objects(ONTOLOGY, DCTERMS.license)
    assert str(license_).startswith(OPEN)
    record = Graph().parse(share.data / "dataset.ttl")
    assert set(record.objects(None, DCTERMS.license)) == {license_}


def test_reusable_the_documentation_has_every_term(site: httpx.Client, terms: set[str]) -> None:
    text = resolve(site, str(ONTOLOGY), "text/html").text
    assert {term for term in terms if f'id="{term.removeprefix(TERM)}"' not in text} == set()


def test_reusable_it_says_who_made_it_and_when(ontology: Graph) -> None:
    (creator,) = ontology.objects(ONTOLOGY, DCTERMS.creator)
    assert str(ontology.value(creator, FOAF.name))
    (created,) = ontology.objects(ONTOLOGY, DCTERMS.created)
    assert getattr(created, "datatype", None) == XSD.date


def test_reusable_it_says_how_to_cite_it(ontology: Graph) -> None:
    citation = str(ontology.value(ONTOLOGY, DCTERMS.bibliographicCitation))
    for part in (OWL.versionIRI, OWL.versionInfo, DCTERMS.title):
        assert str(ontology.value(ONTOLOGY, part)) in citation


def test_reusable_every_term_has_a_label_and_a_definition(ontology: Graph, terms: set[str]) -> None:
    for part in (RDFS.label, SKOS.definition):
        without = {term for term in terms if not ontology.value(URIRef(term), part)}
        assert without == set(), part


def test_reusable_every_term_says_which_ontology_defines_it(
    ontology: Graph, terms: set[str]
) -> None:
    defined = {str(term) for term in ontology.subjects(RDFS.isDefinedBy, ONTOLOGY)}
    assert defined == terms
