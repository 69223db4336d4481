"""The command: sections have options of their own, and what is missing is said in a sentence."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import main


@pytest.mark.parametrize("section", ["build", "http", "pages", "scale", "soak", "trace"])
def test_each_section_explains_its_options(
    section: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([section, "--help"])
    assert ended.value.code == 0
    assert "--" in capsys.readouterr().out


@pytest.mark.parametrize("section", ["http", "pages", "scale", "trace"])
def test_without_wrk_a_section_says_so_and_ends(
    section: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert main([section]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("wrk makes the load")
    assert said.out == ""
