"""Results: above 1, ours is better; what is answered otherwise is outside the mean."""

from __future__ import annotations

import pytest

from tests.bench.http.answers import Answer
from tests.bench.http.measure import ALL, CLIENTS, Cell
from tests.bench.http.report import report
from tests.bench.http.results import P50, RATE, Results
from tests.bench.http.targets import Target
from tests.bench.load.wrk import Figures
from tests.bench.servers.running import Running

FAST, SLOW = Figures(400, 0.001, 0.002, 400, 1), Figures(100, 0.004, 0.008, 100, 1)
NONE = Figures(0.1, 10, 10, 0, 10)


@pytest.fixture
def results() -> Results:
    servers = [
        Running("aifkg", "127.0.0.1:1", "/sparql?query={query}", 1, 0.5),
        Running("oxigraph", "127.0.0.1:2", "/query?query={query}", 2, 0.2, 0.1),
        Running("nginx", "127.0.0.1:3", "/{name}", 3, 0.01),
    ]
    answers = {name: [Answer(b"", 5), Answer(b"", 5)] for name in ("entity", "join")}
    answers["describe"] = [Answer(b"", 5), Answer(b"", 7)]
    taken = {
        Cell(name, is_warm, clients): {"aifkg": FAST, "oxigraph": SLOW, "nginx": FAST}
        for name in (*answers, ALL)
        for is_warm in (True, False)
        for clients in CLIENTS
    }
    taken[Cell("join", True, 1)]["oxigraph"] = FAST
    taken[Cell("join", False, 1)]["oxigraph"] = NONE
    return Results(
        servers,
        {"virtuoso": "there is no virtuoso-t"},
        ["2 cores", "oxigraph 1"],
        answers,
        taken,
        {"aifkg": (100_000_000, 300_000_000), "oxigraph": (50_000_000,) * 2, "nginx": (1, 1)},
        [0.5],
        {1: (FAST, SLOW)},
        {"text/csv": {"aifkg": (0.1, 0.2), "oxigraph": (0.01, 0.1)}},
    )


def test_a_ratio_above_one_says_that_ours_is_better(results: Results) -> None:
    cell = Cell("entity", is_warm=True, clients=1)
    assert results.ratio(cell, "oxigraph", RATE) == 4
    assert results.ratio(cell, "oxigraph", P50) == 4
    assert results.ratio(cell, "virtuoso", RATE) is None


def test_the_mean_leaves_out_what_is_answered_otherwise(results: Results) -> None:
    assert results.differing("oxigraph") == {"describe"}
    assert results.mean_ratio("oxigraph", RATE, is_warm=True, clients=1) == pytest.approx(2)
    assert results.mean_ratio("nginx", RATE, is_warm=True, clients=1) == pytest.approx(1)
    assert results.mean_ratio("virtuoso", RATE, is_warm=True, clients=1) is None


def test_a_ratio_may_be_of_another_server_than_ours(results: Results) -> None:
    cell = Cell("entity", is_warm=True, clients=1)
    assert results.ratio(cell, "oxigraph", RATE, of="nginx") == 4
    mean = results.mean_ratio("oxigraph", RATE, is_warm=False, clients=16, of="nginx")
    assert mean == pytest.approx(4)


def test_the_report_says_what_was_left_out_differs_and_is_a_bound(results: Results) -> None:
    text = "\n".join(report(results))
    assert "Left out: virtuoso, there is no virtuoso-t." in text
    assert "7 *" in text
    assert "> 4,000x" in text
    assert "none with a status of 400 or more" in text
    assert "304 to Oxigraph's 200, 1 client" in text


def test_a_fault_is_named_in_the_report(results: Results) -> None:
    bad = Figures(400, 0.001, 0.002, 400, 1, refused=2, lost=1)
    results.taken[Cell("entity", True, 16)]["aifkg"] = bad
    text = "\n".join(report(results))
    assert "FAULT: aifkg, entity, warm, 16 clients: 2 answers of status 400 or more, 1" in text


@pytest.mark.parametrize(
    ("measured", "is_least", "verdict"),
    [
        (2.0, True, "met"),
        (1.9, True, "MISSED"),
        (2.0, False, "met"),
        (2.1, False, "MISSED"),
        (None, True, "not measured"),
    ],
)
def test_a_target_is_met_or_missed(measured: float | None, is_least: bool, verdict: str) -> None:
    assert Target("it", measured, 2, "x", is_least=is_least).verdict == verdict
