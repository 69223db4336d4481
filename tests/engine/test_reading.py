"""What is let through is read by the parser as it was cut: no SERVICE is hidden in it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aifkg.engine import Bounds, QueryError, QueryRefused, QuerySyntaxError, admit
from aifkg.engine.reading import as_cut, iri_of, iri_within, namespaces, services
from aifkg.engine.tokens import Kind, significant
from tests.listener import Listener

SUBJECT, TYPE = "<http://e.org/s>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
# Whatever a hidden SERVICE may stand behind is in the graph, so that it comes to be asked.
DATA = "".join(
    f"{SUBJECT} <{predicate}> {object_} .\n"
    for predicate in ("http://e.org/p", "http://h:", TYPE[1:-1])
    for object_ in (
        '"x"',
        '""',
        "<http://e.org/>",
        "<http://e.org/a.b>",
        "<http://e.org/#>",
        "<http://h:>",
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    )
)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(DATA.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def asked(store: pyoxigraph.Store, listener: Listener, query: str) -> bool:
    """Evaluate a query without any gate; say whether it opened a connection."""
    before = listener.connections
    with contextlib.suppress(SyntaxError, OSError, RuntimeError, ValueError):
        result = store.query(query)
        if not isinstance(result, pyoxigraph.QueryBoolean):
            list(result)
    return listener.connections > before


PREFIXES = (
    "PREFIX e: <http://e.org/> PREFIX h: <http://h:> PREFIX g: <http://e.org/#> "
    "PREFIX x: <http://127.0.0.1:PORT/> PREFIX : <http://127.0.0.1:PORT/> "
)
IRI = "<http://127.0.0.1:PORT/>"
HIDDEN = {
    "keyword before": f"?s ?p trueSERVICE {IRI} {{}}",
    "keywords before": f"?s atrueSERVICE {IRI} {{}}",
    "keyword after": f"SERVICEsilent {IRI} {{}}",
    "number before": f"?s ?p 1SERVICE {IRI} {{}}",
    "string before": f"?s ?p 'x'SERVICE{IRI}{{}}",
    "dot at the end of a name": f"?s ?p e:.SERVICE {IRI} {{}}",
    "second dot in a name": f"?s ?p e:a.b.SERVICE {IRI} {{}}",
    "name that makes no IRI": f"?s ?p h:SERVICE {IRI} {{}}",
    "name that makes no IRI, as predicate": f"?s h:1SERVICE {IRI} {{}}",
    "name with a second #": r"?s ?p g:SERVICEx:\#a {}",
    "name after": "SERVICEx:a {}",
    "name of the empty prefix after": "SERVICE:a {}",
    "keyword and name after": "SERVICEsilentx:a {}",
    "boolean and dot before, name after": "?s ?p true.SERVICEx:a {}",
    "comparison read as an IRI": f"?s ?p ?o FILTER(1<?o#> '''\n || true) SERVICE {IRI} {{}} #'''\n",
    "IRI read as a comparison": f"?s ?p ?o FILTER(1<<e:#a> || true) SERVICE {IRI} {{}}\n",
    "escape that is none": f"?s ?p ?o VALUES ?o {{ '''x' true }} SERVICE {IRI} {{}} #\\{{'''\n",
    "escape of a surrogate": f"?s ?p ?o VALUES ?o {{ '''x' 1 }} SERVICE {IRI} {{}} #\\uD800'''\n",
    "any case": f"sErViCe {IRI} {{}}",
    "comments": f"SERVICE#\nSILENT#\n{IRI}#\n{{}}",
    "optional": f"?s ?p ?o OPTIONAL {{ SERVICE {IRI} {{}} }}",
    "minus": f"?s ?p ?o MINUS {{ SERVICE {IRI} {{?s ?p ?o}} }}",
    "sub-select": f"{{ SELECT * {{ SERVICE {IRI} {{}} }} }}",
    "exists": f"?s ?p ?o FILTER NOT EXISTS {{ SERVICE {IRI} {{}} }}",
}


@pytest.mark.parametrize("pattern", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_the_parser_reads_as_service_is_refused(
    pattern: str, store: pyoxigraph.Store, listener: Listener
) -> None:
    query = f"{PREFIXES}SELECT * {{ {pattern} }}".replace("PORT", str(listener.port))
    assert asked(store, listener, query), "the parser reads no SERVICE here"
    try:
        admitted = admit(query)
    except QueryError:
        return
    assert not asked(store, listener, admitted.as_cut)


def test_a_prefix_that_is_glued_to_its_keyword_is_seen() -> None:
    with pytest.raises(QueryRefused, match="SERVICE at line 1, column 33"):
        admit("PREFIXx:<http://e.org/>SELECT*{ SERVICEx:a {} }")


@pytest.mark.parametrize("name", ["SERVICEx:a", "a:SERVICEx:a", "e:SERVICESERVICESILENTx:a"])
def test_service_is_seen_before_any_colon_of_a_name(name: str) -> None:
    tokens = significant(f"PREFIX x: <http://e.org/> SELECT * {{ {name} {{}} }}")
    assert [tokens[i].text for i in services(tokens)] == [name]
    assert not list(services(significant(f"PREFIX y: <a:b> SELECT * {{ {name} {{}} }}")))


@pytest.mark.parametrize("part", [":", "SERVICE", "SERVICE:"])
def test_a_long_name_takes_no_more_memory_than_its_parts(part: str) -> None:
    """What stands before each of its colons would be a copy of half of it, on average."""
    name = f"SERVICE:{part * (20_000 // len(part))}"
    tokens = significant(f"SELECT * {{ {name} {{}} }}")
    tracemalloc.start()
    assert not list(services(tokens))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100 * len(name)


NO_SERVICE = {
    "string": "?s ?p 'SERVICE <http://e.org/> {}'",
    "long string": '?s ?p """\nSERVICE <http://e.org/> {}"""',
    "IRI": "?s <http://e.org/SERVICE> ?o { }",
    "variables": "?SERVICE ?p $service",
    "Indian variable": "?सेवाSERVICE ?p 'SERVICE'",
    "variable with a mark": "?o\u0300SERVICE ?p 'SERVICE'",
    "prefix": "?s service:p service:o { }",
    "local name": "?s e:service ?o { ?s a e:DataService }",
    "graph of the prefix": "GRAPH service:o { }",
    "comment": "?s ?p ?o # SERVICE <http://e.org/> {}",
    "language": "?s ?p 'x'@service",
    "blank node": "_:SERVICE ?p _:b.SERVICE",
    "escaped letter in a string": r"?s ?p '\u0053ERVICE'",
}


