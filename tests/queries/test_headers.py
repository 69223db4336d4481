"""Each query file keeps the house rules: header, prefixes, columns, order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aifkg.library import Library, Type
from aifkg.names import PrefixTable
from tests import small

QUERIES = sorted((small.CHECKOUT / "queries").glob("*.rq"))
# The columns that are promised, in their order; more may follow.
PROMISED = {
    "antennas": "antenna name country linked_factory",
    "calls": "call name deadline",
    "coverage": "kind things claims sources earliest latest",
    "disputes": "name property chosen others rule reason",
    "estimates": "what amount currency year source",
    "evidence": "property value passage source_title published locator",
    "experimental-platforms": "factory name country",
    "factories": "factory name country city host selected_on status budget_eur budget_bound",
    "factories-by-country": "country name factories antennas budget_eur",
    "factory-money": "giver receiver purpose amount currency part_of bound source locator",
    "factory-partners": "partner name country role",
    "letters-of-intent": "country name date",
    "people": "person name post organisation since until",
    "programmes-and-bodies": "body name kind established legal_basis",
    "sectors": "sector name factories",
    "sources": "source title publisher kind published claims",
    "statements": "speaker name about gist date source",
    "supercomputers": "supercomputer name host country status peak_petaflops rmax_petaflops "
    "top500_rank top500_list vendor",
    "timeline": "date event name about",
}
KEYWORDS = "select where optional filter union bind values group order having graph as distinct"

each_query = pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.name)


def _sparql(path: Path) -> str:
    """Return the query without comments, IRIs and strings."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r'"[^"\n]*"|<[^>\s]*>|#.*', "", text)


def test_every_promised_query_is_there() -> None:
    assert set(PROMISED) <= {path.stem for path in QUERIES}


@each_query
def test_header_can_be_read(path: Path) -> None:
    saved = Library.of(path.parent)[path.stem]
    assert saved.question.endswith("?")
    assert saved.title[0].isupper()


@each_query
def test_header_stands_first(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    marks = [line.startswith("#+") for line in lines]
    assert marks == sorted(marks, reverse=True)


@each_query
def test_parameters_are_variables_of_the_query(path: Path) -> None:
    for parameter in Library.of(path.parent)[path.stem].parameters:
        assert re.search(rf"\?{parameter.name}\b", _sparql(path))
        assert parameter.example or not parameter.required
        assert parameter.type in (Type.THING, Type.CODE, Type.DATE)


@each_query
def test_promised_columns_come_first(path: Path) -> None:
    graph = small.graph()
    promised = tuple(PROMISED.get(path.stem, "").split())
    columns = graph.ask(path.stem, **graph.library[path.stem].example).columns
    assert columns[: len(promised)] == promised


@each_query
def test_prefixes_are_those_used_from_the_table(path: Path, table: PrefixTable) -> None:
    bound = re.findall(r"^PREFIX ([\w-]+): <(.*)>$", path.read_text(encoding="utf-8"), re.MULTILINE)
    body = re.sub(r"^PREFIX .*$", "", _sparql(path), flags=re.MULTILINE)
    used = set(re.findall(r"(?<![\w?])([a-z][\w-]*):", body))
    assert [name for name, _ in bound] == sorted(used)
    assert all(table.namespaces[name] == namespace for name, namespace in bound)


@each_query
def test_keywords_are_capitals_and_the_order_is_said(path: Path) -> None:
    text = _sparql(path)
    assert not re.search(rf"(?<![?\w:-])({'|'.join(KEYWORDS.split())})(?![\w:-])", text)
    assert "SELECT *" not in text
    assert re.search(r"^ORDER BY ", text, re.MULTILINE)


@each_query
def test_indentation_is_two_spaces_a_level(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        assert "\t" not in line
        assert (len(line) - len(line.lstrip(" "))) % 2 == 0
        assert line == line.rstrip()
