"""The sheet of a thing: values with evidence, disputes with what decided, links both ways."""

from __future__ import annotations

import json
from pathlib import Path

from aifkg import build
from aifkg.engine import EmbeddedEngine
from aifkg.names import BASE, TERM, PrefixTable
from aifkg.share import Share
from aifkg.show import Property, Sheet, show
from tests import small
from tests.bench.pages.hub import NAME, with_hub


def _property(sheet: Sheet, label: str) -> Property:
    (found,) = (one for one in sheet.properties if one.label == label)
    return found


def test_head_of_the_sheet() -> None:
    sheet = small.graph().show("LUMI AI Factory")
    assert sheet.curie == "ai-factory:lumi"
    assert sheet.label == "LUMI AI Factory"
    assert sheet.types == ("AI factory",)
    assert set(sheet.names) == {"LUMI AF", "LUMI AIF"}


def test_the_narrowest_type_alone_is_named() -> None:
    assert small.graph().show("EuroHPC JU").types == ("public body",)


def test_a_value_has_its_evidence() -> None:
    (held,) = _property(small.graph().show("ai-factory:lumi"), "hosted by").values
    assert held.value.text == "CSC - IT Center for Science"
    assert held.value.iri == "https://w3id.org/aifkg/id/organisation/csc"
    (evidence,) = held.evidence
    assert evidence.locator == "Finland paragraph"
    assert evidence.publisher == "Biblioteca Cibeles (republishing EuroHPC JU)"
    assert evidence.published == "2024-12-10"
    assert evidence.source == "https://w3id.org/aifkg/source/ehpc-2024-repub"


def test_each_passage_that_states_a_value_is_named() -> None:
    values = _property(small.graph().show("supercomputer:lumi"), "supplied by").values
    assert [(one.value.text, len(one.evidence)) for one in values] == [
        ("AMD", 1),
        ("Hewlett Packard Enterprise", 2),
    ]


def test_a_dispute_shows_both_values_and_the_rule() -> None:
    status = _property(small.graph().show("Pharos"), "status")
    assert status.dispute is not None
    assert status.dispute.rule == "higher rank"
    assert [(one.value.text, one.standing) for one in status.values] == [
        ("associated", "stands"),
        ("upgrade", "not chosen"),
    ]


def test_a_verdict_gives_its_reason_and_values_their_units() -> None:
    amount = _property(small.graph().show("commitment:lumi-budget"), "amount")
    assert amount.dispute is not None
    assert amount.dispute.rule == "verdict"
    assert (amount.dispute.reason or "").startswith("The koruna figure")
    assert [(one.value.text, one.unit, one.standing) for one in amount.values] == [
        ("556000000", "euro", "stands"),
        ("15000000000", "Czech koruna", "not chosen"),
    ]


def test_all_values_of_an_open_dispute_stand() -> None:
    sheet = small.graph().show("commitment:ai-factories-investment")
    amount = _property(sheet, "amount")
    assert amount.dispute is not None
    assert amount.dispute.rule == "open"
    assert {one.standing for one in amount.values} == {"stands"}


def test_an_older_value_is_history_and_no_dispute() -> None:
    planned = _property(small.graph().show("DAEDALUS"), "operation planned for")
    assert planned.dispute is None
    assert [(one.value.text, one.standing) for one in planned.values] == [
        ("2026-34", "stands"),
        ("2024", "earlier"),
    ]


def test_what_a_rule_derived_names_the_rule() -> None:
    values = [
        held
        for property_ in small.graph().show("commitment:pharos-budget").properties
        for held in property_.values
        if held.standing == "derived"
    ]
    assert [(one.value.text, one.rule) for one in values] == [("exact", "rule:bound-exact")]


def test_an_undated_source_says_by_when_it_was_there() -> None:
    born = _property(small.graph().show("Henna Virkkunen"), "born on")
    assert born.values[0].evidence[0].published is None
    assert born.values[0].evidence[0].available == "2026-07"


