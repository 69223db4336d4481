"""What is let through to the parser, and what is not."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.engine import Bounds, Form, QueryRefused, QuerySyntaxError, UpdateRefused, admit, form_of
from aifkg.engine.gate import _USUAL_START, Admitted, _is_harmless, admit_services, examine
from aifkg.engine.tokens import Kind, tokenize

# More than enough to end the interpreter, were they let through (measured: the design, section 5).
LETHAL = {
    "braces": "SELECT * " + "{" * 3_000 + "}" * 3_000,
    "parentheses": "SELECT * {FILTER(" + "(" * 6_000 + "1" + ")" * 6_000 + ")}",
    "square brackets": "SELECT * { ?s ?p " + "[<a:b> " * 3_000 + "1" + "]" * 3_000 + "}",
    "triple terms": "SELECT * { ?s ?p " + "<<( ?s ?p " * 3_000 + "1" + " )>>" * 3_000 + "}",
    "annotations": "SELECT * { ?s ?p 1" + "{| ?p 1" * 3_000 + " |}" * 3_000 + "}",
    "parentheses in an IRI": "SELECT * {FILTER(?a<" + "(" * 6_000 + "1" + ")" * 6_000 + ">0)}",
    "functions": "SELECT * {FILTER(" + "STR(" * 3_000 + "1" + ")" * 3_000 + ")}",
    "unions": "SELECT * { {}" + "UNION{}" * 10_000 + "}",
    "filters": "SELECT * {" + "FILTER(1)" * 20_000 + "}",
    "binds": "SELECT * {" + "".join(f"BIND(1 AS ?x{i})" for i in range(5_000)) + "}",
    "minuses": "SELECT * {" + "MINUS{?s ?p ?o}" * 5_000 + "}",
    "projections": "SELECT " + "".join(f"(1 AS ?x{i})" for i in range(5_000)) + "{}",
    "sums": "SELECT * {FILTER(1" + "+1" * 50_000 + ")}",
    "length": "SELECT * {} #" + "x" * 300_000,
}


@pytest.mark.parametrize("query", LETHAL.values(), ids=LETHAL.keys())
def test_gate_refuses_what_would_end_the_interpreter(query: str) -> None:
    with pytest.raises(QueryRefused, match=r"at most|the most that (is|are) read"):
        admit(query)


def test_refusal_names_value_bound_and_place() -> None:
    with pytest.raises(
        QueryRefused, match='The "{" at line 2, column 3 is nested more than 2 deep'
    ):
        admit("SELECT * {{\n  {} }}", Bounds(depth=2))


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "' + "{" * 3_000 + '" }',
        "SELECT * { ?s ?p ?o } #" + "(" * 3_000,
        "SELECT * { ?s ?p '''" + "{\n" * 3_000 + "''' }",
        "SELECT * { VALUES ?x { " + "<http://e.org/a> " * 5_000 + "} }",
        "SELECT * { <http://e.org/service> ?service 'SERVICE' } # SERVICE",
        "SELECT * { ?s service:x ?o }",
    ],
    ids=["string", "comment", "long string", "values", "service as data", "service as prefix"],
)
def test_gate_counts_only_what_is_syntax(query: str) -> None:
    assert admit(query).form is Form.SELECT


@pytest.mark.parametrize("word", ["SERVICE", "service", "SERVICE SILENT"])
def test_gate_refuses_service(word: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE at line 1, column 12") as caught:
        admit("SELECT * { " + word + " <http://127.0.0.1/> { ?s ?p ?o } }")
    assert (caught.value.line, caught.value.column) == (1, 12)


def test_service_is_let_through_to_whoever_takes_it_out() -> None:
    query = "SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } }"
    assert admit_services(query).text == query
    with pytest.raises(QueryRefused, match="nested more than 1 deep"):
        admit_services(query, Bounds(depth=1))


def test_refusal_says_who_may_allow_an_endpoint() -> None:
    with pytest.raises(QueryRefused, match="unless the operator of a server lists the endpoint"):
        admit("ASK { SERVICE <http://e.org/> {} }")


def test_name_that_makes_no_iri_is_refused() -> None:
    with pytest.raises(QueryRefused, match='"h:x" at line 1, column 34 makes no IRI'):
        admit(r"PREFIX h: <http://h:> SELECT * { h:x ?p '\n' }")


@pytest.mark.parametrize("local", ["x", "X-1", "a.b_c"])
def test_name_that_goes_on_with_a_host_is_taken(local: str) -> None:
    admit(f"PREFIX h: <http://e.org> SELECT * {{ h:{local} ?p '\\n' }}")


@pytest.mark.parametrize("local", ["a:b", r"\(", r"\@", "\u00e9", "a%2F"])
def test_name_that_does_not_surely_go_on_with_a_host_is_refused(local: str) -> None:
    with pytest.raises(QueryRefused, match="makes no IRI"):
        admit(f"PREFIX h: <http://e.org> SELECT * {{ h:{local} ?p '\\n' }}")


def test_form_is_looked_for_no_further_than_a_prologue_goes() -> None:
    prologue = "PREFIX p.{}: <http://e.org/> "
    assert form_of("".join(map(prologue.format, range(1_000))) + "ASK {}") is Form.ASK
    with pytest.raises(QueryRefused, match=r"more than 10,000 tokens before its form"):
        form_of("".join(map(prologue.format, range(5_000))) + "ASK {}")
    with pytest.raises(QuerySyntaxError, match=r'this one has "\(" at line 1, column 2'):
        form_of(" (" + "(" * 200_000)


@pytest.mark.parametrize("form", Form)
def test_form_is_read_past_the_prologue(form: Form) -> None:
    prologue = "# SELECT\nBASE <http://ask.org/> PREFIX ask: <http://construct.org/>\n"
    assert form_of(f"\ufeff{prologue}{form.lower()} {{}}") is form


@pytest.mark.parametrize(
    "update", ["INSERT DATA {}", "load <http://e.org/>", "WITH <a:b> DELETE {}"]
)
def test_gate_refuses_updates(update: str) -> None:
    with pytest.raises(UpdateRefused, match="would change the graph"):
        admit(update)


@pytest.mark.parametrize(
    ("query", "message"),
    [("", "is empty"), ("PREFIX a: <b:c>", "is empty"), ("FETCH ?x", 'this one has "FETCH"')],
)
def test_what_is_no_query_is_named(query: str, message: str) -> None:
    with pytest.raises(QuerySyntaxError, match=message):
        admit(query)


SMALL_BOUND = st.integers(0, 6)
PIECES = st.sampled_from(
    [
        *"{}()[]<>\"'\\#?$:.;,@_ \t\n\r+-*/|^!=&~%",
        *("<<", ">>", "<<(", ")>>", "{|", "|}", "^^", "&&", "||", "!=", "<=", ">="),
        *"AS BIND EXISTS FILTER GRAPH LATERAL MINUS OPTIONAL SELECT UNION VALUES".split(),
        *"service SERVICE SERVIC\\u0045 \u017fervice Bind".split(),
        *"BASE PREFIX ASK CONSTRUCT DESCRIBE".split(),
        *('"""', "'''", '"a{"', "'it\\'s('", "# { (\n", "<http://e.org/a(b)>", "<a", "ask:x"),
        *("SELECT.", "ASK-x:", "PREFIX a:<b:c>", "PREFIX  a: <b#c>", "prefix A: <b:c>", "\ufeff"),
        *("1", "1.5e3", "a", "é", "ß", "\u017f", "İ", "\u00a0", "\u2028", "\U0001f600", "\\u007b"),
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


@given(TEXTS, st.builds(Bounds, depth=SMALL_BOUND, clauses=SMALL_BOUND, operators=SMALL_BOUND))
def test_the_quick_check_lets_nothing_pass_that_is_past_a_bound(text: str, bounds: Bounds) -> None:
    """What it may let pass is an unclosed string: that breaks no bound, whatever is cut from it."""
    if _is_harmless(text, bounds):
        with contextlib.suppress(QuerySyntaxError):
            examine(Admitted(text, Form.ASK), bounds)


@given(TEXTS)
def test_the_quick_look_at_the_form_sees_what_the_tokens_say(text: str) -> None:
    text = text.removeprefix("\ufeff")
    quick = _USUAL_START.match(text)
    if quick and quick[1] in Form.__members__:
        words = (token.text.upper() for token in tokenize(text) if token.kind is Kind.WORD)
        first = next(word for word in words if word not in ("BASE", "PREFIX", "VERSION"))
        assert quick[1] == first


@pytest.mark.parametrize("query", ["ASK:x SELECT {}", "ASK.x:y SELECT {}", "ASK-x: SELECT {}"])
def test_a_name_that_begins_like_a_form_is_none(query: str) -> None:
    assert form_of(query) is Form.SELECT
