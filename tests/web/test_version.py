"""The version: which program, which snapshot, and what is in it."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from aifkg import __version__, build
from aifkg.share import Share
from aifkg.web import Settings, create_app
from aifkg.web.served import built_at
from aifkg.web.version import counts, software
from tests import small
from tests.web.conftest import Running


def test_version_names_program_and_snapshot(server: Running) -> None:
    response = server.client.get("/version")
    assert response.headers["cache-control"] == "no-cache"
    assert response.json() == {
        "name": "aifkg",
        "version": __version__,
        "snapshot": server.sha256,
        "built": "2026-11-23T00:00:00Z",
        "software": software(),
        "counts": {"quads": 3_007},
        "manifest": {
            "built": "2026-11-23",
            "changed": "2026-11-22",
            "sha256": server.sha256,
            "quads": 3_007,
        },
    }


def test_version_says_what_a_built_snapshot_holds() -> None:
    snapshot = build.ensure(Share.at(small.root()))

    async def told() -> Any:
        app = create_app(
            Settings(snapshot=snapshot.quads_path, manifest=snapshot.manifest_path, workers=1)
        )
        app.state.reload = {"outcome": "refused"}
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://e.org") as client:
                return (await client.get("/version")).json()

    said = asyncio.run(told())
    assert said["snapshot"] == snapshot.hash
    assert said["published"] == snapshot.manifest["published"]
    assert said["built_with"] == snapshot.manifest["tools"]
    assert said["reload"] == {"outcome": "refused"}
    written = datetime.fromtimestamp(snapshot.quads_path.stat().st_mtime, UTC)
    assert datetime.fromisoformat(said["built"]) == written.replace(microsecond=0)
    held = said["counts"]
    assert list(held) == "quads things sources passages claims disputes verdicts".split()
    assert all(value > 0 for value in held.values())
    assert held["things"] == snapshot.manifest["things"]["total"]


def test_software_names_what_serves() -> None:
    assert {"python", "pyoxigraph", "uvicorn", "starlette", "fastapi"} <= set(software())
    assert all(version[0].isdigit() for version in software().values())


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ({}, {}),
        ({"quads": 7, "things": {"total": 3}}, {"quads": 7, "things": 3}),
        ({"quads": None, "things": {}, "claims": "many"}, {}),
    ],
)
def test_counts_are_those_the_manifest_states(manifest: Any, expected: dict[str, int]) -> None:
    assert counts(manifest) == expected


def test_built_is_what_the_manifest_states(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.nq"
    path.touch()
    assert built_at(path, {"built": "2026-11-23T10:00:00+02:00"}) == datetime(
        2026, 11, 23, 8, tzinfo=UTC
    )
    assert built_at(path, {"built": "2026-11-23"}) == datetime(2026, 11, 23, tzinfo=UTC)
    assert built_at(path, {"built": "yesterday"}) is None


def test_built_is_when_the_file_was_written_where_nothing_is_stated(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.nq"
    path.touch()
    os.utime(path, (0, 1_700_000_000))
    assert built_at(path, {}) == datetime.fromtimestamp(1_700_000_000, UTC)


def test_a_snapshot_that_is_gone_has_no_known_age(tmp_path: Path) -> None:
    assert built_at(tmp_path / "none.nq", {}) is None
