"""The downloads in the descriptions of the dataset: each is there, and what is said is true."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, VOID, Graph, URIRef
from rdflib.namespace import Namespace
from rdflib.term import Node

from aifkg import build
from aifkg.dump import DOWNLOADS, listed
from aifkg.names import DATASET
from aifkg.share import Share
from tests import small
from tests.web.conftest import Running, running
from tests.web.discovery.test_catalog import breaches, read
from tests.web.test_downloads import ready

SPDX = Namespace("http://spdx.org/rdf/terms#")
IANA = "https://www.iana.org/assignments/media-types/"
RECORD = URIRef(DATASET)
NAMES = [name for name, _, _ in listed()]
PLACES = ("/catalog", "/dataset.ttl", "/.well-known/void")


@pytest.fixture(scope="module", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory, share: Share) -> Iterator[Running]:
    """A server of the small graph with the record of the dataset, whose downloads are made."""
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    record = Graph().parse(share.data / "dataset.ttl").serialize(format="nt")
    with running(tmp_path_factory.mktemp("distributions"), quads + record) as server:
        ready(server.client, "/dump/")
        yield server


@pytest.fixture(scope="module", name="found")
def _found(site: Running) -> Graph:
    return read(site.client, "/catalog")


def of(graph: Graph, site: Running, name: str) -> Node:
    """Return the distribution that has a file."""
    (found,) = graph.subjects(DCAT.downloadURL, URIRef(f"{site.address}dump/{name}"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_a_file_is_true(site: Running, found: Graph, name: str) -> None:
    file = of(found, site, name)
    assert (RECORD, DCAT.distribution, file) in found
    answer = site.client.get(str(found.value(file, DCAT.downloadURL)))
    assert int(str(found.value(file, DCAT.byteSize))) == len(answer.content)
    checksum = found.value(file, SPDX.checksum)
    sha256 = hashlib.sha256(answer.content).hexdigest()
    assert str(found.value(checksum, SPDX.checksumValue)) == sha256
    content, packing, package = (
        str(found.value(file, part) or "").removeprefix(IANA)
        for part in (DCAT.mediaType, DCAT.compressFormat, DCAT.packageFormat)
    )
    sent = answer.headers["content-type"].partition(";")[0]
    assert sent == (packing or package or content)
    assert (packing == "application/gzip") == (answer.content[:2] == gzip.compress(b"")[:2])
    assert (package == "application/zip") == (answer.content[:2] == b"PK")


@pytest.mark.parametrize("path", PLACES)
def test_each_description_has_each_file_with_all_that_is_said_of_it(
    site: Running, found: Graph, path: str
) -> None:
    described = read(site.client, path)
    for name in NAMES:
        file = of(described, site, name)
        said = set(described.predicate_objects(file))
        assert said == set(found.predicate_objects(file))
        assert (None, DCAT.distribution, file) in described
        assert {part for part, _ in said} >= {DCTERMS.title, DCTERMS.license, DCTERMS.modified}


def test_a_download_is_called_what_it_is(site: Running, found: Graph) -> None:
    for one in DOWNLOADS:
        file = of(found, site, one.name)
        assert str(found.value(file, DCTERMS.title)) == one.title
        assert str(found.value(file, DCTERMS.description)) == one.description
        is_unknown_type = str(found.value(file, DCTERMS.format)).endswith("/file-type/BIN")
        assert is_unknown_type == (one.name == "aifkg.sqlite")


def test_files_of_rdf_are_dumps_of_what_they_hold(site: Running) -> None:
    described = read(site.client, "/.well-known/void")
    dumps = {
        str(dump).removeprefix(site.address): str(of_).rpartition("#")[2]
        for of_, dump in described.subject_objects(VOID.dataDump)
    }
    whole = ("snapshot.nq", "dump/aifkg.nq", "dump/aifkg.trig")
    view = ("dump/aifkg.ttl", "dump/aifkg.jsonld")
    expected = {**dict.fromkeys(whole, "dataset"), **dict.fromkeys(view, "default-graph")}
    packed = {f"{name}.gz": of_ for name, of_ in expected.items() if name.startswith("dump/")}
    assert dumps == expected | packed


def test_the_page_of_the_dataset_leads_to_them(site: Running) -> None:
    assert '<a href="/dump/">' in site.client.get("/dataset.html").text


def test_a_file_without_its_hash_does_not_keep_to_dcat_ap(site: Running, found: Graph) -> None:
    shapes = Graph().parse(Path(__file__).parent / "dcat-ap.ttl")
    assert not any(path == SPDX.checksum for _, path in breaches(found, shapes))
    lacking = Graph() + found
    lacking.remove((of(found, site, "aifkg.ttl"), SPDX.checksum, None))
    assert any(path == SPDX.checksum for _, path in breaches(lacking, shapes))


def test_a_record_makes_no_file_and_says_what_is_known_without(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        for path in ("/catalog", "/.well-known/void"):
            described = read(server.client, path)
            measured = {
                name
                for name in NAMES
                if (of(described, server, name), DCAT.byteSize, None) in described
            }
            assert measured == {"aifkg.nq"}
            checksum = described.value(of(described, server, "aifkg.nq"), SPDX.checksum)
            assert str(described.value(checksum, SPDX.checksumValue)) == server.sha256
        assert not (tmp_path / "dump").exists()


def test_a_server_that_makes_none_lists_none(tmp_path: Path, share: Share) -> None:
    record = Graph().parse(share.data / "dataset.ttl").serialize(format="nt")
    with running(tmp_path, record, AIFKG_DUMP_SECONDS="0") as server:
        page = server.client.get("/dataset.html").text
        assert "/snapshot.nq" in page
        assert "/dump/" not in page
        for path in ("/catalog", "/.well-known/void"):
            files = read(server.client, path).objects(None, DCAT.downloadURL)
            assert set(files) == {URIRef(f"{server.address}snapshot.nq")}


def test_a_record_that_was_held_is_not_held_with_the_sizes_of_files_made_since(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as server:
        first = server.client.get("/catalog")
        ready(server.client, "/dump/")
        known = {"If-None-Match": first.headers["etag"]}
        assert server.client.get("/catalog", headers=known).status_code == 200
