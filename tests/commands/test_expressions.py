"""Expressions and decisions from the shell: values as JSON, mistakes named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.practice_place import ROOT
from webapp.cli import main


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7),
        ('if 2 > 1 then "容" else "不容"', "容"),
        ('date("2026-01-31") + duration("P1M")', "2026-02-28"),
        ("[1,2,3][item > 1]", [2, 3]),
    ],
)
def test_feel_prints_the_value_as_json(
    expression: str, value: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["feel", expression]) == 0
    assert json.loads(capsys.readouterr().out) == value


def test_feel_reads_names_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    context = tmp_path / "context.json"
    context.write_text('{"损失": 12.5}', encoding="utf-8")
    assert main(["feel", "损失 * 2", "--context", str(context)]) == 0
    assert json.loads(capsys.readouterr().out) == 25


def test_a_mistake_in_an_expression_is_named_with_its_column(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "feel", "1 +"]) != 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "column" in told.err.lower() or ":" in told.err
    assert "Traceback" not in told.err


def test_feel_says_where_a_value_became_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "feel", '1 + "a"']) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) is None
    assert told.err.startswith("line 1, column ")


@pytest.mark.parametrize("content", ["not json", "[1]"])
def test_facts_that_cannot_be_read_are_named(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(content, encoding="utf-8")
    assert main(["decide", str(ROOT / "dmn" / "shared"), "level", "--facts", str(facts)]) != 0
    assert "facts.json" in capsys.readouterr().err


def test_decide_prints_value_and_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = tmp_path / "facts.json"
    assessment = {"f_procedure": "collective", "f_consequence": "minor", "f_remedy": "active"}
    facts.write_text(json.dumps({"assessment": assessment}), encoding="utf-8")
    assert main(["decide", str(ROOT / "dmn" / "shared" / "level.dmn"), "level", "--facts", str(facts)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "concluded"
    assert told["value"] == "A"
    assert told["steps"][0]["rules"][0]["number"] == 1


def test_decide_without_a_required_fact_names_it_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", str(ROOT / "dmn" / "shared" / "level.dmn"), "level"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "incomplete"
    assert "assessment.f_procedure" in told["missing"]
