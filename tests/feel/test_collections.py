"""Lists, filters, contexts, paths, loops and functions."""

from __future__ import annotations

import dataclasses

import pytest

from tests.feel.evaluating import evaluate, shown
from webapp.feel import (
    SIMPLE_TYPES,
    Budget,
    Function,
    Value,
    call_function,
    compile_expression,
    from_python,
    host_function,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][1]", "1"),
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][0]", "null"),
        ("[1, 2, 3][4]", "null"),
        ("[1, 2, 3][1.5]", "null"),
        ("[1, 2, 3][2.0]", "2"),
        ("[1, 2, 3][0.5 + 0.6]", "null"),
        ("[1, 2, 3][-4]", "null"),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("[1, 2, 3][item > 5]", "[]"),
        ("[][1]", "null"),
        ("[][item > 1]", "[]"),
        ("5[1]", "5"),
        ("5[item > 1]", "[5]"),
        ("null[1]", "null"),
        ("[1, 2, 3][[1, 2][2]]", "2"),
        ("[{a: 1}, {a: 2}, {b: 3}][a = 2]", "[{a: 2}]"),
        ("[{a: 1}, {a: 2}][item.a = 2].a", "[2]"),
        ("[{item: 1}, {item: 2}][item = 2]", "[{item: 2}]"),
        ("[{a: [1, 2]}, {a: [3]}][count(a) > 1]", "[{a: [1, 2]}]"),
        ("[[1, 2], [3]][count(item) = 1]", "[[3]]"),
        ("[1, 2, 3][true]", "[1, 2, 3]"),
        ("{n: 2, r: [1, 2, 3][n]}.r", "2"),
        ("[(function(x) x + 1), (function(x) x + 2)][2](1)", "3"),
    ],
)
def test_brackets_pick_by_number_or_filter_by_condition(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_filter_sees_outer_names_that_an_item_does_not_have() -> None:
    facts = {"limit": 2, "rows": [{"n": 1}, {"n": 5, "limit": 9}, {"n": 3}]}
    assert shown("rows[n > limit].n", facts) == "[3]"


def test_an_item_without_an_entry_does_not_see_that_of_the_item_before_it() -> None:
    assert shown("[{n: 1}, 5, {m: 1}, {n: 1}][n = 1]") == "[{n: 1}, {n: 1}]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a: 1}.a", "1"),
        ("{a: 1}.b", "null"),
        ("{a: {b: 2}}.a.b", "2"),
        ("[{a: 1}, {a: 2}].a", "[1, 2]"),
        ("[{a: 1}, {}].a", "[1, null]"),
        ("null.a", "null"),
        ('"text".a', "null"),
        ("[1..5].start", "1"),
        ("(1..5].start included", "false"),
        ("[1..5].end included", "true"),
    ],
)
def test_a_dot_reads_an_entry_or_a_part(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", "{}"),
        ("{a: 1, b: a * 2, c: b * 2}", "{a: 1, b: 2, c: 4}"),
        ("{a: 1, b: {a: 2, c: a}}.b.c", "2"),
        ("{a: 1, b: {c: a}}.b.c", "1"),
    ],
)
def test_an_entry_of_a_context_sees_those_before_it(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for i in [1, 2, 3] return i * 2", "[2, 4, 6]"),
        ("for i in 1..3 return i", "[1, 2, 3]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in [1..3] return i", "[1, 2, 3]"),
        ("for i in (1..4) return i", "[2, 3]"),
        ("for i in 1..2, j in 3..4 return i * j", "[3, 4, 6, 8]"),
        ("for i in 1..2, j in 1..i return j", "[1, 1, 2]"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ("for i in 1..3 return count(partial)", "[0, 1, 2]"),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', "[27, 28, 1]"),
        ("for i in [] return i", "[]"),
        ("for i in null return i", "null"),
        ("for i in 5 return i + 1", "[6]"),
        ("for i in 1.5..3 return i", "null"),
        ("(for f in (for i in 1..3 return function(x) x * i) return f(10))", "[10, 20, 30]"),
    ],
)
def test_for_gathers_a_result_for_each_turn(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_what_partial_held_in_an_earlier_turn_stays_as_it_was() -> None:
    assert shown("for i in 1..3 return partial") == "[[], [[]], [[], [[]]]]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(function(a, b) a + b)(1, 2)", "3"),
        ("(function(a, b) a + b)(b: 1, a: 2)", "3"),
        ("(function(a, b) a + b)(1)", "null"),
        ("(function(a, b) a + b)(a: 1, c: 2)", "null"),
        ("(function() 7)()", "7"),
        ("{add: function(n) function(m) n + m, r: add(1)(2)}.r", "3"),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r", "2432902008176640000"),
        ('(function(a: number) a)("x")', "null"),
        ("(function(a: number) a)([5])", "5"),
        ("(function(a: list<number>) a)(5)", "[5]"),
        ('(function(a: date and time) a)(@"2026-01-01")', '@"2026-01-01T00:00:00Z"'),
        ("5(1)", "null"),
        ("nothing(1)", "null"),
        ("{f: count}.f([1, 2])", "2"),
        ("sort(list: [3, 1, 2], precedes: function(x, y) x > y)", "[3, 2, 1]"),
    ],
)
def test_functions_are_values(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_host_function_is_called_by_position_or_name_and_may_have_spaces_in_its_name() -> None:
    def add_working_days(start: Value, days: Value) -> Value:
        return f"{start}+{days}"

    functions = {"add working days": host_function(["date", "days"], add_working_days)}
    for text in ('add working days("d", 5)', 'add working days(days: 5, date: "d")'):
        expression = compile_expression(text, functions=functions)
        assert expression.evaluate({}) == "d+5"
        assert expression.references == frozenset()


def test_a_host_function_may_have_optional_parameters_and_replace_a_built_in() -> None:
    def join(one: Value, other: Value = "?") -> Value:
        return f"{one}{other}"

    functions = {
        "join": host_function(["one", "other"], join, optional=1),
        "today": host_function([], lambda: "now"),
    }
    assert compile_expression('join("a") + today()', functions=functions).evaluate({}) == "a?now"
    assert compile_expression("join()", functions=functions).evaluate({}) is None


def test_a_host_functions_declared_types_are_kept() -> None:
    double = dataclasses.replace(
        host_function(["n"], lambda n: n + n),
        parameter_types=(SIMPLE_TYPES["number"],),
        result_type=SIMPLE_TYPES["number"],
    )
    functions = {"double": double}
    assert compile_expression("double([4])", functions=functions).evaluate({}) == 8
    assert compile_expression('double("a")', functions=functions).evaluate({}) is None


def test_a_function_value_can_be_called_from_python_with_its_declared_types() -> None:
    function = evaluate("function(a: number) a + 1")
    assert isinstance(function, Function)
    assert call_function(function, [from_python([4])], Budget()) == 5


@pytest.mark.parametrize(
    ("listed", "kept"),
    [
        ("[{a: 1, b: 2}, {b: 2, a: 1}, {a: 1}]", "[{a: 1, b: 2}, {a: 1}]"),
        ('[@"10:00:00Z", @"11:00:00+01:00", @"10:00:00"]', '[@"10:00:00Z", @"10:00:00"]'),
        ('[@"P0M", @"PT0S"]', '[@"P0M"]'),
        (
            "[[1, [2, [3, [4]]]], [1, [2, [3, [5]]]], [1, [2, [3, [4]]]]]",
            "[[1, [2, [3, [4]]]], [1, [2, [3, [5]]]]]",
        ),
        ("[null, null, [null], [null], [1..2], [1..2]]", "[null, [null], [1..2]]"),
    ],
)
def test_values_that_equal_each_other_are_kept_once(listed: str, kept: str) -> None:
    assert evaluate(f"distinct values({listed}) = {kept}") is True
    assert evaluate(f"union({listed}, {listed}) = {kept}") is True


def test_thousands_of_different_contexts_are_told_apart() -> None:
    assert evaluate("count(distinct values(for i in 1..20000 return {a: i}))") == 20000
