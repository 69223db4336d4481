"""Metrics: what is counted, in one process and in several that share a folder."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_open
from prometheus_client.parser import text_string_to_metric_families as read_plain

from aifkg.web.instruments import BUCKETS, VARIABLE
from aifkg.web.metrics import Metrics
from tests.web.conftest import Running

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]
_SEVERAL = Path(__file__).with_name("fronts.py")


def samples(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in read_plain(text)
        for sample in family.samples
    }


def value(text: str, name: str, **labels: str) -> float | None:
    return samples(text).get((name, frozenset(labels.items())))


def shown(metrics: Metrics) -> str:
    return metrics.render()[0].decode()


def test_a_request_is_counted_by_route_method_and_outcome() -> None:
    metrics = Metrics()
    for _ in range(3):
        metrics.request("/query/{name}", "GET", "4xx:not-found", 0.0)
    labels = {"route": "/query/{name}", "method": "GET", "outcome": "4xx:not-found"}
    assert value(shown(metrics), "aifkg_requests_total", **labels) == 3


@pytest.mark.parametrize(("seconds", "bucket"), [(0.0, "0.0005"), (0.01, "0.01"), (31.0, "+Inf")])
def test_a_time_falls_into_the_first_bucket_that_holds_it(seconds: float, bucket: str) -> None:
    metrics = Metrics()
    metrics.request("/sparql", "GET", "2xx", seconds)
    text = shown(metrics)
    bounds = [*(f"{bound}" for bound in BUCKETS), "+Inf"]
    counts = [
        value(text, "aifkg_request_seconds_bucket", route="/sparql", le=bound) for bound in bounds
    ]
    assert counts == [float(at >= bounds.index(bucket)) for at in range(len(bounds))]
    assert value(text, "aifkg_request_seconds_sum", route="/sparql") == seconds
    assert value(text, "aifkg_request_seconds_count", route="/sparql") == 1


def test_hits_are_counted_many_at_once() -> None:
    metrics = Metrics()
    metrics.hits(50_000, 0.5)
    metrics.hits(7, outcome="3xx")
    text = shown(metrics)
    labels = {"route": "/sparql", "method": "GET"}
    assert value(text, "aifkg_requests_total", **labels, outcome="2xx") == 50_000
    assert value(text, "aifkg_requests_total", **labels, outcome="3xx") == 7
    assert value(text, "aifkg_request_seconds_sum", route="/sparql") == 0.5
    assert value(text, "aifkg_request_seconds_bucket", route="/sparql", le="0.0005") == 50_007


def test_nothing_is_counted_twice() -> None:
    metrics = Metrics()
    metrics.request("/", "GET", "2xx", 0.1)
    first = shown(metrics)
    metrics.flush()
    assert samples(shown(metrics)) == samples(first)


def test_words_from_outside_become_no_labels() -> None:
    metrics = Metrics()
    for number in range(1_000):
        metrics.request(f"/{number}", f"VERB{number}", f"outcome {number}", 0.0)
        metrics.queue(f"lane {number}", running=1, waiting=1)
        metrics.killed(f"reason {number}")
    found = samples(shown(metrics))
    of = {
        label: {dict(labels)[label] for _, labels in found if label in dict(labels)}
        for label in ("route", "method", "outcome", "lane", "reason")
    }
    assert len(of["route"]) == 101
    assert of["method"] == {"other"}
    assert of["outcome"] == {"other"}
    assert of["lane"] == {"short", "long", "other"}
    assert of["reason"] == {"timeout", "memory", "gave_way", "client_left", "crashed", "other"}


def test_levels_and_events_are_told_by_their_names() -> None:
    metrics = Metrics()
    metrics.queue("short", running=2, waiting=5)
    metrics.killed("timeout")
    metrics.cache(hits=10, misses=4, evictions=1, size=4_096)
    metrics.cache(hits=10, misses=0, evictions=0, size=2_048)
    metrics.reloaded(is_taken=False)
    metrics.refused()
    metrics.lost(12)
    text = shown(metrics)
    for name, expected in {
        "aifkg_cache_hits_total": 20,
        "aifkg_cache_misses_total": 4,
        "aifkg_cache_evictions_total": 1,
        "aifkg_cache_bytes": 2_048,
        "aifkg_budget_refusals_total": 1,
        "aifkg_log_lines_lost_total": 12,
        "aifkg_fronts": 1,
    }.items():
        assert value(text, name) == expected, name
    assert value(text, "aifkg_queries_running", lane="short") == 2
    assert value(text, "aifkg_queries_waiting", lane="short") == 5
    assert value(text, "aifkg_queries_waiting", lane="long") == 0
    assert value(text, "aifkg_workers_killed_total", reason="timeout") == 1
    assert value(text, "aifkg_workers_killed_total", reason="memory") == 0
    assert value(text, "aifkg_reloads_total", outcome="refused") == 1


def test_only_the_snapshot_that_is_served_is_shown_and_how_old_it_is() -> None:
    metrics = Metrics()
    assert "sha256" not in shown(metrics)
    metrics.snapshot("aa", datetime(2026, 1, 1, tzinfo=UTC))
    metrics.snapshot("bb", built := datetime(2026, 2, 2, tzinfo=UTC))
    text = shown(metrics)
    assert value(text, "aifkg_snapshot_info", sha256="bb") == 1
    stamp = value(text, "aifkg_snapshot_built_timestamp_seconds", sha256="bb")
    assert stamp == built.timestamp()
    age = value(text, "aifkg_snapshot_age_seconds", sha256="bb")
    assert age is not None
    assert age == pytest.approx(max(0, (datetime.now(UTC) - built).total_seconds()), abs=60)
    assert 'sha256="aa"' not in text


def test_a_snapshot_of_unknown_age_has_none() -> None:
    metrics = Metrics()
    metrics.snapshot("aa", None)
    text = shown(metrics)
    assert value(text, "aifkg_snapshot_info", sha256="aa") == 1
    assert value(text, "aifkg_snapshot_age_seconds", sha256="aa") is None


def test_what_was_tallied_is_told_while_a_loop_runs() -> None:
    async def told() -> None:
        metrics = Metrics()
        metrics.request("/", "GET", "2xx", 0.1)
        timer = metrics._timer
        assert timer is not None
        assert not timer.cancelled()
        metrics.request("/", "GET", "2xx", 0.1)
        assert metrics._timer is timer
        metrics.flush()
        assert timer.cancelled()
        assert metrics._timer is None

    asyncio.run(told())


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "text/plain; version=0.0.4; charset=utf-8"),
        ("text/html,*/*;q=0.1", "text/plain; version=0.0.4; charset=utf-8"),
        (
            "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.3",
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores",
        ),
        (
            "application/openmetrics-text;version=<script>",
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores",
        ),
        ("text/plain; version=x", "text/plain; version=0.0.4; charset=utf-8"),
    ],
)
def test_the_format_is_the_one_accepted(
    client: httpx.Client, accept: str, content_type: str
) -> None:
    client.get("/version")
    response = client.get("/metrics", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert response.headers["cache-control"] == "no-store"
    read: Any = read_open if "openmetrics" in content_type else read_plain
    names = {family.name for family in read(response.text)}
    assert {"aifkg_requests", "aifkg_request_seconds", "aifkg_snapshot_age_seconds"} <= names


def test_the_server_counts_what_it_answers(server: Running) -> None:
    labels = {"route": "/sparql", "method": "GET", "outcome": "4xx:query-missing"}
    before = value(server.client.get("/metrics").text, "aifkg_requests_total", **labels) or 0
    server.client.get("/sparql?timeout=1")
    text = server.client.get("/metrics").text
    assert value(text, "aifkg_requests_total", **labels) == before + 1
    assert value(text, "aifkg_snapshot_info", sha256=server.sha256) == 1


def test_a_folder_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none"))
    with pytest.raises(ValueError, match=f"{VARIABLE} is .*none, which is no folder"):
        Metrics()


@pytest.fixture(scope="module", params=["slot", "pid"])
def several(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What processes showed that were forked, killed and replaced; see fronts.py."""
    folder = tmp_path_factory.mktemp("temporary")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(_SEVERAL), request.param],
        env={"PATH": "", "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    said = json.loads(done.stdout)
    return {**said, "named": request.param, "left behind": list(folder.iterdir())}


def test_counts_of_several_processes_add_up(several: Any) -> None:
    text = several["both"]
    labels = {"route": "/sparql", "method": "GET", "outcome": "2xx"}
    assert value(text, "aifkg_requests_total", **labels) == 1_007
    assert value(text, "aifkg_request_seconds_count", route="/sparql") == 1_007
    assert value(text, "aifkg_request_seconds_bucket", route="/sparql", le="0.0005") == 1_000
    assert value(text, "aifkg_request_seconds_sum", route="/sparql") == pytest.approx(0.264)
    assert value(text, "aifkg_queries_running", lane="short") == 3
    assert value(text, "aifkg_snapshot_info", sha256="aa") == 1
    assert value(text, "aifkg_fronts") == 2


def test_a_process_that_died_does_nothing_any_more_but_its_counts_stay(several: Any) -> None:
    text = several["one died"]
    labels = {"route": "/sparql", "method": "GET", "outcome": "2xx"}
    assert value(text, "aifkg_requests_total", **labels) == 1_007
    assert value(text, "aifkg_queries_running", lane="short") == 1
    assert value(text, "aifkg_fronts") == 1


def test_a_process_in_its_place_counts_on(several: Any) -> None:
    text = several["another came"]
    labels = {"route": "/sparql", "method": "GET", "outcome": "2xx"}
    assert value(text, "aifkg_requests_total", **labels) == 1_017
    assert value(text, "aifkg_fronts") == 2
    assert 'sha256="aa"' not in text
    assert value(text, "aifkg_snapshot_info", sha256="bb") == 1


def test_a_slot_keeps_its_files(several: Any) -> None:
    kinds = {"slot": 2, "pid": 3}[several["named"]]
    counters = [name for name in several["files"] if name.startswith("counter_")]
    assert len(counters) == kinds + 1


def test_the_folder_is_removed_by_the_process_that_made_it(several: Any) -> None:
    assert several["outlives a child"]
    assert not several["is left"]
    assert several["left behind"] == []
