"""What is held of answers, within a bound of bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.engine import BY_NAME, Dataset, NamedNode, Request
from aifkg.web.answers import _MOST_REQUESTS, _OWN_BYTES, Answer, Answers, Key, Known

CSV, JSON = BY_NAME["csv"], BY_NAME["json"]
MOST = 100_000


def key(name: str) -> Key:
    return Key.of(Request(f"ASK {{}} # {name}", (JSON,)))


def answer(size: int = 100) -> Answer:
    return Answer({"ETag": '"a"'}, b"x" * size, 1, b"head", b"not modified")


def known(answer: Answer, line: str = "") -> Known:
    return Known(answer, client_has_it=False, line=line)


def test_what_is_held_is_given_again_and_counted() -> None:
    answers, one = Answers(MOST), answer()
    assert answers.get(key("a")) is None
    answers.hold(key("a"), one)
    assert answers.get(key("a")) is one
    assert (answers.hits, answers.misses, answers.evictions) == (1, 1, 0)


@pytest.mark.parametrize(
    "other",
    [
        Request("ASK {}", (CSV,)),
        Request("ASK { }", (JSON,)),
        Request("ASK {}", (JSON,), {"a": NamedNode("http://e.org/a")}),
        Request("ASK {}", (JSON,), dataset=Dataset(default=("http://e.org/a",))),
        Request("ASK {}", (JSON,), dataset=Dataset(named=("http://e.org/a",))),
        Request("ASK {}", (JSON,), coding="gzip"),
    ],
)
def test_an_answer_is_given_to_nobody_who_asked_otherwise(other: Request) -> None:
    asked = Request("ASK {}", (JSON,))
    assert Key.of(asked) == Key.of(Request("ASK {}", (JSON,)))
    assert Key.of(asked) != Key.of(other)
    assert Key.of(asked) != Key.of(asked, bom=True)
    assert Key.of(asked) != Key.of(asked, version="1")


def test_bytes_of_a_request_lead_to_an_answer_only_while_it_is_held() -> None:
    answers, one = Answers(20_000), answer()
    answers.lead(b"early", key("a"), known(one))
    assert answers.known(b"early") is None
    answers.hold(key("a"), one)
    answers.lead(b"other", key("a"), known(answer()))
    answers.lead(b"asked", key("a"), known(one))
    found = answers.known(b"asked")
    assert found is not None
    assert found.answer is one
    assert answers.known(b"other") is None
    assert answers.known(b"never") is None


def test_an_answer_that_is_forgotten_is_led_to_no_more() -> None:
    answers, first = Answers(20_000), answer(1_000)
    answers.hold(key("first"), first)
    answers.lead(b"asked", key("first"), known(first))
    for number in range(20):
        answers.hold(key(str(number)), answer(1_000))
    assert answers.get(key("first")) is None
    assert answers.known(b"asked") is None
    assert answers.evictions > 0


def test_the_answer_asked_for_longest_ago_is_forgotten_first() -> None:
    answers = Answers(20_000)
    for name in "abcdefgh":
        answers.hold(key(name), answer(1_300))
    assert answers.get(key("a")) is not None
    answers.hold(key("i"), answer(1_300))
    assert answers.get(key("b")) is None
    assert answers.get(key("a")) is not None


def test_an_answer_that_is_asked_for_by_its_bytes_stays() -> None:
    """As many others as there is room for come and go."""
    answers, wanted = Answers(20_000), answer(1_000)
    answers.hold(key("wanted"), wanted)
    answers.lead(b"asked", key("wanted"), known(wanted))
    for number in range(100):
        assert answers.known(b"asked") is not None
        answers.hold(key(str(number)), answer(1_000))
    assert answers.evictions > 80


def test_an_answer_that_is_asked_for_no_more_is_forgotten_in_the_end() -> None:
    answers, once = Answers(20_000), answer(1_000)
    answers.hold(key("once"), once)
    answers.lead(b"asked", key("once"), known(once))
    assert answers.known(b"asked") is not None
    for number in range(100):
        answers.hold(key(str(number)), answer(1_000))
    assert answers.known(b"asked") is None


def test_one_request_written_in_many_ways_takes_a_bounded_place() -> None:
    answers, one = Answers(1 << 30), answer()
    answers.hold(key("a"), one)
    alone = answers.bytes
    for number in range(1_000):
        answers.lead(b"%06d" % number, key("a"), known(one))
    assert answers.bytes == alone + _MOST_REQUESTS * (6 + _OWN_BYTES)
    assert answers.known(b"000999") is not None
    assert answers.known(b"000000") is None


def test_what_a_client_can_make_long_of_a_key_is_counted() -> None:
    graphs = tuple(f"http://e.org/{'g' * 1_000}/{number}" for number in range(30))
    for request in (
        Request("ASK {}", (JSON,), dataset=Dataset(graphs)),
        Request("ASK {}", (JSON,), dataset=Dataset((), graphs)),
        Request("ASK {}", (JSON,), {"a": NamedNode(f"http://e.org/{'a' * 30_000}")}),
    ):
        answers = Answers(1 << 30)
        answers.hold(Key.of(request), answer())
        assert answers.bytes > 30_000


def test_an_answer_that_is_too_large_is_not_held() -> None:
    answers = Answers(80_000)
    answers.hold(key("large"), answer(19_000))
    answers.hold(key("small"), answer(18_000))
    assert answers.get(key("large")) is None
    assert answers.get(key("small")) is not None


def test_nothing_is_held_where_nothing_may_be() -> None:
    answers = Answers(0)
    answers.hold(key("a"), answer(0))
    assert (answers.get(key("a")), answers.bytes) == (None, 0)


def test_what_is_held_already_is_not_counted_twice() -> None:
    answers, one = Answers(MOST), answer()
    answers.hold(key("a"), one)
    held = answers.bytes
    answers.hold(key("a"), answer())
    assert answers.get(key("a")) is one
    assert answers.bytes == held


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hold", "lead", "get", "known"]),
        st.sampled_from("abcdefghij"),
        st.integers(0, 4_000),
    ),
    max_size=80,
)


@given(STEPS, st.sampled_from([0, 9_000, 20_000, 50_000]))
def test_the_bound_holds_after_whatever_happens(
    steps: list[tuple[str, str, int]], most: int
) -> None:
    answers = Answers(most)
    for verb, name, size in steps:
        held = answers._held.get(key(name))
        if verb == "hold":
            answers.hold(key(name), answer(size))
        elif verb == "get":
            answers.get(key(name))
        elif verb == "known":
            answers.known(b"%d" % size)
        elif held is not None:
            answers.lead(b"%d" % size, key(name), known(held, "line" * (size % 50)))
        assert 0 <= answers.bytes <= most
        led = {request for one in answers._held.values() for request in one.requests}
        assert led == set(answers._by_request)
    for one in tuple(answers._held.values()):
        one.is_wanted = False
    while answers._held:
        answers._forget()
    assert (answers.bytes, answers._by_request) == (0, {})
