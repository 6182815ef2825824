"""FEEL values to bytes and back, exactly: numbers keep their digits, times their zone.

Numbers without a fraction are stored as plain integers; everything msgpack does not know rides in extension types.
The codes are part of the stored format: never reuse one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgpack

from webapp.engine.errors import ValueNotStorable
from webapp.feel.temporal import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from webapp.feel.values import Range, Value

_DECIMAL, _DATE, _TIME, _DATE_TIME, _DAYS, _MONTHS, _RANGE = 1, 2, 3, 4, 5, 6, 7
_INT_LIMIT = 2**63


def pack_value(value: Value, name: str = "") -> bytes:
    """The bytes of one value.

    Raises:
        ValueNotStorable: a function, or something that is no FEEL value; ``name`` tells the reader which.
    """
    packed: bytes = msgpack.packb(_plain(value, name))
    return packed


def unpack_value(packed: bytes) -> Value:
    """The value of bytes made by `pack_value`."""
    return _feel(msgpack.unpackb(packed, ext_hook=_extension, strict_map_key=False))


def _ext(code: int, content: Any) -> msgpack.ExtType:
    return msgpack.ExtType(code, msgpack.packb(content))


def _plain(value: Value, name: str) -> Any:
    """Something msgpack can write."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal):
        return _plain_number(value)
    if isinstance(value, dict):
        return {key: _plain(item, name) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, name) for item in value]
    if isinstance(value, FeelDate):
        return _ext(_DATE, _date_parts(value))
    if isinstance(value, FeelTime):
        return _ext(_TIME, _time_parts(value))
    if isinstance(value, FeelDateTime):
        return _ext(_DATE_TIME, _date_parts(value.date) + _time_parts(value.time))
    if isinstance(value, DaysDuration):
        return _ext(_DAYS, _big(value.nanoseconds))
    if isinstance(value, MonthsDuration):
        return _ext(_MONTHS, value.months)
    if isinstance(value, Range):
        ends = [_plain(value.start, name), _plain(value.end, name)]
        return _ext(_RANGE, [*ends, value.start_included, value.end_included, value.operator])
    raise ValueNotStorable(name=name, kind=type(value).__name__)


def _plain_number(value: Decimal) -> Any:
    if (
        value.as_tuple().exponent == 0
        and -_INT_LIMIT <= value < _INT_LIMIT
        and not (value == 0 and value.is_signed())
    ):
        return int(value)
    return msgpack.ExtType(_DECIMAL, str(value).encode("ascii"))


def _big(number: int) -> int | str:
    """Whole numbers beyond 64 bits go as text."""
    return number if -_INT_LIMIT <= number < _INT_LIMIT else str(number)


def _date_parts(value: FeelDate) -> list[int]:
    return [value.year, value.month, value.day]


def _time_parts(value: FeelTime) -> list[Any]:
    return [value.nanoseconds, value.offset, value.zone]


def _extension(code: int, data: bytes) -> Any:
    if code == _DECIMAL:
        return Decimal(data.decode("ascii"))
    content = msgpack.unpackb(data, ext_hook=_extension, strict_map_key=False)
    if code == _DATE:
        return FeelDate(*content)
    if code == _TIME:
        return FeelTime(*content)
    if code == _DATE_TIME:
        return FeelDateTime(FeelDate(*content[:3]), FeelTime(*content[3:]))
    if code == _DAYS:
        return DaysDuration(int(content))
    if code == _MONTHS:
        return MonthsDuration(content)
    if code == _RANGE:
        return Range(_feel(content[0]), _feel(content[1]), *content[2:])
    raise ValueError(f"unknown extension code {code}")


def _feel(value: Any) -> Value:
    """Integers back to numbers, inside containers too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, dict):
        return {key: _feel(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_feel(item) for item in value]
    result: Value = value
    return result
