"""The official days of one year, as a State Council notice sets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)

#: Statutory holidays bound to a day of the solar year (《全国年节及纪念日放假办法》 as in force from 2025):
#: New Year, Labour Day (two days), National Day (three days). The others move with the lunar or solar terms
#: (Spring Festival, Qingming, Dragon Boat, Mid-Autumn) and are known only from the year's notice.
FIXED_STATUTORY_DAYS: tuple[tuple[int, int], ...] = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of a notice: its days off, first to last, and the weekend days worked in exchange."""

    zh: str
    en: str
    first_on: date
    last_on: date
    works_on: tuple[date, ...] = ()

    def days_off(self) -> Iterator[date]:
        """Every day off, in order."""
        day = self.first_on
        while day <= self.last_on:
            yield day
            day += ONE_DAY


@dataclass(frozen=True, slots=True)
class YearDays:
    """All holidays of one year and the notice (title, number, day of issue) that sets them."""

    year: int
    holidays: tuple[Holiday, ...]
    source_title: str
    source_number: str = ""
    published_on: date | None = None

    def days_off(self) -> frozenset[date]:
        """Days of the notice on which nobody works."""
        return frozenset(day for holiday in self.holidays for day in holiday.days_off())

    def days_worked(self) -> frozenset[date]:
        """Weekend days that the notice makes working days."""
        return frozenset(day for holiday in self.holidays for day in holiday.works_on)


def is_fixed_statutory_day(day: date) -> bool:
    """Whether ``day`` is a statutory holiday in every year, whatever the notice says."""
    return (day.month, day.day) in FIXED_STATUTORY_DAYS
