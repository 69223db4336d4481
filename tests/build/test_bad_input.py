"""Bad input: each rule has an example that breaks it, in a folder of its name.

A case is `tests/data/invalid/<case>/`, laid over the valid data beside it; `expected.txt` holds
every finding, as the command prints it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aifkg import build
from aifkg.build.findings import BuildError, Finding
from aifkg.share import Share
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data"
CASES = sorted(path for path in (DATA / "invalid").iterdir() if path.is_dir())


def lay_out(folder: Path, *layers: Path) -> Share:
    for layer in layers:
        ignore = shutil.ignore_patterns("expected.txt")
        shutil.copytree(layer, folder / "data", dirs_exist_ok=True, ignore=ignore)
    return Share(ROOT / "ontology", folder / "data", ROOT / "queries", folder / "cache")


def test_the_valid_data_are_valid(tmp_path: Path) -> None:
    share = lay_out(tmp_path, DATA / "valid")
    assert build.check(share) == []
    assert build.make(share).manifest["claims"] == 4


def test_there_are_cases() -> None:
    assert len(CASES) >= 25


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_each_finding_names_value_rule_and_place(case: Path, tmp_path: Path) -> None:
    findings = build.check(lay_out(tmp_path, DATA / "valid", case))
    expected = (case / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert [str(finding) for finding in findings] == expected
    assert expected, "a case breaks something"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_checking_the_files_of_a_case_finds_what_is_wrong_in_them(
    case: Path, tmp_path: Path
) -> None:
    share = lay_out(tmp_path, DATA / "valid", case)
    changed = [p for p in share.data_files() if (case / p.relative_to(share.data)).is_file()]
    names = {path.relative_to(tmp_path).as_posix() for path in changed}
    expected = (case / "expected.txt").read_text(encoding="utf-8").splitlines()
    mine = [line for line in expected if line.partition(":")[0] in names]
    found = [str(finding) for finding in build.check(share, changed)]
    assert mine
    assert [line for line in found if line.partition(":")[0] in names] == mine


def test_a_rejected_claim_must_be_sound_too(tmp_path: Path) -> None:
    share = lay_out(tmp_path, DATA / "valid")
    text = (share.data / "source" / "press.trig").read_text("utf-8")
    wrong = text.replace("source:press", "source:late").replace("source/press#", "source/late#")
    wrong = wrong.replace('"2024-12-10"^^xsd:date ;\n    .', '"soon" ;\n    .')
    wrong = wrong.replace("source-kind:trade-press", "source-kind:machine-written")
    (share.data / "source" / "late.trig").write_text(wrong, "utf-8")
    (finding,) = build.check(share)
    assert finding.place == "data/source/late.trig"
    assert 'Found: "soon"' in finding.message


def test_a_term_past_all_bounds_is_a_finding(tmp_path: Path) -> None:
    share = lay_out(tmp_path, DATA / "valid")
    (share.data / "id" / "place" / "kajaani.ttl").write_text("x" * (1 << 25), "utf-8")
    findings = build.check(share, [share.data / "id" / "place" / "kajaani.ttl"])
    assert [finding.rule for finding in findings] == ["syntax"]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_is_wrong_is_not_built(case: Path, tmp_path: Path) -> None:
    share = lay_out(tmp_path, DATA / "valid", case)
    with pytest.raises(BuildError) as caught:
        build.make(share)
    assert caught.value.findings
    assert not list(share.cache.glob("*.nq"))


def test_a_checked_file_shows_its_own_findings_only(tmp_path: Path) -> None:
    share = lay_out(tmp_path, DATA / "valid", DATA / "invalid" / "all-at-once")
    findings = build.check(share, [share.data / "id" / "place" / "empty.ttl"])
    assert findings == [Finding("data/id/place/empty.ttl", "empty-file", "the file is empty")]


def test_a_file_that_is_not_of_the_data_cannot_be_checked(tmp_path: Path) -> None:
    share = lay_out(tmp_path, DATA / "valid")
    with pytest.raises(FileNotFoundError, match=r"pyproject\.toml"):
        build.check(share, [ROOT / "pyproject.toml"])
