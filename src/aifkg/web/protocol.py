"""The protocol: a SPARQL 1.1 Protocol request read into its parameters, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from aifkg.engine import Dataset, named
from aifkg.web.field import field_value
from aifkg.web.percent import decoded
from aifkg.web.problem import ParameterProblem, Problem, read_only

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST_FIELDS = 1_000
WITH_BODY = ("POST", "QUERY")
"""Methods with the query in the body: POST of the protocol, and HTTP QUERY, safe as GET is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: a query and how it is to be answered."""

    sparql: str
    format_name: str | None = None
    timeout: float | None = None
    dataset: Dataset | None = None
    bom: bool = False


async def read(request: Request, most_bytes: int) -> Asked:
    """Return what is asked; raise Problem where the request is not one of the protocol's."""
    given = fields(request.scope["query_string"])
    if request.method in WITH_BODY:
        _refuse_coded(request)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type == _UPDATE:
            raise read_only()
        if media_type not in (_FORM, _QUERY):
            raise Problem(
                415,
                "content-type",
                "The content type is not taken",
                f'A query is posted as {_QUERY} or {_FORM}, not as "{media_type[:80]}".',
                headers=dict.fromkeys(("Accept-Post", "Accept-Query"), f"{_QUERY}, {_FORM}"),
            )
        body = await _body(request, most_bytes)
        given += fields(body) if media_type == _FORM else [("query", _text(body))]
    return asked(given)


def asked(given: Sequence[tuple[str, str]]) -> Asked:
    """Return what the parameters ask; raise Problem where one is at fault."""
    if any(name == "update" for name, _ in given):
        raise read_only()
    sparql = one(given, "query")
    if sparql is None:
        raise Problem(400, "query-missing", "There is no query", "The parameter query is missing.")
    default = tuple(value for name, value in given if name == "default-graph-uri")
    named = tuple(value for name, value in given if name == "named-graph-uri")
    return Asked(
        sparql,
        _format_name(given),
        seconds(one(given, "timeout")),
        Dataset(default, named) if default or named else None,
        truth(one(given, "bom"), "bom"),
    )


def fields(text: bytes) -> list[tuple[str, str]]:
    """Return names and values of a form or a query string; raise Problem where it is none."""
    pairs = [pair for pair in text.split(b"&") if pair]
    if len(pairs) > _MOST_FIELDS:
        raise _unreadable(f"there are {len(pairs):,}, and at most {_MOST_FIELDS:,} are read")
    try:
        return [_field(pair) for pair in pairs]
    except UnicodeDecodeError as error:
        raise _unreadable(f"one is not UTF-8: {error.reason}") from error


def _field(pair: bytes) -> tuple[str, str]:
    name, _, value = pair.partition(b"=")
    return decoded(name), decoded(value)


def _unreadable(why: str) -> Problem:
    detail = f"The parameters cannot be read: {why}."
    return ParameterProblem(detail)


def one(given: Sequence[tuple[str, str]], name: str) -> str | None:
    """Return the value of a parameter; raise Problem where it stands twice."""
    values = [value for field, value in given if field == name]
    if len(values) > 1:
        detail = f"The parameter {name} stands {len(values)} times; it may stand once."
        raise ParameterProblem(detail)
    return values[0] if values else None


def _format_name(given: Sequence[tuple[str, str]]) -> str | None:
    """Return the format that is asked for, or of several the first that there is.

    SPARQLWrapper sends its own name for a format and a media type beside it.
    """
    names = [value for field, value in given if field == "format"]
    return next(filter(named, names), names[0] if names else None)


def truth(text: str | None, name: str) -> bool:
    """Return whether a parameter is switched on; raise Problem where it says neither."""
    if text not in (None, "", "0", "1"):
        detail = f'The parameter {name} is 0 or 1, not "{text[:40]}".'
        raise ParameterProblem(detail)
    return text == "1"


def bom_refused() -> Problem:
    """Return what says that no other format than CSV has a byte-order mark."""
    detail = "The parameter bom=1 marks CSV as UTF-8 for Excel; it goes with format=csv alone."
    return ParameterProblem(detail)


def seconds(text: str | None) -> float | None:
    """Return the time limit that a parameter names; raise Problem where it names none."""
    if text is None:
        return None
    try:
        limit = float(text)
    except ValueError:
        limit = 0.0
    if not 0 < limit < float("inf"):
        detail = f'The parameter timeout is a number of seconds above 0, not "{text[:40]}".'
        raise ParameterProblem(detail)
    return limit


def _refuse_coded(request: Request) -> None:
    """Refuse a packed body: what it would unpack to is not bounded by its length."""
    coding = (field_value(request, "content-encoding") or "").lower()
    if any(name.strip() not in ("", "identity") for name in coding.split(",")):
        raise Problem(
            415,
            "content-encoding",
            "The content coding is not taken",
            f'A query is posted as it stands, not coded as "{coding[:40]}".',
            headers={"Accept-Encoding": "identity"},
        )


async def _body(request: Request, most_bytes: int) -> bytes:
    """Return the body, reading no more of it than may be."""
    too_large = Problem(
        413,
        "body-too-large",
        "The request is too large",
        f"The request's body is longer than {most_bytes:,} bytes, the most that is read.",
    )
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most_bytes:
        raise too_large
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most_bytes:
            raise too_large
    return bytes(body)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        detail = f"The request's body is not UTF-8 at byte {error.start}."
        raise Problem(400, "encoding", "The request is not UTF-8", detail) from error
