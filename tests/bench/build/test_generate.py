"""The generator: twice the data is twice of everything but what all data share."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg import build
from aifkg.names import PrefixTable
from aifkg.share import Share
from tests.bench.build.generate import MOST_COPIES, multiply
from tests.conftest import ROOT

SMALL = ROOT / "tests" / "data" / "small" / "data"


def grown(folder: Path, table: PrefixTable, times: int) -> Share:
    multiply(SMALL, folder / "data", table, times)
    return Share(ROOT / "ontology", folder / "data", ROOT / "queries", folder / "cache")


def test_one_copy_is_the_data_themselves(tmp_path: Path, table: PrefixTable) -> None:
    count = multiply(SMALL, tmp_path, table, 1)
    paths = [path.relative_to(SMALL) for path in SMALL.rglob("*") if path.is_file()]
    assert count == len(paths)
    assert all((tmp_path / path).read_bytes() == (SMALL / path).read_bytes() for path in paths)


def test_two_copies_are_valid_and_twice_the_graph(tmp_path: Path, table: PrefixTable) -> None:
    once = build.make(grown(tmp_path / "once", table, 1)).manifest
    twice = build.make(grown(tmp_path / "twice", table, 2)).manifest
    shared = once["things"]["by_kind"]["Country"]
    assert twice["things"]["total"] - shared == 2 * (once["things"]["total"] - shared)
    for count in ("claims", "passages", "sources", "verdicts"):
        assert twice[count] == 2 * once[count]
    disputes = once["disputes"]["by_rule"]
    assert disputes
    assert twice["disputes"]["by_rule"] == {rule: 2 * n for rule, n in disputes.items()}


def test_the_same_data_come_out_twice(tmp_path: Path, table: PrefixTable) -> None:
    shares = [grown(tmp_path / name, table, 3) for name in ("a", "b")]
    hashes = {build.make(share).hash for share in shares}
    assert len(hashes) == 1


def test_more_copies_than_can_be_told_apart_are_refused(tmp_path: Path, table: PrefixTable) -> None:
    with pytest.raises(ValueError, match="can be told apart"):
        multiply(SMALL, tmp_path, table, MOST_COPIES + 1)
