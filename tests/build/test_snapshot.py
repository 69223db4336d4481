"""The snapshot: canonical, the same whenever the inputs are, and never seen half-written."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from aifkg import build
from aifkg.build import snapshot as snapshots
from aifkg.share import Share
from tests.conftest import ROOT

SMALL = ROOT / "tests" / "data" / "small"


@pytest.fixture
def share(tmp_path: Path) -> Share:
    shutil.copytree(SMALL / "data", tmp_path / "data")
    return Share(ROOT / "ontology", tmp_path / "data", ROOT / "queries", tmp_path / "cache")


def test_the_file_is_the_canonical_form_of_rdfc_1_0(share: Share) -> None:
    written = build.make(share).quads_path.read_bytes()
    dataset = ox.Dataset(ox.parse(written, format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n".encode() for quad in dataset)
    assert b"".join(lines) == written


def test_lines_stand_once_and_in_code_point_order() -> None:
    lines = ["<b> <p> <o> .\n", "<a#x> <p> <o> .\n", "<a> <p> <o> .\n", "<b> <p> <o> .\n"]
    expected = "".join(sorted(set(lines))).encode()
    assert snapshots.canonical(lines) == expected


def test_two_builds_of_one_input_are_byte_identical(share: Share) -> None:
    first = build.make(share).quads_path.read_bytes()
    shutil.rmtree(share.cache)
    assert build.make(share).quads_path.read_bytes() == first


def test_the_manifest_says_what_was_built(share: Share) -> None:
    made = build.make(share)
    manifest = json.loads(made.manifest_path.read_text(encoding="utf-8"))
    quads = made.quads_path.read_bytes()
    assert manifest == made.manifest
    assert manifest["sha256"] == hashlib.sha256(quads).hexdigest() == made.hash
    assert manifest["quads"] == len(quads.splitlines())
    assert manifest["sources"] == len(list((share.data / "source").glob("*.trig")))
    assert manifest["things"]["by_kind"]["AIFactory"] >= 1
    assert manifest["disputes"]["total"] == sum(manifest["disputes"]["by_rule"].values())
    assert set(manifest["tools"]) == {"aifkg", "pyoxigraph", "pyshacl", "rdflib"}


def test_what_stands_is_taken_and_a_change_is_seen(share: Share) -> None:
    first = build.ensure(share)
    stamp = first.quads_path.stat().st_mtime_ns
    assert build.ensure(share).quads_path == first.quads_path
    assert first.quads_path.stat().st_mtime_ns == stamp
    label = share.data / "id" / "ai-factory" / "lumi.ttl"
    label.write_text(label.read_text("utf-8").replace("LUMI AI Factory", "LUMI"), "utf-8")
    assert build.ensure(share).hash != first.hash


@pytest.mark.parametrize("damage", ["cut", "empty", "manifest"])
def test_a_damaged_snapshot_is_built_again(share: Share, damage: str) -> None:
    first = build.ensure(share)
    whole = first.quads_path.read_bytes()
    if damage == "manifest":
        first.manifest_path.write_text('{"sha256": ', encoding="utf-8")
    else:
        lines = whole.splitlines(keepends=True)
        first.quads_path.write_bytes(b"".join(lines[: len(lines) // 2 if damage == "cut" else 0]))
    again = build.ensure(share)
    assert again.hash == first.hash
    assert again.quads_path.read_bytes() == whole


def test_builds_at_once_do_not_disturb_each_other(share: Share) -> None:
    code = (
        "import sys; from pathlib import Path; from aifkg import build; "
        "from aifkg.share import Share; build.make(Share(*map(Path, sys.argv[1:])))"
    )
    folders = map(str, [share.ontology, share.data, share.queries, share.cache])
    command = [sys.executable, "-c", code, *folders]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said


def test_an_empty_folder_of_data_is_refused(tmp_path: Path) -> None:
    empty = Share(ROOT / "ontology", tmp_path / "data", ROOT / "queries", tmp_path / "cache")
    with pytest.raises(build.BuildError, match="there is no data"):
        build.make(empty)


def test_hidden_files_are_no_data(share: Share) -> None:
    (share.data / "source" / ".DS_Store").write_bytes(b"\0\1")
    assert build.check(share) == []


def test_a_file_that_moved_is_a_change(share: Share) -> None:
    first = build.ensure(share)
    source = next((share.data / "source").glob("*.trig"))
    source.rename(source.with_name("renamed.trig"))
    with pytest.raises(build.BuildError, match=r"renamed\.trig"):
        build.ensure(share)
    assert first.quads_path.is_file(), "what was built before is left alone"


def test_a_build_that_is_killed_leaves_no_snapshot(share: Share) -> None:
    code = (
        "import os, sys; from pathlib import Path; from aifkg import build; "
        "from aifkg.build import snapshot; from aifkg.share import Share; "
        "snapshot.os.replace = lambda *_: os._exit(9); "
        "build.make(Share(*map(Path, sys.argv[1:])))"
    )
    folders = [share.ontology, share.data, share.queries, share.cache]
    killed = subprocess.run([sys.executable, "-c", code, *map(str, folders)], check=False)
    assert killed.returncode == 9
    assert not list(share.cache.glob("*.nq"))
    assert build.ensure(share).quads_path.is_file()


def test_an_older_day_has_its_own_snapshot(share: Share) -> None:
    now = build.ensure(share)
    then = build.ensure(share, as_of=date(2024, 12, 31))
    assert then.manifest["as_of"] == "2024-12-31"
    assert then.manifest["sources"] < now.manifest["sources"]
    assert then.quads_path != now.quads_path


def test_old_snapshots_are_forgotten(tmp_path: Path) -> None:
    store = snapshots.Store(tmp_path)
    for number in range(12):
        snapshots.write(store, f"s{number:02}", b"", {"sha256": str(number)})
    assert sorted(path.stem for path in tmp_path.glob("*.nq")) == [f"s{n:02}" for n in range(4, 12)]
    assert len(list(tmp_path.glob("*.json"))) == 8


def test_what_is_used_is_kept_before_what_is_new(tmp_path: Path) -> None:
    store, empty = snapshots.Store(tmp_path, 2), hashlib.sha256(b"").hexdigest()
    for stem in ("first", "second"):
        snapshots.write(store, stem, b"", {"sha256": empty})
    assert snapshots.load(store, "first") is not None
    snapshots.write(store, "third", b"", {"sha256": empty})
    assert sorted(path.stem for path in tmp_path.glob("*.nq")) == ["first", "third"]


def test_days_of_the_past_push_no_present_out(share: Share) -> None:
    now = build.ensure(share)
    days = [date(2000, 1, day) for day in range(1, 4)]
    then = [build.ensure(share, as_of=day) for day in (*days, date(2024, 12, 31))]
    assert {one.quads_path.parent for one in then} == {now.quads_path.parent / "as-of"}
    assert list(share.cache.glob("*.nq")) == [now.quads_path]


def test_the_manifest_names_the_days_on_which_something_became_known(share: Share) -> None:
    days = [date.fromisoformat(day) for day in build.ensure(share).manifest["days"]]
    assert days == sorted(set(days))
    assert len(days) > 1
    for before, day in list(pairwise(days))[:: len(days) // 2]:
        last = build.make(share, as_of=day - timedelta(1)).hash
        assert build.make(share, as_of=before).hash == last
        assert build.make(share, as_of=day).hash != last
