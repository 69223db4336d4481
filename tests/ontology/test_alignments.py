"""Alignments: every term of another vocabulary exists there, and a built graph speaks it.

`tests/data/vocabularies/<prefix>.txt` lists the terms that are used of each, with the version they
were looked up in; `tests/data/aligned/` holds data and what a graph built from them must say.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import DC, DCTERMS, FOAF, GEO, ORG, PROV, RDF, SDO, SKOS, DefinedNamespace

from aifkg import build
from aifkg.build import rdf
from aifkg.build.terms import Triple, bare
from aifkg.names import BASE, TERM, PrefixTable, read_prefixes
from aifkg.share import Share
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data"
LISTS = {path.stem: path for path in sorted((DATA / "vocabularies").glob("*.txt"))}
CLOSED: Mapping[str, type[DefinedNamespace]] = {
    "dc": DC,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "geo": GEO,
    "org": ORG,
    "prov": PROV,
    "rdf": RDF,
    "schema": SDO,
    "skos": SKOS,
}
LANGUAGES = {"owl", "rdf", "rdfs", "xsd"}
TABLES = {"country", "currency"}
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
SUBPROPERTY = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"


def listed(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def read_sparql_prefixes(text: str) -> dict[str, str]:
    return dict(re.findall(r"PREFIX ([\w-]+): <([^>]*)>", text))


@pytest.fixture(scope="module")
def alignments(share: Share) -> list[Triple]:
    return rdf.triples(share.ontology / "alignments.ttl")


@pytest.fixture(scope="module")
def used(share: Share, table: PrefixTable, alignments: list[Triple]) -> dict[str, set[str]]:
    """The terms of others that alignments and rules use, by prefix."""
    curies = {table.shorten(bare(o)) for _, _, o in alignments}
    for path in share.rule_files():
        text = re.sub(r'"[^"]*"|(?m:^\s*#.*$)', "", path.read_text(encoding="utf-8"))
        own = {p for p, ns in read_sparql_prefixes(text).items() if ns.startswith(BASE)}
        body = re.sub(r"<[^>]*>|PREFIX [\w-]+:", "", text)
        curies |= {
            curie
            for curie in re.findall(r"(?<![\w-])[a-z][\w-]*:\w+", body)
            if curie.partition(":")[0] not in own | LANGUAGES | TABLES
        }
    found: dict[str, set[str]] = {}
    for curie in curies:
        prefix, _, name = curie.partition(":")
        found.setdefault(prefix, set()).add(name)
    return found


def test_the_useful_vocabularies_are_there() -> None:
    wanted = {"dcterms", "eli", "eurio", "geo", "org", "prov", "schema", "skos"}
    assert wanted <= LISTS.keys()


def test_each_vocabulary_in_use_has_a_list(used: dict[str, set[str]]) -> None:
    assert used.keys() == LISTS.keys()


@pytest.mark.parametrize("prefix", LISTS)
def test_terms_in_use_are_those_listed(prefix: str, used: dict[str, set[str]]) -> None:
    names = listed(LISTS[prefix])
    assert names == sorted(set(names)), "sorted, each once"
    assert used[prefix] == set(names)


@pytest.mark.parametrize("prefix", LISTS)
def test_list_says_version_and_place(prefix: str, table: PrefixTable) -> None:
    header = LISTS[prefix].read_text(encoding="utf-8").splitlines()[:3]
    assert re.fullmatch(r"# .*\d.*", header[0]), "the vocabulary with its version or date"
    assert header[1] == f"# Namespace: {table.namespaces[prefix]}"
    assert re.fullmatch(r"# Checked \d{4}-\d\d-\d\d against .+\.", header[2])


@pytest.mark.parametrize("prefix", [prefix for prefix in LISTS if prefix in CLOSED])
def test_closed_namespaces_of_rdflib_agree(prefix: str, table: PrefixTable) -> None:
    namespace = CLOSED[prefix]
    assert str(namespace) == table.namespaces[prefix]
    assert [name for name in listed(LISTS[prefix]) if name not in namespace] == []


def test_classes_align_with_classes_and_properties_with_properties(
    alignments: list[Triple], table: PrefixTable
) -> None:
    assert len(alignments) >= 80
    for ours, relation, theirs in alignments:
        name = table.shorten(bare(theirs)).partition(":")[2]
        wanted = SUBCLASS if name[0].isupper() else SUBPROPERTY
        assert bare(relation) == wanted, f"{ours} {theirs}"
        assert bare(ours).removeprefix(TERM)[0].isupper() == name[0].isupper(), f"{ours} {theirs}"


def test_each_alignment_starts_from_a_term_of_the_ontology(
    share: Share, alignments: list[Triple]
) -> None:
    described = {s for s, _, _ in rdf.triples(share.ontology / "aifkg.ttl")}
    assert {s for s, _, _ in alignments} <= described


def default_graph(folder: Path) -> set[Triple]:
    for layer in ("valid", "aligned"):
        ignore = shutil.ignore_patterns("expected.ttl")
        shutil.copytree(DATA / layer, folder / "data", dirs_exist_ok=True, ignore=ignore)
    share = Share(ROOT / "ontology", folder / "data", ROOT / "queries", folder / "cache")
    snapshot = build.make(share)
    return {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in ox.parse(path=snapshot.quads_path, format=ox.RdfFormat.N_QUADS)
        if isinstance(quad.graph_name, ox.DefaultGraph)
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> set[Triple]:
    """The default graph of a build of the small data."""
    return default_graph(tmp_path_factory.mktemp("aligned"))


EXPECTED = DATA / "aligned" / "expected.ttl"


@pytest.mark.parametrize("prefix", [prefix for prefix in LISTS if prefix != "rdf"])
def test_example_speaks_each_vocabulary(prefix: str) -> None:
    assert f"{prefix}:" in EXPECTED.read_text(encoding="utf-8").replace("@prefix", "")


def test_a_built_graph_says_it_in_their_terms(built: set[Triple]) -> None:
    expected = {canonical(row) for row in rdf.triples(EXPECTED)}
    assert len(expected) >= 40
    assert expected - {canonical(row) for row in built} == set()


def canonical(row: Triple) -> Triple:
    """Return the triple with decimals without trailing noughts, as the build writes them."""
    return (*row[:2], re.sub(r'^"(\d+)\.0+"', r'"\1"', row[2]))


def test_prefixes_of_the_example_are_those_of_the_table(table: PrefixTable) -> None:
    for prefix, namespace in read_prefixes(EXPECTED.read_text(encoding="utf-8")).items():
        assert table.namespaces[prefix] == namespace
