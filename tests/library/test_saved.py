"""Saved queries: read from files, found by name, bound to arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg.engine import Literal, NamedNode
from aifkg.library import BadParameter, HeaderError, Library, SavedQuery, UnknownQuery, View

HEADER = """\
#+ title: Title
#+ question: Which?
#+ tags: one, two
#+ view: table
"""
PARAMS = """\
#+ params:
#+   factory:
#+     type: thing ai-factory
#+     label: factory
#+     example: ai-factory:lumi
#+   rule:
#+     type: code resolution
#+     label: rule
#+     default: open
#+   since:
#+     type: date
#+     label: first day
#+     required: no
#+   size:
#+     type: text
#+     label: size
#+     values: small large
#+     required: no
"""
PARAMS_REQUIRED = HEADER + "#+ params:\n#+   a:\n#+     type: date\n#+     required: {}\n"
XSD = "http://www.w3.org/2001/XMLSchema#"


class Plain:
    """A resolver that takes every text for a slug."""

    def thing(self, text: str, kinds: tuple[str, ...] = ()) -> str:
        return f"urn:{'/'.join(kinds)}:{text}"

    def code(self, text: str, scheme: str) -> str:
        return f"urn:code:{scheme}:{text}"


def _query(folder: Path, header: str = HEADER + PARAMS) -> SavedQuery:
    path = folder / "money.rq"
    path.write_text(header + "\nSELECT ?factory WHERE { ?factory ?p ?o } ORDER BY ?factory\n")
    return SavedQuery.read(path)


def test_header_becomes_fields(tmp_path: Path) -> None:
    query = _query(tmp_path)
    assert (query.name, query.title, query.question) == ("money", "Title", "Which?")
    assert query.tags == ("one", "two")
    assert query.view is View.TABLE
    assert [one.required for one in query.parameters] == [True, False, False, False]
    assert query.example == {"factory": "ai-factory:lumi"}


def test_a_note_is_for_whoever_reads_the_answer(tmp_path: Path) -> None:
    assert _query(tmp_path).note == ""
    assert _query(tmp_path, HEADER + "#+ note: Parts overlap.\n").note == "Parts overlap."
    with pytest.raises(HeaderError, match="needs a `note:` line"):
        _query(tmp_path, HEADER + "#+ note:\n#+   a: b\n")


def test_arguments_become_terms(tmp_path: Path) -> None:
    bound = _query(tmp_path).bind({"factory": "lumi", "since": "2024-12"}, Plain())
    assert bound == {
        "factory": NamedNode("urn:ai-factory:lumi"),
        "rule": NamedNode("urn:code:resolution:open"),
        "since": Literal("2024-12", datatype=NamedNode(XSD + "gYearMonth")),
    }


@pytest.mark.parametrize(
    ("text", "datatype"), [("2024", "gYear"), ("2024-02", "gYearMonth"), ("2024-02-29", "date")]
)
def test_a_date_is_as_exact_as_it_is_given(tmp_path: Path, text: str, datatype: str) -> None:
    bound = _query(tmp_path).bind({"factory": "lumi", "since": text}, Plain())
    assert bound["since"] == Literal(text, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "money needs factory, the factory, for example factory=ai-factory:lumi."),
        ({"factory": "x", "fac": "y"}, 'money has no parameter "fac"; it takes factory, rule'),
        ({"factory": "x", "since": "2024-13"}, "since is a date such as"),
        ({"factory": "x", "since": "2023-02-29"}, "since is a date such as"),
        ({"factory": "x", "since": "yesterday"}, "since is a date such as"),
        ({"factory": "x", "size": "huge"}, "size is one of small, large, not 'huge'."),
    ],
)
def test_a_wrong_argument_is_said(tmp_path: Path, arguments: dict[str, str], message: str) -> None:
    with pytest.raises(BadParameter) as raised:
        _query(tmp_path).bind(arguments, Plain())
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("#+ title: T\n", "money.rq: the header needs a `view:` line"),
        (HEADER.replace("table", "pie"), "money.rq: the view is one of"),
        (HEADER + "#+ colour: red\n", "money.rq: unknown key `colour`"),
        (HEADER + "#+ params: none\n", "money.rq: `params:` has its parameters"),
        (HEADER + "#+ params:\n#+   a: b\n", "money.rq: parameter a needs"),
        (HEADER + "#+ params:\n#+   a:\n#+     type: number\n", "money.rq: parameter a has no"),
        (HEADER + "#+ params:\n#+   a:\n#+     type: code\n", "money.rq: parameter a has no"),
        (HEADER + "#+ params:\n#+   a:\n#+     type: date x\n", "money.rq: parameter a has no"),
        (HEADER + "#+ params:\n#+   a:\n#+     kind: date\n", "money.rq: parameter a has the"),
        (PARAMS_REQUIRED.format("true"), "money.rq: `required:` of parameter a is yes or no"),
        (PARAMS_REQUIRED.format("No"), "money.rq: `required:` of parameter a is yes or no"),
    ],
)
def test_a_broken_header_is_said(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(HeaderError) as raised:
        _query(tmp_path, header)
    assert str(raised.value).startswith(message)


def test_an_unknown_name_has_suggestions(tmp_path: Path) -> None:
    _query(tmp_path)
    library = Library.of(tmp_path)
    assert [query.name for query in library] == ["money"]
    with pytest.raises(UnknownQuery, match="Did you mean money"):
        library["mony"]


def test_a_new_file_is_a_new_query(tmp_path: Path) -> None:
    assert len(Library.of(tmp_path)) == 0
    _query(tmp_path)
    assert len(Library.of(tmp_path)) == 1


def test_a_library_stays_as_it_was_read(tmp_path: Path) -> None:
    _query(tmp_path)
    library, same = Library.of(tmp_path), Library.of(tmp_path)
    (tmp_path / "money.rq").write_text(HEADER.replace("Title", "Other") + "ASK {}\n")
    assert library == same != Library.of(tmp_path)
    assert (library["money"].title, Library.of(tmp_path)["money"].title) == ("Title", "Other")


def test_a_file_that_cannot_be_read_is_said_and_hides_no_other(tmp_path: Path) -> None:
    _query(tmp_path)
    (tmp_path / "latin.rq").write_bytes("#+ title: Café\n".encode("latin-1"))
    (tmp_path / "gone.rq").symlink_to(tmp_path / "nowhere")
    library = Library.of(tmp_path)
    assert [query.name for query in library] == ["money"]
    assert [str(fault) for fault in library.faults()] == [
        "gone.rq: cannot be read: No such file or directory",
        "latin.rq: byte 14 is not UTF-8; save the file as UTF-8",
    ]
    with pytest.raises(HeaderError, match="latin.rq"):
        library["latin"]


def test_a_byte_order_mark_is_no_part_of_a_query(tmp_path: Path) -> None:
    path = tmp_path / "money.rq"
    path.write_text(HEADER + "ASK {}\n", encoding="utf-8-sig")
    assert SavedQuery.read(path).title == "Title"
