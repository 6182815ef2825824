"""FEEL's temporal values: dates, times, dates with times, and the two kinds of duration.

Python's own classes stop at the years 1 and 9999; FEEL goes to ±999,999,999. All classes here are immutable.
Equality and order of times look at whole seconds, because that is the standard's value resolution.
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.feel.chronology import (
    DAY_SECONDS,
    MAX_YEAR,
    NANOSECONDS,
    civil_day,
    day_number,
    days_in_month,
    find_zone,
    offset_at_instant,
    offset_of_local,
)


class TemporalOutOfRange(ValueError):
    """A year beyond ±999,999,999 or a part that the calendar does not have."""


@dataclass(frozen=True, slots=True, order=True)
class FeelDate:
    """A calendar day."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not (-MAX_YEAR <= self.year <= MAX_YEAR and 1 <= self.month <= 12):
            raise TemporalOutOfRange("no such month")
        if not 1 <= self.day <= days_in_month(self.year, self.month):
            raise TemporalOutOfRange("no such day")

    @classmethod
    def of_number(cls, number: int) -> FeelDate:
        """The day that lies ``number`` days after 1970-01-01."""
        return cls(*civil_day(number))

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return day_number(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.number + 3) % 7 + 1

    @property
    def day_of_year(self) -> int:
        """1 for 1 January."""
        return self.number - day_number(self.year, 1, 1) + 1

    @property
    def week_of_year(self) -> int:
        """The ISO 8601 week."""
        thursday = self.number - self.weekday + 4
        year, _, _ = civil_day(thursday)
        return (thursday - day_number(year, 1, 1)) // 7 + 1

    def plus_months(self, months: int) -> FeelDate:
        """The same day some months later; the month's last day where it has no such day."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        if not -MAX_YEAR <= year <= MAX_YEAR:
            raise TemporalOutOfRange("no such year")
        return FeelDate(year, month + 1, min(self.day, days_in_month(year, month + 1)))

    def plus_days(self, days: int) -> FeelDate:
        """The day some days later."""
        return FeelDate.of_number(self.number + days)


@dataclass(frozen=True, slots=True, eq=False)
class FeelTime:
    """A time of day: nanoseconds since midnight, with a fixed offset (seconds east), a zone, or neither (local)."""

    nanoseconds: int
    offset: int | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.nanoseconds < DAY_SECONDS * NANOSECONDS:
            raise TemporalOutOfRange("no such time")
        if self.offset is not None and not -18 * 3600 <= self.offset <= 18 * 3600:
            raise TemporalOutOfRange("no such offset")

    @classmethod
    def of(
        cls, hour: int, minute: int, second: int = 0, nanosecond: int = 0, offset: int | None = None
    ) -> FeelTime:
        """A time by its parts."""
        if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
            raise TemporalOutOfRange("no such time")
        return cls((hour * 3600 + minute * 60 + second) * NANOSECONDS + nanosecond, offset)

    @property
    def seconds(self) -> int:
        """Whole seconds since midnight."""
        return self.nanoseconds // NANOSECONDS

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self.seconds // 3600

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self.seconds // 60 % 60

    @property
    def second(self) -> int:
        """0 to 59."""
        return self.seconds % 60

    @property
    def fraction(self) -> int:
        """Nanoseconds within the second."""
        return self.nanoseconds % NANOSECONDS

    @property
    def is_local(self) -> bool:
        """Whether it names neither offset nor zone."""
        return self.offset is None and self.zone is None

    @property
    def fixed_offset(self) -> int | None:
        """Seconds east of UTC; for a zone, its offset on 1970-01-01, since a time alone has no day."""
        if self.zone is None:
            return self.offset
        zone = find_zone(self.zone)
        return None if zone is None else offset_of_local(zone, 1970, 1, 1, self.seconds)

    def comparable_with(self, other: FeelTime) -> bool:
        """Local times compare with local ones, others with others."""
        return self.is_local == other.is_local

    @property
    def universal_seconds(self) -> int:
        """Seconds since midnight in UTC (local times: as written)."""
        return self.seconds - (self.fixed_offset or 0)

    def plus(self, nanoseconds: int) -> FeelTime:
        """The time later by a span, going round at midnight."""
        return FeelTime(
            (self.nanoseconds + nanoseconds) % (DAY_SECONDS * NANOSECONDS), self.offset, self.zone
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FeelTime):
            return NotImplemented
        return self.comparable_with(other) and self.universal_seconds == other.universal_seconds

    def __hash__(self) -> int:
        return hash((self.is_local, self.universal_seconds))


@dataclass(frozen=True, slots=True, eq=False)
class FeelDateTime:
    """A day with a time of day; an instant if the time names an offset or a zone."""

    date: FeelDate
    time: FeelTime

    @classmethod
    def of_local(cls, nanoseconds: int, offset: int | None = None, zone: str | None = None) -> FeelDateTime:
        """From nanoseconds since 1970-01-01T00:00 on the local clock."""
        days, rest = divmod(nanoseconds, DAY_SECONDS * NANOSECONDS)
        return cls(FeelDate.of_number(days), FeelTime(rest, offset, zone))

    @classmethod
    def of_instant(cls, nanoseconds: int, offset: int | None, zone: str | None) -> FeelDateTime:
        """From nanoseconds since 1970-01-01T00:00Z, shown in the given offset or zone."""
        info = find_zone(zone) if zone is not None else None
        east = offset_at_instant(info, nanoseconds // NANOSECONDS) if info is not None else (offset or 0)
        return cls.of_local(nanoseconds + east * NANOSECONDS, offset, zone)

    @property
    def is_local(self) -> bool:
        """Whether it names neither offset nor zone."""
        return self.time.is_local

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC at that moment, None if local."""
        if self.time.zone is None:
            return self.time.offset
        zone = find_zone(self.time.zone)
        day = self.date
        return (
            None if zone is None else offset_of_local(zone, day.year, day.month, day.day, self.time.seconds)
        )

    @property
    def local_nanoseconds(self) -> int:
        """Nanoseconds since 1970-01-01T00:00 on its own clock."""
        return self.date.number * DAY_SECONDS * NANOSECONDS + self.time.nanoseconds

    @property
    def nanoseconds(self) -> int:
        """Nanoseconds since 1970-01-01T00:00Z (local values: as if in UTC)."""
        return self.local_nanoseconds - (self.offset or 0) * NANOSECONDS

    @property
    def universal_seconds(self) -> int:
        """Whole seconds since 1970-01-01T00:00Z (local values: as if in UTC)."""
        return self.nanoseconds // NANOSECONDS

    def comparable_with(self, other: FeelDateTime) -> bool:
        """Local values compare with local ones, instants with instants."""
        return self.is_local == other.is_local

    def plus(self, nanoseconds: int) -> FeelDateTime:
        """Later by a span of elapsed time."""
        if self.is_local:
            return FeelDateTime.of_local(self.local_nanoseconds + nanoseconds)
        return FeelDateTime.of_instant(self.nanoseconds + nanoseconds, self.time.offset, self.time.zone)

    def plus_months(self, months: int) -> FeelDateTime:
        """The same clock time some months later; the month's last day where it has no such day."""
        return FeelDateTime(self.date.plus_months(months), self.time)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FeelDateTime):
            return NotImplemented
        return self.comparable_with(other) and self.universal_seconds == other.universal_seconds

    def __hash__(self) -> int:
        return hash((self.is_local, self.universal_seconds))


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A days and time duration, in nanoseconds (negative: backwards)."""

    nanoseconds: int

    @classmethod
    def of_days(cls, days: int) -> DaysDuration:
        """A span of whole days."""
        return cls(days * DAY_SECONDS * NANOSECONDS)

    @property
    def seconds(self) -> int:
        """Whole seconds, cut towards zero."""
        return abs(self.nanoseconds) // NANOSECONDS * (-1 if self.nanoseconds < 0 else 1)


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration, in months (negative: backwards)."""

    months: int
