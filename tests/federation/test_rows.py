"""What a stranger may answer, and what not."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from aifkg.engine import Literal, NamedNode
from aifkg.federation import Policy, ServiceFailed, ServiceRefused
from aifkg.federation.rows import Rows, read
from tests.federation.conftest import Remote, iri, literal, reply, results, run

ALLOWED = frozenset({"s", "o"})
XSD = "http://www.w3.org/2001/XMLSchema#"
LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def test_terms_are_read_and_what_is_missing_is_unbound() -> None:
    body = results(
        {"s": iri("http://e.org/a"), "o": literal("1", datatype=XSD + "integer")},
        {"o": literal("hei", xml_lang="fi")},
        {"o": literal("hei", xml_lang="fi", datatype=LANGUAGE_STRING)},
        {"s": {"type": "typed-literal", "value": "2", "datatype": XSD + "int"}, "o": literal("x")},
        {},
    )
    one = Literal("1", datatype=NamedNode(XSD + "integer"))
    two = Literal("2", datatype=NamedNode(XSD + "int"))
    hei = Literal("hei", language="fi")
    assert read(body, ALLOWED, 5, 10) == Rows(
        ("s", "o"),
        (
            (NamedNode("http://e.org/a"), one),
            (None, hei),
            (None, hei),
            (two, Literal("x")),
            (None, None),
        ),
    )


def test_more_rows_than_the_bound_are_refused_with_the_bound() -> None:
    with pytest.raises(ServiceRefused, match="answered 6 rows; at most 5 are taken"):
        read(results(*[{}] * 6), ALLOWED, 5, 10)


def test_unbound_values_count(remote: Remote) -> None:
    with pytest.raises(ServiceRefused, match="answered 12 values, .* at most 10 are taken"):
        read(results(*[{}] * 4, variables="abc"), frozenset("abc"), 5, 10)
    # Each row would hold every variable that a pattern has, at 8 bytes.
    names = [f"v{i}" for i in range(1_000)]
    remote.pieces = reply(results(*[{}] * 10_000, variables=names))
    query = f"SELECT * {{ SERVICE <{remote.iri}> {{ ?{' ?'.join(names)} }} }}"
    tracemalloc.start()
    with pytest.raises(ServiceRefused, match="10,000,000 values, .* at most 349,525 are taken"):
        run(query, Policy.of([remote.iri]))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 << 20


def test_a_blank_node_is_refused_with_advice() -> None:
    body = results({"s": {"type": "bnode", "value": "b0"}})
    with pytest.raises(ServiceFailed, match=r"blank node for \?s.*FILTER\(!isBlank\(\?s\)\)"):
        read(body, ALLOWED, 5, 10)


def test_numbers_of_any_size_cost_nothing() -> None:
    digits = "9" * 100_000
    body = f'{{"n":[{digits},1e{digits},NaN],"head":{{"vars":[]}},"results":{{"bindings":[]}}}}'
    assert read(body.encode(), ALLOWED, 5, 10) == Rows((), ())


def document(**parts: object) -> bytes:
    """Return a whole answer, with some of its parts replaced."""
    return json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": []}} | parts).encode()


HOSTILE = {
    "nothing": (b"", "no JSON"),
    "no JSON": (b"<sparql/>", "no JSON"),
    "cut short": (results({"s": iri("a:b")})[:-2], "no JSON"),
    "UTF-16": (results().decode().encode("utf-16"), "no JSON"),
    "ill-formed UTF-8": (b'{"head":{"vars":["\xff"]}}', "no JSON"),
    "deep arrays": (b"[" * 1_000_000, "no JSON"),
    "deep objects": (b'{"a":' * 500_000, "no JSON"),
    "array": (b"[]", "the answer is no JSON object"),
    "ask": (b'{"head":{},"boolean":true}', "results is no JSON object"),
    "no head": (b"{}", "head is no JSON object"),
    "head of a wrong type": (document(head=[]), "head is no JSON object"),
    "variables of a wrong type": (document(head={"vars": "s"}), "head.vars is no JSON array"),
    "variable of a wrong type": (document(head={"vars": [1]}), "a variable is no string"),
    "nested variable": (document(head={"vars": [["s"]]}), "a variable is no string"),
    "results of a wrong type": (document(results=[]), "results is no JSON object"),
    "bindings of a wrong type": (document(results={"bindings": {}}), "no JSON array"),
    "solution of a wrong type": (document(results={"bindings": [1]}), "a solution is no JSON"),
    "foreign variable": (results(variables=["x"]), "not asked, 'x'"),
    "variable that ends the block": (results(variables=["s) { } } #"]), "not asked, 's\\) {"),
    "variable twice": (results(variables=["s", "s"]), "a variable twice"),
    "binding of a foreign variable": (results({"x": iri("a:b")}), "binds 'x'"),
    "term of a wrong type": (results({"s": "a:b"}), r"the value of \?s is no JSON object"),
    "no value": (results({"s": {"type": "uri"}}), "neither an IRI nor a literal"),
    "value of a wrong type": (results({"s": {"type": "uri", "value": 1}}), "neither an IRI"),
    "unknown type": (results({"s": {"type": "x", "value": "a:b"}}), "neither an IRI"),
    "type of a wrong type": (results({"s": {"type": [], "value": "a:b"}}), "neither an IRI"),
    "triple": (results({"s": {"type": "triple", "value": {}}}), "neither an IRI"),
    "relative IRI": (results({"s": iri("b")}), "no term of RDF"),
    "empty IRI": (results({"s": iri("")}), "no term of RDF"),
    "IRI that ends early": (results({"s": iri("a:b> } SERVICE <a:c")}), "no term of RDF"),
    "IRI with a line": (results({"s": iri("a:b\nc")}), "no term of RDF"),
    "IRI with half a character": (results({"s": iri("a:\ud800")}), "no term of RDF"),
    "half a character": (results({"s": literal("\ud800")}), "no term of RDF"),
    "language that is none": (results({"s": literal("x", xml_lang='en" . #')}), "no term of RDF"),
    "empty language": (results({"s": literal("x", xml_lang="")}), "no term of RDF"),
    "language of a wrong type": (results({"s": literal("x", xml_lang=["en"])}), "is no string"),
    "datatype that ends early": (results({"s": literal("x", datatype="a:b> #")}), "no term of RDF"),
    "datatype of a wrong type": (results({"s": literal("x", datatype={})}), "is no string"),
    "language and datatype": (
        results({"s": literal("x", xml_lang="en", datatype=XSD + "string")}),
        "do not go together",
    ),
    "language string without": (
        results({"s": literal("x", datatype=LANGUAGE_STRING)}),
        "do not go together",
    ),
    "direction": (results({"s": literal("x", xml_lang="en", its_dir="ltr")}), "neither an IRI"),
}


@pytest.mark.parametrize(("body", "cause"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_result_is_refused_by_name(body: bytes, cause: str) -> None:
    with pytest.raises(ServiceFailed, match=cause):
        read(body, ALLOWED, 5, 10)
