"""Years whose notice is not out yet."""

from __future__ import annotations

from datetime import date

import pytest

from webapp.calendar import FIXED_STATUTORY_DAYS, Holiday, WorkingCalendar, YearDays, load_calendar

CALENDAR = load_calendar()


def test_known_years_are_not_provisional_and_others_are() -> None:
    assert [CALENDAR.is_provisional(year) for year in (2024, 2025, 2026, 2027)] == [True, False, False, True]


@pytest.mark.parametrize(("month", "day"), FIXED_STATUTORY_DAYS)
@pytest.mark.parametrize("year", [2027, 2028, 2031])
def test_a_provisional_year_keeps_the_statutory_days_of_fixed_date(year: int, month: int, day: int) -> None:
    assert not CALENDAR.is_working_day(date(year, month, day))


def test_a_provisional_year_does_not_guess_the_moving_festivals() -> None:
    spring_festival_2027 = date(2027, 2, 8)  # the third day of the first lunar month, a Monday
    assert CALENDAR.is_working_day(spring_festival_2027)


def test_a_span_is_provisional_as_soon_as_it_touches_an_unknown_year() -> None:
    assert not CALENDAR.is_provisional_span(date(2025, 1, 1), date(2026, 12, 31))
    assert CALENDAR.is_provisional_span(date(2026, 12, 31), date(2027, 1, 1))
    assert CALENDAR.is_provisional_span(date(2027, 1, 1), date(2026, 12, 31))
    assert CALENDAR.is_provisional_span(date(2024, 12, 31), date(2025, 1, 2))


def test_saving_a_years_notice_makes_it_official_and_leaves_the_old_calendar_alone() -> None:
    notice = YearDays(
        year=2027,
        holidays=(
            Holiday("春节", "Spring Festival", date(2027, 2, 5), date(2027, 2, 11), (date(2027, 2, 14),)),
        ),
        source_title="练习",
    )
    later = CALENDAR.with_year(notice)
    assert not later.is_provisional(2027)
    assert not later.is_working_day(date(2027, 2, 8))
    assert later.is_working_day(date(2027, 2, 14))
    assert CALENDAR.is_working_day(date(2027, 2, 8))
    assert CALENDAR.is_provisional(2027)


def test_an_official_year_is_what_its_notice_says_even_without_the_fixed_days() -> None:
    silent = WorkingCalendar({2030: YearDays(year=2030, holidays=(), source_title="练习")})
    assert silent.is_working_day(date(2030, 10, 1))


def test_a_new_year_break_may_begin_in_the_december_before() -> None:
    notice = YearDays(
        year=2027,
        holidays=(Holiday("元旦", "New Year", date(2026, 12, 31), date(2027, 1, 2)),),
        source_title="练习",
    )
    calendar = CALENDAR.with_year(notice)
    assert not calendar.is_working_day(date(2026, 12, 31))
    assert calendar.add_working_days(date(2026, 12, 30), 1) == date(2027, 1, 4)
