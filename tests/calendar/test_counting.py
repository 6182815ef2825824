"""Counting days and computing deadlines, checked against counting on the fingers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    DayOutOfRange,
    OwnDays,
    TimeLimitInvalid,
    WorkingCalendar,
    load_calendar,
)

CALENDAR = load_calendar()
ONE_DAY = timedelta(days=1)

near_days = st.dates(date(2024, 6, 1), date(2029, 6, 30))
far_days = st.dates(date(FIRST_YEAR + 20, 1, 1), date(LAST_YEAR - 20, 12, 31))
amounts = st.integers(0, 400)


def count_on_fingers(calendar: WorkingCalendar, a: date, b: date) -> int:
    """Working days after ``a`` up to and including ``b``, one by one."""
    count, day = 0, a
    while day < b:
        day += ONE_DAY
        count += calendar.is_working_day(day)
    return count


def step_on_fingers(calendar: WorkingCalendar, day: date, n: int) -> date:
    """The n-th working day from ``day``, one day at a time."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    while n:
        day += step
        if calendar.is_working_day(day):
            n -= 1 if n > 0 else -1
    return day


# Worked examples


@pytest.mark.parametrize(
    ("start_on", "n", "reached"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # Monday to Monday
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday to Monday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # Saturday to Monday
        (
            date(2026, 2, 12),
            5,
            date(2026, 2, 26),
        ),  # across Spring Festival, with the Saturday worked before it
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # across National Day
        (date(2026, 10, 8), 2, date(2026, 10, 10)),  # onto a Saturday worked in exchange
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # over the year's end, onto a Sunday worked in exchange
        (date(2026, 3, 9), -5, date(2026, 3, 2)),
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2026, 1, 4), -1, date(2025, 12, 31)),
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start_on: date, n: int, reached: date) -> None:
    assert CALENDAR.add_working_days(start_on, n) == reached


@pytest.mark.parametrize(
    ("start_on", "months", "reached"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 3, 15), 12, date(2027, 3, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(start_on: date, months: int, reached: date) -> None:
    assert CALENDAR.add_months(start_on, months) == reached


def test_a_deadline_in_days_that_ends_on_a_day_off_runs_to_the_next_working_day() -> None:
    assert CALENDAR.deadline(date(2026, 9, 1), 30, "days") == date(2026, 10, 8)
    assert CALENDAR.add_calendar_days(date(2026, 9, 1), 30, roll=False) == date(2026, 10, 1)


def test_a_deadline_in_months_that_ends_on_a_day_off_runs_to_the_next_working_day() -> None:
    assert CALENDAR.deadline(date(2026, 9, 1), 1, "months") == date(2026, 10, 8)
    assert CALENDAR.deadline(date(2026, 8, 3), 1, "months") == date(2026, 9, 3)


def test_a_deadline_in_working_days_skips_days_off() -> None:
    assert CALENDAR.deadline(date(2026, 9, 28), 5, "working_days") == date(2026, 10, 10)


def test_a_day_ends_at_midnight_in_the_place() -> None:
    assert CALENDAR.end_of_day(date(2026, 3, 2)) == datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert CALENDAR.end_of_day(date(2026, 3, 2)).tzinfo is UTC


# Refusals


@pytest.mark.parametrize(
    ("amount", "unit"), [(-1, "days"), (True, "days"), (1.5, "days"), (1, "weeks"), ("1", "days")]
)
def test_a_time_limit_that_makes_no_sense_is_refused(amount: object, unit: object) -> None:
    with pytest.raises(TimeLimitInvalid) as caught:
        CALENDAR.deadline(date(2026, 3, 2), amount, unit)  # type: ignore[arg-type]  # what a pack may hold
    assert str(amount) in caught.value.text("zh")


@pytest.mark.parametrize("n", [10**6, -(10**6), 10**12])
def test_a_runaway_amount_is_refused(n: int) -> None:
    for add in (CALENDAR.add_working_days, CALENDAR.add_calendar_days, CALENDAR.add_months):
        with pytest.raises(DayOutOfRange):
            add(date(2026, 3, 2), n)


@pytest.mark.parametrize("day", [date.min, date.max, date(1899, 12, 31), date(2200, 1, 1)])
def test_a_day_outside_the_calendar_is_refused(day: date) -> None:
    calls = (
        lambda: CALENDAR.is_working_day(day),
        lambda: CALENDAR.add_working_days(day, 1),
        lambda: CALENDAR.add_calendar_days(day, 1),
        lambda: CALENDAR.add_months(day, 1),
        lambda: CALENDAR.working_days_between(day, date(2026, 1, 1)),
        lambda: CALENDAR.working_days_between(date(2026, 1, 1), day),
        lambda: CALENDAR.end_of_day(day),
    )
    for call in calls:
        with pytest.raises(DayOutOfRange) as caught:
            call()
        assert "2199" in caught.value.text("zh")


def test_an_instant_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError):
        CALENDAR.is_working_day(datetime(2026, 3, 2, tzinfo=UTC))


# Properties


@given(near_days, st.integers(-400, 400))
def test_adding_agrees_with_stepping_day_by_day(day: date, n: int) -> None:
    assert CALENDAR.add_working_days(day, n) == step_on_fingers(CALENDAR, day, n)


@given(near_days, near_days)
def test_counting_agrees_with_counting_day_by_day(a: date, b: date) -> None:
    a, b = min(a, b), max(a, b)
    assert CALENDAR.working_days_between(a, b) == count_on_fingers(CALENDAR, a, b)


@given(far_days, st.integers(0, 4000))
def test_adding_then_counting_gives_the_amount_back(day: date, n: int) -> None:
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, n)) == n


