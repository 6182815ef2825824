"""Texts that are not FEEL: a stable code, the place, and words in both languages that say how to mend them."""

from __future__ import annotations

import pytest

from tests.feel.evaluating import refusal


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "FEEL-S18", 1, 1),
        ("   ", "FEEL-S18", 1, 4),
        ("1 +", "FEEL-S03", 1, 4),
        ("1 + * 2", "FEEL-S01", 1, 5),
        ("(1 + 2", "FEEL-S03", 1, 7),
        ("1 + 2)", "FEEL-S01", 1, 6),
        ("[1, 2", "FEEL-S03", 1, 6),
        ("[1 2]", "FEEL-S13", 1, 4),
        ("{a: 1", "FEEL-S03", 1, 6),
        ("{a 1}", "FEEL-S02", 1, 5),
        ("{a: 1, a: 2}", "FEEL-S15", 1, 8),
        ("if a then b", "FEEL-S03", 1, 12),
        ("if a else b", "FEEL-S02", 1, 6),
        ("for x return 1", "FEEL-S03", 1, 15),
        ("for x in [1] retrun x", "FEEL-S02", 1, 14),
        ("some x in [1] satisfy x", "FEEL-S02", 1, 15),
        ('"open', "FEEL-S04", 1, 1),
        ("1 + /* open", "FEEL-S05", 1, 5),
        ("a\n+ “b”", "FEEL-S06", 2, 3),
        ("a ＞ 5", "FEEL-S06", 1, 3),
        ("sum（1，2）", "FEEL-S06", 1, 4),
        ("a == b", "FEEL-S07", 1, 3),
        ("a && b", "FEEL-S07", 1, 3),
        ("!a", "FEEL-S07", 1, 1),
        ("'a'", "FEEL-S07", 1, 1),
        ("5岁", "FEEL-S16", 1, 1),
        ("申请人 年龄 > 5", "FEEL-S13", 1, 5),
        ('@"not a date"', "FEEL-S12", 1, 2),
        ('@"2026-02-30"', "FEEL-S12", 1, 2),
        ("1 instance of nmber", "FEEL-S14", 1, 15),
        ("function(a, a) a", "FEEL-S15", 1, 13),
        ("function(a) external {java: {}}", "FEEL-S10", 1, 13),
        ("max(a: 1, 2)", "FEEL-S19", 1, 12),
        ("{then: 1}", "FEEL-S17", 1, 2),
        ("1 between 2 or 3", "FEEL-S02", 1, 13),
        ("a.", "FEEL-S03", 1, 3),
        ("a..b", "FEEL-S01", 1, 2),
        ("]1, 2[", "FEEL-S02", 1, 3),
        ("then", "FEEL-S01", 1, 1),
        ("{5a: 1}", "FEEL-S01", 1, 2),
        ("1 instance of context<a: number (b)>", "FEEL-S02", 1, 33),
        ("1 instance of function<number (string)>", "FEEL-S02", 1, 31),
        ("sum(5岁)", "FEEL-S16", 1, 5),
        ("1\n+\n\n   )", "FEEL-S01", 4, 4),
        ("£", "FEEL-S01", 1, 1),
        ("1 + 1e7000", "FEEL-S11", 1, 5),
    ],
)
def test_an_error_has_its_code_and_place(text: str, code: str, line: int, column: int) -> None:
    error = refusal(text)
    assert (error.code, error.line, error.column) == (code, line, column)


@pytest.mark.parametrize(
    ("cell", "code", "column"),
    [
        ('"A" "B"', "FEEL-S13", 5),
        ('"A",', "FEEL-S03", 5),
        ('"A"，"B"', "FEEL-S06", 4),
        ("≥ 5", "FEEL-S06", 1),
        ("—", "FEEL-S06", 1),
        ("> 5 and < 10", "FEEL-S20", 5),
        ("[1..10", "FEEL-S03", 7),
        ('not("A"', "FEEL-S03", 8),
        ("<", "FEEL-S03", 2),
    ],
)
def test_an_error_in_a_cell_has_its_code_and_place(cell: str, code: str, column: int) -> None:
    error = refusal(cell, cell=True)
    assert (error.code, error.line, error.column) == (code, 1, column)


def test_the_words_name_the_place_and_the_way_to_mend_it() -> None:
    error = refusal("年龄 ≥ 18")
    assert error.text("zh") == "第 1 行第 4 列：这里用了全角符号“≥”。请改用半角的“>=”。"
    assert error.text("en") == "Line 1, column 4: “≥” is a full-width sign. Use “>=” instead."
    assert error.text() == error.text("zh")


def test_a_missing_bracket_is_named() -> None:
    assert "“, / )”" in refusal("count([1]").text("zh")
    assert "“then”" in refusal("if 1 else 2").text("en")


def test_an_external_function_is_refused_by_name() -> None:
    error = refusal('function(x) external {java: {class: "java.lang.Runtime", method signature: "exec(x)"}}')
    assert "外部函数" in error.text("zh")
    assert "External functions are not allowed" in error.text("en")
