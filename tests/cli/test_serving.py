"""`aifkg serve`: each setting is an option, a variable and a line in the docs."""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path

import pytest
import typer

from aifkg.cli import app
from aifkg.cli.errors import Usage
from aifkg.cli.options import SETTINGS, Setting
from aifkg.cli.serving import _settings
from aifkg.web import Settings
from tests import small
from tests.cli.run import run, run_program
from tests.cli.serving import copied, serving
from tests.conftest import ROOT

FIELDS = set(Settings.model_fields) - {"snapshot", "manifest"}
SWITCHES = {setting.name for setting in SETTINGS if not setting.metavar}
serve = typer.main.get_command(app).commands["serve"]  # type: ignore[attr-defined]


def each(setting: Setting) -> str:
    return setting.name


def test_each_setting_is_an_option_and_no_other_is() -> None:
    assert {setting.name for setting in SETTINGS} == FIELDS
    options = {name for parameter in serve.params for name in parameter.opts}
    assert options == {setting.option for setting in SETTINGS} | {"--as-of"}
    assert all(not parameter.secondary_opts for parameter in serve.params)


@pytest.mark.parametrize("setting", SETTINGS, ids=each)
def test_the_default_that_help_names_is_the_settings_own(setting: Setting) -> None:
    default = Settings.model_fields[setting.name].get_default(call_default_factory=True)
    if setting.name == "workers":
        assert setting.default == "one a core, at most 4"
        return
    if setting.name in SWITCHES:
        assert (setting.default, default) == ("off", False)
        return
    written = "" if setting.default == "none" else setting.default
    assert getattr(_settings({setting.name: written}), setting.name) == default


@pytest.mark.parametrize("setting", SETTINGS, ids=each)
def test_help_names_the_meaning_the_default_and_the_variable(setting: Setting) -> None:
    (parameter,) = [one for one in serve.params if setting.option in one.opts]
    assert parameter.help.startswith(setting.meaning)
    assert parameter.help.endswith(f"; by default {setting.default}, or {setting.variable}.")
    variable = f"{Settings.model_config['env_prefix']}{setting.name}".upper()
    assert setting.variable == variable


def test_help_shows_each_option_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = run_program("serve", "--help").out
    for setting in SETTINGS:
        assert f" {setting.option} " in shown
        assert re.search(rf"\b{setting.variable}\b", shown)


def test_the_docs_list_the_same_settings() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(--[\w-]+)` \| `(AIFKG_\w+)` \| (.+?) \| (.+?) \|$", readme, re.M)
    assert rows == [(one.option, one.variable, one.default, one.meaning) for one in SETTINGS]


VALUES = {
    "host": "::1",
    "root_path": "/aifkg",
    "log": "off",
    "trusted_proxies": "10.0.0.0/8, ::1",
    "federation": "https://e.org/sparql",
}


@pytest.mark.parametrize("setting", SETTINGS, ids=each)
def test_an_option_says_what_its_variable_says_and_goes_first(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = True if setting.name in SWITCHES else VALUES.get(setting.name, "7")
    if setting.metavar == "SIZE":
        value = "100MiB"
    by_option = _settings({setting.name: value})
    monkeypatch.setenv(setting.variable, str(value))
    assert _settings({}) == by_option != Settings.model_construct()
    monkeypatch.setenv(setting.variable, "nonsense")
    if setting.name != "host":
        with pytest.raises(Usage, match=rf"^{setting.variable} is 'nonsense'; "):
            _settings({})
    assert _settings({setting.name: value}) == by_option


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--port", "abc"], "--port is 'abc'; it should be a valid integer"),
        (["--port", "99999"], "--port is '99999'; it should be less than or equal to 65535."),
        (["--port", ""], "--port is ''; it should be a valid integer"),
        (["--host", ""], "--host is ''; it should have at least 1 character."),
        (["--root-path", "aifkg"], "--root-path is 'aifkg'; a path begins with one slash and ends"),
        (["--root-path", "/id"], "--root-path is '/id'; its first part is none of the site's own"),
        (["--workers", "0"], "--workers is '0'; it should be greater than or equal to 1."),
        (["--body-bytes", "1parsec"], "--body-bytes is '1parsec'; could not interpret byte unit"),
        (["--body-bytes", "0"], "--body-bytes is '0'; it should be greater than 0."),
        (["--memory-bytes", "1MiB"], "--memory-bytes is '1MiB'; it should be greater than or eq"),
        (["--max-timeout", "inf"], "--max-timeout is 'inf'; it should be "),
        (["--log", "xml"], "--log is 'xml'; it should be 'auto', 'json' or 'off'."),
        (["--trusted-proxies", "10.0.0.1 nobody"], "'nobody' does not appear to be an IPv4"),
        (["--federation", "e.org"], "--federation is 'e.org'; the endpoint \"e.org\" does not"),
        (["--default-timeout", "31"], "The settings do not go together: default_timeout is 31 s"),
        (["--queries", "4", "--long-queries", "4"], "do not go together: long_queries is 4"),
        (["--as-of", "soon"], "--as-of takes a day such as 2024-12-31, not 'soon'."),
    ],
)
def test_a_bad_value_is_one_sentence(words: list[str], said: str) -> None:
    answer = run("serve", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert answer.err.endswith(".\n") or "unit: parsec" in answer.err


def test_sizes_may_be_written_with_their_unit() -> None:
    assert _settings({"body_bytes": "64MiB"}).body_bytes == 64 << 20
    assert _settings({"cache_bytes": "0"}).cache_bytes == 0
    assert f"{_settings({'body_bytes': '2000'}).body_bytes:,}" == "2,000"


def test_what_is_given_reaches_the_server() -> None:
    words = ("--budget-seconds", "7", "--body-bytes", "1KiB", "--max-timeout", "2", "--log", "off")
    with serving(small.root(), *words) as server:
        answer = server.get("sparql", query="ASK {}")
        assert answer.headers["ratelimit-policy"] == '"query-seconds";q=7;w=60'
        crossed = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        detail = server.get("sparql", query=crossed, timeout="600").json()["detail"]
        assert "limit of 2 s" in detail


def test_a_folder_that_takes_no_file_is_no_reason_not_to_serve(tmp_path: Path) -> None:
    root = copied(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (root / ".aifkg" / f"server-{port}.json").mkdir(parents=True)
    with serving(root, "--port", str(port), stderr=subprocess.PIPE) as server:
        assert server.port == port
        assert server.get("sparql", query="ASK {}").json()["boolean"] is True
        assert server.process.stderr is not None
        said = server.process.stderr.readline()
        assert said == "aifkg reload will not find this server: Is a directory.\n"
    assert [path.name for path in (root / ".aifkg").glob("server-*")] == [f"server-{port}.json"]
