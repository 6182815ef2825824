"""The official days of one year, as a State Council notice sets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """All holidays of one year and the notice (title, number, day of issue) that sets them.

    ``works_on`` are weekend days worked that belong to no single holiday. Where ``is_announced`` is false the days
    are the place's own expectation, and the year stays provisional.
    """

    year: int
    holidays: tuple[Holiday, ...]
    source_title: str
    source_number: str = ""
    published_on: date | None = None
    works_on: tuple[date, ...] = ()
    is_announced: bool = True

    @classmethod
    def of_days(
        cls,
        year: int,
        days_off: Iterable[date],
        works_on: Iterable[date],
        *,
        source_title: str,
        source_number: str = "",
        is_announced: bool = True,
    ) -> YearDays:
        """A year from its days off and its weekend days worked, without names of holidays."""
        return cls(
            year,
            tuple(Holiday("", "", first, last) for first, last in runs_of(days_off)),
            source_title,
            source_number,
            works_on=tuple(sorted(set(works_on))),
            is_announced=is_announced,
        )

    def days_off(self) -> frozenset[date]:
        """Days of the notice on which nobody works."""
        return frozenset(day for holiday in self.holidays for day in holiday.days_off())

    def days_worked(self) -> frozenset[date]:
        """Weekend days that the notice makes working days."""
        return frozenset(day for holiday in self.holidays for day in holiday.works_on) | set(self.works_on)


@dataclass(frozen=True, slots=True)
class OwnDays:
    """Days on which one place works otherwise than the official calendar says: local holidays, and days worked for them."""

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()


def runs_of(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days as runs of days in a row, each by its first and last."""
    runs: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if runs and day - runs[-1][1] == ONE_DAY:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def is_fixed_statutory_day(day: date) -> bool:
    """Whether ``day`` is a statutory holiday in every year, whatever the notice says."""
    return (day.month, day.day) in FIXED_STATUTORY_DAYS
