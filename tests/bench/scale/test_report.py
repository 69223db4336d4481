"""The report on scale: growth is told for what was answered at both sizes."""

from __future__ import annotations

from tests.bench.load.wrk import Figures
from tests.bench.scale.report import Measured, growth, report


def at(quads: int, p50: float, *, server: str = "aifkg", refused: int = 0) -> Measured:
    figures = {
        "join": Figures(1, p50, p50, 10, 1),
        "text": Figures(1, p50, p50, 10, 1, refused=refused),
    }
    return Measured(server, quads, 2.0, 5_000_000, figures)


def test_growth_is_the_ratio_of_the_medians() -> None:
    assert growth({"aifkg": at(10, 0.1)}, {"aifkg": at(100, 0.5)}) == {
        "join, aifkg": 5.0,
        "text, aifkg": 5.0,
    }


def test_what_failed_has_no_growth() -> None:
    found = growth({"aifkg": at(10, 0.1)}, {"aifkg": at(100, 0.5, refused=3)})
    assert list(found) == ["join, aifkg"]


def test_the_report_has_a_table_a_server_and_a_chart_a_step() -> None:
    measured = [at(10, 0.1), at(100, 0.5, refused=3), at(10, 0.1, server="virtuoso")]
    text = "\n".join(report(measured))
    assert "aifkg, cold, 1 client" in text
    assert "virtuoso, cold, 1 client" in text
    assert "3 failed" in text
    assert "Growth of p50 from 10 to 100 quads, 10.0 times the data:" in text
    assert "  join, aifkg " + "█" * 40 + " 5.00x" in text
