"""One server of the small graph for all clients, and a second one to join it with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aifkg import build
from aifkg.share import Share
from tests import small
from tests.web.conftest import running

NOTE = '<https://w3id.org/aifkg/id/ai-factory/lumi> <http://e.org/note> "skoðað 🏭"@is .\n'


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which the small graph is asked."""
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    folder = tmp_path_factory.mktemp("clients")
    with running(folder, quads, AIFKG_BUDGET_SECONDS="0") as server:
        yield f"{server.address}sparql"


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a graph that says one thing more about a factory."""
    folder = tmp_path_factory.mktemp("notes")
    with running(folder, NOTE, AIFKG_BUDGET_SECONDS="0") as server:
        yield f"{server.address}sparql"
