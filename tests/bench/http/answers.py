"""Answers: how many rows each server gives, so that only equal work is compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.bench.load.mix import Question
    from tests.bench.servers.running import Running


@dataclass(frozen=True)
class Answer:
    """What a server answers: its body, its rows, or why there are none."""

    body: bytes
    rows: int | None
    fault: str = ""


def ask_all(servers: Sequence[Running], questions: Sequence[Question]) -> dict[str, list[Answer]]:
    """Return the answers to each question, in the order of the servers."""
    return {one.name: [ask(server, one) for server in servers] for one in questions}


def ask(server: Running, question: Question) -> Answer:
    """Ask a question as it stands."""
    try:
        response = server.get(question.name, question.text, question.media_type)
    except httpx.TransportError as error:
        return Answer(b"", None, type(error).__name__)
    if response.status_code != 200:
        return Answer(response.content, None, f"status {response.status_code}")
    try:
        return Answer(response.content, count(question, response.content))
    except (ValueError, KeyError):
        sent = response.headers.get("content-type", "no type").partition(";")[0]
        return Answer(response.content, None, f"sent as {sent}")


def count(question: Question, body: bytes) -> int:
    """Return how many rows or triples an answer has; the truth of an ASK is 0 or 1."""
    if question.is_graph:
        lines = {line for line in body.splitlines() if line.strip()}
        if not all(line.rstrip().endswith(b".") for line in lines):
            raise ValueError("not N-Triples")
        return len(lines)
    said = json.loads(body)
    return int(said["boolean"]) if "boolean" in said else len(said["results"]["bindings"])


def failing(answers: Mapping[str, Sequence[Answer]], place: int) -> set[str]:
    """Return the questions to which the server at a place has no answer."""
    return {name for name, given in answers.items() if given[place].rows is None}


def differing(answers: Mapping[str, Sequence[Answer]], place: int) -> set[str]:
    """Return the questions to which it gives another number of rows than the first server."""
    return {name for name, given in answers.items() if given[place].rows != given[0].rows}
