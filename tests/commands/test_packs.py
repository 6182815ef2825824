"""Packs from the shell: checked, tested, and tried by examples."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.commands.conftest import Shell
from tests.practice_place import PLACE
from webapp.cli import main


def test_pack_check_and_pack_test_pass_for_the_shipped_procedure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", PLACE]) == 0
    capsys.readouterr()
    assert main(["pack", "test", PLACE]) == 0
    last = capsys.readouterr().out.rstrip().splitlines()[-1]
    assert last.endswith("0 failed")
    assert not last.startswith("0 passed")


def test_an_unknown_pack_is_one_clear_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "atlantis"]) != 0
    told = capsys.readouterr()
    assert "atlantis" in told.err
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert "Traceback" not in told.err


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_folder_that_holds_no_pack_is_told_what_it_lacks(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", "en", "pack", command, str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "bpmn/*/jurisdiction.toml" in told
    assert f"bpmn/{tmp_path}" not in told


def test_the_examples_of_a_table_are_printed_as_a_scenario_file(shell: Shell) -> None:
    told = shell("tables", "examples", "liwan", "level")
    assert told.returncode == 0
    written = tomllib.loads(told.stdout)
    assert written["decision"] == "level"
    assert len(written["case"]) == 12
    assert {tuple(case["expect"]["rules"]) for case in written["case"]} == {(row,) for row in range(1, 13)}


def test_examples_of_a_table_that_is_not_there_are_refused_by_name(shell: Shell) -> None:
    told = shell("tables", "examples", "liwan", "levl")
    assert told.returncode != 0
    assert "levl" in told.stderr + told.stdout
