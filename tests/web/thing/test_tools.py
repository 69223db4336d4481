"""Citing, exporting and asking further."""

from __future__ import annotations

import re
from dataclasses import replace

from aifkg.names import BASE
from aifkg.web.thing.tools import Edition, as_of, bibtex, citation, html, links, trace_from
from tests import small

SHEET = small.graph().show("ai-factory:pharos")
EDITION = Edition("0123456789abcdef" * 4, "2026-11-30")


def test_a_citation_names_the_thing_the_snapshot_and_the_iri() -> None:
    assert citation(SHEET, EDITION) == (
        '"Pharos", aifkg, knowledge graph of Europe\'s AI factories, snapshot 0123456789ab of '
        "30 November 2026, https://w3id.org/aifkg/id/ai-factory/pharos"
    )


def test_nothing_in_a_name_ends_a_field_of_bibtex_early() -> None:
    text = bibtex(replace(SHEET, label="a}, url = {http://e.org}\\input{x}"), EDITION)
    assert text.count("{") == text.count("}")
    assert "title = {a, url = http://e.orginputx}" in text
    assert text.startswith("@misc{aifkg-ai-factory-pharos,")


def test_a_country_is_cited_by_the_address_of_its_page() -> None:
    finland = small.graph().show("Finland")
    assert citation(finland, EDITION).endswith(", https://w3id.org/aifkg/id/country/FIN")
    assert "url = {https://w3id.org/aifkg/id/country/FIN}" in bibtex(finland, EDITION)


def test_the_key_of_a_dispute_is_its_path() -> None:
    dispute = small.graph().show(f"{BASE}dispute/ai-factory/pharos/status")
    assert bibtex(dispute, EDITION).startswith("@misc{aifkg-dispute-ai-factory-pharos-status,")


def test_the_top_of_a_page_leads_to_its_tools() -> None:
    text = links(SHEET)
    assert re.findall(r">([^<]+)</a>", text) == ["Trace from here", "Neighbours", "Cite", "Export"]
    tools = html(SHEET, EDITION)
    places = [tools.index(f'id="{one}"') for one in re.findall(r'"#(\w+)"', text)]
    assert places == sorted(places)
    assert "Trace" not in links(small.graph().show("status:new"))


def test_an_edition_without_a_day_is_cited_by_its_hash() -> None:
    assert Edition("ab" * 32, "").name == "snapshot abababababab"
    assert "year" not in bibtex(SHEET, Edition("ab" * 32, ""))


def test_a_page_of_the_past_is_cited_with_its_day() -> None:
    past = replace(EDITION, known_on="2024-12-31")
    address = f"{BASE}as-of/2024-12-31/id/ai-factory/pharos"
    assert citation(SHEET, past).endswith(f", as known on 31 December 2024, {address}")
    assert "as known on 31 December 2024}" in bibtex(SHEET, past)
    assert f"url = {{{address}}}" in bibtex(SHEET, past)


def test_a_citation_is_one_line_whatever_a_name_holds() -> None:
    hostile = replace(SHEET, label="two\nlines\x1b[31m}")
    assert len(citation(hostile, EDITION).splitlines()) == 1
    assert "\x1b" not in citation(hostile, EDITION) + bibtex(hostile, EDITION)
    assert "title = {two lines\N{REPLACEMENT CHARACTER}[31m}," in bibtex(hostile, EDITION)


def test_the_same_page_is_offered_as_of_another_day_where_there_are_others() -> None:
    assert as_of(SHEET, EDITION) == ""
    offered = as_of(SHEET, replace(EDITION, has_past=True))
    assert 'name="path" value="/id/ai-factory/pharos.html"' in offered


def test_the_tools_are_escaped() -> None:
    text = html(replace(SHEET, label="<b>&"), EDITION)
    assert "<b>" not in text
    assert "&lt;b&gt;" in text


def test_a_trace_can_begin_at_a_thing() -> None:
    form = trace_from(SHEET)
    assert '<form class="trace-from" action="/trace" method="get">' in form
    assert '<input type="hidden" name="from" value="ai-factory:pharos">' in form
    assert form in html(SHEET, EDITION)


def test_a_trace_begins_at_a_country_but_at_no_source_and_no_code() -> None:
    assert 'name="from"' in trace_from(small.graph().show("Finland"))
    for name in ("source:seed-article", "status:new"):
        assert trace_from(small.graph().show(name)) == ""
