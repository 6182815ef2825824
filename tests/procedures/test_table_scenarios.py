"""Scenarios of one decision: files beside those of whole matters, run with them, made from a table's examples."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.procedures.small_pack import CODE, small_pack, write_pack
from webapp.decisions.examples import Example, list_examples
from webapp.errors import Problem
from webapp.feel import FeelDate, Value, compile_expression, equal
from webapp.procedures import Pack
from webapp.procedures.checking import check_pack
from webapp.procedures.errors import PackRefused
from webapp.procedures.proving import prove_pack
from webapp.procedures.scenario_sets import read_scenario_set
from webapp.procedures.shell import test_from_path as run_from_path
from webapp.procedures.table_scenario_files import (
    read_table_scenario,
    write_table_scenario,
)
from webapp.procedures.table_scenarios import TableResult, run_table_scenario
from webapp.procedures.what_if import find_feeds

FILE = f"tests/scenarios/{CODE}/rows_of_outcome.toml"

ROWS = """
name = "逐行"
name_en = "Row by row"
decision = "outcome"

[[case]]
facts = { "assessment.f_fault" = "slight" }
expect = { value = "educate", rules = [2] }

[[case]]
name = "没有事实"
expect = { missing = ["assessment.f_fault"] }

[[case]]
facts = { "assessment.f_fault" = "enormous" }
expect = { error = "DM-207" }
"""


def pack_with(content: str | None) -> Pack:
    with TemporaryDirectory() as folder:
        return small_pack(Path(folder), {FILE: content} if content else {})


def run(content: str) -> TableResult:
    scenario, problems = read_table_scenario(content.encode(), FILE)
    assert scenario is not None, problems
    return run_table_scenario(pack_with(None), scenario)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def case(expect: str, facts: str = '{ "assessment.f_fault" = "slight" }') -> str:
    return f'name = "n"\ndecision = "outcome"\n[[case]]\nfacts = {facts}\nexpect = {expect}\n'


def test_a_file_that_names_a_decision_is_no_matter() -> None:
    told_apart = read_scenario_set(
        {"t.toml": ROWS.encode(), "m.toml": b'name = "x"\n', "b.toml": b"= not toml"}
    )
    assert [scenario.file for scenario in told_apart.tables] == ["t.toml"]
    assert not told_apart.table_problems
    assert not told_apart.matters
    assert {problem.file for problem in told_apart.matter_problems} == {"m.toml", "b.toml"}
    pack = pack_with(ROWS)
    assert [scenario.decision for scenario in pack.table_scenarios] == ["outcome"]
    assert FILE not in {scenario.file for scenario in pack.scenarios}


def test_cases_that_hold_pass() -> None:
    result = run(ROWS)
    assert result.is_passed, [failure.text() for failure in result.failures]
    assert result.scenario.title("en") == "Row by row"


@pytest.mark.parametrize(
    ("expect", "zh", "en"),
    [
        ('{ value = "deny" }', "结论应为 deny，实为 educate", "should be deny, but is educate"),
        ("{ rules = [1] }", "命中的行应为 1，实为 2", "rows 1 should fire, but 2 did"),
        (
            '{ missing = ["assessment.f_fault"] }',
            "还缺的事实应为 “过失程度”，实为 没有",
            "missing facts should be “Degree of fault”, but are none",
        ),
        ('{ error = "DM-204" }', "应以 DM-204 出错", "should fail with DM-204"),
    ],
)
def test_what_does_not_hold_is_told_with_case_line_and_both_values(expect: str, zh: str, en: str) -> None:
    [failure] = run(case(expect)).failures
    assert zh in failure.text("zh")
    assert en in failure.text("en")
    assert "第 3 行" in failure.text("zh")
    assert "case 1 (line 3)" in failure.text("en")


def test_a_conclusion_is_expected_in_vain_where_facts_are_missing() -> None:
    [failure] = run(case('{ value = "deny" }', "{}")).failures
    assert "实为 没有" in failure.text("zh")


def test_values_that_toml_cannot_write_are_given_as_feel() -> None:
    assert run(case('{ value = { feel = "\\"edu\\" + \\"cate\\"" } }')).is_passed


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('name = "n"\ndecision = "outcome"\n[[case]]\nexpect = {}\n', "PK-252"),
        (case('{ value = { feel = "1 +" } }'), "PK-253"),
        (case('{ value = "educate" }').replace('"outcome"', '"outcme"'), "PK-254"),
        (case('{ value = "educate", row = 1 }'), "PK-114"),
        ('decision = "outcome"\n', "PK-112"),
    ],
)
def test_what_is_wrong_in_a_file_is_a_finding_of_the_pack(content: str, code: str) -> None:
    found = [problem for problem in check_pack(pack_with(content)) if problem.file == FILE]
    assert code in codes(found)
    assert all(problem.line is not None or code == "PK-112" for problem in found)


def test_the_name_of_a_decision_is_guessed() -> None:
    [found] = [
        problem
        for problem in check_pack(pack_with(case('{ value = "educate" }').replace('"outcome"', '"outcme"')))
        if problem.code == "PK-254"
    ]
    assert "outcome" in found.zh
    assert "outcome" in found.en


def test_a_pack_whose_table_says_otherwise_is_not_published() -> None:
    with pytest.raises(PackRefused) as refused:
        prove_pack(pack_with(case('{ value = "deny" }')))
    assert "PK-250" in codes(list(refused.value.problems))


def test_the_shell_runs_them_with_the_others(tmp_path: Path) -> None:
    write_pack(tmp_path, {FILE: ROWS})
    report = run_from_path(CODE, tmp_path)
    assert report.passed, report.text()
    assert "rows_of_outcome.toml" in report.text()
    write_pack(tmp_path, {FILE: case('{ value = "deny" }')})
    assert not run_from_path(CODE, tmp_path).passed


def test_the_examples_of_a_table_written_down_hold_when_read_again() -> None:
    pack = pack_with(None)
    examples = list_examples(pack.decisions, "outcome", feeds=find_feeds(pack.deployment))
    assert examples
    text = write_table_scenario("逐行", "Row by row", "outcome", examples)
    tomllib.loads(text)
    scenario, problems = read_table_scenario(text.encode(), FILE)
    assert scenario is not None, problems
    assert len(scenario.cases) == len(examples)
    result = run_table_scenario(pack, scenario)
    assert result.is_passed, [failure.text() for failure in result.failures]


VALUES: st.SearchStrategy[Value] = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=8)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
    | st.integers(-(2**60), 2**60).map(Decimal)
    | st.dates().map(lambda day: FeelDate(day.year, day.month, day.day))
    | st.sampled_from(['@"P3D"', '@"P1M"', '@"2026-02-28T10:00:00+08:00"', '@"10:00:00"', "[1..5)"]).map(
        lambda text: compile_expression(text).evaluate({})
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "结论"]), inner, min_size=1, max_size=2)
    ),
    max_leaves=4,
)


@settings(max_examples=120)
@given(value=VALUES, fact=VALUES.filter(lambda value: not isinstance(value, Mapping)))
def test_every_value_comes_back_as_it_was_written(value: Value, fact: Value) -> None:
    example = Example("row", {"assessment": {"f": fact}}, (1,), value, None)
    text = write_table_scenario("n", "n", "outcome", [example])
    scenario, problems = read_table_scenario(text.encode(), FILE)
    assert scenario is not None, (text, problems)
    [read] = scenario.cases
    assert equal(read.value, value) is True or read.value == value
    assert read.facts == {"assessment": {"f": fact}}
