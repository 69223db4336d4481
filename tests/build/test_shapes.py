"""Shapes as data: each node has a name that its place gives, the same in every build."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg.build import rdf
from aifkg.build.shapes import named
from aifkg.build.terms import bare
from aifkg.names import SHAPES
from aifkg.share import Share
from tests.conftest import ROOT

FILES = sorted((ROOT / "ontology").glob("*shapes.ttl"))
PREFIXES = f"""\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <{SHAPES}#> .
@prefix ex: <https://example.org/> .
"""


def names(folder: Path, text: str) -> list[str]:
    path = folder / "shapes.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    subjects = dict.fromkeys(s for s, _, _ in named(rdf.triples(path)))
    return sorted(bare(one).removeprefix(f"{SHAPES}#") for one in subjects)


def test_a_part_is_named_after_its_shape_and_its_property(tmp_path: Path) -> None:
    text = "shape:A sh:property [ sh:path ex:b ; sh:node [ sh:property [ sh:path ex:c ] ] ] ."
    assert names(tmp_path, text) == ["A", "A-b", "A-b-node", "A-b-node-c"]


def test_a_path_that_is_no_property_gives_no_name(tmp_path: Path) -> None:
    text = "shape:A sh:property [ sh:path [ sh:inversePath ex:b ] ] ."
    assert names(tmp_path, text) == ["A", "A-property", "A-property-path"]


def test_the_cells_of_a_list_are_counted(tmp_path: Path) -> None:
    text = "shape:A sh:or ( [ sh:class ex:B ] [ sh:class ex:C ] ) ; sh:in ( 1 2 3 ) ."
    assert names(tmp_path, text) == [
        "A",
        "A-in-1",
        "A-in-2",
        "A-in-3",
        "A-or-1",
        "A-or-1-item",
        "A-or-2",
        "A-or-2-item",
    ]


def test_no_two_parts_share_a_name_nor_take_that_of_another(tmp_path: Path) -> None:
    text = "shape:A sh:not [ sh:class ex:B ], [ sh:class ex:C ] . shape:A-not sh:class ex:D ."
    assert names(tmp_path, text) == ["A", "A-not", "A-not-2", "A-not-3"]


def test_a_part_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="hangs on no named node"):
        names(tmp_path, "[] sh:class ex:B .")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_shapes_are_named_alike_each_time_and_lose_nothing(path: Path) -> None:
    read = [rdf.triples(path) for _ in range(2)]
    first, second = map(named, read)
    assert first == second
    assert len(set(first)) == len(first) == len(read[0])
    assert not any(term.startswith("_:") for row in first for term in row)


def test_all_files_of_shapes_are_told_of(share: Share) -> None:
    assert sorted(share.shape_files()) == FILES
