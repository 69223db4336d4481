"""What a document says of one resource, asked of graphs that were made for it."""

from __future__ import annotations

from pathlib import Path

from aifkg.engine import EmbeddedEngine, NamedNode, Solutions
from aifkg.web.query_file import query_file

HUB = "http://e.org/hub"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
AIF = "https://w3id.org/aifkg/ontology#"


def said(folder: Path, *lines: str) -> list[tuple[str, str, str]]:
    """Return what stands in the hub's document, where the graph has these lines."""
    snapshot = folder / "graph.nq"
    snapshot.write_text("".join(f"{line} .\n" for line in lines), encoding="utf-8")
    bound = {"thing": NamedNode(HUB), "document": NamedNode(f"{HUB}.ttl")}
    answer = EmbeddedEngine.open(snapshot).query(query_file("document"), bindings=bound)
    assert isinstance(answer, Solutions)
    return [(str(s), str(p), str(o)) for s, p, o, _ in answer.rows]


def test_a_hub_has_the_first_hundred_of_each_relation_also_of_one_that_nobody_declares(
    tmp_path: Path,
) -> None:
    often = [f"<http://e.org/often/{number}> <http://e.org/in> <{HUB}>" for number in range(3_000)]
    found = said(tmp_path, *often, f"<http://e.org/once> <http://e.org/rare> <{HUB}>")
    pointing = [(s, p) for s, p, o in found if o == f"<{HUB}>" and not s.endswith(".ttl>")]
    assert len([s for s, p in pointing if p == "<http://e.org/in>"]) == 100
    assert ("<http://e.org/once>", "<http://e.org/rare>") in pointing
    assert len(pointing) == len(set(pointing)) == 101


def test_what_points_at_it_and_the_relation_are_named(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        f"<http://e.org/one> <http://e.org/in> <{HUB}>",
        f'<http://e.org/one> <{AIF}title> "One"',
        f'<http://e.org/in> <{LABEL}> "is in"',
        f'<http://e.org/other> <{LABEL}> "Not named"',
    )
    names = {(s, o) for s, p, o in found if p in (f"<{LABEL}>", f"<{AIF}title>")}
    assert names == {("<http://e.org/one>", '"One"'), ("<http://e.org/in>", '"is in"')}


def test_what_points_at_a_thing_is_looked_through_once() -> None:
    assert query_file("document").count("?any ?relation ?thing") == 1