@given(near_days, near_days, near_days)
def test_counts_add_up_and_change_sign_with_direction(a: date, b: date, c: date) -> None:
    between = CALENDAR.working_days_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@given(near_days, near_days, amounts)
def test_a_later_start_never_gives_an_earlier_end(a: date, b: date, n: int) -> None:
    a, b = min(a, b), max(a, b)
    assert CALENDAR.add_working_days(a, n) <= CALENDAR.add_working_days(b, n)
    assert CALENDAR.add_calendar_days(a, n) <= CALENDAR.add_calendar_days(b, n)
    assert CALENDAR.add_months(a, n) <= CALENDAR.add_months(b, n)


@given(near_days, amounts)
def test_a_larger_amount_never_gives_an_earlier_end(day: date, n: int) -> None:
    assert CALENDAR.add_working_days(day, n) < CALENDAR.add_working_days(day, n + 1)
    assert CALENDAR.add_calendar_days(day, n) <= CALENDAR.add_calendar_days(day, n + 1)
    assert CALENDAR.add_months(day, n) < CALENDAR.add_months(day, n + 1)


@given(near_days, st.integers(1, 400))
def test_working_days_reached_are_worked(day: date, n: int) -> None:
    assert CALENDAR.is_working_day(CALENDAR.add_working_days(day, n))
    assert CALENDAR.is_working_day(CALENDAR.add_working_days(day, -n))


@given(near_days)
def test_rolling_moves_over_days_off_only(day: date) -> None:
    rolled = CALENDAR.roll_forward(day)
    assert CALENDAR.is_working_day(rolled)
    assert CALENDAR.roll_forward(rolled) == rolled
    assert all(not CALENDAR.is_working_day(day + ONE_DAY * i) for i in range((rolled - day).days))


@given(near_days, amounts, st.sampled_from(["working_days", "days", "months"]))
def test_a_deadline_is_a_working_day_and_never_early(day: date, amount: int, unit: str) -> None:
    reached = CALENDAR.deadline(day, amount, unit)  # type: ignore[arg-type]  # drawn from the three
    assert reached >= day
    if unit == "working_days":
        assert amount == 0 or CALENDAR.is_working_day(reached)
    else:
        plain = day + ONE_DAY * amount if unit == "days" else CALENDAR.add_months(day, amount)
        assert reached == CALENDAR.roll_forward(plain)


@given(near_days, st.integers(-240, 240))
def test_months_keep_the_day_or_clamp_to_the_months_end(day: date, n: int) -> None:
    reached = CALENDAR.add_months(day, n)
    assert (reached.year * 12 + reached.month) - (day.year * 12 + day.month) == n
    assert reached.day == day.day or (reached.day < day.day and (reached + ONE_DAY).day == 1)


@given(near_days)
def test_the_end_of_a_day_is_the_first_instant_that_is_not_in_it(day: date) -> None:
    assert CALENDAR.end_of_day(day) - CALENDAR.end_of_day(day - ONE_DAY) == ONE_DAY


def test_the_own_days_of_a_place_go_before_what_is_official_and_leave_the_rest_alone() -> None:
    own = OwnDays(
        frozenset({date(2026, 3, 3), date(2026, 3, 4)}), frozenset({date(2026, 3, 7), date(2026, 2, 16)})
    )
    place = CALENDAR.with_own_days(own)
    for day in own.days_off:
        assert (CALENDAR.is_working_day(day), place.is_working_day(day)) == (True, False)
    for day in own.days_worked:
        assert (CALENDAR.is_working_day(day), place.is_working_day(day)) == (False, True)
    assert place.deadline(date(2026, 3, 2), 5, "working_days") == date(2026, 3, 10)
    assert CALENDAR.deadline(date(2026, 3, 2), 5, "working_days") == date(2026, 3, 9)
    others = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    assert all(
        place.is_working_day(day) == CALENDAR.is_working_day(day)
        for day in others
        if day not in own.days_off | own.days_worked
    )
    assert (CALENDAR.with_own_days(OwnDays()), CALENDAR.with_own_days(own)) == (CALENDAR, place)
    assert place.is_provisional(2026) is False


def test_a_year_that_is_saved_later_keeps_the_own_days() -> None:
    place = CALENDAR.with_own_days(OwnDays(frozenset({date(2026, 3, 3)})))
    assert not place.with_year(CALENDAR.years[2026]).is_working_day(date(2026, 3, 3))
