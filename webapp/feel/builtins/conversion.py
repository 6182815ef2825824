"""``string``, ``number`` and the constructors of temporal values (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from webapp.feel import numeric
from webapp.feel.builtins.registry import builtin, integer, single, text, wrong_kind, wrong_value
from webapp.feel.builtins.temporals import day_of
from webapp.feel.chronology import NANOSECONDS
from webapp.feel.convert import plain_text
from webapp.feel.limits import Budget
from webapp.feel.temporal import (
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    MonthsDuration,
    TemporalOutOfRange,
)
from webapp.feel.temporal_text import read_date, read_date_time, read_duration, read_time
from webapp.feel.values import Value

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@builtin("string", "from")
def string(arguments: Sequence[Value], budget: Budget) -> Value:
    """Any value as text; null stays null."""
    value = arguments[0]
    if value is None:
        return None
    written = plain_text(value)
    budget.check_characters(len(written))
    return written


@builtin("number", "from, grouping separator, decimal separator", optional=2)
def to_number(arguments: Sequence[Value], _budget: Budget) -> Value:
    """A text as a number, with a grouping separator (blank, comma, point) and a decimal one (comma, point)."""
    written = text(arguments[0], "from")
    grouping = _separator(arguments, 1, (" ", ",", "."))
    point = _separator(arguments, 2, (",", "."))
    if grouping is not None and grouping == point:
        raise wrong_value("decimal separator", point)
    if grouping is not None:
        written = written.replace(grouping, "")
    if point is not None:
        written = written.replace(point, ".")
    if _NUMBER.fullmatch(written) is None:
        raise wrong_value("from", written)
    return numeric.from_text(written)


def _separator(arguments: Sequence[Value], position: int, allowed: tuple[str, ...]) -> str | None:
    if len(arguments) <= position or arguments[position] is None:
        return None
    name = ("from", "grouping separator", "decimal separator")[position]
    separator = text(arguments[position], name)
    if separator not in allowed:
        raise wrong_value(name, separator)
    return separator


@builtin("date", "from", alternatives=["year, month, day"], is_pure=True)
def date(arguments: Sequence[Value], _budget: Budget) -> Value:
    """A date from a text, from a date and time, or from year, month and day."""
    if len(arguments) == 3:
        year, month, day = (
            integer(value, name) for value, name in zip(arguments, ("year", "month", "day"), strict=True)
        )
        try:
            return FeelDate(year, month, day)
        except TemporalOutOfRange:
            raise wrong_value("day", f"{year}-{month}-{day}") from None
    value = single(arguments[0])
    if isinstance(value, FeelDate):
        return value
    if isinstance(value, FeelDateTime):
        return value.date
    return _read_or_refuse(read_date(text(value, "from")), value)


def _read_or_refuse(read: Value, written: Value) -> Value:
    if read is None:
        raise wrong_value("from", written)
    return read


@builtin("time", "from", alternatives=["hour, minute, second", "hour, minute, second, offset"], is_pure=True)
def time(arguments: Sequence[Value], _budget: Budget) -> Value:
    """A time from a text, a date or a date and time, or from hour, minute, second and offset."""
    if len(arguments) >= 3:
        return _time_of_parts(arguments)
    value = single(arguments[0])
    if isinstance(value, FeelTime):
        return value
    if isinstance(value, FeelDateTime):
        return value.time
    if isinstance(value, FeelDate):
        return FeelTime(0, 0)
    return _read_or_refuse(read_time(text(value, "from")), value)


def _time_of_parts(arguments: Sequence[Value]) -> FeelTime:
    hour, minute = integer(arguments[0], "hour"), integer(arguments[1], "minute")
    second = single(arguments[2])
    if not isinstance(second, Decimal) or not 0 <= second < 60:
        raise wrong_kind("second", second)
    offset = single(arguments[3]) if len(arguments) > 3 else None
    if offset is not None and not isinstance(offset, DaysDuration):
        raise wrong_kind("offset", offset)
    whole = int(second)
    fraction = int((second - whole) * NANOSECONDS)
    try:
        return FeelTime.of(hour, minute, whole, fraction, None if offset is None else offset.seconds)
    except TemporalOutOfRange:
        raise wrong_value("hour", f"{hour}:{minute}:{second}") from None


@builtin(
    "date and time",
    "from",
    alternatives=[
        "date, time",
        "year, month, day, hour, minute, second",
        "year, month, day, hour, minute, second, offset",
    ],
    is_pure=True,
)
def date_and_time(arguments: Sequence[Value], _budget: Budget) -> Value:
    """A date and time from a text, or from a date and a time."""
    if len(arguments) == 2:
        return _combine(single(arguments[0]), single(arguments[1]))
    if len(arguments) > 2:
        return _combine(date(arguments[:3], _budget), _time_of_parts(arguments[3:]))
    value = single(arguments[0])
    if isinstance(value, FeelDateTime):
        return value
    if isinstance(value, FeelDate):
        return FeelDateTime(value, FeelTime(0, 0))
    written = text(value, "from")
    day = read_date(written)
    return _read_or_refuse(FeelDateTime(day, FeelTime(0)) if day else read_date_time(written), written)


def _combine(day: Value, time_part: Value) -> Value:
    if isinstance(day, FeelDateTime):
        day = day.date
    if not isinstance(day, FeelDate):
        raise wrong_kind("date", day)
    if not isinstance(time_part, FeelTime):
        raise wrong_kind("time", time_part)
    return FeelDateTime(day, time_part)


@builtin("duration", "from", is_pure=True)
def duration(arguments: Sequence[Value], _budget: Budget) -> Value:
    """A duration of either kind from a text."""
    value = single(arguments[0])
    if isinstance(value, DaysDuration | MonthsDuration):
        return value
    return _read_or_refuse(read_duration(text(value, "from")), value)


@builtin("years and months duration", "from, to")
def years_and_months_duration(arguments: Sequence[Value], _budget: Budget) -> Value:
    """The whole months between two days."""
    start, end = day_of(arguments[0], "from"), day_of(arguments[1], "to")
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return MonthsDuration(months)
