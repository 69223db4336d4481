"""The nine promises of the endpoint, each kept by a real server; SECURITY.md names these tests."""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

import httpx
import pytest

from aifkg.engine import GRAPHS, RESULTS, EngineClosed
from aifkg.web import Settings, serve
from tests.hostile.conftest import LIMITS, QUADS
from tests.hostile.test_queries import ENDLESS, GREEDY, REFUSED
from tests.hostile.wellness import Patient, lives, until
from tests.hostile.wire import answers, exchanged, slug
from tests.listener import Listener
from tests.web.conftest import BROWSER, running
from tests.web.raw import Connection, target
from tests.web.supervised import MORE, serving, write
from tests.web.test_sparql import HEAVY, LABEL, QUERY_TYPE, ROW, problem

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
HOSTILE = QUADS + "".join(
    f"<http://e.org/evil> <http://e.org/{kind}> {term} .\n"
    for kind, term in {
        "text": json.dumps(EVIL),
        "speech": f"{json.dumps(EVIL)}@en",
        "number": f"{json.dumps(EVIL)}^^<http://www.w3.org/2001/XMLSchema#integer>",
        "date": f"{json.dumps(EVIL)}^^<http://www.w3.org/2001/XMLSchema#date>",
        "link": "<javascript:alert(1)>",
        "data": "<data:text/html,alert(1)>",
        "page": "<http://e.org/'onmouseover='alert(1)>",
    }.items()
)
NUMBERS = count()


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    with running(tmp_path_factory.mktemp("promises"), HOSTILE, **LIMITS) as server:
        yield Patient.of(server)


@pytest.fixture
def server(patient: Patient) -> Iterator[Patient]:
    """A server with small limits, which is as well after each promise as before."""
    yield patient
    patient.assert_well()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def posted(server: Patient, sparql: str, **parameters: str) -> httpx.Response:
    return server.client.post(
        "/sparql", params=parameters, content=sparql.encode(), headers=QUERY_TYPE
    )


def test_promise_1_no_query_upload_parse_or_page_opens_a_connection(
    server: Patient, listener: Listener, tmp_path: Path
) -> None:
    elsewhere = f"http://127.0.0.1:{listener.port}/sparql"
    client = server.client
    queries = [
        f"SELECT * {{ SERVICE <{elsewhere}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{elsewhere}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(<{elsewhere}> AS ?e) SERVICE SILENT ?e {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{elsewhere}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{elsewhere}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"DESCRIBE <{elsewhere}>",
        f"LOAD <{elsewhere}>",
    ]
    for sparql in queries:
        for parameters in ({}, {"format": "jsonld"}, {"format": "html"}):
            assert posted(server, sparql, **parameters).status_code in (200, 400, 403, 406)
        client.post("/sparql/check", content=sparql, headers=QUERY_TYPE)
        client.post("/sparql", data={"update": sparql})
    for name in ("default-graph-uri", "named-graph-uri", "using-graph-uri", "graph"):
        client.get("/sparql", params={"query": LABEL, name: elsewhere})
    context = json.dumps({"@context": elsewhere, "@id": "a:b"})
    entity = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{elsewhere}">]><a>&b;</a>'
    for path in (
        "/sparql",
        "/sparql/check",
        "/rdf-graphs?default",
        f"/rdf-graphs?graph={elsewhere}",
    ):
        for body, kind in ((context, "application/ld+json"), (entity, "application/rdf+xml")):
            for method in ("POST", "PUT", "PATCH", "QUERY"):
                uploaded = client.request(
                    method, path, content=body, headers={"Content-Type": kind}
                )
                assert uploaded.status_code in (403, 405, 415)
    for accept in (BROWSER, "application/ld+json"):
        client.get("/query/about", params={"subject": elsewhere}, headers={"Accept": accept})
        client.get("/rdf-graphs", params={"graph": elsewhere}, headers={"Accept": accept})
    assert listener.connections == 0
    assert all(has_no_network(pid) for pid in server.evaluators)

    listed = {"AIFKG_FEDERATION": f"private:{elsewhere}", "AIFKG_WORKERS": "1"}
    with running(tmp_path, **listed) as other:
        for iri in (f"{elsewhere}/other", elsewhere.replace("127.0.0.1", "localhost")):
            sparql = f"SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}"
            problem(other.client.get("/sparql", params={"query": sparql}), 400, "query-refused")
        assert listener.connections == 0
        assert other.client.get("/sparql", params={"query": queries[0]}).status_code >= 500
        assert listener.connections > 0


def has_no_network(pid: int) -> bool:
    """Whether a process has a network of its own, or may open no socket."""
    ours, theirs = (Path(f"/proc/{process}/ns/net").readlink() for process in ("self", pid))
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return ours != theirs or re.search(r"^Seccomp:\s*2$", status, re.MULTILINE) is not None


