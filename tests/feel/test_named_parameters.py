"""Every built-in by the parameter names of the standard's tables; wrong names, wrong counts and nulls (DMN 1.5, 10.3.4)."""

from __future__ import annotations

import pytest

from tests.feel.evaluating import evaluate, notes_of, shown
from webapp.feel.builtins import BUILTINS

CALLS = [
    ("string(from: 1)", '"1"'),
    ('number(decimal separator: ".", from: "1,000.5", grouping separator: ",")', "1000.5"),
    ('date(from: "2026-03-01")', '@"2026-03-01"'),
    ("date(day: 1, month: 3, year: 2026)", '@"2026-03-01"'),
    ('time(from: "10:00:00")', '@"10:00:00"'),
    ('time(hour: 10, minute: 0, second: 0, offset: @"PT8H")', '@"10:00:00+08:00"'),
    ('date and time(time: @"10:00:00", date: @"2026-03-01")', '@"2026-03-01T10:00:00"'),
    ('duration(from: "P1D")', '@"P1D"'),
    ('years and months duration(to: @"2026-03-01", from: @"2025-01-01")', '@"P1Y2M"'),
    ("not(negand: true)", "false"),
    ('substring(length: 2, start position: 2, string: "abcd")', '"bc"'),
    ('string length(string: "ab")', "2"),
    ('upper case(string: "a")', '"A"'),
    ('substring after(match: "a", string: "ab")', '"b"'),
    ('replace(replacement: "x", pattern: "B", input: "abc", flags: "i")', '"axc"'),
    ('matches(pattern: "^a", input: "abc")', "true"),
    ('split(delimiter: " ", string: "a b")', '["a", "b"]'),
    ('string join(delimiter: "-", list: ["a", "b"])', '"a-b"'),
    ("list contains(element: 1, list: [1])", "true"),
    ("min(list: [2, 1])", "1"),
    ("sublist(list: [1, 2, 3], length: 1, start position: 2)", "[2]"),
    ("append(item: 2, list: [1])", "[1, 2]"),
    ("insert before(newItem: 0, position: 1, list: [1])", "[0, 1]"),
    ("list replace(newItem: 0, position: 1, list: [1])", "[0]"),
    ("list replace(list: [1, 2], newItem: 9, match: function(item, newItem) item = 2)", "[1, 9]"),
    ("index of(match: 2, list: [1, 2])", "[2]"),
    ("sort(precedes: function(x, y) x > y, list: [1, 2])", "[2, 1]"),
    ("decimal(scale: 1, n: 1.25)", "1.2"),
    ("floor(scale: 1, n: -1.56)", "-1.6"),
    ("round half up(scale: 0, n: 5.5)", "6"),
    ("modulo(divisor: 5, dividend: -12)", "3"),
    ("sqrt(number: 4)", "2"),
    ('day of week(date: @"2026-11-22")', '"Sunday"'),
    ("is(value2: 1, value1: 1)", "true"),
    ("includes(range: [1..3], point: 2)", "true"),
    ("during(range: [1..3], point: 2)", "true"),
    ("meets(range2: [3..5], range1: [1..3])", "true"),
    ('get value(key: "a", m: {a: 1})', "1"),
    ("get entries(m: {a: 1})", '[{key: "a", value: 1}]'),
    ('context(entries: [{key: "a", value: 1}])', "{a: 1}"),
    ('context put(value: 2, keys: ["a", "b"], context: {a: {}})', "{a: {b: 2}}"),
    ("context merge(contexts: [{a: 1}, {a: 2}])", "{a: 2}"),
    ('range(from: "[1..2]")', "[1..2]"),
]


@pytest.mark.parametrize(("text", "value"), CALLS)
def test_a_built_in_takes_its_arguments_by_name_in_any_order(text: str, value: str) -> None:
    assert shown(text) == value


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_wrong_name_or_too_many_arguments_give_null_with_a_note(name: str) -> None:
    assert evaluate(f"{name}(no such parameter: 1)") is None
    assert [note.code for note in notes_of(f"{name}(no such parameter: 1)")] == ["FEEL-N07"]
    most = BUILTINS[name].most
    if most is not None:
        assert evaluate(f"{name}({', '.join(['1'] * (most + 1))})") is None


@pytest.mark.parametrize("name", sorted(BUILTINS.keys() - {"now", "today"}))
def test_nothing_but_nulls_gives_null_except_that_null_is_null(name: str) -> None:
    function = BUILTINS[name]
    for count in range(max(1, function.least), len(function.parameters) + 1):
        assert shown(f"{name}({', '.join(['null'] * count)})") == ("true" if name == "is" else "null")
