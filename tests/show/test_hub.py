"""Of a thing that very many point at by one relation, their kinds are not told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg import build
from aifkg.engine import EmbeddedEngine
from aifkg.names import BASE, TERM, PrefixTable
from aifkg.share import Share
from aifkg.show import show
from tests import small

HUB = f"{BASE}id/place/hub"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.mark.parametrize(
    ("links", "kinds"), [(10_000, {"organisation", "supercomputer"}), (10_001, {"thing"})]
)
def test_kinds_are_told_apart_up_to_a_number(
    links: int, kinds: set[str], table: PrefixTable, tmp_path: Path
) -> None:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    quads += f'<{HUB}> <{LABEL}> "Hub"@en .\n'
    quads += "".join(
        f"<{BASE}id/{'organisation' if number % 2 else 'supercomputer'}/s{number}> "
        f"<{TERM}locatedIn> <{HUB}> .\n"
        for number in range(links)
    )
    path = tmp_path / "hub.nq"
    path.write_text(quads, encoding="utf-8")
    (incoming,) = show(EmbeddedEngine.open(path), table, HUB).incoming
    assert incoming.total == links
    assert {kind.label for kind in incoming.kinds} == kinds
    assert sum(kind.total for kind in incoming.kinds) == links
    assert sum(len(kind.things) for kind in incoming.kinds) == 100
