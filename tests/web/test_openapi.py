"""The description for programs names addresses, parameters and schemas that there are."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import jsonschema
import pytest
from starlette.routing import Match, Route

from aifkg.web import Settings, create_app
from aifkg.web.openapi import document
from aifkg.web.trace.asked import NAMES

PATHS: dict[str, Any] = document()["paths"]
ROUTES = [one for one in create_app(Settings()).routes if isinstance(one, Route)]


def filled(path: str, told: dict[str, Any]) -> str:
    examples = {one["name"]: one.get("example", "x") for one in told.get("parameters", ())}
    return re.sub(r"\{(\w+)\}", lambda match: str(examples[match[1]]), path)


def reached(path: str, method: str) -> bool:
    scope = {"type": "http", "path": path, "method": method, "root_path": ""}
    return any(route.matches(scope)[0] is Match.FULL for route in ROUTES)


def test_the_document_is_served_and_is_openapi(client: httpx.Client) -> None:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json"
    said = answer.json()
    assert said["openapi"].startswith("3.1")
    assert said["servers"] == [{"url": "/"}]
    again = client.get("/openapi.json", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", PATHS)
def test_each_address_that_is_described_is_there(path: str) -> None:
    for method, told in PATHS[path].items():
        assert reached(filled(path, told), method.upper())


def test_the_parameters_of_a_trace_are_those_that_are_read() -> None:
    described = {one["name"] for one in PATHS["/trace"]["get"]["parameters"]}
    assert described == set(NAMES)


def test_each_value_that_a_trace_may_be_given_is_taken(graph: httpx.Client) -> None:
    asked = {"from": "person:henna-virkkunen", "to": "ai-factory:lumi", "format": "csv"}
    listed = [one for one in PATHS["/trace"]["get"]["parameters"] if "enum" in one["schema"]]
    assert {one["name"] for one in listed} >= {"order", "undated", "bom"}
    for one in listed:
        for value in one["schema"]["enum"]:
            answer = graph.get("/trace", params={**asked, one["name"]: value})
            assert answer.status_code == 200, (one["name"], value)


@pytest.mark.parametrize("path", PATHS)
def test_each_example_is_answered(path: str, graph: httpx.Client) -> None:
    told = PATHS[path]["get"]
    asked = [one for one in told.get("parameters", ()) if one["in"] == "query"]
    given = {one["name"]: one["example"] for one in asked if "example" in one}
    if path == "/trace":
        # The small graph has not the things of the real one.
        given |= {"from": "person:henna-virkkunen", "to": "ai-factory:lumi"}
    answer = graph.get(filled(path, told), params=given, headers={"Accept": "*/*"})
    assert answer.status_code == 200, answer.text


def test_each_reference_leads_somewhere_and_each_schema_is_one() -> None:
    said = document()
    for name in set(re.findall(r'"#/components/([^"]+)"', json.dumps(said))):
        there: Any = said["components"]
        for part in name.split("/"):
            there = there[part]
        assert there
    for schema in said["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
