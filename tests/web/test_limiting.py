"""Who is limited: a client by its connection, or as a trusted proxy names it."""

from __future__ import annotations

from pathlib import Path

from tests.web.conftest import Running, running
from tests.web.test_sparql import HEAVY, LABEL, QUERY_TYPE, problem

BUDGET = {"AIFKG_WORKERS": "1", "AIFKG_BUDGET_SECONDS": "1"}


def spend(server: Running, client: str) -> None:
    """Use more than the budget in the name of a client."""
    slow = {"query": HEAVY, "timeout": "1.2"}
    answer = server.client.get("/sparql", params=slow, headers={"X-Forwarded-For": client})
    problem(answer, 503, "query-timeout")


def status(server: Running, client: str) -> int:
    """Return how a query in the name of a client is answered."""
    headers = {**QUERY_TYPE, "X-Forwarded-For": client}
    return server.client.post("/sparql", content=LABEL, headers=headers).status_code


def described(server: Running) -> str:
    """Return the server's description, for a client that came by https as its proxy says."""
    return server.client.get("/sparql", headers={"X-Forwarded-Proto": "https"}).text


def test_a_name_is_not_looked_up_for_who_has_used_its_time(tmp_path: Path) -> None:
    with running(tmp_path, **BUDGET) as server:
        params = {"subject": "http://e.org/lumi"}
        assert server.client.get("/query/about", params=params).status_code == 200
        spend(server, "")
        problem(server.client.get("/query/about", params=params), 429, "budget-spent")
        page = server.client.get("/query/about", params={**params, "format": "html"})
        assert (page.status_code, page.headers["content-type"][:9]) == (429, "text/html")
        assert int(page.headers["retry-after"]) > 0


def test_nobody_is_believed_to_ask_for_another(tmp_path: Path) -> None:
    with running(tmp_path, **BUDGET) as server:
        spend(server, "192.0.2.1")
        assert status(server, "192.0.2.2") == 429
        assert "https://127.0.0.1" not in described(server)


def test_a_trusted_proxy_is_believed_for_whom_and_how_it_asks(tmp_path: Path) -> None:
    with running(tmp_path, **BUDGET, AIFKG_TRUSTED_PROXIES="127.0.0.0/8") as server:
        spend(server, "198.51.100.7, 192.0.2.1")
        assert status(server, "192.0.2.1") == 429
        assert status(server, "203.0.113.9, 192.0.2.1") == 429
        assert status(server, "192.0.2.2") == 200
        assert "https://127.0.0.1" in described(server)
