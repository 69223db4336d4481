"""/snapshot.nq: the file that every answer is from."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from aifkg.web.download import Part
from aifkg.web.span import Span
from tests.web.conftest import Running, running
from tests.web.test_sparql import LABEL, ROW, problem

DUMP = "/snapshot.nq"


@pytest.fixture(scope="module", name="whole")
def _whole(server: Running) -> bytes:
    return server.client.get(DUMP).content


def test_the_file_is_what_the_hash_names(server: Running, whole: bytes) -> None:
    assert hashlib.sha256(whole).hexdigest() == server.sha256
    response = server.client.get(DUMP)
    assert response.headers["content-type"] == "application/n-quads"
    assert response.headers["content-length"] == str(len(whole))
    assert response.headers["etag"] == f'"{server.sha256}"'
    assert response.headers["accept-ranges"] == "bytes"
    name = f'attachment; filename="aifkg-{server.sha256[:12]}.nq"'
    assert response.headers["content-disposition"] == name


def test_head_says_how_long_it_is(client: httpx.Client, whole: bytes) -> None:
    response = client.head(DUMP)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == str(len(whole))
    ranged = client.head(DUMP, headers={"Range": "bytes=0-1"})
    assert (ranged.status_code, ranged.headers["content-length"]) == (200, str(len(whole)))


def test_a_client_that_holds_it_is_spared_it(server: Running) -> None:
    known = {"If-None-Match": f'"{server.sha256}"', "Range": "bytes=0-1"}
    response = server.client.get(DUMP, headers=known)
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == f'"{server.sha256}"'


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=7-106", 7, 107), ("bytes=100-", 100, None)],
)
def test_a_part_of_it_can_be_had(
    client: httpx.Client, whole: bytes, header: str, start: int, end: int | None
) -> None:
    response = client.get(DUMP, headers={"Range": header})
    part = whole[start:end]
    assert (response.status_code, response.content) == (206, part)
    said = f"bytes {start}-{start + len(part) - 1}/{len(whole)}"
    assert response.headers["content-range"] == said
    assert response.headers["content-length"] == str(len(part))


def test_a_download_is_resumed_where_the_file_is_the_same(server: Running, whole: bytes) -> None:
    part = {"Range": f"bytes={len(whole) - 9}-"}
    same = server.client.get(DUMP, headers={**part, "If-Range": f'"{server.sha256}"'})
    assert (same.status_code, same.content) == (206, whole[-9:])
    for other in ('"other"', f'W/"{server.sha256}"', "Wed, 21 Oct 2015 07:28:00 GMT"):
        response = server.client.get(DUMP, headers={**part, "If-Range": other})
        assert (response.status_code, response.content) == (200, whole)


def test_several_parts_are_sent_as_the_whole(client: httpx.Client, whole: bytes) -> None:
    response = client.get(DUMP, headers={"Range": "bytes=0-1,4-5"})
    assert (response.status_code, response.content) == (200, whole)


def test_a_part_past_the_end_is_refused(client: httpx.Client, whole: bytes) -> None:
    response = client.get(DUMP, headers={"Range": f"bytes={len(whole)}-"})
    content = problem(response, 416, "range")
    assert f"{len(whole)} bytes" in str(content["detail"])
    assert response.headers["content-range"] == f"bytes */{len(whole)}"


def test_many_read_it_at_once(client: httpx.Client, whole: bytes) -> None:
    with ThreadPoolExecutor(8) as threads:
        bodies = threads.map(lambda _: client.get(DUMP).content, range(16))
    assert set(bodies) == {whole}


def test_no_other_file_is_ever_sent(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        file, client = tmp_path / "snapshot.nq", server.client
        content = file.read_bytes()
        assert client.get(DUMP).content == content
        file.write_bytes(content.replace(b"Kajaani", b"Kajaano"))
        changed = problem(client.get(DUMP), 503, "unavailable")
        assert "other bytes" in str(changed["detail"])
        file.unlink()
        removed = problem(client.get(DUMP), 503, "unavailable")
        assert "No such file" in str(removed["detail"])
        assert client.get("/sparql", params={"query": LABEL}).content == ROW
        file.write_bytes(content)
        assert client.get(DUMP).content == content


def test_a_file_cut_while_it_is_sent_never_looks_whole(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.nq"
    path.write_bytes(b"x" * 1_000_000)
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)
        with path.open("r+b") as file:
            file.truncate(300_000)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    file = path.open("rb")
    part = Part(file, Span(0, 1_000_000, 1_000_000), {}, "text/plain")
    with pytest.raises(EOFError, match="ends at byte 300000 of 1000000"):
        asyncio.run(part({"type": "http", "method": "GET"}, receive, send))
    assert file.closed
    assert sum(len(message.get("body", b"")) for message in sent) == 300_000
    assert sent[-1]["more_body"]
