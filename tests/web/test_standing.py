"""What has become of a resource, and how new what is said of it is."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import httpx


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
