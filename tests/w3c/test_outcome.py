"""What counts as the same answer, and what does not."""

from __future__ import annotations

import pytest

from tests.w3c.outcome import Graph, Table, read, same

JSON, CSV, TSV = "application/sparql-results+json", "text/csv", "text/tab-separated-values"
TURTLE = "text/turtle"
RS = "@prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> .\n"


def tsv(*lines: str) -> Table:
    found = read("\n".join([*lines, ""]).encode(), TSV)
    assert isinstance(found, Table)
    return found


def graph(text: str) -> Graph:
    found = read(text.encode(), TURTLE)
    assert isinstance(found, Graph)
    return found


def test_rows_in_another_order_are_the_same_unless_order_counts() -> None:
    first, second = tsv("?a", "1", "2"), tsv("?a", "2", "1")
    assert same(first, second)
    assert not same(first, second, ordered=True)
    assert same(first, first, ordered=True)


def test_a_row_twice_is_not_a_row_once_unless_any_count_will_do() -> None:
    assert not same(tsv("?a", "1", "1"), tsv("?a", "1"))
    assert same(tsv("?a", "1", "1"), tsv("?a", "1"), any_count=True)
    assert not same(tsv("?a", "1", "2"), tsv("?a", "1"), any_count=True)


def test_columns_count_by_name() -> None:
    assert same(tsv("?a\t?b", "1\t2"), tsv("?b\t?a", "2\t1"))
    assert not same(tsv("?a", "1"), tsv("?b", "1"))
    assert not same(tsv("?a\t?b", "1\t"), tsv("?a", "1"))


def test_blank_nodes_are_the_same_where_their_places_are() -> None:
    assert same(tsv("?a\t?b", "_:x\t_:x", "_:y\t_:z"), tsv("?a\t?b", "_:q\t_:r", "_:s\t_:s"))
    assert not same(tsv("?a\t?b", "_:x\t_:x"), tsv("?a\t?b", "_:x\t_:y"))


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("1.0", "1.00", True),
        ("1e0", "1.0E0", True),
        ("1", "1.0", False),
        ("1", "2", False),
        ("true", '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>', True),
        ('"a"', '"a"@en', False),
        ('"01"', '"1"', False),
    ],
)
def test_numbers_are_compared_by_value_and_type(one: str, other: str, are_same: bool) -> None:
    assert same(tsv("?a", one), tsv("?a", other)) == are_same


def test_graphs_are_the_same_by_isomorphism() -> None:
    assert same(graph("_:a <p:p> _:b . _:b <p:p> 1 ."), graph("_:b <p:p> _:a . _:a <p:p> 1 ."))
    assert not same(graph("_:a <p:p> _:b . _:b <p:p> 1 ."), graph("_:a <p:p> _:a, 1 ."))


def test_a_graph_may_describe_a_table() -> None:
    text = RS + (
        '[] a rs:ResultSet ; rs:resultVariable "a" ; rs:solution '
        '[ rs:index 2 ; rs:binding [ rs:variable "a" ; rs:value 20 ] ] , '
        '[ rs:index 1 ; rs:binding [ rs:variable "a" ; rs:value 10 ] ] .'
    )
    found = read(text.encode(), TURTLE)
    assert same(tsv("?a", "10", "20"), found, ordered=True)
    assert not same(tsv("?a", "20", "10"), found, ordered=True)


@pytest.mark.parametrize("truth", ["true", "false"])
def test_a_graph_may_describe_a_truth(truth: str) -> None:
    found = read(f"{RS}[] a rs:ResultSet ; rs:boolean {truth} .".encode(), TURTLE)
    assert found is (truth == "true")
    assert same(found, read(f'{{"head":{{}},"boolean":{truth}}}'.encode(), JSON))


def test_truths_and_tables_are_never_the_same() -> None:
    assert not same(True, False)
    assert not same(True, tsv("?a"))
    assert not same(tsv("?a"), graph(""))


def test_csv_has_texts_blank_nodes_and_nothing() -> None:
    found = read(b'a,b\r\n_:x,"1,5"\r\n,z\r\n', CSV)
    assert same(tsv("?a\t?b", '_:k\t"1,5"', '\t"z"'), found)
