"""Formats and the forms they go with."""

from __future__ import annotations

import pytest

from aifkg.engine import BY_NAME, GRAPHS, RESULTS, Form, Format, named, offered


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (Form.SELECT, ["json", "xml", "csv", "tsv"]),
        (Form.ASK, ["json", "xml", "csv", "tsv"]),
        (Form.CONSTRUCT, ["turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads"]),
        (Form.DESCRIBE, ["turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads"]),
    ],
)
def test_form_decides_the_formats(form: Form, names: list[str]) -> None:
    assert [format_.name for format_ in offered(form)] == names


def test_short_names_are_unique() -> None:
    assert len(BY_NAME) == len(RESULTS) + len(GRAPHS)


@pytest.mark.parametrize("format_", [*RESULTS, *GRAPHS], ids=lambda format_: str(format_.name))
def test_a_format_goes_by_its_name_its_ending_and_its_media_type(format_: Format) -> None:
    for name in (format_.name, format_.extension.upper(), f" {format_.media_type}"):
        assert format_ in named(name)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("xml", ["xml", "rdfxml"]),
        ("json", ["json", "jsonld"]),
        ("n3", ["turtle"]),
        ("rdf+xml", ["rdfxml"]),
        ("json-ld", ["jsonld"]),
        ("docx", []),
        ("", []),
    ],
)
def test_what_clients_call_a_format_is_known(name: str, names: list[str]) -> None:
    assert [format_.name for format_ in named(name)] == names


def test_only_text_names_its_character_set() -> None:
    assert BY_NAME["csv"].content_type == "text/csv; charset=utf-8"
    assert BY_NAME["json"].content_type == "application/sparql-results+json"
