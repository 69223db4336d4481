"""`aifkg trace`: how things are connected."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from aifkg.show.dates import in_words
from aifkg.trace.formats import FORMATS
from tests import small
from tests.cli.run import Run, run

ENDS = ("LUMI AI Factory", "Pharos")


def trace(*words: str) -> Run:
    return run("trace", *words)


def test_each_step_has_numbered_sources() -> None:
    shown = trace(*ENDS, "-k", "1")
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert lines[0] == "How is LUMI AI Factory connected to Pharos?"
    assert lines[2].startswith("1. LUMI AI Factory → ")
    assert "  score 0." in lines[2]
    assert lines[3].startswith("   1. LUMI AI Factory ")
    assert lines[3].endswith("[1]") or "[1][" in lines[3]
    assert "   weakest: step" in shown.out
    assert "\nSources\n  [1] " in shown.out


def test_a_day_of_the_past_is_told_under_the_title() -> None:
    title, then, *_ = trace(*ENDS, "-k", "1", "--as-of", "2026-07-01").out.splitlines()
    assert title == "How is LUMI AI Factory connected to Pharos?"
    assert then == "As known on 1 July 2026"
    assert "As known on" not in trace(*ENDS, "-k", "1").out


def test_it_is_cited_by_the_newest_date_in_the_data() -> None:
    manifest = small.graph().manifest
    day = in_words(manifest["changed"])
    cited = trace(*ENDS, "-k", "1", "-f", "sentences").out
    assert f", snapshot {manifest['sha256'][:12]} of {day}, https://" in " ".join(cited.split())


def test_a_rule_of_a_detail_has_no_number() -> None:
    shown = trace("Finland", "LUMI AI Factory", "-k", "1", "--via", "aif:Commitment")
    assert "250,000,000 euro) for LUMI AI Factory [1]" in shown.out
    assert "Exact unless said otherwise" not in shown.out
    assert "rule/bound-exact" in trace("Finland", "LUMI AI Factory", "-f", "json").out


def test_no_path_is_explained() -> None:
    shown = trace(*ENDS, "-n", "1")
    assert shown.code == 0
    assert "No path of at most 1 step joins LUMI AI Factory and Pharos" in shown.out
    assert "Sources" not in shown.out


@pytest.mark.parametrize("format_", [one.name for one in FORMATS])
def test_every_format_is_written(format_: str) -> None:
    shown = trace(*ENDS, "--format", format_)
    assert shown.code == 0
    assert "Pharos" in shown.out


def test_what_is_written_is_cited_by_the_curies_of_its_ends() -> None:
    shown = trace(*ENDS, "--format", "sentences", "-n", "3", "--as-of", "2026-07-01")
    address = "as-of/2026-07-01/trace?from=ai-factory%3Alumi&to=ai-factory%3Apharos&n=3"
    cited = shown.out.split()[-1]
    assert re.fullmatch(
        re.escape(f"https://w3id.org/aifkg/{address}&snapshot=") + "[0-9a-f]{64}", cited
    )


def test_options_reach_the_question() -> None:
    words = (
        "-k",
        "2",
        "-n",
        "6",
        "--order",
        "shortest",
        "--no-undated",
        "--detours",
        "--valid",
        "2024/2025",
    )
    shown = trace(
        *ENDS,
        *words,
        "--avoid",
        "Finland",
        "--via",
        "aif:Commitment",
        "--only",
        "money",
        "-f",
        "json",
    )
    asked = json.loads(shown.out)["question"]
    assert asked == {
        "ends": list(ENDS),
        "k": 2,
        "n": 6,
        "order": "shortest",
        "via": ["aif:Commitment"],
        "avoid": ["Finland"],
        "valid": "2024/2025",
        "undated": False,
        "detours": True,
        "only": ["money"],
    }


def test_rows_are_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(trace(*ENDS, "-f", "csv").out, newline="")))
    assert {row["path"] for row in rows} >= {"1"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Faros", "Pharos"), 'The graph holds no thing called "Faros". Did you mean Pharos?\n'),
        (
            (*ENDS, "--via", "Faros"),
            'via is "Faros"; the graph holds no thing called "Faros". Did you',
        ),
        ((*ENDS, "--avoid", "Faros"), "Relations are also named by access, events, "),
        ((*ENDS, "--only", "Finland"), 'only is "Finland"; it is for relations: a property, '),
        ((*ENDS, "--avoid", "Pharos"), 'avoid is "Pharos"; it is an end of the trace, and stays'),
        ((*ENDS, "-k", "0"), 'k is "0"; it is a number from 1 to 50.\n'),
        ((*ENDS, "--order", "best"), 'order is "best"; it is specific or shortest.\n'),
        ((*ENDS, "--valid", "soon"), 'valid is "soon"; it is a year, a month, a day, or a period'),
        ((*ENDS, "--format", "pdf"), "--format of trace is table, sentences, csv, json"),
        (("Pharos", "Pharos"), "it is the same thing as another end of the trace.\n"),
    ],
)
def test_what_cannot_be_asked_is_said(words: tuple[str, ...], said: str) -> None:
    shown = trace(*words)
    assert shown.code == 2
    assert said in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(("allowed", "code"), [(0, 3), (2, 0)])
def test_a_time_limit_is_an_error_where_nothing_was_found(
    allowed: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(looked_at: int, _: object) -> str | None:
        return "time" if looked_at > allowed else None

    monkeypatch.setattr("aifkg.trace.search._ended", ended)
    shown = trace(*ENDS, "--timeout", "2", "-k", "50")
    assert "The search was ended at its limit of 2 seconds; " in shown.out
    assert ("1. LUMI AI Factory → " in shown.out) is (code == 0)
    assert shown.code == code
