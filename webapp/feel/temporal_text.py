"""Reading and writing temporal values as ISO 8601 / XML Schema text, with FEEL's ``@zone`` suffix."""

from __future__ import annotations

import re

from webapp.feel.chronology import DAY_SECONDS, NANOSECONDS, find_zone
from webapp.feel.temporal import (
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    MonthsDuration,
    TemporalOutOfRange,
)

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?"
    r"(?:(Z|z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+\-/]{1,60}))?"
)
#: XML Schema's other way to write the midnight at a day's end.
_END_OF_DAY = re.compile(r"24:00:00(?:\.0+)?(?![0-9.])")
_MONTHS = re.compile(r"(-)?P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
_DAYS = re.compile(
    r"(-)?P(?:([0-9]{1,18})D)?(T(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{0,30}))?S)?)?"
)


def read_date(text: str) -> FeelDate | None:
    """Read ``2026-01-31``, ``-0044-03-15`` or ``123456-01-01``; None if the text is no date."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return FeelDate(int(match[1]), int(match[2]), int(match[3]))
    except TemporalOutOfRange:
        return None


def read_time(text: str) -> FeelTime | None:
    """Read ``10:30:00``, with a fraction, ``Z``, ``+08:00`` or ``@Asia/Shanghai`` if wanted; None if it is no time."""
    match = _TIME.fullmatch(_END_OF_DAY.sub("00:00:00", text) if text.startswith("24") else text)
    if match is None:
        return None
    if match[10] is not None and find_zone(match[10]) is None:
        return None
    nanosecond = int((match[4] or "0")[:9].ljust(9, "0"))
    try:
        time = FeelTime.of(int(match[1]), int(match[2]), int(match[3]), nanosecond, _read_offset(match))
        return FeelTime(time.nanoseconds, None, match[10]) if match[10] is not None else time
    except TemporalOutOfRange:
        return None


def _read_offset(match: re.Match[str]) -> int | None:
    if match[5]:
        return 0
    if match[6] is None:
        return None
    if int(match[8]) > 59:
        raise TemporalOutOfRange("no such offset")
    seconds = int(match[7]) * 3600 + int(match[8]) * 60 + int(match[9] or 0)
    return -seconds if match[6] == "-" else seconds


def read_date_time(text: str) -> FeelDateTime | None:
    """Read a date, ``T`` and a time; None if it is neither."""
    day_text, separator, time_text = text.partition("T")
    day = read_date(day_text)
    time = read_time(time_text) if separator else None
    if day is None or time is None:
        return None
    try:
        return FeelDateTime(day.plus_days(1) if time_text.startswith("24") else day, time)
    except TemporalOutOfRange:
        return None


def read_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """Read ``P1Y2M`` or ``P1DT2H3M4.5S``, with a minus in front if wanted; None if it is neither."""
    match = _MONTHS.fullmatch(text)
    if match is not None and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return MonthsDuration(-months if match[1] else months)
    match = _DAYS.fullmatch(text)
    if match is None or not (match[2] or match[3]) or match[3] == "T":
        return None
    seconds = (
        int(match[2] or 0) * DAY_SECONDS
        + int(match[4] or 0) * 3600
        + int(match[5] or 0) * 60
        + int(match[6] or 0)
    )
    nanoseconds = seconds * NANOSECONDS + int((match[7] or "0")[:9].ljust(9, "0"))
    return DaysDuration(-nanoseconds if match[1] else nanoseconds)


def read_temporal(text: str) -> FeelDate | FeelTime | FeelDateTime | DaysDuration | MonthsDuration | None:
    """Read what an ``@"…"`` literal may hold."""
    return read_date(text) or read_date_time(text) or read_time(text) or read_duration(text)


def write_date(value: FeelDate) -> str:
    """The date as ``2026-01-31``."""
    year = f"{abs(value.year):04d}"
    return f"{'-' if value.year < 0 else ''}{year}-{value.month:02d}-{value.day:02d}"


def _write_fraction(nanoseconds: int) -> str:
    return f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""


def write_time(value: FeelTime) -> str:
    """The time as ``10:30:00``, with its fraction, offset or zone."""
    text = f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{_write_fraction(value.fraction)}"
    if value.zone is not None:
        return f"{text}@{value.zone}"
    if value.offset is None:
        return text
    if value.offset == 0:
        return f"{text}Z"
    sign = "-" if value.offset < 0 else "+"
    minutes, seconds = divmod(abs(value.offset), 60)
    offset = f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}{offset}:{seconds:02d}" if seconds else f"{text}{offset}"


def write_date_time(value: FeelDateTime) -> str:
    """The date, ``T`` and the time."""
    return f"{write_date(value.date)}T{write_time(value.time)}"


def write_days_duration(value: DaysDuration) -> str:
    """The span as ``P1DT2H3M4.5S``, without parts that are zero; ``PT0S`` if all are."""
    seconds, fraction = divmod(abs(value.nanoseconds), NANOSECONDS)
    days, seconds = divmod(seconds, DAY_SECONDS)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or fraction:
        clock += f"{seconds}{_write_fraction(fraction)}S"
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if value.nanoseconds < 0 else "") + "P" + (text or "T0S")


def write_months_duration(value: MonthsDuration) -> str:
    """The span as ``P1Y2M``, without parts that are zero; ``P0M`` if both are."""
    years, months = divmod(abs(value.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-" if value.months < 0 else "") + "P" + (text or "0M")
