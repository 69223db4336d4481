"""A query whose SERVICE clauses were asked, of real endpoints on loopback, hostile ones too."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from aifkg import __version__
from aifkg.engine import (
    EmbeddedEngine,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    Solutions,
    UpdateRefused,
    admit,
)
from aifkg.engine.reading import services
from aifkg.engine.tokens import Token
from aifkg.federation import (
    Federation,
    Policy,
    ServiceFailed,
    ServiceRefused,
    ServiceTimeout,
    call,
    federate,
    has_service,
    service,
)
from aifkg.federation.rows import Rows, read
from tests.federation.conftest import Remote, iri, literal, reply, results, run, serving
from tests.web.conftest import running

LUMI = "http://e.org/lumi"
ROW = {"s": iri(LUMI), "o": literal("Finland")}
PATTERN = "{ ?s <http://e.org/country> ?o }"

# Elsewhere loopback is one address and no network.
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


def listed(*remotes: Remote, **limits: float) -> Policy:
    return Policy.of([remote.iri for remote in remotes], **limits)


def select(remote: Remote, pattern: str = PATTERN, silent: str = "") -> str:
    return f"SELECT * {{ SERVICE {silent} <{remote.iri}> {pattern} }}"


def rows(engine: EmbeddedEngine, query: str) -> list[dict[str, str]]:
    answer = engine.query(query)
    assert isinstance(answer, Solutions)
    return [
        {
            name: str(getattr(value, "value", value))
            for name, value in zip(answer.variables, row, strict=True)
            if value is not None
        }
        for row in answer.rows
    ]


def test_the_answer_is_joined_with_the_graph(remote: Remote, engine: EmbeddedEngine) -> None:
    other = {"s": iri("http://e.org/other"), "o": literal("x")}
    remote.pieces = reply(results(ROW, other))
    query = f"SELECT ?l ?o {{ ?s <http://e.org/label> ?l . SERVICE <{remote.iri}> {PATTERN} }}"
    found = rows(engine, run(query, listed(remote)))
    assert found == [{"l": "LUMI AI Factory", "o": "Finland"}]


def test_the_endpoint_is_asked_in_the_querys_own_characters(remote: Remote) -> None:
    remote.pieces = reply(results(variables=["o"]))
    query = f"""# of nobody's concern
