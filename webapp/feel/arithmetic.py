"""``+ - * / **`` over all kinds of values; None where the standard says null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from webapp.feel import numeric
from webapp.feel.chronology import DAY_SECONDS, NANOSECONDS
from webapp.feel.temporal import (
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    MonthsDuration,
    TemporalOutOfRange,
)
from webapp.feel.values import Value

Duration = DaysDuration | MonthsDuration
#: Far beyond the years that dates reach; a duration past it is null, so that doubling cannot go on without end.
_LONGEST = 10**40
_DAY = DAY_SECONDS * NANOSECONDS


def add(left: Value, right: Value) -> Value:
    """The sum of numbers, texts, durations, or of a temporal value and a duration."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return numeric.add(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        return _days(left.nanoseconds + right.nanoseconds)
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return _months(left.months + right.months)
    if isinstance(right, Duration):
        return _shift(left, right)
    return _shift(right, left) if isinstance(left, Duration) else None


def subtract(left: Value, right: Value) -> Value:
    """The difference of numbers, durations, temporal values, or of a temporal value and a duration."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return numeric.subtract(left, right)
    if isinstance(right, Duration):
        return add(left, negate(right))
    if isinstance(left, FeelTime) and isinstance(right, FeelTime):
        return _time_between(left, right)
    start, end = _as_moment(right), _as_moment(left)
    if start is None or end is None:
        return None
    if isinstance(left, FeelDate) and isinstance(right, FeelDate):
        return DaysDuration.of_days(left.number - right.number)
    return DaysDuration(end.nanoseconds - start.nanoseconds) if end.comparable_with(start) else None


def _days(nanoseconds: int) -> DaysDuration | None:
    return DaysDuration(nanoseconds) if abs(nanoseconds) < _LONGEST else None


def _months(months: int) -> MonthsDuration | None:
    return MonthsDuration(months) if abs(months) < _LONGEST else None


def _time_between(left: FeelTime, right: FeelTime) -> Value:
    if not left.comparable_with(right):
        return None
    shift = (left.fixed_offset or 0) - (right.fixed_offset or 0)
    return DaysDuration(left.nanoseconds - right.nanoseconds - shift * NANOSECONDS)


def _as_moment(value: Value) -> FeelDateTime | None:
    """A date counts as midnight UTC beside a date and time."""
    if isinstance(value, FeelDate):
        return FeelDateTime(value, FeelTime(0, 0))
    return value if isinstance(value, FeelDateTime) else None


def _shift(value: Value, span: Duration) -> Value:
    try:
        if isinstance(span, MonthsDuration):
            return value.plus_months(span.months) if isinstance(value, FeelDate | FeelDateTime) else None
        if isinstance(value, FeelDate):
            return value.plus_days(span.nanoseconds // _DAY)
        return value.plus(span.nanoseconds) if isinstance(value, FeelTime | FeelDateTime) else None
    except TemporalOutOfRange:
        return None


def multiply(left: Value, right: Value) -> Value:
    """The product of two numbers, or of a duration and a number."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return numeric.multiply(left, right)
    if isinstance(left, Decimal) and isinstance(right, Duration):
        return _scale(right, left, numeric.multiply)
    if isinstance(left, Duration) and isinstance(right, Decimal):
        return _scale(left, right, numeric.multiply)
    return None


def divide(left: Value, right: Value) -> Value:
    """The quotient of two numbers, of a duration and a number, or of two durations of one kind."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return numeric.divide(left, right)
    if isinstance(left, Duration) and isinstance(right, Decimal):
        return _scale(left, right, numeric.divide)
    if isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        return numeric.divide(Decimal(left.nanoseconds), Decimal(right.nanoseconds))
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return numeric.divide(Decimal(left.months), Decimal(right.months))
    return None


def _scale(span: Duration, factor: Decimal, by: Callable[[Decimal, Decimal], Decimal | None]) -> Value:
    if isinstance(span, MonthsDuration):
        months = by(Decimal(span.months), factor)
        return None if months is None else _months(int(months))
    nanoseconds = by(Decimal(span.nanoseconds), factor)
    return None if nanoseconds is None else _days(int(nanoseconds))


def power(left: Value, right: Value) -> Value:
    """``left ** right`` for numbers."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return numeric.power(left, right)
    return None


def negate(operand: Value) -> Value:
    """``-operand`` for numbers and durations."""
    if isinstance(operand, Decimal):
        return numeric.CONTEXT.minus(operand)
    if isinstance(operand, DaysDuration):
        return DaysDuration(-operand.nanoseconds)
    return MonthsDuration(-operand.months) if isinstance(operand, MonthsDuration) else None


OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}
