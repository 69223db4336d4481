"""The runner tells right from wrong, and the engine's failures from the server's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import ROOT
from tests.w3c import dataset, report
from tests.w3c.known import Cause, causes
from tests.w3c.run import Verdict, judge
from tests.w3c.suite import Suite, read
from tests.web.conftest import running

MINI = ROOT / "tests" / "data" / "w3c"


@pytest.fixture(scope="module")
def suite() -> Suite:
    return read(MINI)


@pytest.fixture(scope="module")
def verdicts(
    suite: Suite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Verdict]]:
    with running(tmp_path_factory.mktemp("mini"), dataset.snapshot(suite)) as server:
        found = [judge(suite, case, server.client) for case in suite.cases]
        yield {verdict.name.rpartition("/")[2]: verdict for verdict in found}


def test_a_test_passes_with_its_dataset_its_base_and_in_every_format(
    verdicts: dict[str, Verdict],
) -> None:
    assert verdicts["right"].fault == ""
    assert verdicts["from"].fault == ""
    assert verdicts["broken"].fault == ""


def test_an_answer_that_the_engine_alone_gives_too_is_its_own_failure(
    verdicts: dict[str, Verdict],
) -> None:
    wrong, well = verdicts["wrong"], verdicts["well"]
    assert wrong.fault == wrong.engine_fault
    assert wrong.fault.startswith("expected 1 rows")
    assert (well.fault[:7], well.engine_fault[:10]) == ("taken a", "the engine")
    assert not wrong.is_ours
    assert not well.is_ours


def test_what_the_gate_refuses_and_the_engine_takes_is_ours(verdicts: dict[str, Verdict]) -> None:
    assert "nested more than 100 deep" in verdicts["deep"].fault
    assert verdicts["deep"].is_ours


def test_what_is_no_question_is_left_out_with_its_reason(suite: Suite) -> None:
    assert suite.left_out == {"entailment regime": 1, "update": 1}


def test_the_report_counts_each_test_once_and_names_what_is_not_explained(
    suite: Suite, verdicts: dict[str, Verdict]
) -> None:
    known = {
        "sparql11/mini/wrong": Cause("engine", "It is wrong", ("sparql11/mini/wrong",)),
        "sparql11/mini/right": Cause("engine", "It was wrong", ("sparql11/mini/right",)),
    }
    found = list(verdicts.values())
    text = "\n".join(report.lines(found, suite.left_out, known))
    assert "| all |  | 6 | 3 | 2 | 0 | 1 |" in text
    assert "- the engine: It is wrong (sparql11/mini/wrong)" in text
    assert "- ours, not explained: sparql11/mini/deep: 400 The " in text
    assert "- passes, though known.toml lists it: sparql11/mini/right" in text
    names = {verdict.name.rpartition("/")[2] for verdict in report.unexpected(found, known)}
    assert names == {"right", "deep", "well"}


def test_each_known_failure_has_one_cause() -> None:
    known = causes()
    assert len(known) == sum(len(cause.tests) for cause in set(known.values()))
    assert {cause.of for cause in known.values()} <= {"engine", "server"}