def test_promise_2_every_query_ends_within_its_limit_and_gives_back_what_it_had(
    server: Patient,
) -> None:
    settings = Settings()
    assert (settings.default_timeout, settings.max_timeout) == (5, 30)
    cap = float(LIMITS["AIFKG_MAX_TIMEOUT"])
    for sparql, asked, limit in (
        (ENDLESS["cross_product"], {"timeout": "0.3"}, 0.3),
        (ENDLESS["planning"], {"timeout": "0.3"}, 0.3),
        (ENDLESS["cross_product_in_order"], {"timeout": "100"}, cap),
        (ENDLESS["cross_product"], {}, cap),
        (GREEDY["doubled_strings"], {}, cap),
    ):
        began = time.monotonic()
        response = posted(server, sparql, **asked)
        # The promise itself.
        assert time.monotonic() - began < limit + 1
        assert slug_of(response) in ("query-timeout", "query-ended")

    with Connection(server.address) as line:
        line.send(line.request(target(query=HEAVY, timeout="0.5")))
        until(lambda: server.at_work)
        (evaluator,) = server.at_work
        assert line.answer().status == 503
    until(lambda: not lives(evaluator))


def test_promise_3_a_limit_that_was_hit_is_said_in_every_format(server: Patient) -> None:
    everything = {
        **dict.fromkeys(RESULTS, "SELECT ?s { ?s ?p ?o }"),
        **dict.fromkeys(GRAPHS, "CONSTRUCT WHERE { ?s ?p ?o }"),
    }
    endless = {
        **dict.fromkeys(RESULTS, HEAVY),
        **dict.fromkeys(GRAPHS, f"CONSTRUCT {{ <a:b> <a:c> ?n }} {{ {{ {HEAVY} }} }}"),
    }
    for format_ in (*RESULTS, *GRAPHS):
        large = posted(server, everything[format_], format=format_.name)
        said = str(problem(large, 422, "result-too-large")["detail"])
        assert "2,000 rows" in said
        assert "LIMIT and OFFSET" in said
        assert "/snapshot.nq" in said
        slow = posted(server, endless[format_], format=format_.name, timeout="0.2")
        assert "0.2 s" in str(problem(slow, 503, "query-timeout")["detail"])
    for sparql, status, said in (
        (everything[RESULTS[0]], 422, "2,000 rows"),
        (HEAVY, 503, "0.2 s"),
    ):
        asked = {"query": sparql, "format": "html", "timeout": "0.2"}
        page = server.client.get("/sparql", params=asked)
        assert (page.status_code, said in page.text) == (status, True)
        assert "<table" not in page.text
        head = server.client.head("/sparql", params={"query": sparql, "timeout": "0.2"})
        assert head.status_code == status


def test_promise_4_heavy_clients_do_not_starve_light_ones(server: Patient) -> None:
    heavy = [Connection(server.address) for _ in range(60)]
    try:
        for line in heavy:
            line.send(line.request(target(query=f"{HEAVY} #{next(NUMBERS)}")))
        began = time.monotonic()
        with Connection(server.address, source="127.0.0.2") as light:
            while time.monotonic() - began < float(LIMITS["AIFKG_MAX_TIMEOUT"]) - 0.5:
                page = light.get("/query/about?subject=http://e.org/lumi", Accept="text/html")
                assert page.status == 200
                assert b"Kajaani" in light.get(target(query=f"{LABEL} #{next(NUMBERS)}")).body
                assert light.get("/health/ready").status == 200
        assert {line.answer().status for line in heavy} == {503}
    finally:
        for line in heavy:
            line.__exit__(None, None, None)


