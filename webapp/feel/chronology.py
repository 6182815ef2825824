"""The proleptic Gregorian calendar for years ±999,999,999, and the offsets of IANA zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MAX_YEAR = 999_999_999
NANOSECONDS = 1_000_000_000
DAY_SECONDS = 86_400
_DAYS_OF_400_YEARS = 146_097
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap_year(year: int) -> bool:
    """Whether ``year`` has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """How many days the month has."""
    return 29 if month == 2 and is_leap_year(year) else _MONTH_DAYS[month - 1]


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 (negative before). The year begins in March inside, so that a leap day comes last."""
    shifted_year = year - (month <= 2)
    era, year_of_era = divmod(shifted_year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_OF_400_YEARS + day_of_era - 719_468


def civil_day(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number: the inverse of `day_number`."""
    era, day_of_era = divmod(number + 719_468, _DAYS_OF_400_YEARS)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    return year_of_era + era * 400 + (month <= 2), month, day


@lru_cache(maxsize=256)
def find_zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or None."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _calendar_like(year: int) -> int:
    """A year that datetime can hold, with the same calendar (it repeats every 400 years)."""
    if 2 <= year <= 9998:
        return year
    return 2000 + year % 400 if year > 9998 else 2 + (year - 2) % 400


def offset_of_local(zone: ZoneInfo, year: int, month: int, day: int, seconds: int) -> int:
    """Seconds east of UTC that the zone's clocks show at a local time (the earlier of two where the hour repeats)."""
    local = datetime(_calendar_like(year), month, day, tzinfo=zone) + timedelta(seconds=seconds)
    offset = local.utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def offset_at_instant(zone: ZoneInfo, epoch_seconds: int) -> int:
    """Seconds east of UTC in the zone at an instant given in seconds since 1970-01-01T00:00Z."""
    year, month, day = civil_day(epoch_seconds // DAY_SECONDS)
    instant = datetime(_calendar_like(year), month, day, tzinfo=UTC) + timedelta(
        seconds=epoch_seconds % DAY_SECONDS
    )
    offset = instant.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
