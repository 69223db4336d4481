"""`aifkg changes`: what changed between two snapshots."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aifkg import build
from aifkg.share import Share
from tests import small
from tests.cli.run import run


def test_each_change_is_a_line() -> None:
    share = Share.at(small.root())
    now, then = (
        str(build.ensure(share, as_of=day).quads_path) for day in (None, date(2024, 12, 15))
    )
    done = run("changes", then, now)
    assert done.code == 0
    assert "added (source)" in done.out
    assert done.err.endswith("things changed\n")
    same = run("changes", now, now)
    assert (same.code, same.out, same.err) == (0, "", "no things changed\n")


@pytest.mark.parametrize(
    "content", [b"no quads\n", b"\xff\xfe\n", b"<b> <p> <c> .\n<a> <p> <c> .\n"]
)
def test_what_is_no_snapshot_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.nq").write_bytes(content)
    done = run("changes", str(tmp_path / "bad.nq"), str(tmp_path / "bad.nq"))
    assert done.code == 2
    assert "cannot be compared" in done.err


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert run("changes", str(tmp_path / "a"), str(tmp_path / "b")).code == 2
