"""The schemas of the plain JSON are served where their own IRIs lead."""

from __future__ import annotations

import httpx
import jsonschema
import pytest

from aifkg.names import BASE
from aifkg.web.schema import PLACE
from tests.web.test_sparql import problem

each = pytest.mark.parametrize("name", ["thing", "trace"])


@each
def test_a_schema_is_served_at_its_own_iri(name: str, client: httpx.Client) -> None:
    place = PLACE.format(name=name)
    response = client.get(f"/{place}")
    assert response.headers["content-type"] == "application/schema+json"
    assert response.json()["$id"] == f"{BASE}{place}"
    jsonschema.Draft202012Validator.check_schema(response.json())


@each
def test_a_client_that_holds_a_schema_is_spared_it(name: str, client: httpx.Client) -> None:
    address = f"/{PLACE.format(name=name)}"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).headers["etag"] == first.headers["etag"]


def test_where_there_is_no_schema_the_others_are_named(client: httpx.Client) -> None:
    answer = client.get("/schema/nothing.json", headers={"Accept": "*/*"})
    assert "thing and trace" in problem(answer, 404, "not-found")["detail"]
