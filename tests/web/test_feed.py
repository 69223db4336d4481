"""/changes.atom: what changed, for whoever follows the graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from aifkg.changes import Edition, Entry
from aifkg.web.feed import _MOST, _Feed
from tests.changes.test_comparing import BASE, thing
from tests.web.raw import Connection
from tests.web.supervised import Served, serving, until, write
from tests.web.test_sparql import problem

FEED = "/changes.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
LUMI = f"{BASE}id/ai-factory/lumi"


def quads(*labels: str) -> str:
    """Return a snapshot with factories of these labels."""
    lines = [
        f"{line} .\n"
        for number, label in enumerate(labels)
        for line in thing(f"{BASE}id/ai-factory/f{number}", "AIFactory", label)
    ]
    return "".join(sorted(lines))


@contextmanager
def served(folder: Path, text: str) -> Iterator[tuple[Served, httpx.Client]]:
    with (
        serving(folder, text) as server,
        httpx.Client(base_url=server.address, timeout=40) as client,
    ):
        yield server, client


def parsed(response: httpx.Response) -> ET.Element:
    """Return a feed, having seen that it has what RFC 4287 requires."""
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml"
    feed = ET.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert len(feed.findall(f"{ATOM}author/{ATOM}name")) == 1
    assert [one.get("rel") for one in feed.findall(f"{ATOM}link")].count("self") == 1
    entries = feed.findall(f"{ATOM}entry")
    for one in (feed, *entries):
        for name in ("id", "title", "updated"):
            (element,) = one.findall(f"{ATOM}{name}")
            assert element.text
        assert datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "").tzinfo
        assert re.fullmatch(r"[a-z]+:[^\s<>\"]+", one.findtext(f"{ATOM}id") or "")
    for entry in entries:
        assert entry.findtext(f"{ATOM}content")
    identities = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(identities)) == len(identities)
    return feed


def titles(response: httpx.Response) -> list[str]:
    return [one.findtext(f"{ATOM}title") or "" for one in parsed(response).iter(f"{ATOM}entry")]


def test_without_an_earlier_snapshot_there_is_the_present_one(tmp_path: Path) -> None:
    with served(tmp_path, quads("A")) as (server, client):
        sha256 = server.version()["snapshot"]
        (title,) = titles(client.get(FEED))
        assert title == f"Snapshot {sha256[:12]}: the graph as it is served"


def test_what_a_reload_changes_is_told(tmp_path: Path) -> None:
    with served(tmp_path, quads("A", "B")) as (server, client):
        until(lambda: (tmp_path / "changes" / "now.json").exists())
        first = parsed(client.get(FEED)).find(f"{ATOM}entry")
        sha256 = write(server.snapshot, quads("A", "C", "D"))
        assert server.reload()["outcome"] == "served"
        until(lambda: len(titles(client.get(FEED))) > 1)
        response = client.get(FEED)
        assert titles(response)[:-1] == [
            f"Snapshot {sha256[:12]}: 2 things changed",
            "C: label changed from “B” to “C”",
            "D: added (AIFactory)",
        ]
        entries = parsed(response).findall(f"{ATOM}entry")
        links = {one.get("rel"): one.get("href") for one in entries[1].findall(f"{ATOM}link")}
        assert links == {
            "alternate": f"{server.address}id/ai-factory/f1",
            "related": f"{BASE}id/ai-factory/f1",
        }
        assert first is not None
        assert entries[-1].findtext(f"{ATOM}id") == first.findtext(f"{ATOM}id")


def test_what_is_gone_leads_to_no_page(tmp_path: Path) -> None:
    with served(tmp_path, quads("A", "B")) as (server, client):
        until(lambda: (tmp_path / "changes" / "now.json").exists())
        write(server.snapshot, quads("A"))
        assert server.reload()["outcome"] == "served"
        until(lambda: len(titles(client.get(FEED))) > 1)
        entry = parsed(client.get(FEED)).findall(f"{ATOM}entry")[1]
        assert entry.findtext(f"{ATOM}content") == "Removed (AIFactory)."
        assert [one.get("rel") for one in entry.findall(f"{ATOM}link")] == ["related"]


def test_it_is_told_still_after_the_server_began_anew(tmp_path: Path) -> None:
    with served(tmp_path, quads("A")):
        until(lambda: (tmp_path / "changes" / "now.json").exists())
    with served(tmp_path, quads("A", "B")) as (_, client):
        until(lambda: len(titles(client.get(FEED))) > 1)
        told = titles(client.get(FEED))
        assert told[1] == "B: added (AIFactory)"
    with served(tmp_path, quads("A", "B")) as (_, client):
        assert titles(client.get(FEED)) == told


def test_a_snapshot_that_is_served_again_is_one_entry(tmp_path: Path) -> None:
    with served(tmp_path, quads("A")) as (server, client):
        until(lambda: (tmp_path / "changes" / "now.json").exists())
        for number, text in enumerate([quads("B"), quads("A"), quads("B"), quads("A")], start=2):
            write(server.snapshot, text)
            assert server.reload()["outcome"] == "served"
            until(lambda: (tmp_path / "changes" / "now.json").read_text().count("built") == number)  # noqa: B023
        parsed(client.get(FEED))


def test_a_client_that_holds_it_is_spared_it(tmp_path: Path) -> None:
    with served(tmp_path, quads("A")) as (_, client):
        until(lambda: (tmp_path / "changes" / "now.json").exists())
        tag = client.get(FEED).headers["etag"]
        held = client.get(FEED, headers={"If-None-Match": tag})
        assert (held.status_code, held.content) == (304, b"")
        head = client.head(FEED)
        assert (head.status_code, head.content) == (200, b"")
        assert problem(client.put(FEED), 403, "read-only")


@pytest.mark.parametrize(
    "label", ["<script>alert(1)</script>", "a & b", "\\u0007\\u0000", "]]>", "\\u202e", "x" * 9_000]
)
def test_hostile_text_is_text(tmp_path: Path, label: str) -> None:
    with served(tmp_path, quads("A")) as (server, client):
        until(lambda: (tmp_path / "changes" / "now.json").exists())
        write(server.snapshot, quads("A", label))
        assert server.reload()["outcome"] == "served"
        until(lambda: len(titles(client.get(FEED))) > 1)
        assert len(titles(client.get(FEED))[1]) < 300
        assert b"<script" not in client.get(FEED).content


def test_it_is_bounded_and_says_what_is_left_out(tmp_path: Path) -> None:
    with served(tmp_path, quads("A")) as (server, client):
        until(lambda: (tmp_path / "changes" / "now.json").exists())
        write(server.snapshot, quads(*(f"F{number}" for number in range(90))))
        assert server.reload()["outcome"] == "served"
        until(lambda: len(titles(client.get(FEED))) > 1)
        entries = parsed(client.get(FEED)).findall(f"{ATOM}entry")
        assert len(entries) == _MOST
        assert "40 of them are not listed here" in (entries[0].findtext(f"{ATOM}content") or "")


def test_a_history_that_is_damaged_costs_no_more_than_itself(tmp_path: Path) -> None:
    with served(tmp_path, quads("A")) as (_, client):
        file = tmp_path / "changes" / "now.json"
        until(file.exists)
        file.write_text('{"editions": [{"sha256": 5}]}')
        assert len(titles(client.get(FEED))) == 1


def test_where_nothing_can_be_noted_it_serves_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "changes").write_text("in the way")
    with served(tmp_path, quads("A")) as (server, client):
        assert len(titles(client.get(FEED))) == 1
        until(lambda: "is not noted: File exists" in server.said.read_text())


def test_a_host_that_is_none_is_refused(tmp_path: Path) -> None:
    with served(tmp_path, quads("A")) as (server, _), Connection(server.address) as line:
        answer = line.get(FEED, Host='evil.example/"><x')
        assert answer.status == 400


def edition(day: int, changed: int, before: str = "b") -> Edition:
    """Return an edition that was built on a day of May and changed so many things."""
    name = f"{day}-{changed}"
    entries = [
        Entry(f"{BASE}id/place/{name}-{place}", name, ("added",), is_gone=False, more=0)
        for place in range(changed)
    ]
    return Edition(name, f"2026-05-{day:02}T00:00:00Z", before, changed, entries)


def moments(*editions: Edition) -> list[str]:
    """Return the moments of the entries that tell of editions, once the feed's own is theirs."""
    feed = ET.fromstring(_Feed("http://e.org/").written(editions))
    told = [one.findtext(f"{ATOM}updated") or "" for one in feed.iter(f"{ATOM}entry")]
    assert feed.findtext(f"{ATOM}updated") == max(told)
    return told


def test_the_latest_goes_first_also_after_an_older_snapshot_was_served_again() -> None:
    told = moments(edition(2, 1), edition(9, 2), edition(1, 0, before=""))
    assert [moment[:10] for moment in told] == [
        *["2026-05-09"] * 3,
        *["2026-05-02"] * 2,
        "2026-05-01",
    ]


def test_an_edition_in_which_nothing_changed_is_no_entry_unless_there_is_no_other() -> None:
    assert moments(edition(9, 0), edition(2, 1)) == ["2026-05-02T00:00:00Z"] * 2
    assert moments(edition(9, 0), edition(8, 0)) == ["2026-05-09T00:00:00Z"]


def test_pages_lead_to_it(tmp_path: Path) -> None:
    with served(tmp_path, quads("A")) as (_, client):
        page = client.get("/", headers={"Accept": "text/html"}).text
        assert '<link rel="alternate" type="application/atom+xml" href="/changes.atom"' in page
