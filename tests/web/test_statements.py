"""What the description says: each statement against what the endpoint itself answers."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, RDF, RDFS, SDO, VOID, Literal, URIRef
from rdflib.term import Node

from aifkg import build
from aifkg.engine import BY_NAME
from aifkg.engine import Request as Question
from aifkg.names import DATASET, DERIVED_GRAPH, RULE
from aifkg.share import Share
from aifkg.web import Settings
from aifkg.web.description import _bindings
from aifkg.web.query_file import query_file
from aifkg.web.served import serving
from tests import small
from tests.engine.conftest import SMALL
from tests.web.conftest import Running, running

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
FORMATS = "http://www.w3.org/ns/formats/"
GEOF = "http://www.opengis.net/def/function/geosparql/"
NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
}
# The functions of GeoSPARQL 1.1 (OGC 22-047r1) that give a value for one geometry or for two.
FUNCTIONS = """
    area asDGGS asGeoJSON asGML asKML asWKT boundary boundingCircle buffer centroid concaveHull
    convexHull coordinateDimension difference dimension distance ehContains ehCoveredBy ehCovers
    ehDisjoint ehEquals ehInside ehMeet ehOverlap envelope geometryN geometryType getSRID
    intersection is3D isEmpty isMeasured isSimple length maxX maxY maxZ metricArea metricBuffer
    metricDistance metricLength metricPerimeter minX minY minZ numGeometries perimeter rcc8dc
    rcc8ec rcc8eq rcc8ntpp rcc8ntppi rcc8po rcc8tpp rcc8tppi relate sfContains sfCrosses sfDisjoint
    sfEquals sfIntersects sfOverlaps sfTouches sfWithin spatialDimension symDifference transform
    union
