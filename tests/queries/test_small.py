"""Each saved query gives exactly these rows on the small graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg.engine import BY_NAME
from tests import small

EXPECTED = Path(__file__).parent / "expected"
QUERIES = sorted((small.CHECKOUT / "queries").glob("*.rq"))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.name)
def test_rows_on_the_small_graph(path: Path) -> None:
    graph = small.graph()
    arguments = dict(graph.library[path.stem].example)
    answer = graph.write_saved(path.stem, BY_NAME["csv"], **arguments).decode()
    expected = (EXPECTED / f"{path.stem}.csv").read_text(encoding="utf-8")
    assert answer.splitlines() == expected.splitlines()


def test_every_expectation_belongs_to_a_query() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} == {path.stem for path in QUERIES}


@pytest.mark.parametrize(
    ("name", "arguments", "column", "expected"),
    [
        ("timeline", {"from": "2024-12-02"}, "event", {"selection-1", "ai-factories"}),
        (
            "timeline",
            {"from": "2024-10", "until": "2024-12-31"},
            "event",
            {"selection-1", "virkkunen-evp"},
        ),
        ("timeline", {"until": "2024-08"}, "event", {"eu-2024-1732"}),
        ("timeline", {"until": "2023"}, "event", set()),
        (
            "timeline",
            {"until": "2024"},
            "event",
            {"eu-2024-1732", "ai-factories", "draghi", "selection-1", "virkkunen-evp"},
        ),
        ("timeline", {"until": "2024-11-30"}, "event", {"eu-2024-1732", "ai-factories", "draghi"}),
        (
            "timeline",
            {"from": "2024-09-15", "until": "2024-09-15"},
            "event",
            {"ai-factories", "draghi"},
        ),
        ("timeline", {"from": "2025"}, "event", {"ai-factories"}),
        ("disputes", {"resolution": "open"}, "subject", {"ai-factories-investment"}),
        ("disputes", {"resolution": "verdict"}, "subject", {"lumi-budget"}),
        ("disputes", {"subject": "Pharos"}, "subject", {"pharos"}),
        ("factory-partners", {"factory": "Pharos"}, "partner", {"grnet", "demokritos"}),
    ],
)
def test_arguments_narrow_the_rows(
    name: str, arguments: dict[str, str], column: str, expected: set[str]
) -> None:
    rows = small.graph().ask(name, **arguments).dicts()
    assert {str(row[column]).rpartition("/")[2] for row in rows} == expected
