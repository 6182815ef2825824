"""The orders that cells compare by: a sort key per kind of value, and a value that lies between two keys."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, TypeAlias

from webapp.feel import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration, Value

Key: TypeAlias = Decimal | str | int

NUMBER: Final = "number"
STRING: Final = "string"
BOOLEAN: Final = "boolean"
DATE: Final = "date"
#: Times and date-times with an offset compare only among themselves, and so do those without.
TIME: Final = "time"
LOCAL_TIME: Final = "local time"
DATE_TIME: Final = "date and time"
LOCAL_DATE_TIME: Final = "local date and time"
DAYS: Final = "days and time duration"
MONTHS: Final = "years and months duration"

_NANOSECONDS: Final = 1_000_000_000
_DAY_SECONDS: Final = 86_400
_HOUR: Final = 3_600 * _NANOSECONDS


def kind_of(value: Value) -> str | None:
    """The kind of a scalar; None for null, lists, contexts, ranges and functions."""
    match value:
        case bool():
            return BOOLEAN
        case Decimal():
            return NUMBER
        case str():
            return STRING
        case FeelDate():
            return DATE
        case FeelTime():
            return LOCAL_TIME if value.is_local else TIME
        case FeelDateTime():
            return LOCAL_DATE_TIME if value.is_local else DATE_TIME
        case DaysDuration():
            return DAYS
        case MonthsDuration():
            return MONTHS
        case _:
            return None


def key_of(value: Value) -> Key:
    """The sort key of a scalar among its kind. Equal values have equal keys."""
    match value:
        case Decimal() | str():
            return value
        case FeelDate():
            return value.number
        case FeelTime() | FeelDateTime():
            return value.universal_seconds
        case DaysDuration():
            return value.nanoseconds
        case MonthsDuration():
            return value.months
        case _:
            raise TypeError(f"no order among {value!r}")


def value_below(kind: str, key: Key) -> Value:
    """Some value of the kind below ``key``; None when there is none."""
    if isinstance(key, Decimal):
        return key - 1 if key != key.to_integral_value() or key <= 0 else _whole(key - 1)
    if isinstance(key, str):
        return None if key == "" else ""
    if kind == DAYS:
        return DaysDuration(key - _HOUR)
    return _value_at(kind, key - 1)


def value_above(kind: str, key: Key) -> Value:
    """Some value of the kind above ``key``; None when there is none."""
    if isinstance(key, Decimal):
        return _whole(key.to_integral_value(rounding="ROUND_FLOOR") + 1)
    if isinstance(key, str):
        return key + "0"
    if kind == DAYS:
        return DaysDuration(key + _HOUR)
    return _value_at(kind, key + 1)


def value_between(kind: str, low: Key, high: Key) -> Value:
    """Some value of the kind strictly between two keys; None when there is none. Whole numbers are preferred."""
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        whole = _whole(low.to_integral_value(rounding="ROUND_FLOOR") + 1)
        return whole if whole < high else (low + high) / 2
    if isinstance(low, str) and isinstance(high, str):
        return next((text for text in (low + "0", low + "\u0001", low + "\u0000") if low < text < high), None)
    if isinstance(low, int) and isinstance(high, int):
        return _value_at(kind, (low + high) // 2) if high - low > 1 else None
    raise TypeError("keys of two kinds")


def _whole(number: Decimal) -> Decimal:
    return Decimal(int(number))


def _value_at(kind: str, key: int) -> Value:
    if kind == DATE:
        return FeelDate.of_number(key)
    if kind == DAYS:
        return DaysDuration(key)
    if kind == MONTHS:
        return MonthsDuration(key)
    if kind in (DATE_TIME, LOCAL_DATE_TIME):
        return FeelDateTime.of_local(key * _NANOSECONDS, 0 if kind == DATE_TIME else None)
    if 0 <= key < _DAY_SECONDS:
        return FeelTime(key * _NANOSECONDS, 0 if kind == TIME else None)
    return None