BASE <http://e.org/>
PREFIX x: <http://e.org/x#>
SELECT ?o {{
  ?s a ?c .
  SERVICE <{remote.iri}> {{ <lumi> x:p ?o  FILTER(?o > "}}" ) {{ }} }}
}}"""
    run(query, listed(remote))
    (asked,) = remote.asked
    assert asked.query == (
        "\nBASE <http://e.org/>\nPREFIX x: <http://e.org/x#>\n\n"
        'SELECT * { <lumi> x:p ?o  FILTER(?o > "}" ) { } }'
    )
    assert asked.line == "POST /sparql HTTP/1.1"
    assert asked.headers == {
        "host": f"127.0.0.1:{remote.port}",
        "user-agent": f"aifkg/{__version__}",
        "accept": "application/sparql-results+json",
        "accept-encoding": "identity",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(asked.body)),
        "connection": "close",
    }


def test_an_endpoint_may_be_named_by_a_prefix(remote: Remote) -> None:
    remote.pieces = reply(results())
    query = f"PREFIX l: <http://127.0.0.1:{remote.port}/> SELECT * {{ SERVICE l:sparql {PATTERN} }}"
    assert "VALUES (?s ?o) {  }" in run(query, listed(remote))


CONTEXTS = {
    "optional": ("?s ?p 612 OPTIONAL { SERVICE }", [{"s": LUMI, "o": "Finland"}]),
    "minus": ("?s <http://e.org/place> ?x MINUS { SERVICE }", []),
    "sub-select": ("{ SELECT ?o { SERVICE } }", [{"o": "Finland"}]),
    "exists": ("?s <http://e.org/place> ?x FILTER EXISTS { SERVICE }", [{"s": LUMI}]),
    "not exists": ("?s <http://e.org/place> ?x FILTER NOT EXISTS { SERVICE }", []),
    "union": ("{ SERVICE } UNION { SERVICE }", [{"s": LUMI, "o": "Finland"}] * 2),
    "graph": ("GRAPH <http://e.org/p1> { SERVICE }", [{"s": LUMI, "o": "Finland"}]),
}


@pytest.mark.parametrize(("pattern", "expected"), CONTEXTS.values(), ids=CONTEXTS.keys())
def test_service_stands_wherever_a_pattern_may(
    pattern: str, expected: list[dict[str, str]], remote: Remote, engine: EmbeddedEngine
) -> None:
    remote.pieces = reply(results(ROW))
    pattern = pattern.replace("SERVICE", f"SERVICE <{remote.iri}> {PATTERN}")
    found = rows(engine, run(f"SELECT * {{ {pattern} }}", listed(remote)))
    assert [{k: v for k, v in row.items() if k in ("s", "o")} for row in found] == expected


def test_another_server_of_this_kind_answers(tmp_path: Path, engine: EmbeddedEngine) -> None:
    with running(tmp_path) as server:
        entry = f"{server.address}sparql"
        pattern = "{ ?s <http://e.org/amount> ?n FILTER(?n > 600) }"
        query = f"SELECT ?l ?n {{ SERVICE <{entry}> {pattern} ?s <http://e.org/label> ?l }}"
        found = rows(engine, run(query, Policy.of([entry])))
    assert found == [{"l": "LUMI AI Factory", "n": "612"}]


def test_lines_and_columns_after_a_clause_are_the_querys_own(
    remote: Remote, engine: EmbeddedEngine
) -> None:
    remote.pieces = reply(results(ROW, ROW))
    query = f"SELECT * {{\nSERVICE <{remote.iri}> {{\n?s ?p ?o }} ?x ?y\n}}"
    with pytest.raises(QuerySyntaxError) as before:
        engine.query(query.replace(f"SERVICE <{remote.iri}>", ""))
    with pytest.raises(QuerySyntaxError) as after:
        engine.query(run(query, listed(remote)))
    assert (after.value.line, after.value.column) == (before.value.line, before.value.column)


def test_a_query_without_service_is_left_as_it_is() -> None:
    query = "SELECT * { ?s ?p 'SERVICE' } # SERVICE"
    assert run(query, Policy()) == query
    assert not has_service(query)
    assert has_service("ASK{service<a:b>{}}")
    assert has_service("PREFIX x: <a:b> ASK { SERVICEx:c {} }")
    assert not has_service("ASK { \u017fervice <a:b> {} }")


def test_a_long_query_is_not_read_where_all_clients_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(federate, "significant", pytest.fail)
    long = "ASK { ?s ?p ?o } #" + "x" * 5_000
    assert not has_service(long)
    assert has_service(f"{long} service")
    assert not has_service("service" * 50_000)


REFUSED = {
    "variable": ("SERVICE ?e { ?s ?p ?o }", r"column 12 asks \?e; only an endpoint written out"),
    "nested": ("SERVICE <IRI> { SERVICE <IRI> { ?s ?p ?o } }", "stands within another"),
    "nested deeper": ("SERVICE <IRI> { { SELECT * { SERVICE <IRI> {} } } }", "within another"),
    "nested without space": ("SERVICE <IRI> { SERVICEl:sparql {} }", "within another"),
    "without space": ("SERVICEl:sparql {}", "is not set apart from the name after it"),
    "not listed": ("SERVICE <http://e.org/sparql> {}", "operator of this server has not listed it"),
    "other path": ("SERVICE <IRI/x> {}", "has not listed it"),
    "dots": ("SERVICE <IRI/../x> {}", 'has "." or ".." as a step'),
    "query string": ("SERVICE <IRI?x> {}", "has a query string"),
    "escaped dots": (r"SERVICE <IRI/\u002e\u002e/x> {}", 'has "." or ".." as a step'),
    "relative": ("SERVICE <sparql> {}", "does not start with http"),
    "too many": ("SERVICE <IRI> {} " * 5, "is one too many: a query may have 4"),
    "too many, at fault": ("SERVICE ?e {} " * 5, "is one too many: a query may have 4"),
    "silent and not listed": ("SERVICE SILENT <http://e.org/> {}", "has not listed it"),
    "silent variable": ("SERVICE SILENT ?e {}", r"asks \?e"),
}


@pytest.mark.parametrize(("pattern", "cause"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_against_the_policy_is_refused_and_nobody_asked(
    pattern: str, cause: str, remote: Remote
) -> None:
    prefix = f"PREFIX l: <http://127.0.0.1:{remote.port}/>\n"
    query = f"{prefix}SELECT * {{ {pattern.replace('IRI', remote.iri)} }}"
    with pytest.raises(ServiceRefused, match=cause) as caught:
        run(query, listed(remote))
    assert caught.value.line == 2
    assert caught.value.column is not None
    assert query.splitlines()[1][caught.value.column - 1 :].startswith("SERVICE")
    assert not remote.asked


@pytest.mark.parametrize(
    "after", ["", "<a:b>", "<a:b> }", "<a:b> { ?s ?p ?o", "'x' {}", "x:y {}", "SILENT {}"]
)
def test_half_a_clause_is_no_sparql(after: str, remote: Remote) -> None:
    with pytest.raises(QuerySyntaxError, match="not followed by an endpoint and a pattern"):
        run(f"SELECT * {{ SERVICE {after}", listed(remote))


def test_no_more_clauses_are_looked_for_than_may_be_asked(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is read to its end, so that many would take their square, in the server's process."""
    found: list[int] = []

    def counted(tokens: Sequence[Token]) -> Iterator[int]:
        for i in services(tokens):
            found.append(i)
            yield i

    monkeypatch.setattr(service, "services", counted)
    with pytest.raises(ServiceRefused, match="SERVICE at line 1, column 64 is one too many"):
        run(f"SELECT * {{ {'SERVICE<a:>{}' * 20_000} }}", listed(remote))
    assert len(found) == 5


