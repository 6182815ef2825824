"""Arithmetic, comparison and their precedence."""

from __future__ import annotations

import pytest

from tests.feel.evaluating import evaluate, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("100 / 10 / 5", "2"),
        ("2 ** 3 ** 2", "64"),
        ("-3 ** 2", "9"),
        ("2 ** -1", "0.5"),
        ("--5", "5"),
        ("1 - -1", "2"),
        ("1.5e3 + .5", "1500.5"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("2 / 3", "0.6666666666666666666666666666666667"),
        ("1 / 0", "null"),
        ("0 ** 0", "1"),
        ("(-8) ** 0.5", "null"),
        ("9e6144 * 10", "null"),
        ('"容错" + "纠错"', '"容错纠错"'),
        ('"a" - "b"', "null"),
        ('1 + "1"', "null"),
        ("1 + null", "null"),
        ("null * 2", "null"),
        ("true + true", "null"),
        ("[1] + 1", "null"),
    ],
)
def test_arithmetic_follows_the_standard(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_number_keeps_34_digits_half_even() -> None:
    assert shown("1234567890123456789012345678901234.5") == "1234567890123456789012345678901234"
    assert shown("1234567890123456789012345678901235.5") == "1234567890123456789012345678901236"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 = 1.0", "true"),
        ('1 = "1"', "null"),
        ('{x: null, a: x = "1", b: x != "1"}', "{x: null, a: false, b: true}"),
        ("null = null", "true"),
        ("1 = null", "false"),
        ("1 != null", "true"),
        ("[1, 2] = [1, 2]", "true"),
        ("[1, 2] = [2, 1]", "false"),
        ("[1] = 1", "null"),
        ("{a: 1, b: 2} = {b: 2, a: 1}", "true"),
        ("{a: 1} = {a: 1, b: 2}", "false"),
        ("{a: 1} != {a: 2}", "true"),
        ("[1..2] = [1..2]", "true"),
        ("[1..2] = [1..2)", "false"),
        ("(< 10) = (< 10)", "true"),
        ("(= 10) = [10..10]", "false"),
        ("1 < 2", "true"),
        ('"a" < "b"', "true"),
        ("1 < null", "null"),
        ('1 < "2"', "null"),
        ("true < false", "null"),
        ("[1] < [2]", "null"),
        ("count = count", "true"),
        ("count = sum", "false"),
    ],
)
def test_comparison_gives_null_where_values_do_not_compare(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 between 1 and 10", "true"),
        ("1 between 1 and 10 and 2 between 2 and 3", "true"),
        ("0 between 1 and 10", "false"),
        ("null between 1 and 10", "null"),
        ("5 between null and 10", "null"),
        ("11 between null and 10", "false"),
        ("1 + 1 between 1 + 0 and 3 - 1", "true"),
    ],
)
def test_between_includes_both_ends(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 in [1, 2]", "true"),
        ("3 in [1, 2]", "false"),
        ("1 in [[0..5], 9]", "true"),
        ("1 in (2, 3, < 2)", "true"),
        ("4 in (2, 3, < 2)", "false"),
        ("5 in > 4", "true"),
        ("5 in =5", "true"),
        ("5 in !=5", "false"),
        ("5 in [1..5]", "true"),
        ("5 in [1..5)", "false"),
        ("5 in [1..5[", "false"),
        ("1 in ]1..5]", "false"),
        ("1 in (1..5]", "false"),
        ("5 in [9, ]1..10[]", "true"),
        ("5 in (]1..3[, ]4..6[)", "true"),
        ("[1, 2] in [[1, 2], [3]]", "true"),
        ("null in [1, null]", "true"),
        ("null in [1..2]", "null"),
        ("1 in (null..5]", "null"),
        ("1 in 1 and 2 in 2", "true"),
        ("5 in (true)", "null"),
        ("5 in (= 5)", "true"),
        ("{r: (!= 5), a: 5 in r}.a", "false"),
        ("{r: [1, [4..6]], a: 5 in r}.a", "true"),
        ('"b" in ["a".."c"]', "true"),
        ('date("2026-02-01") in [@"2026-01-01"..@"2026-03-01"]', "true"),
    ],
)
def test_in_takes_values_lists_ranges_and_comparisons(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", "true"),
        ("null instance of number", "false"),
        ("null instance of Null", "true"),
        ("null instance of Any", "false"),
        ("1 instance of Any", "true"),
        ('"a" instance of string and 1 instance of number', "true"),
        ("[1, 2] instance of list<number>", "true"),
        ('[1, "a"] instance of list<number>', "false"),
        ("[[1]] instance of list<list<number>>", "true"),
        ("{a: 1} instance of context<a: number>", "true"),
        ("{a: 1, b: 2} instance of context<a: number>", "true"),
        ("{a: 1} instance of context<>", "true"),
        ("[1] instance of context<>", "false"),
        ("(function(a: number) a * 2) instance of function<number> -> number", "true"),
        ("(function(a: string) a) instance of function<number> -> Any", "false"),
        ('{a: "x"} instance of context<a: number>', "false"),
        ("[1..2] instance of range<number>", "true"),
        ("count instance of function", "true"),
        ("(function(a: number) a) instance of function<number> -> Any", "true"),
        ("(function(a: number) a) instance of function<string> -> Any", "false"),
        ("1 instance of function<> -> Any", "false"),
        ("(function() 1) instance of function<> -> Any", "true"),
        ("(function(f: list<number>) 1) instance of function<list<number>> -> Any", "true"),
        ("(function(f: list<number>) 1) instance of function<list<string>> -> Any", "false"),
        ("(function(f: list<number>) 1) instance of function<list> -> Any", "false"),
        (
            "(function(f: context<a: Any>) 1) instance of function<context<a: number, b: string>> -> Any",
            "true",
        ),
        ("(function(f: context<a: number>) 1) instance of function<context<b: number>> -> Any", "false"),
        (
            "(function(f: function<number> -> Any) 1) instance of function<function<Any> -> number> -> Any",
            "true",
        ),
        (
            "(function(f: function<number> -> Any) 1) instance of function<function<number, number> -> Any> -> Any",
            "false",
        ),
        ("(function(f: number) 1) instance of function<Null> -> Any", "true"),
        ("(function(a, b) 1) instance of function<number> -> Any", "false"),
        ('@"P1D" instance of days and time duration', "true"),
        ('@"P1M" instance of years and months duration', "true"),
        ('@"2026-01-01T00:00:00" instance of date and time', "true"),
    ],
)
def test_instance_of_knows_simple_and_composed_types(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_long_sum_is_no_deep_nesting() -> None:
    assert shown(" + ".join(["1"] * 2000)) == "2000"
    assert shown(" and ".join(["true"] * 2000)) == "true"


def test_a_text_with_an_operator_may_be_broken_over_lines_and_commented() -> None:
    assert evaluate("1 // one\n + /* and\ntwo */ 2\u3000* 2") == evaluate("5")
