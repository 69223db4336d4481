"""Many clients at once: each has the answer to its own question, byte for byte."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from aifkg.engine import BY_NAME, EmbeddedEngine, EngineError, Format
from aifkg.web.problem import of_engine
from aifkg.web.served import prefix_table
from tests.hostile.conftest import QUADS
from tests.hostile.wellness import Patient
from tests.hostile.wire import slug
from tests.web.raw import Connection, target

THREADS, EACH = 64, 12
RESULTS = ("json", "xml", "csv", "tsv")
GRAPHS = ("turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads")
FAULTY = (
    "ASK {",
    "SELECT ?x { ?x }",
    "ASK { FILTER(<a:b>(1)) }",
    "DROP ALL",
    "",
    "ASK { SERVICE <a:b> {} }",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    snapshot = tmp_path_factory.mktemp("same") / "snapshot.nq"
    snapshot.write_text(QUADS, encoding="utf-8")
    return EmbeddedEngine.open(snapshot, prefixes=prefix_table().namespaces)


def question(chance: random.Random) -> tuple[str, Format]:
    """Return a query and a format; few queries are asked often, most once."""
    number = chance.randrange(3_000)
    kinds = (
        (f"SELECT ?o {{ <http://e.org/n{number}> ?p ?o }} ORDER BY ?o", RESULTS),
        (f"ASK {{ <http://e.org/n{number}> <http://e.org/next> ?o }}", RESULTS),
        (f"SELECT ?s {{ GRAPH ?g {{ ?s ?p '{number % 5}' }} }}", RESULTS),
        ("SELECT * { ?s <http://e.org/label> ?o } ORDER BY ?s", RESULTS),
        (f"DESCRIBE <http://e.org/n{number % 7}>", GRAPHS),
        (f"CONSTRUCT {{ ?s <a:b> ?o }} {{ ?s <http://e.org/amount> ?o }} LIMIT {number}", GRAPHS),
        (chance.choice(FAULTY), RESULTS),
    )
    sparql, names = chance.choice(kinds)
    return sparql, BY_NAME[chance.choice(names)]


def expected(engine: EmbeddedEngine, sparql: str, format_: Format) -> tuple[int, bytes | str]:
    """Return the status and the answer of the engine itself, or of which problem it tells."""
    try:
        return 200, engine.answer(sparql, format_)
    except EngineError as error:
        problem = of_engine(error)
        return problem.status, problem.slug


def test_every_answer_is_that_of_the_engine(server: Patient, engine: EmbeddedEngine) -> None:
    def asked(seed: int) -> int:
        chance = random.Random(seed)
        with Connection(server.address) as line:
            for _ in range(EACH):
                sparql, format_ = question(chance)
                headers = chance.choice(({}, {}, {"X_Ordinary": "1"}))
                answer = line.get(target(query=sparql, format=format_.name), **headers)
                told = answer.body if answer.status == 200 else slug(answer)
                assert (answer.status, told) == expected(engine, sparql, format_), sparql
        return EACH

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(asked, range(THREADS))) == THREADS * EACH
