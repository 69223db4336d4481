"""Lua scripts that tell wrk what to ask; written by this module, run by no other program."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.bench.load.mix import LIMITS, Question, Varying

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.bench.servers.running import Running

# wrk counts a 304 among the good answers, and prints times in units of its own choice.
_END = "\r\n"
_REPORT = """
function done(summary, latency, requests)
  local lost = summary.errors
  print(string.format(
    '{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "refused": %d, "lost": %d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    lost.status, lost.connect + lost.read + lost.write + lost.timeout
  ))
end
"""


def warm(
    server: Running, questions: Sequence[Question], headers: Mapping[str, str] | None = None
) -> str:
    """Return a script that asks the same questions in turn, over and over."""
    requests = (
        literal(_request(server.url(one.name, one.text), server, one, headers)) for one in questions
    )
    return f"""local requests = {{ {", ".join(requests)} }}
local number = 0
function request()
  number = number + 1
  return requests[number % #requests + 1]
end
{_REPORT}"""


def again(server: Running, target: str, accept: str) -> str:
    """Return a script that asks for one document, over and over."""
    lines = (f"GET {target} HTTP/1.1", f"Host: {server.authority}", f"Accept: {accept}", "", "")
    return f"""local asked = {literal(_END.join(lines))}
function request()
  return asked
end
{_REPORT}"""


def listed(server: Running, targets: Sequence[str], accept: str) -> str:
    """Return a script that asks for documents in turn, and begins anew at the end of the list."""
    head = f"Host: {server.authority}{_END}Accept: {accept}{_END}{_END}"
    return f"""local targets = {{ {", ".join(map(literal, targets))} }}
local rest = {literal(f" HTTP/1.1{_END}{head}")}
local number = 0
function request()
  number = number + 1
  return "GET " .. targets[(number - 1) % #targets + 1] .. rest
end
{_REPORT}"""


def cold(
    server: Running, questions: Sequence[Question], factories: Sequence[str], first: int
) -> str:
    """Return a script that asks the questions in turn, each time in the next form from a first."""
    forms = ",\n".join(_form(server, one) for one in questions)
    return f"""local factories = {{ {", ".join(map(literal, factories))} }}
local forms = {{
{forms}
}}
local number = {first}
function request()
  number = number + 1
  return forms[number % #forms + 1](number)
end
{_REPORT}"""


def literal(text: str) -> str:
    """Return a text as Lua writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\r", "\\r").replace("\n", "\\n") + '"'


def _form(server: Running, question: Question) -> str:
    marker = "\x00"
    before, _, after = _request(marker, server, question).partition(marker)
    path, _, rest = server.url(question.name, marker).partition(quote(marker))
    parts = [
        literal(quote(part, safe="")) if isinstance(part, str) else _expression(part)
        for part in question.parts()
    ]
    inner = [literal(before + path), *parts, literal(rest + after)]
    return f'function(n) local digits = string.format("%d", n) return {" .. ".join(inner)} end'


def _expression(part: Varying) -> str:
    if part.kind == "limit":
        return f"({part.text} + n % {LIMITS})"
    return "digits" if part.kind == "number" else "factories[n % #factories + 1]"


def _request(
    target: str, server: Running, question: Question, headers: Mapping[str, str] | None = None
) -> str:
    fields = {"Host": server.authority, "Accept": question.media_type, **(headers or {})}
    lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join(lines) + "\r\n\r\n"
