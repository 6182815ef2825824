"""Why a result is null: notes with a code, a place and words."""

from __future__ import annotations

import pytest

from tests.feel.evaluating import evaluate, notes_of
from webapp.feel import NullResult, Value, compile_expression, compile_unary_tests, host_function


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("1 + missing", "FEEL-N01", 5),
        ('1 + "a"', "FEEL-N02", 3),
        ('1 < "a"', "FEEL-N02", 3),
        ("5(1)", "FEEL-N03", 2),
        ("missing(1)", "FEEL-N01", 1),
        ("{a: 1}.b", "FEEL-N04", 8),
        ("string length(5)", "FEEL-N05", 14),
        ("count()", "FEEL-N06", 6),
        ("count(lst: [])", "FEEL-N07", 6),
        ('date("2026-02-30")', "FEEL-N08", 5),
        ("if 1 then 2 else 3", "FEEL-N09", 4),
        ("for i in 1.5..2 return i", "FEEL-N10", 10),
        ("[1, 2][3]", "FEEL-N11", 7),
        ('-"a"', "FEEL-N12", 1),
        ("[5..1]", "FEEL-N13", 1),
        ('matches("a", "(")', "FEEL-N14", 8),
        ('(function(a: number) a)("x")', "FEEL-N15", 24),
        ("9e6144 * 10", "FEEL-N16", 8),
        ("1 / 0", "FEEL-N17", 3),
        ('"x" in [1..5]', "FEEL-N19", 5),
        ('@"2026-01-01T00:00:00" < @"2026-01-01T00:00:00Z"', "FEEL-N18", 24),
    ],
)
def test_a_null_comes_with_its_reason(text: str, code: str, column: int) -> None:
    first = notes_of(text)[0]
    assert (first.code, first.line, first.column) == (code, 1, column)
    assert first.text("zh")
    assert first.text("en")


def test_a_note_names_the_missing_value_in_both_languages() -> None:
    note = notes_of("申请.动机 + 1")[0]
    assert note.text("zh") == "没有名为“申请”的值。"
    assert note.text("en") == "There is no value named “申请”."


def test_a_value_that_is_there_leaves_no_note() -> None:
    assert notes_of("1 + 1") == []
    assert notes_of("x = null", {"x": None}) == []


def test_a_constant_that_cannot_be_read_is_noted_at_each_evaluation() -> None:
    expression = compile_expression('x < date("2026-02-30")')
    for _ in range(2):
        assert expression.evaluate_with_notes({"x": None})[1][0].code == "FEEL-N08"


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ('substring("a")', "FEEL-N06", 10),
        ("count(lst: [])", "FEEL-N07", 6),
        ('x < date("2026-02-30")', "FEEL-N08", 9),
        ('x + duration("3 days")', "FEEL-N08", 13),
        ('x = "A" or "B"', "FEEL-N09", 12),
    ],
)
def test_what_can_never_work_is_warned_of_when_compiling(text: str, code: str, column: int) -> None:
    (warning,) = compile_expression(text, ["x"]).warnings
    assert (warning.code, warning.column) == (code, column)


def test_a_cell_warns_of_what_can_never_work() -> None:
    assert [warning.code for warning in compile_unary_tests('"A" or "B"').warnings] == [
        "FEEL-N09",
        "FEEL-N09",
    ]
    assert [warning.code for warning in compile_unary_tests('< date("today")').warnings] == ["FEEL-N08"]
    assert compile_unary_tests('"A", [1..5], ? > 3 and true').warnings == ()


def test_notes_stop_at_a_hundred() -> None:
    assert len(notes_of("for i in 1..500 return missing")) == 100


def test_a_host_function_may_say_why_it_gives_null() -> None:
    def refuse(_value: Value) -> Value:
        raise NullResult("FEEL-N08", parameter="day", value="?")

    expression = compile_expression("f(1)", functions={"f": host_function(["day"], refuse)})
    value, notes = expression.evaluate_with_notes({})
    assert value is None
    assert "day" in notes[0].text("en")


def test_evaluation_without_notes_gives_the_same_value() -> None:
    assert evaluate("1 + missing") is None
