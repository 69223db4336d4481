"""A server's URLs, and peers that are not installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.servers import nginx
from tests.bench.servers.oxigraph import Oxigraph
from tests.bench.servers.rdflib_endpoint import RdflibEndpoint
from tests.bench.servers.running import Absent, Running
from tests.bench.servers.virtuoso import Virtuoso


def test_a_query_is_quoted_whole_into_the_url() -> None:
    endpoint = Running("a", "127.0.0.1:1", "/sparql?graph=x&query={query}", 1, 0)
    assert endpoint.url("one", "ASK {?s ?p 'a&b+c/é'}") == (
        "/sparql?graph=x&query=ASK%20%7B%3Fs%20%3Fp%20%27a%26b%2Bc%2F%C3%A9%27%7D"
    )
    assert endpoint.is_endpoint


def test_files_are_asked_for_by_name() -> None:
    files = Running("a", "127.0.0.1:1", "/{name}", 1, 0)
    assert files.url("one", "ASK {}") == "/one"
    assert not files.is_endpoint


@pytest.mark.parametrize(
    "version",
    [
        Oxigraph(Path("/nowhere")).version,
        RdflibEndpoint(Path("/nowhere")).version,
        lambda: Virtuoso().version(),
        nginx.version,
    ],
    ids=["oxigraph", "rdflib-endpoint", "virtuoso", "nginx"],
)
def test_a_peer_that_is_not_installed_says_what_is_missing(
    version: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Absent, match="there is no"):
        version()
