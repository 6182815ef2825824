"""When a timer is due: the engine's own reckoning, in absolute instants, from FEEL values and ISO 8601 texts.

Calendar months are counted on the calendar of the place and clamp to the month's end. A date without a time stands
for the end of that day (24:00 at the place), as deadlines do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from webapp.calendar import WorkingCalendar
from webapp.clock import PLACE_ZONE
from webapp.engine.host import Host
from webapp.feel.temporal import (
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    MonthsDuration,
    TemporalOutOfRange,
)
from webapp.feel.values import Value

_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<y>\d{1,4})Y)?(?:(?P<m>\d{1,5})M)?(?:(?P<w>\d{1,5})W)?(?:(?P<d>\d{1,6})D)?"
    r"(?:T(?:(?P<h>\d{1,7})H)?(?:(?P<i>\d{1,8})M)?(?:(?P<s>\d{1,9}(?:\.\d{1,9})?)S)?)?\Z"
)
_CYCLE = re.compile(r"R(?P<count>-1|\d{0,9})/(?:(?P<start>[^/P][^/]*)/)?(?P<span>P[^/]+)\Z")
#: Camunda 8 writes the zone's name behind the offset, which it only explains.
_ZONE_NAME = re.compile(r"(?<=[0-9Z])\[[A-Za-z_/+-]{1,60}\]\Z")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: calendar months first, then elapsed time."""

    months: int = 0
    elapsed: timedelta = timedelta(0)

    def after(self, instant: datetime) -> datetime:
        """The instant this much later, months counted at the place."""
        if self.months:
            local = FeelDateTime.plus_months(_feel_local(instant), self.months)
            instant = _instant(local)
        return (instant + self.elapsed).astimezone(UTC)

    @property
    def is_positive(self) -> bool:
        """Whether time moves forward at all."""
        return (
            self.months >= 0
            and self.elapsed >= timedelta(0)
            and (self.months > 0 or self.elapsed > timedelta(0))
        )

    def __str__(self) -> str:
        seconds = self.elapsed.total_seconds()
        return f"P{self.months}MT{Decimal(str(seconds)).normalize():f}S"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repeating timer: how often in all (None: without end), the first instant if given, the interval."""

    repetitions: int | None
    start: datetime | None
    span: Span


def read_duration(text: str) -> Span | None:
    """An ISO 8601 duration; None when the text is none."""
    match = _DURATION.match(text.strip())
    if match is None or text.strip()[-1] in "PT":
        return None
    parts = {key: value or "0" for key, value in match.groupdict().items()}
    sign = -1 if parts["sign"] == "-" else 1
    elapsed = timedelta(
        days=int(parts["w"]) * 7 + int(parts["d"]),
        hours=int(parts["h"]),
        minutes=int(parts["i"]),
        microseconds=int(Decimal(parts["s"]) * 1_000_000),
    )
    return Span(sign * (int(parts["y"]) * 12 + int(parts["m"])), sign * elapsed)


def read_instant(text: str, calendar: WorkingCalendar) -> datetime | None:
    """An ISO 8601 date or date and time; without an offset it is the place's clock."""
    text = _ZONE_NAME.sub("", text.strip())
    day = _DATE.match(text)
    try:
        if day is not None:
            return calendar.end_of_day(date(*(int(part) for part in day.groups())))
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    if "T" not in text:
        return None
    return (read if read.tzinfo is not None else read.replace(tzinfo=PLACE_ZONE)).astimezone(UTC)


def read_cycle(text: str, calendar: WorkingCalendar) -> Cycle | None:
    """An ISO 8601 repeating interval: ``R3/P1D``, ``R/2026-01-01T09:00:00+08:00/P1M``; None when the text is none."""
    match = _CYCLE.match(text.strip())
    if match is None:
        return None
    span = read_duration(match["span"])
    start = read_instant(match["start"], calendar) if match["start"] else None
    if span is None or not span.is_positive or (match["start"] and start is None):
        return None
    is_endless = match["count"] in ("", "-1")
    return Cycle(None if is_endless else int(match["count"]), start, span)


def due_of(value: Value, host: Host) -> datetime | None:
    """The instant a value stands for: a date and time, a date (its end), or a duration from now; None otherwise."""
    try:
        if isinstance(value, str):
            span = read_duration(value)
            return read_instant(value, host.calendar) if span is None else span.after(host.now())
        if isinstance(value, FeelDate):
            return host.calendar.end_of_day(date(value.year, value.month, value.day))
        if isinstance(value, FeelDateTime):
            return _instant(value)
        if isinstance(value, MonthsDuration):
            return Span(months=value.months).after(host.now())
        if isinstance(value, DaysDuration):
            return Span(elapsed=timedelta(microseconds=value.nanoseconds // 1000)).after(host.now())
    except (OverflowError, ValueError, TemporalOutOfRange):
        return None
    return None


def cycle_of(value: Value, host: Host) -> Cycle | None:
    """The cycle a value stands for: an ISO repeating interval, or a duration repeated without end."""
    if isinstance(value, str):
        return read_cycle(value, host.calendar)
    if isinstance(value, MonthsDuration) and value.months > 0:
        return Cycle(None, None, Span(months=value.months))
    if isinstance(value, DaysDuration) and value.nanoseconds > 0:
        return Cycle(None, None, Span(elapsed=timedelta(microseconds=value.nanoseconds // 1000)))
    return None


def next_in_cycle(
    due: datetime, span: Span, remaining: int | None, now: datetime
) -> tuple[datetime, int | None] | None:
    """The next instant after ``now`` and the firings left; None when the cycle is over.

    Instants missed while nobody looked count as fired: after an outage a cycle fires once, not in a burst.
    """
    after, fired = _beyond(due, span, now)
    if remaining is None:
        return after, None
    return (after, remaining - fired) if remaining > fired else None


def _beyond(due: datetime, span: Span, now: datetime) -> tuple[datetime, int]:
    """The first instant of the cycle after ``now`` and how many lie before it, ``due`` itself included."""
    if not span.months:
        fired = max(0, (now - due) // span.elapsed) + 1
        return due + span.elapsed * fired, fired
    fired = 1
    after = span.after(due)
    while after <= now:
        after = span.after(after)
        fired += 1
    return after, fired


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stamp(instant: datetime) -> int:
    """An instant as a token keeps it: microseconds since 1970, exact and short."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def read_stamp(noted: int) -> datetime:
    """The instant of a stamp, in UTC."""
    return _EPOCH + timedelta(microseconds=noted)


def _feel_local(instant: datetime) -> FeelDateTime:
    """The instant on the place's clock."""
    local = instant.astimezone(PLACE_ZONE)
    nanoseconds = (
        (local.hour * 60 + local.minute) * 60 + local.second
    ) * 1_000_000_000 + local.microsecond * 1000
    return FeelDateTime(FeelDate(local.year, local.month, local.day), FeelTime(nanoseconds))


def _instant(value: FeelDateTime) -> datetime:
    """The instant of a date and time; a local one is on the place's clock."""
    day, time = value.date, value.time
    naive = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(
        microseconds=time.nanoseconds // 1000
    )
    if value.is_local:
        return naive.replace(tzinfo=PLACE_ZONE).astimezone(UTC)
    return naive - timedelta(seconds=value.offset or 0)
