"""The delivery: a dump in a folder of a person's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg.dump import deliver
from tests.dump.conftest import PREFIXES, Dumped
from tests.dump.test_making import files_of
from tests.engine.conftest import SMALL


def test_a_folder_is_made_and_has_what_is_offered(dumped: Dumped, tmp_path: Path) -> None:
    folder = tmp_path / "some" / "where"
    assert deliver(dumped.snapshot, folder, PREFIXES) == dumped.index
    assert files_of(folder) == files_of(dumped.folder)


def test_what_an_earlier_one_left_goes_and_what_is_not_ours_stays(
    dumped: Dumped, tmp_path: Path
) -> None:
    deliver(dumped.snapshot, tmp_path, PREFIXES)
    (tmp_path / "mine.txt").write_text("mine")
    other = tmp_path.parent / "other.nq"
    other.write_text(SMALL, encoding="utf-8")
    index = deliver(other, tmp_path, PREFIXES)
    names = {file.name for file in index.files} | {"SHA256SUMS", "index.json", "mine.txt"}
    assert set(files_of(tmp_path)) == names


def test_no_path_of_an_index_reaches_another_folder(dumped: Dumped, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.write_text("mine")
    folder.mkdir()
    text = (dumped.folder / "index.json").read_text("utf-8").replace("aifkg.nq.gz", "../outside")
    (folder / "index.json").write_text(text, encoding="utf-8")
    deliver(dumped.snapshot, folder, PREFIXES)
    assert outside.read_text() == "mine"


def test_a_file_in_the_place_of_the_folder_is_said(dumped: Dumped, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(FileExistsError):
        deliver(dumped.snapshot, tmp_path / "taken", PREFIXES)
