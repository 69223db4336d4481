"""A hub is listed part by part: each neighbour once, and alike wherever the graph is loaded."""

from __future__ import annotations

from pathlib import Path

from aifkg import build
from aifkg.engine import EmbeddedEngine
from aifkg.names import BASE, TERM
from aifkg.share import Share
from aifkg.trace.near import MOST, Direction, Part, Ways, part
from tests import small

HUB, MANY = f"{BASE}id/place/hub", 2 * MOST
SPOKES = "".join(
    f"<{BASE}id/organisation/s{number}> <{TERM}locatedIn> <{HUB}> .\n" for number in range(MANY)
)


def parts(snapshot: Path) -> list[Part]:
    engine = EmbeddedEngine.open(snapshot)
    way = Ways(engine).get(f"{TERM}locatedIn", Direction.IN)
    assert way is not None
    prefixes = small.graph()._prefixes
    return [part(engine, prefixes, HUB, way, after) for after in (0, MOST, 2 * MOST)]


def test_parts_have_each_neighbour_once_and_the_last_is_known(tmp_path: Path) -> None:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    snapshot = tmp_path / "hub.nq"
    snapshot.write_text(quads + SPOKES, encoding="utf-8")
    first, second, beyond = found = parts(snapshot)
    names = [one.thing.iri for each in found for one in each.neighbours]
    assert len(names) == len(set(names)) == MANY
    assert (first.is_last, second.is_last) == (False, True)
    assert not beyond.neighbours
    assert parts(snapshot) == found