def test_incoming_links_are_grouped_by_property() -> None:
    incoming = small.graph().show("ai-factory:pharos").incoming
    links = {one.label: [link.text for link in one.things] for one in incoming}
    assert links == {"linked from": ["Pharos-CY"]}


def test_what_points_here_is_grouped_by_kind_in_the_order_of_the_reference() -> None:
    finland = {one.label: one for one in small.graph().show("country:FIN").incoming}["country of"]
    assert [(one.label, one.total) for one in finland.kinds] == [
        ("AI factory", 1),
        ("supercomputer", 1),
        ("place", 1),
    ]
    assert [one.text for one in finland.things] == ["LUMI AI Factory", "LUMI", "Kajaani"]
    assert finland.total == 3


def test_a_hub_is_counted_whole_by_kind(tmp_path: Path) -> None:
    share = Share.at(small.root())
    snapshot = build.ensure(share).quads_path
    large = tmp_path / "hub.nq"
    with_hub(snapshot, large, 150)
    more = f"<{BASE}id/person/x> <{TERM}locatedIn> <{BASE}{NAME}> .\n"
    large.write_text(large.read_text("utf-8") + more, "utf-8")
    prefixes = PrefixTable.read(share.ontology / "prefixes.ttl")
    engine = EmbeddedEngine.open(large, prefixes=prefixes.namespaces, base=BASE)
    (incoming,) = show(engine, prefixes, f"{BASE}{NAME}").incoming
    assert [(one.label, one.total) for one in incoming.kinds] == [
        ("organisation", 150),
        ("person", 1),
    ]
    assert incoming.total == 151
    assert len(incoming.things) == 100


def test_what_has_an_amount_or_dates_of_its_own_is_told_under_its_heading() -> None:
    told = small.graph().show("ai-factory:pharos").told
    assert [(one.heading, one.relation, one.clause) for one in told] == [
        ("Money", "receives", "30,000,000 euro, total budget for Pharos"),
        (
            "Money",
            "receives",
            "50 % of Budget of Pharos, contribution, from EuroHPC JU for Pharos",
        ),
    ]
    assert all(one.evidence for one in told)
    assert small.graph().show("commitment:lumi-budget").clause.startswith("at least 556,000,000")


def test_a_sum_that_is_told_cites_no_source_of_another_and_says_that_they_differ() -> None:
    told = small.graph().show("ai-factory:lumi").told
    (budget,) = [one for one in told if one.thing.text == "Budget of LUMI AI Factory"]
    assert budget.clause.startswith("at least 556,000,000 euro")
    assert budget.evidence
    # It says 15 billion koruna.
    assert not [one for one in budget.evidence if one.source.endswith("it4i-lumiaif")]
    assert [one.rpartition("/dispute/")[2] for one in budget.disputes] == [
        "commitment/lumi-budget/amount"
    ]


def test_sources_do_not_differ_about_what_was_told_apart() -> None:
    share = "commitment/first-wave-eu-share"
    told = small.real().show("Digital Europe Programme").told
    (of_share,) = [one for one in told if (one.thing.iri or "").endswith(share)]
    assert of_share.disputes == ()
    assert small.real().query(
        f"ASK {{ <{BASE}dispute/{share}/amount> aif:resolvedBy resolution:told-apart }}"
    )


def test_what_tells_of_a_thing_stands_in_order_of_time() -> None:
    posts = [one for one in small.real().show("Henna Virkkunen").told if one.heading == "Posts"]
    assert [one.dates[:1] for one in posts] == [("2008",), ("2011",), ("2014",), ("2024-12-01",)]


def test_a_code_and_a_property_can_be_shown() -> None:
    assert small.graph().show("status:associated").label == "associated"
    assert small.graph().show("aif:hostedBy").definition is not None


def test_the_sheet_is_json() -> None:
    sheet = small.graph().show("Pharos").as_dict()
    assert json.loads(json.dumps(sheet))["curie"] == "ai-factory:pharos"
