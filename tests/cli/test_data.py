"""`aifkg build` and `aifkg check`: the commands about the data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aifkg.cli import app
from tests import small
from tests.cli.run import PROGRAM, run
from tests.cli.serving import copied, run_at
from tests.conftest import WriteShare

PHAROS = small.DATA / "source" / "thetimesgr-pharos.trig"


def test_build_says_what_it_made() -> None:
    built = run("build")
    assert built.code == 0
    assert "snapshot  " in built.out
    assert "sha256    " in built.out
    assert " things, " in built.out
    assert built.err == ""


def test_check_of_sound_data() -> None:
    checked = run("check")
    assert (checked.code, checked.out) == (0, "")
    assert checked.err == "no findings\n"


def test_check_of_a_file() -> None:
    path = small.root() / "data" / "source" / PHAROS.name
    assert run("check", str(path)).code == 0


def test_check_of_a_file_that_is_not_there() -> None:
    checked = run("check", "data/source/nowhere.trig")
    assert checked.code == 2
    assert checked.err.startswith("data/source/nowhere.trig is not a file of ")


@pytest.fixture
def broken(write_share: WriteShare) -> Path:
    """A root whose data name a thing that has no identity."""
    share = write_share({"source/x.trig": ":p { ai-factory:nobody aif:status status:new . }\n"})
    root = share.data.parent
    (root / "ontology").symlink_to(share.ontology)
    (root / "queries").symlink_to(share.queries)
    return root


@pytest.mark.parametrize("words", [["check"], ["build"], ["ask", "factories"], ["show", "x"]])
def test_data_that_break_a_rule_are_exit_code_1(broken: Path, words: list[str]) -> None:
    result = CliRunner().invoke(app, ["--root", str(broken), *words])
    assert result.exit_code == 1
    assert "data/source/x.trig" in result.output
    assert "Traceback" not in result.output


def test_a_root_without_an_ontology(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--root", str(tmp_path), "ask", "factories"])
    assert result.exit_code == 2
    assert "has no ontology/prefixes.ttl" in result.output


def test_the_program_is_installed() -> None:
    assert Path(PROGRAM).is_file()


def test_a_cache_that_is_no_folder_is_said(tmp_path: Path) -> None:
    for name in ("ontology", "data", "queries"):
        (tmp_path / name).symlink_to(small.root() / name)
    (tmp_path / ".aifkg").write_text("")
    result = CliRunner().invoke(app, ["--root", str(tmp_path), "build"])
    assert result.exit_code == 2
    assert str(tmp_path / ".aifkg") in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_build_in_json_says_where_the_files_are_and_nothing_else(tmp_path: Path) -> None:
    root = copied(tmp_path)
    built = run_at(root, "build", "--json")
    files = json.loads(built.out)
    assert (built.code, built.err, set(files)) == (0, "", {"snapshot", "manifest", "sha256"})
    written = Path(files["snapshot"]).stat().st_mtime_ns
    assert json.loads(Path(files["manifest"]).read_text("utf-8"))["sha256"] == files["sha256"]
    assert run_at(root, "build", "--json").out == built.out
    assert Path(files["snapshot"]).stat().st_mtime_ns == written
    (root / "data" / "source" / "broken.trig").write_text("this is no TriG", encoding="utf-8")
    refused = run_at(root, "build", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert "data/source/broken.trig" in refused.err