def test_an_update_is_refused(remote: Remote) -> None:
    with pytest.raises(UpdateRefused):
        run(f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{remote.iri}> {PATTERN} }}", listed(remote))
    assert not remote.asked


def test_a_query_past_the_bounds_is_refused_before_anybody_is_asked(remote: Remote) -> None:
    with pytest.raises(QueryRefused, match="nested more than 100 deep"):
        run(select(remote, "{" * 200 + "}" * 200), listed(remote))
    assert not remote.asked


FAILURES = {
    "status": (reply(b"", "503 Service Unavailable"), "it answered 503"),
    "created": (reply(results(ROW), "201 Created"), "it answered 201"),
    "empty status": ([b"HTTP/1.1 200\r\n\r\n"], 'it answered as ""'),
    "no content type": (reply(results(ROW), Content_Type=""), 'it answered as "", not as'),
    "page": (reply(b"<p>", Content_Type="text/html"), 'it answered as "text/html"'),
    "other results": (reply(b"", Content_Type="application/sparql-results+xml"), "not as"),
    "plain JSON": (reply(results(ROW), Content_Type="application/json"), "application/json"),
    "control character": (reply(b"", Content_Type="a\tb\x80"), r'it answered as "a\?b\?"'),
    "compressed": (
        reply(gzip.compress(results(ROW)), Content_Encoding="gzip"),
        'compressed as "gzip", which was not asked',
    ),
    "bomb": (
        reply(zlib.compress(b" " * (64 << 20)), Content_Encoding="deflate"),
        'compressed as "deflate", which was not asked',
    ),
    "no HTTP": ([b"SSH-2.0-OpenSSH_9.9\r\n"], "it does not keep to HTTP"),
    "nothing": ([], "it does not keep to HTTP"),
    "cut short": ([reply(results(ROW))[0], results(ROW)[:-9]], "it does not keep to HTTP"),
    "endless header": (itertools.chain([b"HTTP/1.1 200 OK\r\nX: "], itertools.repeat(b"x" * 9_000)),
                       "it does not keep to HTTP"),
    "two lengths": (reply(results(ROW), content_length="5"), "it does not keep to HTTP"),
    "no JSON": (reply(b"<sparql/>"), "its answer is no JSON"),
    "blank node": (reply(results({"s": {"type": "bnode", "value": "b"}})), "blank node for \\?s"),
}  # fmt: skip


