"""A query becomes an answer with its headers."""

from __future__ import annotations

import pytest

from aifkg.web.asking import refuse_spent
from aifkg.web.budget import Budget
from aifkg.web.problem import Problem
from tests.web.test_budget import Clock


@pytest.mark.parametrize(
    ("seconds", "spent", "wait"), [(60, 60.0, 1), (60, 61.5, 2), (6, 8.0, 21), (600, 600.1, 1)]
)
def test_a_spent_budget_is_refused_with_the_time_after_which_there_is_some(
    seconds: float, spent: float, wait: int
) -> None:
    clock = Clock()
    budget = Budget(seconds, clock)
    budget.spend("10.0.0.1", spent)
    with pytest.raises(Problem, match=rf"Queries from 10\.0\.0\.1 .* again in {wait} s") as caught:
        refuse_spent(budget, "10.0.0.1")
    assert caught.value.status == 429
    assert caught.value.headers["Retry-After"] == str(wait)
    clock.now += wait
    refuse_spent(budget, "10.0.0.1")


def test_who_has_some_left_or_no_name_is_not_refused() -> None:
    budget = Budget(60, Clock())
    budget.spend("10.0.0.1", 59)
    refuse_spent(budget, "10.0.0.1")
    refuse_spent(budget, "10.0.0.2")
    refuse_spent(budget, "")
