"""The verdict: a soak passes where all was answered, rightly, and nothing was leaked."""

from __future__ import annotations

import pytest

from tests.bench.soak.report import is_passed, report
from tests.bench.soak.sample import Sample, leaks
from tests.bench.soak.tally import Tally, percentile

REST = Sample(100_000_000, 6, 50)


def soaked(right: int = 10) -> Tally:
    return Tally(right=right, busy=2, seconds=[0.1, 0.2, 0.3])


def test_answers_that_are_right_pass_and_busy_ones_are_allowed() -> None:
    lines = list(report(soaked(), [REST, REST, REST], 1))
    assert lines[-1] == "PASSED"
    assert any("p50" in line and "200 ms" in line for line in lines)


@pytest.mark.parametrize("kind", ["wrong", "lost", "503 without Retry-After", "status 500"])
def test_one_fault_of_any_kind_fails(kind: str) -> None:
    tally = soaked()
    tally.fault(kind, "the third question")
    lines = list(report(tally, [REST, REST, REST], 1))
    assert lines[-1] == "FAILED"
    assert f"{kind}: the third question" in lines


def test_a_soak_without_an_answer_fails() -> None:
    assert not is_passed(soaked(right=0), [])


@pytest.mark.parametrize(
    ("end", "what"),
    [
        (Sample(100_000_000, 7, 50), "7 processes run"),
        (Sample(100_000_000, 6, 55), "55 files are open"),
        (Sample(121_000_000, 6, 50), "121,000,000 bytes are in use"),
    ],
)
def test_what_grew_was_leaked(end: Sample, what: str) -> None:
    lines = list(report(soaked(), [REST, REST, end], 1))
    assert lines[-1] == "FAILED"
    assert any(line.startswith(f"Leaked: {what}") for line in lines)


def test_what_grew_in_the_first_half_alone_is_no_leak() -> None:
    grown = Sample(200_000_000, 6, 50)
    assert list(leaks(REST, grown, grown)) == []
    assert list(leaks(REST, grown, REST)) == []


def test_only_the_first_faults_are_shown() -> None:
    tally = Tally()
    for number in range(100):
        tally.fault("lost", f"request {number}")
    assert len(tally.shown) == 5
    assert tally.faults["lost"] == 100


@pytest.mark.parametrize(("share", "value"), [(50, 2), (75, 3), (99, 4), (100, 4), (0, 1)])
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert percentile([4, 2, 1, 3], share) == value


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)
