"""The wheel: installed elsewhere, away from the checkout, it carries what it answers from."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
QUERY = """\
PREFIX ai-factory: <https://w3id.org/aifkg/id/ai-factory/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label WHERE { ai-factory:lumi rdfs:label ?label . }
"""
LABEL = "LUMI AI Factory"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that knows nothing of this checkout; return its output."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(cwd),
        "XDG_CACHE_HOME": str(cwd / "cache"),
    }
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    run(sys.executable, *build, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A venv with the wheel, and a path file to the dependencies instead of the network."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False, symlinks=True)
    ours = sysconfig.get_path("purelib")
    theirs = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    target = ("install", "--no-deps", "--no-index", "--prefix", folder, wheel)
    run(*pip, *target, "--ignore-installed", cwd=folder)
    # A plain path, so that the path files there, which name the checkout, are not read.
    (theirs / "dependencies.pth").write_text(f"{ours}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("folder", ["ontology", "data", "queries"])
def test_wheel_carries_what_people_write(wheel: Path, folder: str) -> None:
    written = {
        str(path.relative_to(ROOT / folder))
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        start = f"aifkg/_share/{folder}/"
        carried = {
            name.removeprefix(start) for name in archive.namelist() if name.startswith(start)
        }
    assert written
    assert carried == written


def test_the_installed_package_is_not_the_checkout(installed: Path) -> None:
    code = "import aifkg; print(aifkg.__file__)"
    where = Path(run(installed / "bin" / "python", "-c", code, cwd=installed).strip())
    assert where.is_relative_to(installed)


def test_the_installed_command_answers_a_query(installed: Path) -> None:
    command = (installed / "bin" / "aifkg", "query", QUERY, "--format", "csv")
    assert run(*command, cwd=installed).splitlines() == ["label", LABEL]


def test_the_source_archive_builds_the_same_wheel(tmp_path: Path, wheel: Path) -> None:
    run(
        sys.executable,
        "-m",
        "build",
        "--sdist",
        "--no-isolation",
        "--outdir",
        tmp_path,
        ROOT,
        cwd=tmp_path,
    )
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path)
    run(sys.executable, *build, archive.with_suffix("").with_suffix(""), cwd=tmp_path)
    (again,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(again) as second, zipfile.ZipFile(wheel) as first:
        assert sorted(second.namelist()) == sorted(first.namelist())
