"""The catalogue: what it says keeps to DCAT-AP, agrees with the other descriptions, and is true."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SH, SKOS, VOID, Dataset, Graph, Literal, URIRef
from rdflib.namespace import Namespace
from rdflib.term import Node

from aifkg import build, load
from aifkg.engine import GRAPHS, Format
from aifkg.names import BASE, DATASET
from aifkg.rows import Rows
from aifkg.share import Share
from aifkg.web.discovery.dataset_page import _citation
from aifkg.web.query_file import query_file
from aifkg.web.served import Served
from tests import small
from tests.web.conftest import BROWSER, Running, running
from tests.web.test_sparql import problem

VERSION = URIRef("http://www.w3.org/ns/dcat#version")
SPDX = Namespace("http://spdx.org/rdf/terms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
RECORD = URIRef(DATASET)
HERE = Path(__file__).parent
PARSERS = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
# What DCAT-AP recommends and nobody here could say truly.
UNSAID = {DCAT.contactPoint, DCTERMS.issued, DCATAP.availability, DCTERMS.type}


@pytest.fixture(scope="module", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory, share: Share) -> Iterator[Running]:
    """A server of the small graph with the record of the dataset."""
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    record = Graph().parse(share.data / "dataset.ttl").serialize(format="nt")
    with running(tmp_path_factory.mktemp("catalog"), quads + record) as server:
        yield server


def read(client: httpx.Client, path: str) -> Graph:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return Graph().parse(data=answer.text, format="turtle")


@pytest.fixture(scope="module", name="found")
def _found(site: Running) -> Graph:
    return read(site.client, "/catalog")


def breaches(data: Graph, shapes: Graph) -> set[tuple[Node | None, Node | None]]:
    """Return the severity and the path of each result."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    return {
        (report.value(result, SH.resultSeverity), report.value(result, SH.resultPath))
        for result in report.objects(None, SH.result)
    }


@pytest.fixture(scope="module", name="dcat_ap")
def _dcat_ap() -> Graph:
    return Graph().parse(HERE / "dcat-ap.ttl")


@pytest.fixture(scope="module", name="void")
def _void() -> Graph:
    return Graph().parse(HERE / "void.ttl")


@pytest.mark.parametrize("path", ["/catalog", "/dataset.ttl"])
def test_the_record_keeps_to_dcat_ap(site: Running, dcat_ap: Graph, path: str) -> None:
    found = read(site.client, path)
    assert (URIRef(BASE + "catalog"), RDF.type, DCAT.Catalog) in found
    assert breaches(found, dcat_ap) == {(SH.Info, path) for path in UNSAID}


@pytest.mark.parametrize("path", ["/.well-known/void", "/sparql"])
def test_the_description_keeps_to_void(site: Running, void: Graph, path: str) -> None:
    found = read(site.client, path)
    assert (None, RDF.type, VOID.DatasetDescription) in found
    assert breaches(found, void) == set()


def constraints(name: str) -> list[tuple[str, str]]:
    """Return each least count of a file of shapes: its path, and the severity of its breach."""
    shapes = Graph().parse(HERE / f"{name}.ttl")
    asked = set()
    for part in shapes.subjects(SH.minCount, None):
        path, severity = shapes.value(part, SH.path), shapes.value(part, SH.severity)
        if isinstance(path, URIRef):
            asked.add((str(path), str(severity or SH.Violation)))
    return sorted(one for one in asked if URIRef(one[0]) not in UNSAID)


@pytest.mark.parametrize(("path", "severity"), constraints("dcat-ap"))
def test_a_record_without_a_property_does_not_keep_to_dcat_ap(
    found: Graph, dcat_ap: Graph, path: str, severity: str
) -> None:
    assert (URIRef(severity), URIRef(path)) in breaches(without(found, path), dcat_ap)


@pytest.mark.parametrize(("path", "severity"), constraints("void"))
def test_a_description_without_a_property_does_not_keep_to_void(
    site: Running, void: Graph, path: str, severity: str
) -> None:
    described = read(site.client, "/.well-known/void")
    assert breaches(without(described, path), void) != set()


def test_a_dump_that_is_no_distribution_does_not_keep_to_void(site: Running, void: Graph) -> None:
    described = read(site.client, "/.well-known/void")
    described.add((URIRef("urn:dataset"), VOID.dataDump, URIRef("urn:file")))
    assert len(breaches(described, void)) == 1