@pytest.mark.parametrize("pattern", NO_SERVICE.values(), ids=NO_SERVICE.keys())
def test_what_is_no_service_is_let_through(pattern: str, store: pyoxigraph.Store) -> None:
    prefixes = "PREFIX e: <http://e.org/> PREFIX service: <http://e.org/service#> "
    store.query(admit(f"{prefixes}SELECT * {{ {pattern} \n}}").as_cut)


@pytest.mark.parametrize("word", [r"\u0053ERVICE", r"\U00000053ERVICE", "\u017fERVICE", "SERVICES"])
def test_what_only_looks_like_service_is_no_sparql(
    word: str, store: pyoxigraph.Store, listener: Listener
) -> None:
    query = f"SELECT * {{ {word} <http://127.0.0.1:{listener.port}/> {{}} }}"
    assert not asked(store, listener, query)
    with pytest.raises(QuerySyntaxError):
        admit(query)


PIECES = r"""
SERVICE service SERVICESILENT SILENT true false a A UNION FILTER OPTIONAL MINUS VALUES EXISTS GRAPH
e: h: g: x: : e:a e:a.b .b . , ; ?s ?p ?o $o 1 1. 1e1 ( 1 < 2 = 'x' '' ''' "x" ' " @en --ltr ^^
<http://e.org/p> <?o#> <#> < <= > << >> <<( )>> { } {} ( ) () [ ] [] * + ? | ^ ! && || # % - _:b
\{ \u0020 \# \uD800
""".split()
FRAGMENTS = st.sampled_from(
    [
        *PIECES,
        '"""',
        IRI,
        " ",
        "\n",
        "{ ?s ?p ?o }",
        "?s ?p ",
        f"SERVICE {IRI} {{}}",
        "SERVICEx:a {}",
    ]
)


@settings(max_examples=1_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(FRAGMENTS, max_size=10), after=st.lists(FRAGMENTS, max_size=6))
def test_no_query_that_is_let_through_opens_a_connection(
    before: list[str], after: list[str], store: pyoxigraph.Store, listener: Listener
) -> None:
    pattern = f"{''.join(before)}SERVICE {IRI} {{}}{''.join(after)}"
    query = f"{PREFIXES}SELECT * {{ {pattern}\n }}".replace("PORT", str(listener.port))
    with contextlib.suppress(QueryError):
        assert not asked(store, listener, admit(query).as_cut)


GLUED = {
    "filters": "PREFIX e: <http://e.org/> SELECT * {" + "FILTERe:f()" * 600 + "}",
    "filters behind names": "PREFIX h: <http://h:> SELECT * {" + "?s ?p h:FILTER(1)" * 600 + "}",
    "filters behind booleans": "SELECT * {" + "?s ?p trueFILTER(1)" * 600 + "}",
    "graphs": "PREFIX e: <http://e.org/> SELECT * {" + "GRAPHe:g{}" * 600 + "}",
}


@pytest.mark.parametrize("query", GLUED.values(), ids=GLUED.keys())
def test_clauses_without_spaces_count(query: str) -> None:
    with pytest.raises(QueryError):
        admit(query, Bounds())


PARSE = "import sys, pyoxigraph; pyoxigraph.Store().query(sys.stdin.read())"


def test_a_comment_cannot_hide_what_closes_a_bracket() -> None:
    """To the parser each line would open a bracket more; to the cut each is closed."""
    query = "SELECT * {FILTER(CONCAT(" + "STR(1<?b#>)\n," * 6_000 + "1))}"
    for text, ends_well in ((query, False), (admit(query).as_cut, True)):
        parser = subprocess.run([sys.executable, "-c", PARSE], input=text.encode(), check=False)
        assert (parser.returncode == 0) == ends_well


def test_as_cut_leaves_out_comments_and_keeps_lines() -> None:
    text = "SELECT * # all\n{ ?s <a:b#c> '#' # rest\n}"
    assert as_cut(text, significant(text)) == "SELECT * \n{ ?s <a:b#c>\n '#' \n}"


def test_namespaces_are_those_of_the_prologue() -> None:
    query = r"BASE <http://b/> PREFIX e: <> PREFIX f: <a:\u0062> SELECT * { PREFIX g: <a:c> }"
    assert namespaces(significant(query)) == {"e": "http://b/", "f": "a:b"}


@pytest.mark.parametrize(
    ("text", "iri"),
    [(r"<a:\U00000062>", "a:b"), (r"e:\#\-c", "http://e.org/#-c"), ("f:a", None), ("?x", None)],
)
def test_iri_of_a_token(text: str, iri: str | None) -> None:
    (token,) = significant(text)
    assert iri_of(token, {"e": "http://e.org/"}) == iri
    assert token.kind is not Kind.IRI or iri_within(text) == iri