def test_promise_5_bytes_rows_and_depth_are_bounded_and_the_error_names_the_bound(
    server: Patient,
) -> None:
    url = exchanged(server.address, b"GET /sparql?query=" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n")
    (head,) = answers(url)
    assert (head.status, slug(head)) == (431, "head-too-large")
    assert b"65,535 bytes" in head.body
    body = problem(posted(server, "#" * (1 << 20) + "#"), 413, "body-too-large")
    assert "1,048,576 bytes" in str(body["detail"])
    for name, bound in (
        ("nested_groups", "100 deep"),
        ("ten_thousand_unions", "500 clauses"),
        ("sums", "2,000 operators"),
        ("too_long", "262,144"),
    ):
        refused = problem(posted(server, REFUSED[name]), 400, "query-refused")
        assert bound in str(refused["detail"])
    rows = problem(posted(server, "SELECT * { ?s ?p ?o }"), 422, "result-too-large")
    assert "2,000 rows" in str(rows["detail"])
    wide = f'SELECT ("{"x" * 1_000}" AS ?x) {{ ?s ?p ?o }} LIMIT 1500'
    large = problem(posted(server, wide), 422, "result-too-large")
    assert "1,048,576 bytes" in str(large["detail"])
    memory = problem(posted(server, GREEDY["doubled_strings"]), 503, "query-ended")
    assert "256 MiB" in str(memory["detail"])


def test_promise_6_data_and_parameters_run_no_script_and_reach_no_file(server: Patient) -> None:
    browser = {"Accept": BROWSER}
    evil = "SELECT * { <http://e.org/evil> ?p ?o }"
    asked = [
        ("/sparql", {"query": evil}),
        ("/sparql", {"query": f"SELECT ('{EVIL[:25]}' AS ?x) {{}}"}),
        ("/sparql", {"query": "DESCRIBE <http://e.org/evil>"}),
        ("/sparql", {"query": EVIL}),
        ("/sparql", {"query": LABEL, "default-graph-uri": EVIL}),
        ("/sparql", {"query": LABEL, "format": EVIL}),
        ("/query/about", {"subject": EVIL}),
        ("/query/about", {"subject": "http://e.org/evil"}),
        ("/query/about", {"subject": "http://e.org/lumi", "name": EVIL}),
        (f"/query/{EVIL}", {}),
        (f"/{EVIL}", {}),
        ("/", {"x": EVIL}),
    ]
    for path, parameters in asked:
        response = server.client.get(path, params=parameters, headers=browser)
        assert response.headers["content-type"] == "text/html; charset=utf-8", path
        policy = response.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; form-")
        assert "script" not in policy
        Harmless().feed(response.text)
    for path in (
        "/query/..%2f..%2fpyproject.toml",
        "/query/..%2fqueries%2fa.rq",
        "/query/.rq",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/rdf-graphs/..%2f..%2fetc%2fpasswd",
        "/style.css%00",
        "/snapshot.nq/../snapshot.json",
    ):
        (answer,) = answers(
            exchanged(server.address, f"GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
        )
        assert answer.status in (400, 404)


class Harmless(HTMLParser):
    """A page in which nothing runs; whatever could is a failure."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "iframe", "object", "embed", "svg", "base"), tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name in ("href", "src", "action"):
                assert re.match(r"(https?://|/|#|$)", value or ""), value


def test_promise_7_it_is_read_only_and_one_hash_names_one_answer(
    server: Patient, tmp_path: Path
) -> None:
    sha256 = server.running.sha256
    for update in ("DROP ALL", "INSERT DATA { <a:b> <a:c> <a:d> }", "CLEAR DEFAULT", "LOAD <a:b>"):
        problem(server.client.post("/sparql", data={"update": update}), 403, "read-only")
        problem(posted(server, update), 403, "read-only")
        kind = {"Content-Type": "application/sparql-update"}
        problem(server.client.post("/sparql", content=update, headers=kind), 403, "read-only")
    for path in ("/sparql", "/rdf-graphs?default", "/snapshot.nq", "/version", "/"):
        for method in ("PUT", "DELETE", "PATCH"):
            written = server.client.request(method, path, content="<a:b> <a:c> <a:d> .")
            assert "aifkg reload" in str(problem(written, 403, "read-only")["detail"])

    answer = server.client.get("/sparql", params={"query": LABEL})
    assert answer.headers["etag"].startswith(f'"{sha256}.')
    assert server.client.get("/version").json()["snapshot"] == sha256
    for path in ("/sparql", "/.well-known/void"):
        assert sha256 in server.client.get(path, headers={"Accept": "text/turtle"}).text
    with running(tmp_path, HOSTILE, AIFKG_WORKERS="1") as twin:
        assert twin.sha256 == sha256
        for sparql in (
            LABEL,
            "SELECT * { <http://e.org/evil> ?p ?o }",
            "DESCRIBE <http://e.org/n7>",
        ):
            for format_ in RESULTS if sparql.startswith("SELECT") else GRAPHS:
                asked = {"query": sparql, "format": format_.name}
                ours, theirs = (
                    one.get("/sparql", params=asked) for one in (server.client, twin.client)
                )
                assert ours.content == theirs.content
                assert ours.headers["etag"] == theirs.headers["etag"]


def test_promise_8_only_a_valid_snapshot_is_served_and_no_request_is_dropped(
    tmp_path: Path,
) -> None:
    refused = tmp_path / "refused.nq"
    manifests: list[object] = [{"sha256": "0" * 64}, {}, [], "no object"]
    for stated in manifests:
        write(refused, MORE, stated)
        assert_not_served(refused)
    refused.with_suffix(".json").unlink()
    assert_not_served(refused)

    with serving(tmp_path) as server, Clients(server.address) as clients:
        first = server.version()["snapshot"]
        second = write(server.snapshot, MORE)
        assert server.reload()["outcome"] == "served"
        until(lambda: server.is_everywhere(second))
        until(lambda: {first, second} <= set(clients.tags))

        server.snapshot.write_text(f"{MORE}nonsense", encoding="utf-8")
        outcome = server.reload()
        assert outcome["outcome"] == "refused"
        assert str(server.snapshot) in outcome["why"]
        write(server.snapshot, MORE + MORE, stated={"sha256": "0" * 64})
        assert server.reload()["outcome"] == "refused"
        assert server.is_everywhere(second)

        third = write(server.snapshot, MORE.replace("More", "Most"))
        assert server.reload()["outcome"] == "served"
        until(lambda: server.is_everywhere(third))
    assert clients.failures == []
    assert clients.answered > 100


def assert_not_served(snapshot: Path) -> None:
    with pytest.raises(EngineClosed, match=str(snapshot.with_suffix(""))):
        serve(Settings(port=0), snapshot, on_ready=lambda _: pytest.fail("it is served"))


class Clients:
    """Clients that ask without pause, and keep what they are told."""

    def __init__(self, address: str, many: int = 20) -> None:
        self.address = address
        self.answered = 0
        self.tags: list[str] = []
        self.failures: list[str] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(i,)) for i in range(many)]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        headers = {"X_Ordinary": "1"} if number % 2 else {}
        try:
            with Connection(self.address) as line:
                while not self._over.is_set():
                    answer = line.get(target(query=f"{LABEL} #{next(NUMBERS)}"), **headers)
                    self.answered += 1
                    tag = answer.headers.get("etag", "")[1:65]
                    if tag not in self.tags:
                        self.tags.append(tag)
                    if (answer.status, answer.body) != (200, ROW):
                        self.failures.append(repr(answer))
                    self._over.wait(0.01)
        except OSError as error:
            self.failures.append(repr(error))


def test_promise_9_every_error_has_one_shape_and_a_place_where_there_is_one(
    server: Patient,
) -> None:
    client = server.client
    requests: list[tuple[httpx.Response, int]] = [
        (client.get("/nowhere"), 404),
        (client.get("/query/nothing"), 404),
        (client.get("/query/about"), 400),
        (client.get("/query/about", params={"subject": "nobody"}), 400),
        (client.delete("/sparql"), 403),
        (client.post("/version"), 405),
        (client.get("/sparql", params={"query": LABEL, "format": "docx"}), 400),
        (client.get("/sparql", params={"query": LABEL, "timeout": "soon"}), 400),
        (client.get("/sparql", params={"query": LABEL}, headers={"Accept": "image/png"}), 406),
        (client.get("/sparql", params=[("query", LABEL)] * 2), 400),
        (client.get("/sparql", params={"queri": LABEL}), 400),
        (client.post("/sparql", content=LABEL), 415),
        (client.post("/sparql", content=b"\xff", headers=QUERY_TYPE), 400),
        (client.post("/sparql", data={"update": "DROP ALL"}), 403),
        (client.get("/rdf-graphs"), 400),
        (client.get("/rdf-graphs", params={"graph": "http://e.org/none"}), 404),
        (client.get("/snapshot.nq", headers={"Range": "bytes=999999999-"}), 416),
        (posted(server, "SELECT * { ?s ?p ?o }"), 422),
        (posted(server, HEAVY, timeout="0.1"), 503),
        (posted(server, "ASK { FILTER(<a:b>(1)) }"), 400),
    ]
    for response, status in requests:
        assert_problem(response, status)
    for packet in (b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 1_000):
        answers(exchanged(server.address, packet + b"\r\n"))
    for sparql, line, column in (
        ("SELECT *\nWHERE { ?s ?p }", 2, 15),
        ("ASK { ?s ?p ?o ", 1, 5),
        ("ASK {\n SERVICE <a:b> {} }", 2, 2),
        ("DROP ALL", 1, 1),
        (f"ASK {'{' * 200}", 1, 105),
    ):
        content = assert_problem(posted(server, sparql))
        assert (content["line"], content["column"]) == (line, column)


def assert_problem(response: httpx.Response, status: int | None = None) -> dict[str, object]:
    """Return the problem, having seen that it is one of RFC 9457."""
    content: dict[str, object] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert response.status_code == content["status"] == (status or response.status_code)
    assert re.fullmatch(r"https://w3id\.org/aifkg/problem/[a-z-]+", str(content["type"]))
    assert content["title"]
    assert str(content["detail"]).endswith(".")
    return content


def slug_of(response: httpx.Response) -> str:
    return str(response.json()["type"]).rpartition("/")[2]