@pytest.mark.parametrize(
    "kind",
    [DCTERMS.LicenseDocument, DCTERMS.Location, SKOS.Concept, FOAF.Agent, DCTERMS.MediaType],
    ids=lambda kind: str(kind).rpartition("/")[2],
)
def test_a_record_whose_values_are_of_no_class_does_not_keep_to_dcat_ap(
    found: Graph, dcat_ap: Graph, kind: URIRef
) -> None:
    kept = Graph()
    for one in found:
        if one[2] != kind:
            kept.add(one)
    assert len(kept) < len(found)
    assert breaches(kept, dcat_ap) != breaches(found, dcat_ap)


def without(graph: Graph, path: str) -> Graph:
    kept = Graph()
    for one in graph:
        if one[1] != URIRef(path):
            kept.add(one)
    return kept


def test_all_descriptions_agree(site: Running, found: Graph) -> None:
    described = read(site.client, "/.well-known/void")
    (served,) = described.subjects(DCTERMS.isVersionOf, RECORD)
    elsewhere = read(site.client, "/dataset.ttl")
    of_record = set(found.predicate_objects(RECORD))
    assert set(elsewhere.predicate_objects(RECORD)) == of_record
    assert of_record <= set(described.predicate_objects(served))
    for distribution in found.objects(RECORD, DCAT.distribution):
        said = set(found.predicate_objects(distribution))
        assert said
        assert set(described.predicate_objects(distribution)) == said
    (service,) = found.subjects(RDF.type, DCAT.DataService)
    (catalog,) = found.subjects(RDF.type, DCAT.Catalog)
    for part in (DCAT.endpointURL, DCAT.endpointDescription, DCTERMS.title):
        assert set(described.objects(service, part)) == set(found.objects(service, part)) != set()
    assert set(described.objects(service, DCAT.servesDataset)) == {RECORD, served}
    assert (catalog, DCAT.service, service) in found


def test_what_is_said_of_the_dump_is_true(site: Running, found: Graph) -> None:
    address = URIRef(f"{site.address}snapshot.nq")
    (dump,) = found.subjects(DCAT.downloadURL, address)
    answer = site.client.get(str(address), headers={"Accept-Encoding": "identity"})
    assert found.value(dump, DCAT.byteSize).toPython() == len(answer.content)  # type: ignore[union-attr]
    checksum = found.value(dump, SPDX.checksum)
    sha256 = hashlib.sha256(answer.content).hexdigest()
    assert str(found.value(checksum, SPDX.checksumValue)).lower() == sha256
    assert (RECORD, VERSION, Literal(sha256)) in found
    media_type = str(found.value(dump, DCAT.mediaType)).partition("media-types/")[2]
    assert answer.headers["content-type"] == media_type


def test_each_address_answers(site: Running, found: Graph) -> None:
    for part in (DCAT.accessURL, DCAT.endpointURL, DCAT.endpointDescription, DCAT.downloadURL):
        for address in found.objects(None, part):
            assert str(address).startswith(site.address)
            if str(address).startswith(f"{site.address}dump/"):
                # These are made for who asks first; test_distributions.py waits for them.
                continue
            assert site.client.head(str(address)).status_code == 200, address


def test_dates_are_those_of_sources_and_verdicts(site: Running, found: Graph) -> None:
    def days(path: str) -> list[str]:
        query = f"""PREFIX aif: <https://w3id.org/aifkg/ontology#>
            SELECT DISTINCT ?day {{ ?s {path} ?day FILTER (STRLEN(STR(?day)) = 10) }}"""
        params = {"query": query, "format": "csv"}
        return sorted(site.client.get("/sparql", params=params).text.split()[1:])

    (period,) = found.objects(RECORD, DCTERMS.temporal)
    start, end = (str(found.value(period, part)) for part in (DCAT.startDate, DCAT.endDate))
    out = days("aif:published|aif:availableBy")
    assert start <= out[0] <= out[-1] <= end
    changed = days("aif:published|aif:availableBy|aif:retrieved|aif:decidedOn")
    assert {str(day) for day in found.objects(RECORD, DCTERMS.modified)} == {changed[-1]}


