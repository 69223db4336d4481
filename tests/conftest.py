"""What every test may use: the checkout's own share, and small shares written on the spot."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from aifkg.names import PrefixTable
from aifkg.share import Share

ROOT = Path(__file__).resolve().parents[1]

# No test reads a clock to pass: a busy machine draws examples slowly and takes long for some.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

WriteShare = Callable[[Mapping[str, str]], Share]


@pytest.fixture(scope="session")
def share() -> Share:
    """The ontology, data and queries of this checkout."""
    return Share.at(ROOT)


@pytest.fixture(scope="session")
def table(share: Share) -> PrefixTable:
    return PrefixTable.read(share.ontology / "prefixes.ttl")


@pytest.fixture
def write_share(tmp_path: Path, table: PrefixTable) -> WriteShare:
    """Return a function that writes data files and gives a share over the real ontology.

    Prefixes that a text uses and does not bind are bound from the prefix table.
    """

    def write(files: Mapping[str, str]) -> Share:
        for name, text in files.items():
            path = tmp_path / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(with_prefixes(text, table, name), encoding="utf-8")
        return Share(ROOT / "ontology", tmp_path / "data", ROOT / "queries", tmp_path / "cache")

    return write


def with_prefixes(text: str, table: PrefixTable, name: str = "") -> str:
    """Return the text with a line for each prefix of the table that it uses."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', "", text)
    used = {p for p in re.findall(r"(?<![\w-])([a-z][\w-]*):", bare) if p in table.namespaces}
    lines = [f"@prefix {p}: <{table.namespaces[p]}> .\n" for p in sorted(used)]
    slug = Path(name).stem
    if name.startswith("source/"):
        lines.insert(0, f"@prefix : <{table.namespaces['source']}{slug}#> .\n")
    return "".join(line for line in lines if line not in text) + text
