"""curl, with the options that people copy from a manual."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.clients.questions import DETAIL, FACTORIES, FAILING, LABELS

CURL = shutil.which("curl") or ""

pytestmark = pytest.mark.skipif(not CURL, reason="curl is not installed")


def curl(*words: str) -> str:
    command = [CURL, "--silent", "--show-error", "--noproxy", "*", *words]
    # Bytes, since reading text would turn the line ends of CSV into others.
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def head_of(answer: str) -> dict[str, str]:
    lines = [line.partition(": ") for line in answer.replace("\r", "").split("\n")[1:]]
    return {name.lower(): value for name, _, value in lines if value}


def test_get_with_the_query_encoded_by_curl(endpoint: str) -> None:
    answer = json.loads(curl("-G", endpoint, "--data-urlencode", f"query={FACTORIES}"))
    names = [row["n"]["value"] for row in answer["results"]["bindings"]]
    assert names == ["LUMI AI Factory", "Pharos"]


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("text/csv", "f,n\r\n"),
        ("text/tab-separated-values", "?f\t?n\n"),
        ("application/sparql-results+xml", "<?xml version"),
        ("application/json", '{"head"'),
    ],
)
def test_the_format_is_chosen_by_accept(endpoint: str, accept: str, start: str) -> None:
    query = ("-G", endpoint, "--data-urlencode", f"query={FACTORIES}")
    assert curl("-H", f"Accept: {accept}", *query).startswith(start)


def test_a_graph_is_turtle_unless_asked_otherwise(endpoint: str) -> None:
    answer = curl("-G", endpoint, "--data-urlencode", f"query={LABELS}")
    assert 'ai-factory:pharos rdfs:label "Pharos"@en .' in answer


def test_head_has_the_headers_of_get_and_no_body(endpoint: str) -> None:
    query = ("-G", endpoint, "--data-urlencode", f"query={FACTORIES}")
    head = curl("-I", *query)
    assert head.startswith("HTTP/1.1 200 ")
    got = head_of(curl("-D", "-", "-o", "/dev/null", *query))
    own = {"date": "", "server-timing": "", "x-request-id": ""}
    assert head_of(head) | own == got | own


def test_compressed_is_the_same_answer(endpoint: str) -> None:
    query = ("-G", endpoint, "--data-urlencode", "query=SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o")
    assert curl("--compressed", *query) == curl(*query)


def test_post_as_a_form_and_as_a_query(endpoint: str) -> None:
    form = curl(endpoint, "--data-urlencode", f"query={FACTORIES}", "-d", "format=json")
    direct = curl(endpoint, "-H", "Content-Type: application/sparql-query", "-d", FACTORIES)
    assert json.loads(form) == json.loads(direct)


def test_fail_tells_an_error_by_its_exit_code_and_shows_why(endpoint: str) -> None:
    query = ("-G", endpoint, "--data-urlencode", f"query={FAILING}")
    failing = [CURL, "-s", "--noproxy", "*", "--fail-with-body", *query]
    done = subprocess.run(failing, capture_output=True, text=True, check=False)
    assert done.returncode == 22
    assert DETAIL in json.loads(done.stdout)["detail"]
