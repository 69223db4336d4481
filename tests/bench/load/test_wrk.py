"""wrk: its report is read, and runs become one figure."""

from __future__ import annotations

import shutil

import pytest

from tests.bench.load.wrk import Figures, Missing, check, combine, parse

OUTPUT = """Running 1s test @ http://127.0.0.1:1/
  50 requests in 2.00s
{"requests": %d, "microseconds": 2000000, "p50": 1500, "p99": 9000, "refused": 3, "lost": 2}
"""


def test_the_report_is_read_in_seconds() -> None:
    figures = parse(OUTPUT % 50)
    assert figures == Figures(25.0, 0.0015, 0.009, 50, 2.0, refused=3, lost=2)
    assert not figures.is_clean
    assert not figures.is_bound


def test_a_run_without_an_answer_is_a_bound() -> None:
    figures = parse(OUTPUT % 0)
    assert figures.is_bound
    assert (figures.rate, figures.p50, figures.p99) == (0.5, 2.0, 2.0)


def test_runs_combine_to_medians_and_faults_add_up() -> None:
    runs = [
        Figures(10, 0.1, 0.9, 10, 1, refused=1),
        Figures(30, 0.3, 0.5, 30, 1),
        Figures(20, 0.2, 0.7, 20, 1, lost=2),
    ]
    assert combine(runs) == Figures(20, 0.2, 0.7, 60, 3, refused=1, lost=2)


def test_where_wrk_is_missing_a_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Missing, match="apt install wrk"):
        check()
