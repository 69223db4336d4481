"""The database: one file that answers in SQL what the graph answers in SPARQL."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from aifkg.dump import DumpError
from aifkg.dump.database import has_search, stored
from aifkg.engine import Literal, NamedNode
from tests import small
from tests.conftest import ROOT
from tests.dump.conftest import Dumped

LUMI = "https://w3id.org/aifkg/id/ai-factory/lumi"
TERM = "https://w3id.org/aifkg/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"


def test_it_is_whole_and_every_key_leads_somewhere(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_example_of_the_readme_says_who_pays(database: sqlite3.Connection) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    rows = database.execute(example).fetchall()
    assert ("Finland", "Finland's contribution to LUMI AI Factory", 250_000_000, "euro") in rows


def test_who_says_what_and_what_stands(database: sqlite3.Connection) -> None:
    rows = database.execute(
        "SELECT value, substr(unit, -3), stands FROM claims WHERE property = 'amount' "
        "AND subject = 'https://w3id.org/aifkg/id/commitment/lumi-budget' "
        "GROUP BY 1, 2, 3 ORDER BY 1"
    ).fetchall()
    assert (556_000_000, "EUR", 1) in rows
    assert (15_000_000_000, "CZK", 0) in rows


def test_an_open_dispute_leaves_the_other_amounts_numbers(database: sqlite3.Connection) -> None:
    rows = dict(database.execute("SELECT label, amount FROM commitment ORDER BY label"))
    assert "2100000000|2300000000" in rows.values()
    assert 250_000_000 in rows.values()


def test_claims_are_those_of_the_graph(database: sqlite3.Connection) -> None:
    (count,) = database.execute("SELECT count(*) FROM claims").fetchone()
    assert count == small.graph().manifest["claims"]
    (count,) = database.execute("SELECT count(*) FROM disputes").fetchone()
    assert count == small.graph().manifest["disputes"]["total"]
    (count,) = database.execute("SELECT count(*) FROM passages").fetchone()
    assert count == small.graph().manifest["passages"]


def test_facts_agree_with_the_tables_of_kinds(database: sqlite3.Connection) -> None:
    query = (
        "SELECT count(*) FROM ai_factory LEFT JOIN facts ON subject = id "
        "AND property = 'hostedBy' AND value = hostedBy WHERE hostedBy IS NOT NULL "
        "AND subject IS NULL"
    )
    assert database.execute(query).fetchone() == (0,)


@pytest.mark.skipif(not has_search(), reason="this SQLite has no FTS5")
@pytest.mark.parametrize("words", ["lumi", "LUMI fact*", '"LUMI AF"'])
def test_names_are_found_by_their_words(database: sqlite3.Connection, words: str) -> None:
    found = database.execute(
        "SELECT DISTINCT thing FROM names_search JOIN names ON names.rowid = names_search.rowid "
        "WHERE names_search MATCH ?",
        (words,),
    ).fetchall()
    assert (LUMI,) in found


def test_it_takes_nothing_from_who_opens_it(dumped: Dumped, database: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.execute("DELETE FROM names")


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (Literal("12", datatype=NamedNode(f"{XSD}integer")), 12),
        (Literal("1.5", datatype=NamedNode(f"{XSD}decimal")), 1.5),
        (Literal("3.0", datatype=NamedNode(f"{XSD}decimal")), 3),
        (Literal("true", datatype=NamedNode(f"{XSD}boolean")), 1),
        (Literal("007"), "007"),
        (Literal("2024", datatype=NamedNode(f"{XSD}gYear")), "2024"),
        (Literal("2024-12-31", datatype=NamedNode(f"{XSD}date")), "2024-12-31"),
        (Literal("9" * 30, datatype=NamedNode(f"{XSD}integer")), "9" * 30),
        (Literal("nonsense", datatype=NamedNode(f"{XSD}decimal")), "nonsense"),
        (Literal("NaN", datatype=NamedNode(f"{XSD}double")), "NaN"),
        (NamedNode("http://e.org/a"), "http://e.org/a"),
        (None, None),
    ],
    ids=str,
)
def test_a_number_is_a_number_and_all_else_is_text(
    term: Literal | NamedNode | None, value: object
) -> None:
    assert stored(term) == value
    assert type(stored(term)) is type(value)


def test_hostile_text_is_a_value_and_never_sql(dump_of: Callable[..., Dumped]) -> None:
    text = "'); DROP TABLE names; --"
    dumped = dump_of(f'<{LUMI}> <{TERM}remark> "{text}"@en .')
    with sqlite3.connect(dumped.folder / "aifkg.sqlite") as database:
        found = database.execute("SELECT value FROM facts WHERE value = ?", (text,)).fetchall()
    assert found == [(text,)]


def test_hostile_terms_of_the_ontology_are_names_and_never_sql(
    dump_of: Callable[..., Dumped],
) -> None:
    kind = 'x" (id); DROP TABLE names; --'.replace('"', '\\"')
    dumped = dump_of(
        f'<{TERM}Odd> <{TERM}idPrefix> "{kind}" .',
        f'<{TERM}Odd> <http://www.w3.org/2000/01/rdf-schema#label> "odd"@en .',
        f"<http://e.org/odd> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{TERM}Odd> .",
    )
    with sqlite3.connect(dumped.folder / "aifkg.sqlite") as database:
        assert database.execute("SELECT count(*) FROM names").fetchone()[0] > 0


def test_no_property_has_a_name_that_a_column_has_already(database: sqlite3.Connection) -> None:
    names = [name for (name,) in database.execute("SELECT lower(name) FROM properties")]
    assert len(set(names)) == len(names)
    assert not {"id", "label"} & set(names)
    assert not [name for name in names if name.endswith("_label")]


@pytest.mark.parametrize("kind", ["names", "things", "claims"])
def test_a_kind_that_is_called_as_a_table_of_every_database_has_one_beside_it(
    dump_of: Callable[..., Dumped], kind: str
) -> None:
    dumped = dump_of(
        f'<{TERM}Odd> <{TERM}idPrefix> "{kind}" .',
        f'<{TERM}Odd> <http://www.w3.org/2000/01/rdf-schema#label> "odd"@en .',
        f"<http://e.org/odd> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{TERM}Odd> .",
    )
    with sqlite3.connect(dumped.folder / "aifkg.sqlite") as database:
        assert database.execute(f"SELECT id FROM {kind}_table").fetchall() == [
            ("http://e.org/odd",)
        ]


@pytest.mark.parametrize("kind", ["../../astray", "/etc/astray", ".hidden", "a\\\\b", "x" * 101])
def test_a_kind_that_is_no_name_of_a_file_is_refused_and_writes_none(
    dump_of: Callable[..., Dumped], tmp_path: Path, kind: str
) -> None:
    with pytest.raises(DumpError, match="name of a file"):
        dump_of(
            f'<{TERM}Odd> <{TERM}idPrefix> "{kind}" .',
            f'<{TERM}Odd> <http://www.w3.org/2000/01/rdf-schema#label> "odd"@en .',
            f"<http://e.org/odd> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{TERM}Odd> .",
        )
    assert not list(tmp_path.parent.rglob("astray*"))
