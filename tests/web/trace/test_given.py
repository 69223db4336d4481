"""What a form or an address asks."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from aifkg.trace import Order, Question
from aifkg.web.trace.given import Given

QUESTION = Question(
    ("A", "B", "C & D"),
    7,
    2,
    Order.SHORTEST,
    (),
    ("x", "y"),
    "2024",
    undated=False,
    detours=True,
    only=("money", "people"),
)


def asked(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)


def test_an_address_asks_the_same_question() -> None:
    given = Given.of(QUESTION)
    assert Given.read(asked(given.address())) == given


def test_empty_fields_of_a_form_are_not_given() -> None:
    given = Given.read([("from", "A"), ("to", "B"), ("to", " "), ("avoid", ""), ("avoid", "x")])
    assert given == Given("A", ("B",), avoid=("x",))


def test_defaults_stand_in_no_address() -> None:
    assert Given.of(Question(("A", "B"))).address() == "/trace?from=A&to=B"


def test_an_address_may_name_a_format_and_another_value() -> None:
    given = Given.of(QUESTION)
    assert asked(given.address("json"))[-1] == ("format", "json")
    assert ("n", "6") in asked(given.changed(n="6"))
    assert "avoid" not in dict(asked(given.changed(avoid=())))


def test_the_names_of_ends_may_be_others_than_those_asked() -> None:
    given = Given.of(QUESTION, ["a:a", "b:b", "c:c"])
    assert (given.start, given.others) == ("a:a", ("b:b", "c:c"))
