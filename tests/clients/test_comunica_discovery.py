"""Comunica finds out by itself that an address is a SPARQL endpoint."""

from __future__ import annotations

import json

import pytest

from tests.clients import comunica
from tests.clients.questions import ASK


def test_an_address_alone_is_known_as_an_endpoint(endpoint: str) -> None:
    """It reads the service description, which the address answers where no query is asked."""
    engine = comunica.find()
    if engine is None:
        pytest.skip(comunica.ABSENT)
    done = engine.run(ASK, endpoint, output="application/sparql-results+json")
    assert json.loads(done.stdout)["boolean"] is True
    assert done.stderr == ""
