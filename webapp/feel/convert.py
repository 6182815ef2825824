"""Values in and out: from and to Python, from and to JSON, and to FEEL text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from webapp.feel import numeric
from webapp.feel.chronology import NANOSECONDS
from webapp.feel.errors import FeelError, FeelLimitExceeded
from webapp.feel.limits import refuse_deep_values
from webapp.feel.names import is_plain_name
from webapp.feel.temporal import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from webapp.feel.temporal_text import (
    read_date,
    read_date_time,
    read_duration,
    read_time,
    write_date,
    write_date_time,
    write_days_duration,
    write_months_duration,
    write_time,
)
from webapp.feel.values import Function, Range, Value, kind_of

#: More parts than this in one value are refused when writing it.
_MAX_PARTS = 1_000_000


class NotAValue(FeelError):
    """A Python object or a JSON text that stands for no FEEL value."""


@refuse_deep_values
def from_python(thing: object) -> Value:
    """The FEEL value of a Python object; FEEL values pass unchanged. Raises `NotAValue`.

    A naive datetime becomes a local date and time, an aware one keeps its offset or zone name; a timedelta becomes a
    days and time duration. Tuples become lists, mappings contexts with text keys.
    """
    if thing is None or isinstance(
        thing,
        bool | str | FeelDate | FeelTime | FeelDateTime | DaysDuration | MonthsDuration | Range | Function,
    ):
        return thing if not isinstance(thing, str) else str(thing)
    if isinstance(thing, int | float | Decimal):
        return _number(thing)
    if isinstance(thing, Mapping):
        return {_key(key): from_python(value) for key, value in thing.items()}
    if isinstance(thing, Sequence | set | frozenset) and not isinstance(
        thing, bytes | bytearray | memoryview
    ):
        return [from_python(item) for item in thing]
    return _moment(thing)


def _key(key: object) -> str:
    if isinstance(key, str):
        return key
    raise NotAValue("FEEL-V01", kind=f"dict key {type(key).__name__}")


def _number(number: float | Decimal) -> Decimal:
    """A float is taken at its shortest digits, as it is printed."""
    read = numeric.from_text(repr(number)) if isinstance(number, float) else numeric.rounded(Decimal(number))
    if read is None or not read.is_finite():
        raise NotAValue("FEEL-V02", value=str(number)[:80], type="number")
    return read


def _moment(thing: object) -> Value:
    if isinstance(thing, dt.datetime):
        return FeelDateTime(_date(thing), _time(thing.timetz(), thing.utcoffset()))
    if isinstance(thing, dt.date):
        return _date(thing)
    if isinstance(thing, dt.time):
        return _time(thing, thing.utcoffset())
    if isinstance(thing, dt.timedelta):
        microseconds = (thing.days * 86_400 + thing.seconds) * 1_000_000 + thing.microseconds
        return DaysDuration(microseconds * 1000)
    raise NotAValue("FEEL-V01", kind=type(thing).__name__)


def _date(day: dt.date) -> FeelDate:
    return FeelDate(day.year, day.month, day.day)


def _time(time: dt.time, offset: dt.timedelta | None) -> FeelTime:
    nanoseconds = ((time.hour * 60 + time.minute) * 60 + time.second) * NANOSECONDS + time.microsecond * 1000
    zone = getattr(time.tzinfo, "key", None)
    if zone is not None and zone != "UTC":
        return FeelTime(nanoseconds, None, zone)
    return FeelTime(nanoseconds, None if offset is None else int(offset.total_seconds()))


@refuse_deep_values
def to_python(value: Value) -> Any:
    """The nearest Python object: int or Decimal, date, datetime, time, timedelta, list, dict.

    Years and months durations, ranges, functions and temporal values beyond Python's years stay FEEL values.
    """
    if isinstance(value, Decimal):
        return int(value) if numeric.is_integral(value) and value.adjusted() < 34 else value
    if isinstance(value, list):
        return [to_python(item) for item in value]
    if isinstance(value, dict):
        return {key: to_python(item) for key, item in value.items()}
    if isinstance(value, DaysDuration):
        days, rest = divmod(value.nanoseconds, 86_400 * NANOSECONDS)
        return dt.timedelta(days=days, microseconds=rest // 1000) if abs(days) < 999_999_999 else value
    if isinstance(value, FeelTime):
        return _python_time(value, value.fixed_offset)
    if isinstance(value, FeelDate | FeelDateTime):
        return _python_moment(value)
    return value


def _python_time(value: FeelTime, offset: int | None) -> dt.time:
    zone = None if offset is None else dt.timezone(dt.timedelta(seconds=offset))
    return dt.time(value.hour, value.minute, value.second, value.fraction // 1000, tzinfo=zone)


def _python_moment(value: FeelDate | FeelDateTime) -> Any:
    day = value.date if isinstance(value, FeelDateTime) else value
    if not 1 <= day.year <= 9999:
        return value
    python_day = dt.date(day.year, day.month, day.day)
    if isinstance(value, FeelDate):
        return python_day
    return dt.datetime.combine(python_day, _python_time(value.time, value.offset))


_PLAIN_TEXTS: Final[Mapping[type, Callable[[Any], str]]] = {
    FeelDate: write_date,
    FeelTime: write_time,
    FeelDateTime: write_date_time,
    DaysDuration: write_days_duration,
    MonthsDuration: write_months_duration,
}

_TYPE_KEY = "feel"


@refuse_deep_values
def to_json(value: Value) -> Any:
    """A JSON-ready form that `from_json` reads back: plain JSON where the kind is plain from it.

    Whole numbers are ints, others ``{"feel": "number", "value": "0.1"}`` to keep every digit; temporal values are
    ``{"feel": kind, "value": text}``. Functions have no JSON form and are refused with `NotAValue`.
    """
    return _json(value, [_MAX_PARTS])


def _json(value: Value, left_over: list[int]) -> Any:
    _count_part(left_over)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        if numeric.is_integral(value) and value.adjusted() < 15:
            return int(value)
        return {_TYPE_KEY: "number", "value": str(value)}
    if isinstance(value, list):
        return [_json(item, left_over) for item in value]
    if isinstance(value, dict):
        entries = {key: _json(item, left_over) for key, item in value.items()}
        return {_TYPE_KEY: "context", "value": entries} if _TYPE_KEY in entries else entries
    if isinstance(value, Range):
        return {
            _TYPE_KEY: "range",
            "start": _json(value.start, left_over),
            "end": _json(value.end, left_over),
            "start_included": value.start_included,
            "end_included": value.end_included,
            "operator": value.operator,
        }
    if isinstance(value, Function):
        raise NotAValue("FEEL-V02", value=value.name, type="JSON")
    return {_TYPE_KEY: kind_of(value), "value": _PLAIN_TEXTS[type(value)](value)}


def _count_part(left_over: list[int]) -> None:
    left_over[0] -= 1
    if left_over[0] < 0:
        raise FeelLimitExceeded("FEEL-L02", limit=_MAX_PARTS)


_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "number": numeric.from_text,
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}


@refuse_deep_values
def from_json(thing: Any, type_name: str | None = None) -> Value:
    """Read what `to_json` wrote, or plain JSON; ``type_name`` reads a text as that kind (``date``, ``number`` …).

    Raises `NotAValue` for a text that is not of its kind.
    """
    if type_name is not None and isinstance(thing, str) and type_name in _READERS:
        return _read(type_name, thing)
    if isinstance(thing, list):
        return [from_json(item) for item in thing]
    if not isinstance(thing, dict):
        return from_python(thing)
    kind = thing.get(_TYPE_KEY)
    if kind == "context":
        return {key: from_json(item) for key, item in thing["value"].items()}
    if kind == "range":
        ends = from_json(thing["start"]), from_json(thing["end"])
        return Range(*ends, thing["start_included"], thing["end_included"], thing["operator"])
    if isinstance(kind, str) and kind in _READERS and set(thing) == {_TYPE_KEY, "value"}:
        return _read(kind, thing["value"])
    return {_key(key): from_json(item) for key, item in thing.items()}


def _read(kind: str, text: str) -> Value:
    value = _READERS[kind](text)
    if value is None or kind_of(value) != kind or (isinstance(value, Decimal) and not value.is_finite()):
        raise NotAValue("FEEL-V02", value=text, type=kind)
    return value


@refuse_deep_values
def to_text(value: Value) -> str:
    """The value as FEEL text that evaluates to it again (functions: their name, which does not)."""
    return _text(value, [_MAX_PARTS])


def _text(value: Value, left_over: list[int]) -> str:
    _count_part(left_over)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _number_text(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "[" + ", ".join(_text(item, left_over) for item in value) + "]"
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{_key_text(key)}: {_text(item, left_over)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, Range):
        return _range_text(value, left_over)
    if isinstance(value, Function):
        return value.name
    return f'@"{_PLAIN_TEXTS[type(value)](value)}"'


def _number_text(number: Decimal) -> str:
    if -40 < number.adjusted() < 40:
        return numeric.to_text(number)
    return str(numeric.CONTEXT.normalize(number)).replace("E+", "e").replace("E", "e")


def _key_text(key: str) -> str:
    return key if is_plain_name(key) else quote(key)


def _range_text(span: Range, left_over: list[int]) -> str:
    if span.operator is not None:
        operand = span.start if span.operator in (">", ">=") else span.end
        return f"({span.operator} {_text(operand, left_over)})"
    opening, closing = "[" if span.start_included else "(", "]" if span.end_included else ")"
    return f"{opening}{_text(span.start, left_over)}..{_text(span.end, left_over)}{closing}"


def quote(text: str) -> str:
    """The text as a FEEL string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def plain_text(value: Value) -> str:
    """The text that FEEL's ``string`` gives: like `to_text`, but texts and temporal values stand bare."""
    if isinstance(value, str):
        return value
    plain = _PLAIN_TEXTS.get(type(value))
    return to_text(value) if plain is None else plain(value)
