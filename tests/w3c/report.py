"""The report: what became of the tests, as a table and the causes of what failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.w3c.known import Cause
from tests.w3c.run import Verdict

_SUITES = {
    "sparql10": "SPARQL 1.0",
    "sparql11": "SPARQL 1.1",
    "sparql12": "SPARQL 1.2 (draft)",
}
_MOST = 300


def lines(
    verdicts: Sequence[Verdict], left_out: Mapping[str, int], known: Mapping[str, Cause]
) -> Iterator[str]:
    """Yield the report in Markdown."""
    yield from _table(verdicts, known)
    failed = [verdict for verdict in verdicts if verdict.fault]
    yield "\nWhat fails, and why:\n"
    for cause in dict.fromkeys(known.values()):
        names = [verdict.name for verdict in failed if known.get(verdict.name) == cause]
        if names:
            yield f"- {_OF[cause.of]}: {cause.why} ({', '.join(names)})"
    for verdict in failed:
        if verdict.name not in known:
            yield f"- {_whose(verdict, known)}, not explained: {verdict.name}: {_short(verdict)}"
    passing = [verdict.name for verdict in verdicts if not verdict.fault and verdict.name in known]
    for name in passing:
        yield f"- passes, though known.toml lists it: {name}"
    yield "\nLeft out, as no questions to a read-only endpoint:\n"
    for reason, count in sorted(left_out.items()):
        yield f"- {reason}: {count}"


_OF = {"engine": "the engine", "server": "the server, by decision"}


def unexpected(verdicts: Sequence[Verdict], known: Mapping[str, Cause]) -> list[Verdict]:
    """Return the verdicts that are not as known: failures and passes alike."""
    return [
        verdict
        for verdict in verdicts
        if bool(verdict.fault) != (verdict.name in known)
        or (verdict.is_ours and known[verdict.name].of != "server")
    ]


def _table(verdicts: Sequence[Verdict], known: Mapping[str, Cause]) -> Iterator[str]:
    yield "| suite | tests | run | passed | engine's own failures | by decision | ours |"
    yield "|---|---|---|---|---|---|---|"
    groups: dict[tuple[str, str], Counter[str]] = {}
    for verdict in verdicts:
        key = (verdict.name.partition("/")[0], verdict.kind)
        groups.setdefault(key, Counter())[_whose(verdict, known)] += 1
    for (suite, kind), counts in sorted(groups.items()):
        yield _line(_SUITES.get(suite, suite), kind, counts)
    yield _line("all", "", sum(groups.values(), Counter()))


def _line(suite: str, kind: str, counts: Counter[str]) -> str:
    cells = [counts[whose] for whose in ("", "engine", "server", "ours")]
    return f"| {suite} | {kind} | {counts.total()} | {' | '.join(map(str, cells))} |"


def _whose(verdict: Verdict, known: Mapping[str, Cause]) -> str:
    if not verdict.fault:
        return ""
    if not verdict.is_ours:
        return "engine"
    cause = known.get(verdict.name)
    return "server" if cause and cause.of == "server" else "ours"


def _short(verdict: Verdict) -> str:
    text = " ".join(verdict.fault.split())
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
