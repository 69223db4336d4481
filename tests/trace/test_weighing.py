"""Weighing: which step of a path rests on least, and how that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aifkg.trace import Passage, Rule, Step, Thing
from aifkg.trace.answer import Statement
from aifkg.trace.weighing import weakest, why

THING = Thing("a", "A", "", "")
RULE = Rule("rule:r", "Inverse reading")


def passage(name: str, source: str, rank: int | None, kind: str | None = "register") -> Passage:
    return Passage(name, source, f"title of {source}", "p. 1", kind=kind, rank=rank)


LAW = passage("law:1", "law", 1, "legal act")
PRESS = passage("press:1", "press", 4, "trade press")
MORE_PRESS = passage("press:2", "press", 4, "trade press")
OTHER_PRESS = passage("daily:1", "daily", 4, "trade press")
UNRANKED = passage("blog:1", "blog", None, None)


def statement(*held: Passage | Rule, is_link: bool = True) -> Statement:
    passages = tuple(one.iri for one in held if isinstance(one, Passage))
    rules = tuple(one.iri for one in held if isinstance(one, Rule))
    return Statement("a", "p", "b", passages, rules, is_link)


def step(*statements: tuple[Passage | Rule, ...], is_disputed: bool = False) -> Step:
    held = list(dict.fromkeys(one for of in statements for one in of))
    return Step(
        THING,
        THING,
        "p",
        None,
        "is",
        "A is B",
        None,
        None,
        ("dispute:d",) if is_disputed else (),
        tuple(one for one in held if isinstance(one, Passage)),
        (),
        tuple(one for one in held if isinstance(one, Rule)),
        tuple(statement(*of) for of in statements),
        (),
    )


FROM_WEAKEST = [
    step((RULE,)),
    step((UNRANKED,)),
    step((PRESS,), is_disputed=True),
    step((PRESS, MORE_PRESS)),
    step((PRESS, OTHER_PRESS)),
    step((LAW,), is_disputed=True),
    step((LAW, RULE)),
    step((LAW, PRESS)),
]


@pytest.mark.parametrize("place", range(len(FROM_WEAKEST) - 1))
def test_a_step_is_weaker_than_those_behind_it(place: int) -> None:
    stronger = FROM_WEAKEST[place + 1 :]
    assert weakest([*stronger, FROM_WEAKEST[place]]).step == len(stronger) + 1
    assert weakest([FROM_WEAKEST[place], *stronger]).step == 1


def test_all_that_are_equally_weak_are_named_the_first_of_them_first() -> None:
    found = weakest([step((LAW,)), step((PRESS,)), step((OTHER_PRESS,)), step((PRESS,))])
    assert (found.step, found.steps, found.words) == (2, (2, 3, 4), "steps 2, 3 and 4")
    assert found.why == (
        "stated by one source (trade press: title of press); "
        "stated by one source (trade press: title of daily)"
    )
    assert weakest([step((LAW,)), step((PRESS,))]).words == "step 2"


def test_the_number_of_sources_is_that_of_the_evidence() -> None:
    assert why(step((LAW, PRESS), (PRESS,))) == (
        "stated by 2 sources, part of it by one alone (trade press: title of press)"
    )
    assert why(step((LAW, PRESS), (PRESS, OTHER_PRESS))) == (
        "stated by 3 sources, part of it by 2 alone, the best of them trade press (title of press)"
    )


def test_a_step_is_as_weak_as_the_weakest_statement_that_ties() -> None:
    assert weakest([step((LAW,), (PRESS,)), step((LAW,))]).step == 1
    assert (
        why(step((LAW,), (PRESS,)))
        == "stated by 2 sources, part of it by one alone (trade press: title of press)"
    )


def test_what_more_is_said_of_a_link_does_not_weaken_it() -> None:
    strong = step((LAW,))
    more = (*strong.statements, statement(RULE, is_link=False))
    assert why(replace(strong, statements=more)) == why(strong)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (step((RULE,)), "worked out by a rule (Inverse reading)"),
        (step((LAW,)), "stated by one source (legal act: title of law)"),
        (step((UNRANKED,)), "stated by one source (a source of no kind: title of blog)"),
        (step((PRESS, MORE_PRESS)), "stated by one source (trade press: title of press)"),
        (
            step((PRESS, LAW)),
            "stated by 2 sources, the best of them legal act (title of law)",
        ),
        (
            step((LAW,), is_disputed=True),
            "stated by one source (legal act: title of law); sources differ about it",
        ),
    ],
)
def test_it_is_said_what_a_step_rests_on(one: Step, said: str) -> None:
    assert why(one) == said


def test_who_states_another_value_of_a_detail_states_the_link_all_the_same() -> None:
    told = step((LAW, PRESS))
    parted = replace(told, evidence=(PRESS,), contrary=(LAW,))
    assert why(parted) == "stated by 2 sources, the best of them legal act (title of law)"
    assert weakest([parted, step((PRESS, OTHER_PRESS))]).steps == (2,)
