"""The site read directly: what a server answers is right, and what it answers elsewhere is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from aifkg import build
from aifkg.share import Share
from tests import small
from tests.bench.soak.site import DAYS, Graph, Site
from tests.web.conftest import Running, running

PAGES = ("/id/ai-factory/pharos.html", "/id/ai-factory/pharos.json")
OTHER = "/id/ai-factory/lumi"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def graph(folder: Path) -> Graph:
    share = Share.at(small.root())
    return Graph(build.ensure(share), share, folder)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    with running(tmp_path_factory.mktemp("served"), quads) as server:
        yield server


@pytest.mark.parametrize("path", PAGES)
def test_what_the_server_answers_is_right(graph: Graph, server: Running, path: str) -> None:
    body = server.client.get(path).content
    assert graph.is_right(path, body)
    assert not graph.is_right(path, body[: len(body) // 2])


@pytest.mark.parametrize("path", PAGES)
def test_what_is_of_another_thing_is_wrong(graph: Graph, server: Running, path: str) -> None:
    other = server.client.get(OTHER + path[path.rindex(".") :])
    assert other.status_code == 200
    assert not graph.is_right(path, other.content)


def test_a_download_is_right_to_the_last_byte(graph: Graph, folder: Path) -> None:
    path = next(path for path in map(graph.any, map(Random, range(300))) if "dump" in path)
    body = (folder / path.removeprefix("/dump/")).read_bytes()
    assert graph.is_right(path, body)
    assert not graph.is_right(path, body[:-1])


def test_each_day_has_its_own_graph(tmp_path: Path) -> None:
    site = Site.of(Share.at(small.root()), tmp_path)
    asked = {site.any(Random(number)) for number in range(300)}
    assert len({path.partition("/id/")[0].partition("/dump/")[0] for path in asked}) == 1 + DAYS
    begins = next(path[:17] for path in sorted(asked) if path.startswith("/as-of/"))
    body = (tmp_path / begins[-10:] / "aifkg.nq").read_bytes()
    assert site.is_right(f"{begins}/dump/aifkg.nq", body)
    assert not site.is_right("/dump/aifkg.nq", body)
