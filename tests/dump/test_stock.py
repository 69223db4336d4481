"""The stock: a dump is whole or not there, and is made once."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aifkg.dump import Index, Stock
from aifkg.dump.stock import BUSY
from tests.dump.conftest import Dumped
from tests.web.conftest import SOURCE

SHA256 = "a" * 64


def small_dump(folder: Path) -> None:
    (folder / "index.json").write_bytes(Index(SHA256, "", ()).written())


def names(stock: Stock) -> set[str]:
    return {path.name for path in stock.folder.iterdir() if path.name != ".lock"}


def test_a_dump_is_made_once(tmp_path: Path) -> None:
    stock = Stock(tmp_path / "dump")
    assert stock.index(SHA256) is None
    assert stock.take_in(SHA256, small_dump)
    assert stock.index(SHA256) == Index(SHA256, "", ())

    def never(folder: Path) -> None:
        raise AssertionError("it is made again")

    assert stock.take_in(SHA256, never)


def test_one_that_fails_leaves_nothing(tmp_path: Path) -> None:
    stock = Stock(tmp_path / "dump")

    def fails(folder: Path) -> None:
        (folder / "part").write_text("some")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        stock.take_in(SHA256, fails)
    assert names(stock) == set()
    assert stock.take_in(SHA256, small_dump)


def test_what_a_killed_maker_left_is_no_dump_and_goes(tmp_path: Path) -> None:
    stock = Stock(tmp_path / "dump")
    left = stock.folder / ".new"
    left.mkdir(parents=True)
    (left / "aifkg.nq").write_text("some")
    assert stock.index(SHA256) is None
    assert stock.take_in(SHA256, small_dump)
    assert names(stock) == {stock.place(SHA256).name}


def test_while_another_makes_one_none_is_made(tmp_path: Path) -> None:
    stock = Stock(tmp_path / "dump")
    stock.folder.mkdir()
    with (stock.folder / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not stock.take_in(SHA256, small_dump)
    assert stock.take_in(SHA256, small_dump)


def test_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    stock = Stock(tmp_path / "dump")
    stock.take_in(SHA256, small_dump)
    stock.discard(SHA256)
    assert stock.index(SHA256) is None
    assert stock.take_in(SHA256, small_dump)
    assert stock.index(SHA256) is not None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": [1]}', "\xff", "[" * 100_000])
def test_an_index_that_is_none_is_no_dump(tmp_path: Path, text: str) -> None:
    stock = Stock(tmp_path)
    stock.place(SHA256).mkdir()
    (stock.place(SHA256) / "index.json").write_text(text, encoding="latin-1")
    assert stock.index(SHA256) is None


def test_old_dumps_go(tmp_path: Path) -> None:
    stock = Stock(tmp_path / "dump")
    for number in range(5):
        stock.take_in(f"{number}" * 64, small_dump)
        os.utime(stock.place(f"{number}" * 64), ns=(number, number))
    assert names(stock) == {stock.place(f"{number}" * 64).name for number in (2, 3, 4)}


# The process that a server begins


def begin(snapshot: Path, sha256: str, most: int | None = None) -> subprocess.Popen[str]:
    """Begin to make a dump; no file may have more than the `most` bytes, as on a full disk."""
    words = [str(snapshot), sha256, str(1 << 30), "600", str(os.getpid())]
    bounds = (most, most) if most is not None else resource.getrlimit(resource.RLIMIT_FSIZE)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "aifkg.dump", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={"PATH": "", "PYTHONPATH": SOURCE},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, bounds),
    )


def copied(dumped: Dumped, folder: Path) -> Path:
    snapshot = folder / "snapshot.nq"
    snapshot.write_bytes(dumped.snapshot.read_bytes())
    return snapshot


def test_the_process_makes_what_a_caller_makes(dumped: Dumped, tmp_path: Path) -> None:
    snapshot = copied(dumped, tmp_path)
    process = begin(snapshot, dumped.index.snapshot)
    said, _ = process.communicate(timeout=60)
    assert said == ""
    assert process.returncode == 0
    assert Stock.beside(snapshot).index(dumped.index.snapshot) == dumped.index


def test_the_process_refuses_a_file_that_was_written_over(dumped: Dumped, tmp_path: Path) -> None:
    snapshot = copied(dumped, tmp_path)
    process = begin(snapshot, SHA256)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "other bytes" in said
    assert str(tmp_path) not in said


def test_two_at_once_make_one(dumped: Dumped, tmp_path: Path) -> None:
    snapshot = copied(dumped, tmp_path)
    both = [begin(snapshot, dumped.index.snapshot) for _ in range(2)]
    for process in both:
        process.communicate(timeout=60)
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, BUSY], [0, 0])
    assert Stock.beside(snapshot).index(dumped.index.snapshot) == dumped.index


def test_one_that_is_killed_leaves_no_dump_and_the_next_makes_it(
    dumped: Dumped, tmp_path: Path
) -> None:
    snapshot = copied(dumped, tmp_path)
    stock = Stock.beside(snapshot)
    process = begin(snapshot, dumped.index.snapshot)
    end = time.monotonic() + 60
    while not (stock.folder / ".new" / "aifkg.nq").exists():
        assert time.monotonic() < end
        assert process.poll() is None, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert stock.index(dumped.index.snapshot) is None
    again = begin(snapshot, dumped.index.snapshot)
    again.communicate(timeout=60)
    assert stock.index(dumped.index.snapshot) == dumped.index


@pytest.mark.parametrize("part", [0, 5, 40, 90])
def test_a_disk_that_is_full_is_said_and_nothing_is_left(
    dumped: Dumped, tmp_path: Path, part: int
) -> None:
    snapshot = copied(dumped, tmp_path)
    stock = Stock.beside(snapshot)
    largest = max(file.bytes for file in dumped.index.files)
    process = begin(snapshot, dumped.index.snapshot, most=largest * part // 100)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said
    assert names(stock) == set()
    begin(snapshot, dumped.index.snapshot).communicate(timeout=60)
    assert stock.index(dumped.index.snapshot) == dumped.index


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_is_closed_is_said(dumped: Dumped, tmp_path: Path) -> None:
    snapshot = copied(dumped, tmp_path)
    tmp_path.chmod(0o500)
    process = begin(snapshot, dumped.index.snapshot)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, "Permission denied.")


def test_a_place_that_is_taken_by_a_file_is_said(dumped: Dumped, tmp_path: Path) -> None:
    snapshot = copied(dumped, tmp_path)
    (tmp_path / "dump").write_text("no folder")
    process = begin(snapshot, dumped.index.snapshot)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, "File exists.")
