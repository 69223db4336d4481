"""The history: what each snapshot that was served changed, kept in a small file."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aifkg.changes import History
from aifkg.changes.history import MOST_EDITIONS, MOST_ENTRIES
from tests.changes.test_comparing import BASE, thing
from tests.web.conftest import SOURCE

BUILT = "2026-11-30T12:00:00Z"


def write(folder: Path, *labels: str) -> tuple[Path, str]:
    """Put a snapshot with things of these labels in place of the one that is there."""
    lines = [
        f"{line} .\n"
        for label in labels
        for line in thing(f"{BASE}id/ai-factory/{label}", "AIFactory", label)
    ]
    path, new = folder / "snapshot.nq", folder / "new.nq"
    new.write_text("".join(sorted(lines)), encoding="utf-8")
    new.replace(path)
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def note(folder: Path, *labels: str) -> History:
    path, sha256 = write(folder, *labels)
    history = History.beside(path)
    history.note(path, sha256, BUILT)
    return history


def test_the_first_is_compared_with_none(tmp_path: Path) -> None:
    (edition,) = note(tmp_path, "a").editions()
    assert (edition.before, edition.changed, edition.entries) == ("", 0, ())
    assert edition.built == BUILT


def test_the_next_is_compared_with_it(tmp_path: Path) -> None:
    first = note(tmp_path, "a").editions()[0]
    newest, before = note(tmp_path, "a", "b").editions()
    assert before == first
    assert newest.before == first.sha256
    assert [(one.label, one.sentences) for one in newest.entries] == [("b", ["added (AIFactory)"])]


def test_one_that_is_there_is_noted_once(tmp_path: Path) -> None:
    note(tmp_path, "a")
    assert len(note(tmp_path, "a").editions()) == 1


def test_the_one_before_may_be_removed(tmp_path: Path) -> None:
    note(tmp_path, "a")
    (tmp_path / "snapshot.nq").unlink()
    assert note(tmp_path, "b").editions()[0].changed == 2


def test_of_one_that_was_written_over_nothing_is_said(tmp_path: Path) -> None:
    note(tmp_path, "a")
    with (tmp_path / "changes" / "now.nq").open("a", encoding="utf-8") as file:
        file.write("<http://e.org/a> <http://e.org/b> <http://e.org/c> .\n")
    newest = note(tmp_path, "b").editions()[0]
    assert (newest.before, newest.changed) == ("", 0)


@pytest.mark.parametrize("content", [b"<b> <p> <c> .\n<a> <p> <c> .\n", b"no quads", b"\xff\n"])
def test_of_one_that_is_in_no_order_nothing_is_said(tmp_path: Path, content: bytes) -> None:
    note(tmp_path, "a")
    path = tmp_path / "other.nq"
    path.write_bytes(content)
    history = History.beside(path)
    history.note(path, hashlib.sha256(content).hexdigest(), BUILT)
    newest = history.editions()[0]
    assert (newest.before, newest.changed) == ("", 0)


def test_days_have_histories_of_their_own(tmp_path: Path) -> None:
    path, _ = write(tmp_path, "a")
    assert History.beside(path, "2024-12-31").name == "2024-12-31"
    for other in (None, "", "now", "../../etc", "2024-12-31/x", 5):
        assert History.beside(path, other).name == "now"


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    note(tmp_path, "a")
    many = [f"t{number}" for number in range(MOST_ENTRIES + 30)]
    newest = note(tmp_path, *many).editions()[0]
    assert len(newest.entries) == MOST_ENTRIES
    assert newest.changed == len(many) + 1
    for number in range(MOST_EDITIONS + 5):
        history = note(tmp_path, f"x{number}")
    editions = history.editions()
    assert len(editions) == MOST_EDITIONS
    assert sum(len(one.entries) for one in editions) <= MOST_ENTRIES
    assert (tmp_path / "changes" / "now.json").stat().st_size < 100_000


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"editions": [1]}', "[" * 100_000, "\xff"])
def test_one_that_is_damaged_begins_anew(tmp_path: Path, text: str) -> None:
    history = note(tmp_path, "a")
    (tmp_path / "changes" / "now.json").write_text(text, encoding="latin-1")
    assert history.editions() == ()
    assert len(note(tmp_path, "b").editions()) == 1


def test_where_files_have_one_name_alone_a_copy_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    note(tmp_path, "a")
    assert (tmp_path / "changes" / "now.nq").read_bytes() == (tmp_path / "snapshot.nq").read_bytes()
    assert note(tmp_path, "b").editions()[0].changed == 2


def begin(snapshot: Path, sha256: str) -> subprocess.Popen[str]:
    words = [str(snapshot), sha256, BUILT, "now", str(1 << 30), "60", str(os.getpid())]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "aifkg.changes", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": "", "PYTHONPATH": SOURCE},
    )


def test_several_processes_note_it_once(tmp_path: Path) -> None:
    note(tmp_path, "a")
    path, sha256 = write(tmp_path, "b")
    several = [begin(path, sha256) for _ in range(3)]
    assert [process.communicate(timeout=60)[0] for process in several] == ["", "", ""]
    assert [process.returncode for process in several] == [0, 0, 0]
    newest, _ = History.beside(path).editions()
    assert newest.changed == 2


def test_the_process_says_why_it_fails(tmp_path: Path) -> None:
    path, sha256 = write(tmp_path, "a")
    (tmp_path / "changes").write_text("in the way")
    process = begin(path, sha256)
    assert process.communicate(timeout=60)[0] == "File exists."
    assert process.returncode == 1
