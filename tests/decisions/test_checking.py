"""Checking decision files where they stand: `rongcuo tables check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.decisions.drawing import Input, Output, Table, decision, definitions
from webapp.cli import main
from webapp.decisions.checking import check_tables

WHOLE = Table([Input("kind", allowed='"a","b"')], [['"a"', "1"], ['"b"', "2"]])
WITH_GAP = Table([Input("kind", allowed='"a","b"', label="类别")], [['"a"', "1"]])
WITH_OVERLAP = Table([Input("kind", allowed='"a","b"')], [["-", "1"], ['"b"', "2"]])
WITH_TWINS = Table([Input("kind", allowed='"a","b"')], [['"a"', "1"], ['"b"', "1"]])


def write(folder: Path, name: str, table: Table) -> Path:
    file = folder / f"{name}.dmn"
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn = definitions(decision(file.stem, table), namespace=f"urn:test:{file.stem}")
    file.write_text(drawn, "utf-8")
    return file


def test_whole_tables_pass_and_are_counted(tmp_path: Path) -> None:
    write(tmp_path, "one", WHOLE)
    write(tmp_path, "deep/two", WHOLE)
    report = check_tables([tmp_path])
    assert report.passed
    assert report.text("en") == "tables 2, errors 0, warnings 0, suggestions 0"
    assert report.text("zh") == "表 2，错误 0，警告 0，建议 0"


def test_a_gap_is_told_with_facts_that_no_row_fits(tmp_path: Path) -> None:
    file = write(tmp_path, "gap", WITH_GAP)
    report = check_tables([file])
    assert not report.passed
    lines = report.text("en").splitlines()
    assert lines[0].startswith(f"error {file}:")
    assert "[DM-301]" in lines[0]
    assert lines[1] == '    facts: kind = "b"'
    assert report.text("zh").splitlines()[1] == '    事实：kind = "b"'


def test_an_overlap_is_told_with_both_rows_and_facts_that_fit_both(tmp_path: Path) -> None:
    report = check_tables([write(tmp_path, "overlap", WITH_OVERLAP)])
    assert '    rows: 1, 2\n    facts: kind = "b"\n' in report.text("en")
    assert '    行：1, 2\n    事实：kind = "b"\n' in report.text("zh")


def test_a_suggestion_is_told_and_refuses_nothing(tmp_path: Path) -> None:
    report = check_tables([write(tmp_path, "twins", WITH_TWINS)])
    assert report.passed
    assert report.count("suggestion") == 1
    assert report.text("zh").startswith("建议 ")


def test_of_two_folders_each_finding_names_its_own_file(tmp_path: Path) -> None:
    for folder in ("north", "south"):
        write(tmp_path / folder, "level", WITH_GAP)
    report = check_tables([tmp_path / "north", tmp_path / "south"])
    assert [finding.file for finding in report.findings] == [
        str(tmp_path / folder / "level.dmn") for folder in ("north", "south")
    ]


def test_what_stands_beside_a_single_file_is_not_looked_at(tmp_path: Path) -> None:
    write(tmp_path, "gap", WITH_GAP)
    report = check_tables([write(tmp_path, "whole", WHOLE)])
    assert (report.findings, report.tables) == ([], 1)


@pytest.mark.parametrize("content", [b"<not xml", b"<other/>"])
def test_a_file_that_is_no_decision_file_is_an_error_with_its_place(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.dmn"
    file.write_bytes(content)
    report = check_tables([file])
    assert not report.passed
    assert report.findings[0].file == str(file)


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    report = check_tables([tmp_path / "missing"])
    assert not report.passed
    assert str(tmp_path / "missing") in report.text("en")


def test_the_command_prints_the_report_and_fails_on_errors_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twins, gap = write(tmp_path, "twins", WITH_TWINS), write(tmp_path, "gap", WITH_GAP)
    assert main(["--language", "en", "tables", "check", str(twins)]) == 0
    assert capsys.readouterr().out.endswith("tables 1, errors 0, warnings 0, suggestions 1\n")
    assert main(["tables", "check", str(twins), str(gap)]) == 1
    assert capsys.readouterr().out.endswith("表 2，错误 1，警告 0，建议 1\n")


def test_an_output_outside_its_allowed_values_is_found(tmp_path: Path) -> None:
    table = Table(
        [Input("kind", allowed='"a","b"')], [['"a"', '"x"'], ['"b"', '"z"']], [Output(allowed='"x","y"')]
    )
    report = check_tables([write(tmp_path, "output", table)])
    assert not report.passed
    assert "rows: 2" in report.text("en")
