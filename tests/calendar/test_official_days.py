"""The shipped years against the State Council's notices."""

from __future__ import annotations

import doctest
from datetime import date

import pytest

import webapp.calendar
from webapp.calendar import load_calendar

CALENDAR = load_calendar()


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 1),
        date(2025, 1, 28),
        date(2025, 2, 4),
        date(2025, 4, 4),
        date(2025, 5, 5),
        date(2025, 6, 2),
        date(2025, 10, 8),
        date(2026, 1, 2),
        date(2026, 2, 16),
        date(2026, 2, 23),
        date(2026, 4, 6),
        date(2026, 5, 5),
        date(2026, 6, 19),
        date(2026, 9, 25),
        date(2026, 10, 7),
    ],
)
def test_a_weekday_inside_a_holiday_is_not_worked(day: date) -> None:
    assert day.weekday() < 5
    assert not CALENDAR.is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 26),
        date(2025, 2, 8),
        date(2025, 4, 27),
        date(2025, 9, 28),
        date(2025, 10, 11),
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ],
)
def test_a_weekend_day_worked_in_exchange_is_a_working_day(day: date) -> None:
    assert day.weekday() >= 5
    assert CALENDAR.is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 27),
        date(2025, 2, 5),
        date(2025, 10, 9),
        date(2026, 1, 5),
        date(2026, 2, 24),
        date(2026, 10, 8),
    ],
)
def test_the_day_after_a_holiday_is_worked(day: date) -> None:
    assert CALENDAR.is_working_day(day)


@pytest.mark.parametrize("day", [date(2025, 3, 1), date(2025, 3, 2), date(2026, 7, 18), date(2026, 7, 19)])
def test_an_ordinary_weekend_is_not_worked(day: date) -> None:
    assert not CALENDAR.is_working_day(day)


@pytest.mark.parametrize(("year", "days_off", "exchanged"), [(2025, 28, 5), (2026, 33, 6)])
def test_a_year_has_as_many_days_off_and_exchanges_as_its_notice(
    year: int, days_off: int, exchanged: int
) -> None:
    days = CALENDAR.years[year]
    assert (len(days.days_off()), len(days.days_worked())) == (days_off, exchanged)


@pytest.mark.parametrize("year", [2025, 2026])
def test_exchanges_leave_exactly_the_thirteen_statutory_days_off_beyond_weekends(year: int) -> None:
    # Weekdays off less weekend days worked in exchange: what the year gives beyond its weekends.
    days = CALENDAR.years[year]
    weekdays_off = sum(1 for day in days.days_off() if day.weekday() < 5)
    assert weekdays_off - len(days.days_worked()) == 13


def test_every_shipped_year_names_its_notice() -> None:
    assert set(CALENDAR.years) == {2025, 2026}
    for year, days in CALENDAR.years.items():
        assert str(year) in days.source_title
        assert days.source_number.startswith(f"国办发明电〔{year - 1}〕")
        assert days.published_on is not None
        assert days.published_on.year == year - 1


def test_the_shipped_calendar_is_read_once() -> None:
    assert load_calendar() is CALENDAR


def test_the_example_in_the_documentation_is_true() -> None:
    assert doctest.testmod(webapp.calendar).failed == 0
