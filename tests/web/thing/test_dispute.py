"""What a dispute's page says of values that a verdict tells apart."""

from __future__ import annotations

import re
from html import unescape

import pytest

from aifkg.names import BASE, TERM, UNKNOWN
from aifkg.show import Sheet
from aifkg.web.thing.dispute import apart
from aifkg.web.thing.page import sentence
from aifkg.web.thing.references import References
from tests import small


def sheet(name: str) -> Sheet:
    return small.real().show(f"{BASE}{name}")


def read(thing: str, property_: str, value: str) -> str:
    """Return what is read where a value is stated of a thing."""
    iri = f"{BASE}id/{thing}"
    row = {
        "option": f"{BASE}dispute/some#2",
        "value": value,
        "apart": iri,
        "apart_property": TERM + property_,
    }
    html = apart([row], {iri: sheet(f"id/{thing}")}, References())
    assert '<p id="2">' in html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("thing", "property_", "value", "said"),
    [
        (
            "commitment/lisa-contract",
            "amount",
            "28200000",
            "What is told apart Value of the contract for LISA , amount : 28,200,000 euro",
        ),
        (
            "event/jupiter-inauguration",
            "date",
            "2025-09-05",
            "What is told apart Inauguration of JUPITER , date : 5 September 2025",
        ),
        (
            "commitment/first-wave-investment",
            "amount",
            UNKNOWN,
            "What is told apart Investment in the first seven AI factories , amount : "
            "one source says that it is unknown",
        ),
    ],
)
def test_a_value_told_apart_is_shown_with_what_it_is_stated_of(
    thing: str, property_: str, value: str, said: str
) -> None:
    assert read(thing, property_, value).startswith(said)


def test_a_value_told_apart_names_its_sources() -> None:
    assert read("event/jupiter-inauguration", "date", "2025-09-05").endswith(" 1 , 2 , 3")


def test_a_value_that_is_unknown_and_of_no_other_thing_was_not_chosen() -> None:
    row = {"option": f"{BASE}dispute/some#2", "value": UNKNOWN}
    html = apart([row], {}, References())
    assert html == '<p id="2">One source says that it is unknown, which was not chosen.</p>'


def test_the_sentence_of_a_dispute_reads_with_every_property_and_outcome() -> None:
    said = sentence(sheet("dispute/supercomputer/jupiter/operationPlannedFor"))
    assert said == (
        "Values that sources give for \N{LEFT DOUBLE QUOTATION MARK}operation planned "
        "for\N{RIGHT DOUBLE QUOTATION MARK} of JUPITER; outcome: told apart."
    )
