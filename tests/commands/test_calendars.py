"""Years of the calendar from the shell: shown, tried, saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.cli import main

YEAR_2027 = """
year = 2027
[source]
title = "关于2027年部分节假日安排的通知"
number = "试〔2026〕1号"
[[holiday]]
zh = "元旦"
en = "New Year's Day"
first_on = 2027-01-01
last_on = 2027-01-03
works_on = [2027-01-09]
"""


def test_a_year_is_shown_tried_and_saved_from_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RONGCUO_INSTANCE_DIR", str(tmp_path))
    file = tmp_path / "2027.toml"
    file.write_text(YEAR_2027, encoding="utf-8")
    asked = ["--language", "en", "calendar", "show", "--year", "2027"]
    assert main(asked) == 0
    assert "Provisional" in capsys.readouterr().out
    assert main(["--language", "en", "calendar", "import", str(file)]) == 0
    tried = capsys.readouterr().out
    assert "become working days: 2027-01-09" in tried
    assert "nothing was saved" in tried
    assert main(["calendar", "import", str(file), "--save"]) == 0
    assert "已保存 2027 年" in capsys.readouterr().out
    assert main(asked) == 0
    shown = capsys.readouterr().out
    assert "Provisional" not in shown
    assert "off: 2027-01-01..2027-01-03" in shown
    assert main(["calendar", "show", "--year", "2026"]) == 0
    assert "2026-02-15..2026-02-23" in capsys.readouterr().out


def test_a_year_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RONGCUO_INSTANCE_DIR", str(tmp_path))
    file = tmp_path / "2027.toml"
    file.write_text(YEAR_2027.replace("2027-01-09", "2027-01-08"), encoding="utf-8")
    for words in (
        ["import", str(file), "--save"],
        ["import", str(tmp_path / "none.toml")],
        ["show", "--year", "9999"],
    ):
        assert main(["calendar", *words]) == 2
        assert capsys.readouterr().err.count("\n") == 1
