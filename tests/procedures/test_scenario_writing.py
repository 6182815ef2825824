"""Scenarios are written as the files that are read: nothing is lost, whatever the scenario holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from webapp.procedures.scenario_files import Expectation, Scenario, Step, read_scenario
from webapp.procedures.scenario_writing import leading_comment, write_scenario
from webapp.procedures.toml_values import toml_value

ROOT = Path(__file__).parents[2] / "tests" / "scenarios"
FILES = sorted(path for path in ROOT.glob("*/*.toml") if "\ndecision =" not in path.read_text("utf-8"))


def read(content: bytes) -> Scenario:
    scenario, problems = read_scenario(content, "x.toml")
    assert scenario is not None, problems
    return scenario


def without_lines(scenario: Scenario) -> Scenario:
    def expect(expected: Expectation) -> Expectation:
        return replace(expected, lines={})

    def step(each: Step) -> Step:
        return replace(each, line=None, expect=expect(each.expect))

    return replace(scenario, expect=expect(scenario.expect), steps=tuple(map(step, scenario.steps)))


def test_every_shipped_scenario_is_the_same_after_being_written() -> None:
    assert len(FILES) > 100
    for path in FILES:
        scenario = read(path.read_bytes())
        assert without_lines(read(write_scenario(scenario))) == without_lines(scenario), path


def test_what_no_shipped_scenario_holds_is_kept_as_well() -> None:
    text = """
        name = '撤回 "一" \\ 二'
        opened_at = "2026-03-02T09:00:00+08:00"
        opened_by = { role = "applicant", account = "li" }
        entrance = "second"
        [people]
        intake = 3
        [start]
        "a.b" = "行\\u007f\\t"
        "a.day" = 2026-03-02
        "a.hour" = 08:30:00
        "a.share" = 0.5
        "a.rows" = [{ "x y" = 1, z = [true, "是"] }]
        [[step]]
        task = "hear"
        item = { unit = "housing" }
        role = "intake"
        by = "intake3"
        [expect]
        incidents = ["hear"]
        ended = false
        [expect.registers]
        decisions = []
        [[expect.registers.votes]]
        voter = "li"
    """
    scenario = read(text.encode())
    assert scenario.start["a.day"] == date(2026, 3, 2)
    assert without_lines(read(write_scenario(scenario))) == without_lines(scenario)


def test_the_comment_above_a_scenario_stays_above_it() -> None:
    content = FILES[0].read_bytes()
    comment = leading_comment(content)
    assert comment
    written = write_scenario(read(content), comment)
    assert leading_comment(written) == comment
    assert written.startswith(b"# ")


def test_what_toml_has_no_word_for_is_refused() -> None:
    with pytest.raises(ValueError, match="object"):
        toml_value({"a": object()})