""".split()
POINT = '"POINT(2 48)"^^geo:wktLiteral'
SQUARE = '"POLYGON((0 40,10 40,10 50,0 50,0 40))"^^geo:wktLiteral'
UNIT = "<http://www.opengis.net/def/uom/OGC/1.0/{}>"
TWO = ("eh", "rcc8", "sf")
OVERLAYS = ("difference", "intersection", "symDifference", "union")
ARGUMENTS = {
    **dict.fromkeys(OVERLAYS, f"{SQUARE}, {SQUARE}"),
    "area": f"{SQUARE}, {UNIT.format('square_metre')}",
    "distance": f"{POINT}, {POINT}, {UNIT.format('metre')}",
    "length": f"{SQUARE}, {UNIT.format('metre')}",
    "perimeter": f"{SQUARE}, {UNIT.format('metre')}",
    "relate": f'{POINT}, {SQUARE}, "TTTTTTTTT"',
}
LIMITS = {"AIFKG_DEFAULT_TIMEOUT": "2.50", "AIFKG_MAX_TIMEOUT": "7", "AIFKG_BODY_BYTES": "4096"}


@pytest.fixture(scope="module", name="described")
def _described(tmp_path_factory: pytest.TempPathFactory, share: Share) -> Iterator[Running]:
    """A server of the small graph with the record of the dataset, and limits of its own."""
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    record = rdflib.Graph().parse(share.data / "dataset.ttl").serialize(format="nt")
    with running(tmp_path_factory.mktemp("described"), quads + record, **LIMITS) as server:
        yield server


@pytest.fixture(scope="module", name="found")
def _found(described: Running) -> rdflib.Graph:
    return read(described.client.get("/sparql"))


def read(response: httpx.Response) -> rdflib.Graph:
    assert response.status_code == 200, response.text
    return rdflib.Graph().parse(data=response.text, format="turtle")


def rows(server: Running, query: str) -> list[dict[str, str]]:
    """Return what the endpoint answers; it is asked for something that is there."""
    params = {"query": query, "format": "csv", "timeout": "7"}
    answer = server.client.get("/sparql", params=params)
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert found, answer.text
    return found


def value(graph: rdflib.Graph, subject: Node, *path: Node) -> Node:
    """Return the one thing at the end of a path."""
    for step in path:
        (subject,) = graph.objects(subject, step)
    return subject


@pytest.fixture(name="service")
def _service(described: Running, found: rdflib.Graph) -> Node:
    (service,) = found.subjects(SD.endpoint, URIRef(f"{described.address}sparql"))
    return service


@pytest.fixture(name="dataset")
def _dataset(found: rdflib.Graph, service: Node) -> Node:
    return value(found, service, SD.defaultDataset)


@pytest.fixture(name="resolved")
def _resolved(found: rdflib.Graph, dataset: Node) -> Node:
    return value(found, dataset, SD.defaultGraph)


def test_the_service_says_what_it_speaks(found: rdflib.Graph, service: Node) -> None:
    assert set(found.objects(service, RDF.type)) == {SD.Service, DCAT.DataService}
    languages = set(found.objects(service, SD.supportedLanguage))
    assert languages == {SD.SPARQL10Query, SD.SPARQL11Query}
    assert set(found.objects(service, SD.feature)) == {SD.EmptyGraphs}
    regime = URIRef("http://www.w3.org/ns/entailment/Simple")
    assert value(found, service, SD.defaultEntailmentRegime) == regime


def test_each_format_that_is_offered_is_said(found: rdflib.Graph, service: Node) -> None:
    assert NAMES.keys() == BY_NAME.keys()
    said = {str(iri) for iri in found.objects(service, SD.resultFormat)}
    assert said == {FORMATS + name for name in NAMES.values()}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_said_that_gives_a_value(
    described: Running, found: rdflib.Graph, service: Node, name: str
) -> None:
    arguments = ARGUMENTS.get(name, f"{SQUARE}, {POINT}" if name.startswith(TWO) else POINT)
    query = f"""PREFIX geo: <http://www.opengis.net/ont/geosparql#>
        SELECT ?value {{ BIND (<{GEOF}{name}>({arguments}) AS ?value) FILTER BOUND(?value) }}"""
    answer = described.client.get("/sparql", params={"query": query, "format": "csv"})
    works = answer.status_code == 200 and len(answer.text.split("\r\n")) == 3
    assert ((service, SD.extensionFunction, URIRef(GEOF + name)) in found) == works


def test_no_other_function_is_said(found: rdflib.Graph, service: Node) -> None:
    said = {str(iri).removeprefix(GEOF) for iri in found.objects(service, SD.extensionFunction)}
    assert said - set(FUNCTIONS) == set()
    assert len(said) > 30


def test_limits_are_the_operators(found: rdflib.Graph, service: Node) -> None:
    limits = {
        str(value(found, limit, SDO.propertyID)): (
            value(found, limit, SDO.value).toPython(),  # type: ignore[attr-defined]
            next(map(str, found.objects(limit, SDO.unitCode)), None),
        )
        for limit in found.objects(service, SDO.additionalProperty)
    }
    assert limits == {
        "default-seconds": (2.5, "SEC"),
        "max-seconds": (7, "SEC"),
        "answer-rows": (1_000_000, None),
        "answer-bytes": (32 << 20, "AD"),
        "request-bytes": (4096, "AD"),
    }
    comment = str(value(found, service, RDFS.comment))
    for said in ("after 2.5 s", "at most 7 s", "1000000 rows", "33554432 bytes", "at most 4096."):
        assert said in comment


def test_the_dataset_is_a_version_of_the_record(
    described: Running, found: rdflib.Graph, dataset: Node, share: Share
) -> None:
    assert value(found, dataset, DCTERMS.isVersionOf) == URIRef(DATASET)
    record = rdflib.Graph().parse(share.data / "dataset.ttl")
    stated = {(p, o) for _, p, o in record}
    assert len(stated) >= 10
    assert stated <= set(found.predicate_objects(dataset))
    assert SD.Dataset in set(found.objects(dataset, RDF.type))
    assert value(found, dataset, DCTERMS.identifier) == Literal(described.sha256)
    assert value(found, dataset, VOID.sparqlEndpoint) == URIRef(f"{described.address}sparql")


def test_the_dump_is_what_the_checksum_names(
    described: Running, found: rdflib.Graph, dataset: Node
) -> None:
    dump = URIRef(f"{described.address}snapshot.nq")
    assert (dataset, VOID.dataDump, dump) in found
    assert described.client.get(str(dump)).headers["etag"] == f'"{described.sha256}"'
    (distribution,) = found.subjects(DCAT.downloadURL, dump)
    assert (dataset, DCAT.distribution, distribution) in found
    checksum = value(found, distribution, SPDX.checksum)
    assert value(found, checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
    assert str(value(found, checksum, SPDX.checksumValue)).lower() == described.sha256


def test_the_default_graph_is_counted(
    described: Running, found: rdflib.Graph, resolved: Node
) -> None:
    (counted,) = rows(
        described,
        """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
        (COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?o) AS ?distinctObjects)
        { ?s ?p ?o }""",
    )
    counted |= rows(described, "SELECT (COUNT(DISTINCT ?c) AS ?classes) { ?s a ?c }")[0]
    for name, count in counted.items():
        assert int(str(value(found, resolved, VOID[name]))) == int(count) > 10


def test_each_class_and_its_things_are_counted(
    described: Running, found: rdflib.Graph, resolved: Node
) -> None:
    query = "SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) { ?thing a ?class } GROUP BY ?class"
    said = {
        str(value(found, part, VOID["class"])): str(value(found, part, VOID.entities))
        for part in found.objects(resolved, VOID.classPartition)
    }
    assert said == {row["class"]: row["n"] for row in rows(described, query)}


def test_each_property_and_its_triples_are_counted(
    described: Running, found: rdflib.Graph, resolved: Node
) -> None:
    query = """SELECT ?property (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
        (COUNT(DISTINCT ?o) AS ?distinctObjects) { ?s ?property ?o } GROUP BY ?property"""
    said = [
        {
            name: str(value(found, part, VOID[name]))
            for name in ("property", "triples", "distinctSubjects", "distinctObjects")
        }
        for part in found.objects(resolved, VOID.propertyPartition)
    ]
    assert sorted(said, key=str) == sorted(rows(described, query), key=str)


def test_each_vocabulary_in_use_is_said(
    described: Running, found: rdflib.Graph, resolved: Node
) -> None:
    query = "SELECT DISTINCT ?term { { ?s ?term ?o } UNION { ?s a ?term } }"
    said = {str(iri) for iri in found.objects(resolved, VOID.vocabulary)}
    terms = [row["term"] for row in rows(described, query)]
    assert {space for space in said if not any(term.startswith(space) for term in terms)} == set()
    assert {term for term in terms if not term.startswith(tuple(said))} == set()
    assert {space[-1] for space in said} == {"#", "/"}


def test_named_graphs_that_are_no_passages_are_listed(
    described: Running, found: rdflib.Graph, dataset: Node
) -> None:
    query = """PREFIX aif: <https://w3id.org/aifkg/ontology#>
        SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } MINUS { ?g a aif:Passage } }
        GROUP BY ?g"""
    said = {
        str(value(found, named, SD.name)): str(value(found, named, SD.graph, VOID.triples))
        for named in found.objects(dataset, SD.namedGraph)
    }
    assert said == {row["g"]: row["n"] for row in rows(described, query)}
    assert DERIVED_GRAPH in said
    assert any(name.startswith(RULE) for name in said)


def test_passages_are_counted(
    described: Running, found: rdflib.Graph, dataset: Node, resolved: Node
) -> None:
    (passages,) = set(found.objects(dataset, VOID.subset)) - {resolved}
    (counted,) = rows(
        described,
        """PREFIX aif: <https://w3id.org/aifkg/ontology#>
        SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?g) AS ?graphs)
        { ?g a aif:Passage . GRAPH ?g { ?s ?p ?o } }""",
    )
    assert str(value(found, passages, VOID.triples)) == counted["triples"]
    part = value(found, passages, VOID.classPartition)
    assert value(found, part, VOID["class"]) == SD.NamedGraph
    assert str(value(found, part, VOID.entities)) == counted["graphs"]
    assert int(counted["graphs"]) > 10


def test_nothing_is_said_of_what_has_no_address(described: Running, found: rdflib.Graph) -> None:
    subjects = {str(subject) for subject in found.subjects()}
    assert all(subject.startswith(described.address) for subject in subjects)


def test_a_graph_without_a_record_is_described(client: httpx.Client) -> None:
    found = read(client.get("/sparql"))
    (dataset,) = found.objects(None, SD.defaultDataset)
    assert set(found.objects(dataset, RDF.type)) == {SD.Dataset, VOID.Dataset, DCAT.Dataset}
    assert value(found, dataset, SD.defaultGraph, VOID.triples).toPython() == 4  # type: ignore[attr-defined]
    assert len(list(found.objects(dataset, SD.namedGraph))) == 3


@pytest.mark.parametrize("count", [1, 2, 11, 100])
def test_endpoints_that_may_be_asked_are_said(tmp_path: Path, count: int) -> None:
    snapshot = tmp_path / "snapshot.nq"
    snapshot.write_text(SMALL, encoding="utf-8")
    sha256 = hashlib.sha256(snapshot.read_bytes()).hexdigest()
    snapshot.with_suffix(".json").write_text(json.dumps({"sha256": sha256}), encoding="utf-8")
    federation = tuple(f"https://{n}.example/sparql$1" for n in range(count))

    async def written() -> bytes:
        settings = Settings(snapshot=snapshot, federation=federation)
        async with serving(settings) as served:
            bindings = _bindings(served, "http://e.org/")
            question = Question(query_file("description"), (BY_NAME["turtle"],), bindings)
            return (await served.pool.answer(question, 30)).body

    found = rdflib.Graph().parse(data=asyncio.run(written()), format="turtle")
    service = URIRef("http://e.org/sparql#service")
    assert set(found.objects(service, SD.feature)) == {SD.EmptyGraphs, SD.BasicFederatedQuery}
    others = list(found.objects(service, DCTERMS.relation))
    assert {value(found, other, RDF.type) for other in others} == {SD.Service}
    said = [str(value(found, other, SD.endpoint)) for other in others]
    assert sorted(said) == sorted(federation)
