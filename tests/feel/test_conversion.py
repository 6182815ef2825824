"""Values from and to Python, JSON and FEEL text."""

from __future__ import annotations

import datetime as dt
import doctest
import json
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import webapp.feel
from tests.feel.evaluating import evaluate
from webapp.feel import (
    DaysDuration,
    FeelDate,
    FeelLimitExceeded,
    MonthsDuration,
    NotAValue,
    equal,
    from_json,
    from_python,
    to_json,
    to_python,
    to_text,
)


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        (None, "null"),
        (True, "true"),
        (5, "5"),
        (10**40, "1e40"),
        (0.1, "0.1"),
        (Decimal("1.50"), "1.5"),
        ('文\n“本”"\\', '"文\\n“本”\\"\\\\"'),
        (dt.date(2026, 1, 31), '@"2026-01-31"'),
        (dt.time(10, 30, 0, 500_000), '@"10:30:00.5"'),
        (dt.datetime(2026, 1, 31, 10, 30, tzinfo=dt.UTC), '@"2026-01-31T10:30:00Z"'),
        (
            dt.datetime(2026, 1, 31, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
            '@"2026-01-31T10:30:00@Asia/Shanghai"',
        ),
        (dt.datetime(2026, 1, 31, tzinfo=dt.timezone(dt.timedelta(hours=8))), '@"2026-01-31T00:00:00+08:00"'),
        (dt.timedelta(days=1, seconds=1), '@"P1DT1S"'),
        (dt.timedelta(seconds=-1), '@"-PT1S"'),
        ([1, ["a"]], '[1, ["a"]]'),
        ((1, 2), "[1, 2]"),
        ({"动机": "为公", "a b": 1, "if": 2}, '{动机: "为公", "a b": 1, "if": 2}'),
    ],
)
def test_python_things_become_values(thing: object, text: str) -> None:
    assert to_text(from_python(thing)) == text


@pytest.mark.parametrize(
    ("thing", "code"),
    [
        *((number, "FEEL-V02") for number in (float("nan"), float("inf"), Decimal("NaN"), Decimal("1e7000"))),
        *((thing, "FEEL-V01") for thing in (object(), 1j, b"x", {1: 2})),
    ],
)
def test_what_is_no_value_is_refused(thing: object, code: str) -> None:
    with pytest.raises(NotAValue) as caught:
        from_python(thing)
    assert caught.value.code == code
    assert caught.value.text("zh") != caught.value.text("en")


@pytest.mark.parametrize(
    "thing",
    [
        None,
        True,
        5,
        Decimal("0.1"),
        "x",
        dt.date(2026, 1, 31),
        dt.time(10, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 1, 31, 10, 30, tzinfo=dt.UTC),
        dt.timedelta(days=-3, seconds=5),
        [1, {"a": [None]}],
    ],
)
def test_python_things_come_back(thing: object) -> None:
    assert to_python(from_python(thing)) == thing


def test_values_without_a_python_form_stay_as_they_are() -> None:
    assert to_python(MonthsDuration(3)) == MonthsDuration(3)
    assert to_python(FeelDate(20_000, 1, 1)) == FeelDate(20_000, 1, 1)
    assert to_python(DaysDuration(10**30)) == DaysDuration(10**30)


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "true",
        "5",
        "0.1",
        "1e300",
        "12345678901234567890.5",
        '"x"',
        '@"2026-01-31"',
        '@"10:30:00.5@Asia/Shanghai"',
        '@"2026-01-31T10:30:00+08:00"',
        '@"P1DT1S"',
        '@"-P1Y2M"',
        "[1..5)",
        "(< 10)",
        '[1, "a", {b: null}]',
        '{feel: "date", value: "not one"}',
    ],
)
def test_json_brings_each_value_back(text: str) -> None:
    value = evaluate(text)
    again = from_json(json.loads(json.dumps(to_json(value))))
    assert equal(again, value) is True
    assert to_text(again) == to_text(value)


@pytest.mark.parametrize(
    ("thing", "kind", "text"),
    [
        ("2026-01-31", "date", '@"2026-01-31"'),
        ("10:30:00", "time", '@"10:30:00"'),
        ("2026-01-31T10:30:00Z", "date and time", '@"2026-01-31T10:30:00Z"'),
        ("P3M", "years and months duration", '@"P3M"'),
        ("P3D", "days and time duration", '@"P3D"'),
        ("0.10", "number", "0.1"),
        ("0.10", "string", '"0.10"'),
        (0.25, None, "0.25"),
    ],
)
def test_plain_json_is_read_by_its_type(thing: Any, kind: str | None, text: str) -> None:
    assert to_text(from_json(thing, kind)) == text


@pytest.mark.parametrize(
    ("thing", "kind"),
    [
        ("soon", "date"),
        ("P3M", "days and time duration"),
        ("NaN", "number"),
        ({"feel": "date", "value": "x"}, None),
    ],
)
def test_json_that_is_not_of_its_type_is_refused(thing: Any, kind: str | None) -> None:
    with pytest.raises(NotAValue):
        from_json(thing, kind)


def test_a_function_is_written_as_its_name() -> None:
    assert to_text(evaluate("count")) == "count"


def test_a_value_with_more_parts_than_can_be_written_is_refused() -> None:
    value: Any = [None] * 100
    for _ in range(5):
        value = [value] * 100
    for write in (to_text, to_json):
        with pytest.raises(FeelLimitExceeded):
            write(value)
    with pytest.raises(FeelLimitExceeded):
        equal(value, [value[0]] * 100)


def test_equal_times_have_equal_hashes() -> None:
    one, other = evaluate('@"2026-01-01T08:00:00+08:00"'), evaluate('@"2026-01-01T00:00:00Z"')
    assert len({one, other}) == 1
    assert len({evaluate('@"10:00:00Z"'), evaluate('@"11:00:00+01:00"')}) == 1


def test_a_function_has_no_json() -> None:
    with pytest.raises(NotAValue):
        to_json(evaluate("count"))


def test_the_example_in_the_documentation_runs() -> None:
    assert doctest.testmod(webapp.feel).failed == 0
