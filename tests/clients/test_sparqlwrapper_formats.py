"""SPARQLWrapper's names of formats: it sends each as `format`, some with a media type beside."""

from __future__ import annotations

import pytest
import rdflib
from SPARQLWrapper import (
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    SPARQLWrapper,
)

from tests.clients.questions import FACTORIES, LABELLED, LABELS


def asking(endpoint: str, query: str) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    return wrapper


@pytest.mark.parametrize("directly", [False, True], ids=["GET", "POST"])
@pytest.mark.parametrize(("format_", "read_as"), [(N3, "n3"), (RDFXML, "xml"), (JSONLD, "json-ld")])
def test_construct_in_each_format_it_names(
    endpoint: str, format_: str, read_as: str, directly: bool
) -> None:
    wrapper = asking(endpoint, LABELS)
    wrapper.setReturnFormat(format_)
    if directly:
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(POSTDIRECTLY)
    body = wrapper.query().response.read()
    assert set(rdflib.Graph().parse(data=body, format=read_as)) == LABELLED


def test_construct_where_no_format_was_chosen(endpoint: str) -> None:
    """XML is its default, for graphs too."""
    body = asking(endpoint, LABELS).query().response.read()
    assert set(rdflib.Graph().parse(data=body, format="xml")) == LABELLED


def test_select_as_tsv(endpoint: str) -> None:
    wrapper = asking(endpoint, FACTORIES)
    wrapper.setReturnFormat(TSV)
    assert wrapper.query().response.read().startswith(b"?f\t?n\n")
