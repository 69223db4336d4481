"""A trace as what JSON has, and back: the form in which it is sent and documented."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from aifkg.trace.answer import (
    Also,
    Explanation,
    Limits,
    Passed,
    Path,
    Reached,
    Statement,
    Step,
    Thing,
    Trace,
    Weakest,
)
from aifkg.trace.facts import Passage, Rule
from aifkg.trace.question import Order, Question
from aifkg.trace.weights import COMMON_WEIGHT, HUB_WEIGHT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FORMULA = (
    "cost = steps + for each thing passed through and each of its two links on the path, "
    "hub * ln(neighbours of the thing) + common * ln(its neighbours by links of the same kind); "
    "of several links between two things the cheapest counts; "
    "score = 1 / cost"
)
"""How the score of a path comes about; the weights are those of `WEIGHTS`."""
WEIGHTS = {"hub": HUB_WEIGHT, "common": COMMON_WEIGHT}


def as_json(trace: Trace) -> dict[str, Any]:
    """Return the trace as what JSON has; each member is always there."""
    return {
        "question": write_question(trace.question),
        "ends": list(map(_thing, trace.ends)),
        "paths": list(map(_path, trace.paths)),
        "limits": _members(trace.limits),
        "explanation": None if trace.explanation is None else _explanation(trace.explanation),
        "formula": {"text": FORMULA, "weights": WEIGHTS},
        "snapshot": trace.snapshot,
    }


def packed(content: Mapping[str, Any]) -> bytes:
    """Return JSON as it is sent; what is no character is replaced."""
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def write_task(question: Question, snapshot: str, seconds: float) -> str:
    """Return a question as a worker reads it; `snapshot` names the graph in its answer."""
    said = {"question": write_question(question), "snapshot": snapshot, "seconds": seconds}
    return packed(said).decode()


def write_question(question: Question) -> dict[str, Any]:
    """Return a question as what JSON has."""
    return {
        "ends": list(question.ends),
        "k": question.k,
        "n": question.n,
        "order": str(question.order),
        "via": list(question.via),
        "avoid": list(question.avoid),
        "valid": question.valid,
        "undated": question.undated,
        "detours": question.detours,
        "only": list(question.only),
    }


def _members(one: DataclassInstance) -> dict[str, Any]:
    """Return what a value of plain members has, much faster than `asdict`, which copies them."""
    return {name: getattr(one, name) for name in _names(type(one))}


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "iri": thing.iri,
        "label": thing.label,
        "kind": {"iri": thing.kind, "label": thing.kind_label},
    }


def _path(path: Path) -> dict[str, Any]:
    return {
        "rank": path.rank,
        "score": path.score,
        "cost": path.cost,
        "sentence": path.sentence,
        "weakest": _weakest(path.weakest),
        "steps": list(map(_step, path.steps)),
        "passed": [_passed(one) for one in path.passed],
    }


def _weakest(one: Weakest) -> dict[str, Any]:
    return {"step": one.step, "steps": list(one.steps), "why": one.why}


def _step(step: Step) -> dict[str, Any]:
    return {
        "from": _thing(step.start),
        "to": _thing(step.end),
        "property": step.term,
        "node": step.node,
        "label": step.label,
        "sentence": step.sentence,
        "dates": {"first": step.first, "last": step.last} if step.is_dated else None,
        "disputed": bool(step.disputes),
        "disputes": list(step.disputes),
        "evidence": list(map(_passage, step.evidence)),
        "contrary": list(map(_passage, step.contrary)),
        "rule": _members(step.rules[0]) if step.rules else None,
        "rules": [_members(one) for one in step.rules],
        "statements": [_statement(one) for one in step.statements],
        "also": list(map(_also, step.also)),
    }


def _passage(one: Passage) -> dict[str, Any]:
    said = _members(one)
    return {"passage": said.pop("iri"), **said}


def _statement(one: Statement) -> dict[str, Any]:
    return {**_members(one), "passages": list(one.passages), "rules": list(one.rules)}


def _also(one: Also) -> dict[str, Any]:
    return {
        "label": one.label,
        "node": one.node,
        "property": one.term,
        "evidence": list(map(_passage, one.evidence)),
    }


def _passed(one: Passed) -> dict[str, Any]:
    return {**_members(one), "alike": list(one.alike)}


def _explanation(one: Explanation) -> dict[str, Any]:
    return {
        "text": one.text,
        "reached": [{"thing": of.thing, "counts": list(of.counts)} for of in one.reached],
        "left_out": {"links": one.left_out_links, "things": one.left_out_things},
        "nearest": list(one.nearest),
        "needed_steps": one.needed_steps,
    }


def from_json(said: dict[str, Any]) -> Trace:
    """Return the trace that `as_json` wrote."""
    return Trace(
        read_question(said["question"]),
        tuple(map(_read_thing, said["ends"])),
        tuple(map(_read_path, said["paths"])),
        Limits(**said["limits"]),
        _read_explanation(said["explanation"]),
        said["snapshot"],
    )


def read_question(said: dict[str, Any]) -> Question:
    """Return what `write_question` wrote; raise QuestionError where it breaks a rule."""
    texts = {name: tuple(said[name]) for name in ("ends", "via", "avoid", "only")}
    return Question(**{**said, **texts, "order": Order(said["order"])})


def _read_thing(said: dict[str, Any]) -> Thing:
    return Thing(said["iri"], said["label"], said["kind"]["iri"], said["kind"]["label"])


def _read_path(said: dict[str, Any]) -> Path:
    return Path(
        said["rank"],
        said["cost"],
        said["sentence"],
        Weakest(tuple(said["weakest"]["steps"]), said["weakest"]["why"]),
        tuple(map(_read_step, said["steps"])),
        tuple(Passed(**{**one, "alike": tuple(one["alike"])}) for one in said["passed"]),
    )


def _read_step(said: dict[str, Any]) -> Step:
    dates = said["dates"] or {"first": None, "last": None}
    return Step(
        _read_thing(said["from"]),
        _read_thing(said["to"]),
        said["property"],
        said["node"],
        said["label"],
        said["sentence"],
        dates["first"],
        dates["last"],
        tuple(said["disputes"]),
        tuple(map(_read_passage, said["evidence"])),
        tuple(map(_read_passage, said["contrary"])),
        tuple(Rule(**one) for one in said["rules"]),
        tuple(map(_read_statement, said["statements"])),
        tuple(map(_read_also, said["also"])),
    )


def _read_passage(said: Mapping[str, Any]) -> Passage:
    others = {name: value for name, value in said.items() if name != "passage"}
    return Passage(iri=said["passage"], **others)


def _read_statement(said: dict[str, Any]) -> Statement:
    held = {name: tuple(said[name]) for name in ("passages", "rules")}
    return Statement(**{**said, **held})


def _read_also(said: Mapping[str, Any]) -> Also:
    evidence = tuple(map(_read_passage, said["evidence"]))
    return Also(said["label"], said["node"], said["property"], evidence)


def _read_explanation(said: dict[str, Any] | None) -> Explanation | None:
    if said is None:
        return None
    return Explanation(
        said["text"],
        tuple(Reached(one["thing"], tuple(one["counts"])) for one in said["reached"]),
        said["left_out"]["links"],
        said["left_out"]["things"],
        tuple(said["nearest"]),
        said["needed_steps"],
    )
