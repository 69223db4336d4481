"""A small snapshot with a default graph and two passages, and one that is slow to cross."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg.engine import EmbeddedEngine

SMALL = """\
<http://e.org/lumi> <http://e.org/label> "LUMI AI Factory"@en .
<http://e.org/lumi> <http://e.org/place> <http://e.org/kajaani> .
<http://e.org/lumi> <http://e.org/amount> "612"^^INTEGER .
<http://e.org/kajaani> <http://e.org/label> "Kajaani" .
<http://e.org/lumi> <http://e.org/amount> "600"^^INTEGER <http://e.org/p1> .
<http://e.org/lumi> <http://e.org/amount> "612"^^INTEGER <http://e.org/p2> .
<http://e.org/bell> <http://e.org/rings> "a\\u0007b" <http://e.org/p2> .
""".replace("INTEGER", "<http://www.w3.org/2001/XMLSchema#integer>")
PREFIXES = {"e": "http://e.org/"}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "snapshot.nq"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3,000 triples: three of them crossed make more rows than any limit has time for."""
    path = tmp_path_factory.mktemp("large") / "snapshot.nq"
    lines = (
        f'<http://e.org/s{i}> <http://e.org/p{j}> "{i % 97}" .\n'
        for i in range(1_000)
        for j in range(3)
    )
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def engine(small: Path) -> EmbeddedEngine:
    return EmbeddedEngine.open(small, prefixes=PREFIXES)