@pytest.mark.parametrize("day", [None, date(2024, 12, 15)], ids=["now", "then"])
def test_the_manifest_says_when_something_changed_as_the_record_does(day: date | None) -> None:
    graph = load(day, share=Share.at(small.root()))
    rows = graph.query(query_file("discovery/coverage"))
    assert isinstance(rows, Rows)
    assert [str(row["changed"]) for row in rows.dicts()] == [graph.manifest["changed"]]


@pytest.mark.parametrize(
    ("manifest", "name"),
    [
        ({"changed": "2026-11"}, "snapshot abababababab of November 2026"),
        (
            {"changed": "2026-11-30", "as_of": "2024-12-31", "built": "2027-01-01"},
            "snapshot abababababab of 30 November 2026, as known on 31 December 2024",
        ),
        ({"changed": None, "built": "2027-01-01"}, "snapshot abababababab"),
    ],
)
def test_the_dataset_is_cited_by_the_date_of_its_data(
    manifest: dict[str, object], name: str
) -> None:
    offer = SimpleNamespace(manifest=manifest, sha256="ab" * 32)
    parts: dict[str, Any] = {field.name: None for field in fields(Served)}
    served = Served(**{**parts, "offer": offer})
    assert _citation(served, {"title": "T", "publisher": "P"}) == f"P: T, {name}. {DATASET}"


@pytest.mark.parametrize("format_", GRAPHS, ids=lambda format_: str(format_.name))
@pytest.mark.parametrize("by", ["accept", "format"])
def test_each_format_of_rdf_says_the_same(
    site: Running, found: Graph, format_: Format, by: str
) -> None:
    params = {"format": format_.name} if by == "format" else {}
    accept = {"Accept": format_.media_type if by == "accept" else "*/*"}
    answer = site.client.get("/catalog", params=params, headers=accept)
    assert answer.headers["content-type"] == format_.content_type
    data = Dataset().parse(data=answer.text, format=PARSERS.get(format_.name, format_.name))
    assert {(s, p, o) for s, p, o, _ in data.quads()} == set(found)


def test_a_client_that_holds_it_is_spared_it(site: Running) -> None:
    for path in ("/catalog", "/dataset.ttl"):
        first = site.client.get(path)
        again = site.client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        head = site.client.head(path)
        assert (head.status_code, head.content) == (200, b"")


def test_addresses_are_those_the_client_used(site: Running) -> None:
    for path in ("/catalog", "/dataset.ttl"):
        said = site.client.get(path, headers={"Host": "data.example"}).text
        assert "http://data.example/sparql" in said
        assert site.address not in said
        problem(site.client.get(path, headers={"Host": '<x>"'}), 400, "host")


@pytest.mark.parametrize(
    ("query", "accept", "status", "slug"),
    [
        ("?format=csv", "*/*", 406, "not-acceptable"),
        ("?format=docx", "*/*", 400, "parameter"),
        ("?format=turtle&format=trig", "*/*", 400, "parameter"),
        ("", "image/png", 406, "not-acceptable"),
    ],
)
def test_what_it_cannot_be_is_refused(
    site: Running, query: str, accept: str, status: int, slug: str
) -> None:
    problem(site.client.get(f"/catalog{query}", headers={"Accept": accept}), status, slug)


def test_a_graph_without_a_record_has_a_catalogue_of_its_service(client: httpx.Client) -> None:
    found = read(client, "/catalog")
    (service,) = found.subjects(RDF.type, DCAT.DataService)
    assert (None, DCAT.service, service) in found
    assert (None, DCTERMS.temporal, None) not in found
    assert client.get("/dataset").status_code == 404


def test_its_agent_has_a_name_and_a_page(found: Graph) -> None:
    (agent,) = set(found.objects(None, DCTERMS.publisher))
    assert (agent, RDFS.label, None) in found
    assert (agent, FOAF.homepage, URIRef(BASE)) in found


def test_the_page_of_the_dataset_says_the_same_to_people(site: Running) -> None:
    page = site.client.get("/dataset", headers={"Accept": BROWSER}, follow_redirects=True)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in page.text
    for said in (site.sha256, "aifkg contributors", "CC BY 4.0", "/snapshot.nq", "/catalog"):
        assert said in page.text
