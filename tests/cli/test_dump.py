"""`aifkg dump`: the graph as files."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.cli.run import run


def test_every_file_is_named_with_its_size(tmp_path: Path) -> None:
    done = run("dump", str(tmp_path / "out"))
    assert done.code == 0
    for name in ("aifkg.nq", "aifkg.ttl.gz", "aifkg-csv.zip", "aifkg.sqlite"):
        size = (tmp_path / "out" / name).stat().st_size
        assert f"{size:,}  {tmp_path / 'out' / name}" in done.out
    assert (tmp_path / "out" / "csv" / "ai-factory.csv").is_file()
    command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    subprocess.run(command, cwd=tmp_path / "out", check=True)


def test_what_was_known_on_a_day_is_another_graph(tmp_path: Path) -> None:
    run("dump", str(tmp_path / "now"))
    assert run("dump", str(tmp_path / "then"), "--as-of", "2024-12-31").code == 0
    now, then = ((tmp_path / one / "aifkg.nq").read_bytes() for one in ("now", "then"))
    assert len(then) < len(now)


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = run("dump", str(tmp_path / "taken"))
    assert done.code == 2
    assert (tmp_path / "taken").read_text() == "mine"
    assert run("dump").code == 2
