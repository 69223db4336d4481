"""The schema of the plain JSON is served where its own IRI leads."""

from __future__ import annotations

import httpx

from aifkg.names import BASE
from aifkg.web.schema import PLACE


def test_the_schema_is_served_at_its_own_iri(client: httpx.Client) -> None:
    response = client.get(f"/{PLACE}")
    assert response.headers["content-type"] == "application/schema+json"
    assert response.json()["$id"] == f"{BASE}{PLACE}"
    assert response.json()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_client_that_holds_the_schema_is_spared_it(client: httpx.Client) -> None:
    first = client.get(f"/{PLACE}")
    again = client.get(f"/{PLACE}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(f"/{PLACE}").headers["etag"] == first.headers["etag"]
