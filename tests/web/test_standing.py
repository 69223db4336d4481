"""What has become of a resource, and how new what is said of it is."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from aifkg.engine import EmbeddedEngine, Literal, NamedNode, Solutions
from aifkg.names import TERM
from aifkg.web.query_file import query_file


def test_a_page_and_its_documents_say_when_the_newest_source_or_verdict_spoke(
    graph: httpx.Client,
) -> None:
    days = set()
    for ending in ("html", "ttl", "json", "csv", "jsonld", "trig"):
        response = graph.get(f"/id/ai-factory/pharos.{ending}")
        days.add(response.headers["last-modified"])
    (day,) = days
    newest = parsedate_to_datetime(day)
    shown = graph.get("/id/ai-factory/pharos.json").json()
    said = {
        one["published"]
        for each in shown["properties"]
        for value in each["values"]
        for one in value.get("evidence", ())
        if len(one.get("published", "")) == len("2024-12-10")
    }
    assert newest.date().isoformat() >= max(said)
    assert day.endswith("GMT")


def test_a_code_of_which_no_source_speaks_has_no_such_day(graph: httpx.Client) -> None:
    assert "last-modified" not in graph.get("/code/status/new.html").headers


@pytest.mark.parametrize(
    ("newest", "says"),
    [
        ("2025-03-01", "source:published"),
        ("2025-03-02", "source:availableBy"),
        ("2025-03-03", "verdict:decidedOn"),
    ],
)
def test_the_newest_day_is_of_a_source_or_of_a_verdict(
    newest: str, says: str, tmp_path: Path
) -> None:
    days = {
        "source:published": "2025-01-01",
        "source:availableBy": "2025-01-02",
        "verdict:decidedOn": "2025-01-03",
        says: newest,
    }
    stated = [
        f'<urn:{subject}> <{TERM}{name}> "{day}"^^<http://www.w3.org/2001/XMLSchema#date>'
        for (subject, _, name), day in ((says.partition(":"), day) for says, day in days.items())
    ]
    lines = [
        "<urn:thing> <urn:says> <urn:value> <urn:passage>",
        f"<urn:passage> <{TERM}passageOf> <urn:source>",
        f"<urn:verdict> <{TERM}onSubject> <urn:thing>",
        *stated,
    ]
    snapshot = tmp_path / "graph.nq"
    snapshot.write_text("".join(f"{line} .\n" for line in lines), encoding="utf-8")
    bound = {"thing": NamedNode("urn:thing")}
    answer = EmbeddedEngine.open(snapshot).query(query_file("state"), bindings=bound)
    assert isinstance(answer, Solutions)
    ((*_, modified),) = answer.rows
    assert modified == Literal(newest, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