@pytest.mark.parametrize(("pieces", "cause"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_names_endpoint_place_and_cause(
    pieces: list[bytes], cause: str, remote: Remote
) -> None:
    remote.pieces = pieces
    with pytest.raises(ServiceFailed, match=cause) as caught:
        run(select(remote), listed(remote))
    assert caught.value.message.startswith(
        f"SERVICE <{remote.iri}> at line 1, column 12 has no answer: "
    )
    assert (caught.value.line, caught.value.column) == (1, 12)


@pytest.mark.parametrize("pieces", [reply(b"", "500 x"), [], reply(b"{"), reply(b"", "302 x")])
def test_silent_makes_one_empty_solution_of_a_failure(
    pieces: list[bytes], remote: Remote, engine: EmbeddedEngine
) -> None:
    remote.pieces = pieces
    query = f"SELECT * {{ ?s <http://e.org/place> ?x SERVICE SILENT <{remote.iri}> {PATTERN} }}"
    found = run(query, listed(remote))
    assert "VALUES () { () }" in found
    assert rows(engine, found) == [{"s": LUMI, "x": "http://e.org/kajaani"}]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_named_and_not_followed(status: int, remote: Remote) -> None:
    with serving(reply(results(ROW))) as other:
        remote.pieces = reply(b"", f"{status} x", Location=other.iri)
        with pytest.raises(
            ServiceFailed, match=f"{status}, a redirect to {other.iri}, which is not followed"
        ):
            run(select(remote), listed(remote, other))
        assert not other.asked


def test_a_cookie_is_not_given_back(remote: Remote) -> None:
    remote.pieces = reply(results(), Set_Cookie="a=b; Path=/", WWW_Authenticate="Basic")
    run(f"SELECT * {{ SERVICE <{remote.iri}> {PATTERN} }}", listed(remote))
    run(f"SELECT * {{ SERVICE <{remote.iri}> {PATTERN} }}", listed(remote))
    assert [set(asked.headers) & {"cookie", "authorization"} for asked in remote.asked] == [
        set()
    ] * 2


def test_the_environment_names_no_proxy(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(reply(results(ROW))) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        remote.pieces = reply(results(ROW))
        run(select(remote), listed(remote))
        assert len(remote.asked) == 1
        assert not proxy.asked


SHOUT = b'{"head":{"vars":["s","o"]},"results":{"bindings":['


@pytest.mark.parametrize("silent", ["", "SILENT"])
@pytest.mark.parametrize("framing", ["length", "chunks", "end"])
def test_an_endless_answer_is_cut_off_at_the_bound(
    framing: str, silent: str, remote: Remote
) -> None:
    """A limit is said under SILENT as well: what was cut is no failure of the endpoint."""
    head = {
        "length": {"Content_Length": str(1 << 40)},
        "chunks": {"Content_Length": "", "Transfer_Encoding": "chunked"},
        "end": {"Content_Length": ""},
    }[framing]
    piece = b" " * 65_536
    if framing == "chunks":
        piece = b"10000\r\n" + piece + b"\r\n"
    remote.pieces = itertools.chain(reply(b"", **head)[:1], itertools.repeat(piece))
    with pytest.raises(ServiceRefused, match="answered more than 4,194,304 bytes"):
        run(select(remote, silent=silent), listed(remote, timeout=20))
    assert remote.ended.wait(10)


def test_more_rows_than_the_bound_are_refused(remote: Remote) -> None:
    remote.pieces = reply(results(*[{}] * 10_001))
    with pytest.raises(ServiceRefused, match="answered 10,001 rows; at most 10,000 are taken"):
        run(select(remote, silent="SILENT"), listed(remote))


def test_as_many_rows_as_the_bound_are_taken(remote: Remote, engine: EmbeddedEngine) -> None:
    row = {"s": iri("http://www.wikidata.org/entity/Q1"), "o": literal("a name", xml_lang="en")}
    remote.pieces = reply(results(*[row] * 10_000))
    policy = listed(remote)
    query = run(select(remote), policy, limit=60)
    assert admit(query, policy.bounds)


def test_answers_that_make_too_long_a_query_are_refused(remote: Remote) -> None:
    remote.pieces = reply(results({"o": literal("x" * (3 << 20))}))
    with pytest.raises(
        ServiceRefused,
        match="the answers in it; there may be 2,097,152",
    ):
        run(select(remote), listed(remote))


def drip() -> Iterator[bytes]:
    """Yield what keeps a client that bounds the time between two bytes alone."""
    yield reply(b"", Content_Length="1000000")[0]
    while True:
        yield b" "
        time.sleep(0.02)


def test_an_answer_that_drips_ends_at_the_time_limit(remote: Remote) -> None:
    remote.pieces = drip()
    with pytest.raises(ServiceTimeout, match=r"had not answered within 0\.3 s"):
        run(select(remote), listed(remote, timeout=0.3))
    assert remote.ended.wait(10)


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_the_querys_own_deadline_comes_first(silent: str, remote: Remote) -> None:
    remote.pieces = drip()
    with pytest.raises(QueryTimeout, match=r"stopped at its limit of 0\.2 s"):
        run(select(remote, silent=silent), listed(remote, timeout=20), limit=0.2)
    assert remote.ended.wait(10)


@pytest.mark.parametrize("step", ["find", "read", "inline"])
def test_the_deadline_holds_for_what_is_read_as_well(
    step: str, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.pieces = reply(results(ROW))
    read_on = threading.Event()
    monkeypatch.setattr(federate, step, lambda *_: read_on.wait(10))
    with pytest.raises(QueryTimeout):
        run(select(remote), listed(remote), limit=0.5)
    read_on.set()


def test_one_text_is_read_at_a_time(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may take tenths of a second, and in objects many times its length."""
    turn = threading.Lock()

    def alone(*what: Any) -> Rows:
        assert turn.acquire(blocking=False)
        time.sleep(0.05)
        turn.release()
        return read(*what)

    remote.pieces = reply(results(ROW))
    monkeypatch.setattr(federate, "read", alone)
    run(f"SELECT * {{ {f'SERVICE <{remote.iri}> {PATTERN}' * 4} }}", listed(remote))
    assert len(remote.asked) == 4


def test_silent_forgives_a_time_limit(remote: Remote) -> None:
    remote.pieces = drip()
    assert "VALUES () { () }" in run(select(remote, silent="SILENT"), listed(remote, timeout=0.2))


def test_clauses_are_asked_at_the_same_time_and_one_failure_ends_all(remote: Remote) -> None:
    """Each endpoint answers once the other was asked."""
    with serving() as other:

        def after(asked_of: Remote, pieces: list[bytes]) -> Iterator[bytes]:
            assert asked_of.began.wait(10)
            yield from pieces

        remote.pieces = after(other, reply(results(ROW)))
        other.pieces = after(remote, reply(results(ROW)))
        query = f"SELECT * {{ SERVICE <{remote.iri}> {PATTERN} SERVICE <{other.iri}> {PATTERN} }}"
        assert run(query, listed(remote, other)).count("VALUES") == 2
        remote.pieces, other.pieces = drip(), reply(b"", "500 x")
        with pytest.raises(ServiceFailed, match="it answered 500"):
            run(query, listed(remote, other, timeout=20))
        assert remote.ended.wait(10)


def test_no_connection_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {PATTERN} }}"
    with pytest.raises(ServiceFailed, match="no connection could be made"):
        run(query, Policy.of([f"http://127.0.0.1:{port}/"]))


@linux_only
def test_a_name_is_looked_up_once_and_the_connection_goes_there(remote: Remote) -> None:
    """A name that leads elsewhere the second time would reach the other server."""
    looked_up = []
    with serving(reply(results(ROW)), host="127.0.0.2") as other:

        async def rebinding(host: str, port: int) -> list[str]:
            looked_up.append((host, port))
            return ["127.0.0.1" if len(looked_up) == 1 else "127.0.0.2"]

        remote.pieces = reply(results(ROW))
        endpoint = f"http://rebinding.example:{remote.port}/sparql"
        query = f"SELECT * {{ SERVICE <{endpoint}> {PATTERN} }}"
        run(query, Policy.of([f"private:{endpoint}"]), resolve=rebinding)
        assert looked_up == [("rebinding.example", remote.port)]
        (asked,) = remote.asked
        assert asked.headers["host"] == f"rebinding.example:{remote.port}"
        assert not other.asked


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_a_name_that_leads_to_loopback_is_not_asked(silent: str, remote: Remote) -> None:
    async def local(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    endpoint = f"http://public.example:{remote.port}/sparql"
    query = f"SELECT * {{ SERVICE {silent} <{endpoint}> {PATTERN} }}"
    with pytest.raises(ServiceRefused, match=r"leads to 127\.0\.0\.1, which is no public address"):
        run(query, Policy.of([endpoint]), resolve=local)
    assert not remote.asked


@linux_only
def test_the_next_address_is_tried_where_one_cannot_be_connected_to(remote: Remote) -> None:
    async def two(host: str, port: int) -> list[str]:
        return ["127.0.0.9", "127.0.0.1"]

    remote.pieces = reply(results(ROW))
    endpoint = f"http://two.example:{remote.port}/sparql"
    query = f"SELECT * {{ SERVICE <{endpoint}> {PATTERN} }}"
    run(query, Policy.of([f"private:{endpoint}"]), resolve=two)
    assert len(remote.asked) == 1


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for secure.example, with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=secure.example"),
            *("-addext", "subjectAltName=DNS:secure.example"),
            *("-keyout", str(path), "-out", f"{path}.crt"),
        ],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.mark.parametrize(
    ("host", "is_trusted", "cause"),
    [
        ("secure.example", True, None),
        ("other.example", True, "certificate verify failed: Hostname mismatch"),
        ("secure.example", False, "certificate verify failed"),
    ],
)
def test_the_certificate_is_that_of_the_name_and_not_of_the_address(
    host: str,
    is_trusted: bool,
    cause: str | None,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    call._tls.cache_clear()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    names: list[str | None] = []
    server.sni_callback = lambda _, name, __: names.append(name)

    async def local(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    with serving(reply(results(ROW)), tls=server) as remote:
        endpoint = f"https://{host}:{remote.port}/sparql"
        query = f"SELECT * {{ SERVICE <{endpoint}> {PATTERN} }}"
        policy = Policy.of([f"private:{endpoint}"])
        if cause is None:
            run(query, policy, resolve=local)
        else:
            with pytest.raises(ServiceFailed, match=cause):
                run(query, policy, resolve=local)
        assert names == [host]
        assert len(remote.asked) == (cause is None)
    call._tls.cache_clear()


def test_whoever_gives_up_leaves_no_call_behind(remote: Remote) -> None:
    remote.pieces = drip()

    async def main() -> None:
        federation = Federation(listed(remote, timeout=20))
        task = asyncio.create_task(federation.federate(select(remote), limit=20))
        while not remote.began.is_set():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert remote.ended.wait(10)
