"""Cells of decision tables, in every form that table editors write."""

from __future__ import annotations

from typing import Any

import pytest

from tests.feel.evaluating import matches
from webapp.feel import FeelDate, MonthsDuration, compile_unary_tests, from_python, open_scope


@pytest.mark.parametrize("cell", ["-", "", "  ", " - ", "// any\n"])
def test_a_dash_or_nothing_lets_everything_pass(cell: str) -> None:
    tests = compile_unary_tests(cell)
    assert tests.is_any
    assert all(tests.matches(value, {}) is True for value in (None, True, "x", from_python(1), [], {}))


@pytest.mark.parametrize(
    ("cell", "passing", "failing"),
    [
        ('"A"', ["A"], ["B", "", None]),
        ('"A","B"', ["A", "B"], ["C", None]),
        ('"重大项目", "一般项目"', ["重大项目"], ["其他"]),
        ('not("A")', ["B", "", None], ["A"]),
        ('not("A","B")', ["C", None], ["A", "B"]),
        ("5", [5], [6, None]),
        ("-5", [-5], [5]),
        ("1, 2, 3", [1, 3], [4]),
        ("< 5", [4], [5, 6]),
        ("<= 5", [5], [6]),
        ("> 5", [6], [5]),
        (">= 5", [5], [4]),
        ("= 5", [5], [4]),
        ("!= 5", [4], [5]),
        ("< 5, > 10", [4, 11], [5, 10]),
        ("not(< 5)", [5], [4]),
        ("[1..10]", [1, 10], [0, 11]),
        ("(1..10)", [2, 9], [1, 10]),
        ("]1..10[", [2, 9], [1, 10]),
        ("[1..10[", [1], [10]),
        ("]1..10]", [10], [1]),
        ("[1..10), (20..30]", [1, 30], [10, 20]),
        ("]1..10[, 50", [5, 50], [10]),
        ("not([1..10])", [0], [5]),
        ("true", [True], [False, None]),
        ("false", [False], [True, None]),
        ("null", [None], [0, "", False]),
        ("not(null)", [0, ""], [None]),
        ('["A", "B"]', ["A", "B", ["A", "B"]], ["C", ["A"]]),
        ('"A", null', ["A", None], ["B"]),
        ('(< 5), "x"', [4, "x"], [5]),
    ],
)
def test_literal_cells(cell: str, passing: list[Any], failing: list[Any]) -> None:
    assert [thing for thing in passing if matches(cell, thing) is not True] == []
    assert [thing for thing in failing if matches(cell, thing) is True] == []


@pytest.mark.parametrize(
    ("cell", "passing", "failing"),
    [
        ('date("2026-01-01")', "2026-01-01", "2026-01-02"),
        ('@"2026-01-01"', "2026-01-01", "2026-01-02"),
        ('>= date("2026-01-01")', "2026-01-01", "2025-12-31"),
        ('< @"2026-01-01"', "2025-12-31", "2026-01-01"),
        ('[date("2026-01-01")..date("2026-12-31")]', "2026-06-01", "2027-01-01"),
        (']@"2026-01-01"..@"2026-12-31"[', "2026-06-01", "2026-12-31"),
        ('not(@"2026-01-01")', "2026-01-02", "2026-01-01"),
        ('date("2026-01-01") , date("2026-02-01")', "2026-02-01", "2026-03-01"),
    ],
)
def test_cells_with_dates(cell: str, passing: str, failing: str) -> None:
    assert matches(cell, FeelDate(*map(int, passing.split("-")))) is True
    assert matches(cell, FeelDate(*map(int, failing.split("-")))) is False


@pytest.mark.parametrize(
    ("cell", "months", "expected"),
    [
        ('[duration("P3M")..duration("P1Y")]', 3, True),
        ('[duration("P3M")..duration("P1Y")]', 13, False),
        ('< duration("P3M")', 2, True),
        ('> @"P1Y"', 12, False),
    ],
)
def test_cells_with_durations(cell: str, months: int, expected: bool) -> None:
    assert matches(cell, MonthsDuration(months)) is expected


@pytest.mark.parametrize(
    ("cell", "passing", "failing"),
    [
        ("? > 5 and ? < 10", 7, 10),
        ("? > 5 or ? = 1", 1, 2),
        ("not(? > 5)", 5, 6),
        ("not(? > 3) or ? = 5", 5, 4),
        ("? in [1..3]", 2, 4),
        ("? between 1 and 3", 3, 4),
        ("even(?)", 2, 3),
        ("count([1, 2]) = ?", 2, 3),
        ("some x in [1, 2] satisfies x = ?", 2, 3),
        ("if ? > 5 then true else false", 6, 5),
    ],
)
def test_cells_with_a_question_mark_are_statements_about_the_input(
    cell: str, passing: int, failing: int
) -> None:
    assert matches(cell, passing) is True
    assert matches(cell, failing) is False


def test_a_statement_without_question_mark_reads_the_facts() -> None:
    assert matches("x > 5 and x < 10", 7, {"x": 7}) is True
    assert matches("x > 5 and x < 10", 20, {"x": 20}) is False
    assert matches("x > 5 and x < 10", "anything", {"x": 7}) is True
    assert matches("x > 5", False, {"x": 7}) is True


def test_a_cell_may_compare_with_a_fact() -> None:
    facts = {"上限": 10, "级别": ["一级", "二级"], "行为人": {"单位": "区住建局"}}
    assert matches("< 上限", 9, facts) is True
    assert matches("[1..上限]", 11, facts) is False
    assert matches("上限", 10, facts) is True
    assert matches("级别", "二级", facts) is True
    assert matches("not(级别)", "三级", facts) is True
    assert matches("行为人.单位", "区住建局", facts) is True
    assert matches('starts with(?, "区")', "区住建局", facts) is True


def test_a_list_input_is_tested_by_its_items_through_the_question_mark() -> None:
    assert matches('list contains(?, "环保")', ["环保", "安全"]) is True
    assert matches('some i in ? satisfies i in ("a", "b")', ["c", "b"]) is True


def test_a_boolean_literal_never_passes_the_opposite_input() -> None:
    assert matches("true", False) is False
    assert matches("flag", False, {"flag": True}) is False
    assert matches("not(true)", False) is True


def test_values_of_another_kind_do_not_match() -> None:
    assert matches("< 5", "4") is None
    assert matches("[1..5]", "4") is None
    assert matches('"4"', 4) is None
    assert matches("not(< 5)", "4") is None
    assert matches("5", "4") is None


def test_only_a_cell_that_needs_no_facts_has_a_predicate() -> None:
    predicate = compile_unary_tests('"A", [1..3]').predicate
    assert predicate is not None
    assert predicate(from_python(2)) is True
    assert compile_unary_tests("< limit", ["limit"]).predicate is None
    assert compile_unary_tests("? > 5").predicate is None


def test_an_open_scope_serves_many_cells() -> None:
    scope = open_scope({"limit": from_python(5)})
    cells = [compile_unary_tests(text, ["limit"]) for text in ("< limit", "? > limit", "limit")]
    assert [cell.matches(from_python(5), scope) for cell in cells] == [False, False, True]
    assert "?" not in scope


def test_notes_say_why_a_cell_did_not_compare() -> None:
    result, notes = compile_unary_tests("? < limit", ["limit"]).matches_with_notes(
        "x", {"limit": from_python(1)}
    )
    assert result is None
    assert [note.code for note in notes] == ["FEEL-N02"]
