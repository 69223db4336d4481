"""The program as people run it: real processes, pipes, time limits, help."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
import urllib.request
from pathlib import Path

import pytest

import aifkg
from tests import small
from tests.cli.run import PROGRAM, run_program

COMMANDS = ["build", "check", "serve", "reload", "query", "ask", "show"]


def test_a_question_in_a_pipe_is_quiet() -> None:
    answer = run_program("ask", "factories", "--format", "csv")
    assert answer.code == 0
    assert answer.err == ""
    assert answer.out.splitlines()[0].startswith("factory,name,country")


def test_a_table_in_a_pipe_is_not_folded() -> None:
    longest = max(run_program("ask", "factories").out.splitlines(), key=len)
    assert len(longest) > 120


@pytest.mark.parametrize(("width", "layout"), [(400, "table"), (80, "records")])
def test_a_terminal_too_narrow_for_a_table_gets_records(width: int, layout: str) -> None:
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    command = [PROGRAM, "--root", str(small.root()), "ask", "factories"]
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1"}
    environment.pop("COLUMNS", None)
    subprocess.run(command, stdout=terminal, env=environment, check=True)
    text = re.sub(r"\x1b\[[0-9;]*m", "", os.read(controller, 10_000).decode())
    os.close(terminal)
    os.close(controller)
    lines = [line.rstrip() for line in text.splitlines()]
    assert all(len(line) <= width for line in lines)
    assert any(line.split() == ["host", "GRNET"] for line in lines) == (layout == "records")


def test_a_user_error_is_a_sentence_and_no_traceback() -> None:
    answer = run_program("query", "SELECT nonsense")
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert re.search(r"line \d+, column \d+", answer.err)


def test_a_query_past_its_limit_is_exit_code_3() -> None:
    cross = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    answer = run_program("query", cross, "--timeout", "0.5")
    assert answer.code == 3
    assert "stopped at its limit of 0.5 s" in answer.err
    assert answer.out == ""


def test_a_reader_that_leaves_early_is_no_error() -> None:
    everything = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
    command = [PROGRAM, "--root", str(small.root()), "query", everything, "-f", "csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_asking_imports_no_validation_and_no_web() -> None:
    code = (
        "import sys; from aifkg.cli import app; app(sys.argv[1:], standalone_mode=False); "
        "print({'rdflib', 'pyshacl', 'fastapi', 'uvicorn'} & set(sys.modules), file=sys.stderr)"
    )
    words = ["--root", str(small.root()), "ask", "factories"]
    run_program("build")
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "set()"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    shown = run_program(command, "--help")
    assert shown.code == 0
    assert f"Example: aifkg {command}" in shown.out


def test_help_lists_commands_and_exit_codes() -> None:
    shown = run_program("--help").out
    assert all(f" {command} " in shown for command in COMMANDS)
    assert "Exit codes: 0" in shown


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        body: bytes = answer.read()
    return body


def test_serve_says_what_can_be_opened() -> None:
    command = [PROGRAM, "--root", str(small.root()), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline().strip() for _ in range(6)]
            assert re.match(r"\d+ things from \d+ sources are served", lines[0])
            home, factories, endpoint, version = (line.split("  ")[0] for line in lines[1:5])
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", home)
            assert b"LUMI AI Factory" in fetch(factories)
            assert b"/query/factories" in fetch(home)
            assert b'"boolean":true' in fetch(endpoint + "?query=ASK%7B%7D")
            assert b'"aifkg"' in fetch(version)
        finally:
            process.terminate()


def test_a_port_that_is_taken_is_said() -> None:
    command = [PROGRAM, "--root", str(small.root()), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()
            home = process.stdout.readline().split()[0]
            port = home.rstrip("/").rpartition(":")[2]
            answer = run_program("serve", "--port", port)
            assert answer.code == 2
            assert f"Port {port} of 127.0.0.1 cannot be used" in answer.err
        finally:
            process.terminate()


def test_the_time_limit_leaves_a_slow_reader_its_answer() -> None:
    everything = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
    command = [PROGRAM, "--root", str(small.root()), "query", everything, "-f", "csv"]
    with subprocess.Popen(
        [*command, "--timeout", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        beginning = process.stdout.readline()
        time.sleep(1.5)
        body = beginning + process.stdout.read()
        assert process.stderr.read() == b""
        assert process.wait() == 0
    # More than a pipe holds, or the program would not have waited for its reader.
    assert len(body) > 1 << 17
    assert body.endswith(b"\n")


@pytest.mark.parametrize(
    "words", [["--help"], ["ask"], ["ask", "factories"], ["ask", "factories", "-f", "csv"]]
)
def test_a_full_disk_behind_stdout_is_a_sentence(words: list[str]) -> None:
    command = [PROGRAM, "--root", str(small.root()), *words]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.stderr == "stdout cannot be written: No space left on device.\n"
    assert done.returncode == 2


def test_the_version_is_said() -> None:
    assert run_program("--version").out == f"aifkg {aifkg.__version__}\n"


def test_the_program_is_a_module_too() -> None:
    command = [sys.executable, "-P", "-m", "aifkg", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"aifkg {aifkg.__version__}\n"


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("AIFKG_PORT", "99999", "less than or equal to 65535"),
        ("AIFKG_WORKERS", "abc", "should be a valid integer"),
    ],
)
def test_a_variable_that_breaks_its_rule_is_said(
    name: str, value: str, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    answer = run_program("serve")
    assert answer.code == 2
    assert answer.err.startswith(f"{name} is {value!r}; ")
    assert rule in answer.err
    assert answer.err.count("\n") == 1
