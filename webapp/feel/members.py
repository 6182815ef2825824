"""The named parts of values: a date's year, a duration's hours, a range's start …"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from webapp.feel.chronology import DAY_SECONDS, NANOSECONDS
from webapp.feel.limits import Budget
from webapp.feel.temporal import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from webapp.feel.values import Function, Range, Value


def _offset(seconds: int | None) -> Value:
    return None if seconds is None else DaysDuration(seconds * NANOSECONDS)


def _part(total: int, size: int, modulo: int | None = None) -> Decimal:
    """One unit of a duration, cut towards zero and with the duration's sign."""
    part = abs(total) // size
    if modulo is not None:
        part %= modulo
    return Decimal(-part if total < 0 else part)


_DATE: Mapping[str, Callable[[FeelDate], Value]] = {
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "day": lambda day: Decimal(day.day),
    "weekday": lambda day: Decimal(day.weekday),
}
_TIME: Mapping[str, Callable[[FeelTime], Value]] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": lambda time: Decimal(time.second),
    "time offset": lambda time: _offset(time.fixed_offset),
    "timezone": lambda time: time.zone,
}


def _of_date(read: Callable[[FeelDate], Value]) -> Callable[[FeelDateTime], Value]:
    return lambda moment: read(moment.date)


def _of_time(read: Callable[[FeelTime], Value]) -> Callable[[FeelDateTime], Value]:
    return lambda moment: read(moment.time)


_DATE_TIME: Mapping[str, Callable[[FeelDateTime], Value]] = {
    **{name: _of_date(read) for name, read in _DATE.items()},
    **{name: _of_time(read) for name, read in _TIME.items()},
    "time offset": lambda moment: _offset(moment.offset),
}
_DAYS: Mapping[str, Callable[[DaysDuration], Value]] = {
    "days": lambda span: _part(span.seconds, DAY_SECONDS),
    "hours": lambda span: _part(span.seconds, 3600, 24),
    "minutes": lambda span: _part(span.seconds, 60, 60),
    "seconds": lambda span: _part(span.seconds, 1, 60),
}
_MONTHS: Mapping[str, Callable[[MonthsDuration], Value]] = {
    "years": lambda span: _part(span.months, 12),
    "months": lambda span: _part(span.months, 1, 12),
}
_RANGE: Mapping[str, Callable[[Range], Value]] = {
    "start": lambda span: span.start,
    "end": lambda span: span.end,
    "start included": lambda span: span.start_included,
    "end included": lambda span: span.end_included,
}
_MEMBERS: Final[Mapping[type, Mapping[str, Callable[..., Value]]]] = {
    FeelDate: _DATE,
    FeelTime: _TIME,
    FeelDateTime: _DATE_TIME,
    DaysDuration: _DAYS,
    MonthsDuration: _MONTHS,
    Range: _RANGE,
}


def _nothing(_arguments: object, _budget: Budget) -> Value:
    return None


#: Returned for a member that the value does not have.
NO_MEMBER: Final = Function("no member", (), _nothing)


def read_member(owner: Value, name: str, budget: Budget) -> Value:
    """The member, `NO_MEMBER` if there is none; for a list, the members of its items."""
    if isinstance(owner, dict):
        return owner.get(name, NO_MEMBER)
    if isinstance(owner, list):
        budget.spend(len(owner))
        found = [read_member(item, name, budget) for item in owner]
        return [None if value is NO_MEMBER else value for value in found]
    read = _MEMBERS.get(type(owner), {}).get(name)
    return NO_MEMBER if read is None else read(owner)
