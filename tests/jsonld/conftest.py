"""The context of the small graph."""

from __future__ import annotations

import pytest

from aifkg import build
from aifkg.engine import EmbeddedEngine
from aifkg.jsonld import Context, ask
from aifkg.names import PrefixTable
from aifkg.share import Share
from tests import small


@pytest.fixture(scope="session")
def engine() -> EmbeddedEngine:
    return EmbeddedEngine.open(build.ensure(Share.at(small.root())).quads_path)


@pytest.fixture(scope="session")
def context(engine: EmbeddedEngine, table: PrefixTable) -> Context:
    return Context.of(ask(engine, "context"), table)
