"""The base, the prefix table, and the law of CURIE, file and IRI."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg import names
from aifkg.build.reading import read_vocabulary
from aifkg.build.terms import bare
from aifkg.names import ADOPTED, PrefixTable, answered_at, named_at, read_prefixes
from aifkg.share import Share


def test_base_agrees_with_the_prefix_table(table: PrefixTable) -> None:
    assert table.namespaces["aif"] == names.TERM
    assert table.namespaces["source"] == names.SOURCE
    assert table.namespaces["rule"] == names.RULE
    assert table.namespaces["dispute"] == names.DISPUTE
    assert all(ns.startswith(names.BASE) for p, ns in table.namespaces.items() if p == "aif")


def test_prefix_table_is_sorted(share: Share) -> None:
    lines = (share.ontology / "prefixes.ttl").read_text(encoding="utf-8").splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes, key=lambda line: line.split(":")[0])
    assert len(prefixes) > 50


def test_each_kind_is_a_prefix(share: Share) -> None:
    table, vocabulary = read_vocabulary(share)
    for kind, cls in vocabulary.kinds.items():
        assert kind in table.namespaces, f"{bare(cls)} has kind {kind}"
    assert len(vocabulary.kinds) >= 30


def test_expand_and_shorten_are_inverse(table: PrefixTable) -> None:
    for curie in ("ai-factory:lumi", "country:FIN", "aif:hostedBy", "status:new"):
        assert table.shorten(table.expand(curie)) == curie


def test_shorten_leaves_what_no_prefix_fits(table: PrefixTable) -> None:
    for iri in ("https://example.org/x", "https://w3id.org/aifkg/id/ai-factory/a/b"):
        assert table.shorten(iri) == iri


def test_file_of_iri_follows_the_law(table: PrefixTable) -> None:
    assert table.file_of_iri("https://w3id.org/aifkg/id/ai-factory/lumi") == ("ai-factory", "lumi")
    country = "http://publications.europa.eu/resource/authority/country/FIN"
    assert table.file_of_iri(country) == ("country", "FIN")
    assert table.file_of_iri("https://w3id.org/aifkg/source/x#p") is None


def test_two_prefixes_of_one_namespace_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "prefixes.ttl"
    path.write_text("@prefix a: <http://x/> .\n@prefix b: <http://x/> .\n", encoding="utf-8")
    with pytest.raises(ValueError, match="stands twice"):
        PrefixTable.read(path)


def test_read_prefixes_sees_the_empty_prefix() -> None:
    assert read_prefixes("@prefix : <http://x/#> .") == {"": "http://x/#"}


def test_what_others_name_is_answered_at_its_place_under_the_base(table: PrefixTable) -> None:
    finland = table.expand("country:FIN")
    assert answered_at(finland) == names.BASE + "id/country/FIN"
    assert named_at(answered_at(finland)) == finland
    assert answered_at(table.expand("currency:EUR")) == names.BASE + "code/currency/EUR"
    ours = table.expand("ai-factory:lumi")
    assert answered_at(ours) == named_at(ours) == ours
    elsewhere = {
        prefix for prefix, namespace in table.namespaces.items() if namespace in ADOPTED.values()
    }
    assert elsewhere == {"country", "currency"}
