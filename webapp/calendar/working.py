"""Counts working days and computes deadlines, fast over many years."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from webapp.calendar.days import ONE_DAY, OwnDays, YearDays, is_fixed_statutory_day
from webapp.calendar.errors import CalendarFileInvalid, DayOutOfRange, TimeLimitInvalid
from webapp.calendar.reading import read_years
from webapp.clock import PLACE_ZONE

TimeLimitUnit = Literal["working_days", "days", "months"]

#: The years that the calendar covers: wide enough for any case, narrow enough that a slip cannot run away.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class WorkingCalendar:
    """Which days are worked, and what follows for deadlines. Immutable; may be shared between threads.

    Years given are official, unless they say that they are not announced yet. Any other year is *provisional*: Monday to Friday less the statutory days
    bound to a solar date (1 January, 1–2 May, 1–3 October). Not included for such a year: Spring Festival,
    Qingming, Dragon Boat and Mid-Autumn, which move, and the exchanges of weekend days.

    ``own`` are the days of one place, which go before what is official; every other day stays as it is.
    """

    def __init__(self, years: Mapping[int, YearDays], own: OwnDays | None = None) -> None:
        """Raises `CalendarFileInvalid` when two years' notices disagree on one day."""
        self._years = dict(years)
        self._own = own or OwnDays()
        self._beside: dict[OwnDays, WorkingCalendar] = {}
        self._set_days: dict[date, bool] = {}
        for year, days in sorted(self._years.items()):
            self._take(year, days)
        self._set_days |= dict.fromkeys(self._own.days_off, False) | dict.fromkeys(
            self._own.days_worked, True
        )
        # Per year the ordinals of its working days, ascending; filled as years are asked for.
        # Two threads may fill the same year: both write the same tuple.
        self._worked: dict[int, tuple[int, ...]] = {}

    def _take(self, year: int, days: YearDays) -> None:
        rulings = [(day, False) for day in days.days_off()] + [(day, True) for day in days.days_worked()]
        for day, is_worked in rulings:
            if self._set_days.setdefault(day, is_worked) is not is_worked:
                raise CalendarFileInvalid(
                    file=str(year),
                    detail_zh=f"{day} 与另一年度的安排相矛盾。",
                    detail_en=f"{day} is ruled differently by another year's notice.",
                )

    @property
    def years(self) -> Mapping[int, YearDays]:
        """The years given, by number."""
        return dict(self._years)

    def with_year(self, days: YearDays) -> WorkingCalendar:
        """The same calendar with ``days`` added, or in the place of what was known of that year."""
        return WorkingCalendar({**self._years, days.year: days}, self._own)

    def with_own_days(self, own: OwnDays) -> WorkingCalendar:
        """The same calendar for a place with days of its own. Made once: cases ask for it again and again."""
        if own == self._own:
            return self
        made = self._beside.get(own)
        if made is None:
            made = self._beside.setdefault(own, WorkingCalendar(self._years, own))
        return made

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is worked. Raises `DayOutOfRange`."""
        _require_in_range(day)
        ruled = self._set_days.get(day)
        if ruled is not None:
            return ruled
        is_statutory = day.year not in self._years and is_fixed_statutory_day(day)
        return day.weekday() < 5 and not is_statutory

    def add_working_days(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day`` (before it, for a negative ``n``); ``day`` itself for 0.

        ``day`` is not counted: counting starts on the day after. Raises `DayOutOfRange`.
        """
        _require_in_range(day)
        if n == 0:
            return day
        return self._go_forward(day, n) if n > 0 else self._go_back(day, -n)

    def _go_forward(self, day: date, n: int) -> date:
        year = day.year
        worked = self._working_ordinals(year)
        index = bisect_right(worked, day.toordinal()) + n - 1
        while index >= len(worked):
            index -= len(worked)
            year += 1
            worked = self._working_ordinals(year)
        return date.fromordinal(worked[index])

    def _go_back(self, day: date, n: int) -> date:
        year = day.year
        worked = self._working_ordinals(year)
        index = bisect_left(worked, day.toordinal()) - n
        while index < 0:
            year -= 1
            worked = self._working_ordinals(year)
            index += len(worked)
        return date.fromordinal(worked[index])

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after ``a`` up to and including ``b``; negative when ``b`` is before ``a``."""
        _require_in_range(a)
        _require_in_range(b)
        if b < a:
            return -self.working_days_between(b, a)
        whole_years = sum(len(self._working_ordinals(year)) for year in range(a.year, b.year))
        return whole_years + self._worked_up_to(b) - self._worked_up_to(a)

    def roll_forward(self, day: date) -> date:
        """``day`` when it is worked, else the next working day."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def add_calendar_days(self, day: date, n: int, roll: bool = True) -> date:
        """``day`` plus ``n`` days; with ``roll``, moved forward from a day off to the next working day."""
        _require_in_range(day)
        try:
            reached = day + timedelta(days=n)
        except OverflowError:
            raise _out_of_range() from None
        _require_in_range(reached)
        return self.roll_forward(reached) if roll else reached

    def add_months(self, day: date, n: int, roll: bool = False) -> date:
        """The same day ``n`` months on, or the month's last day where there is no such day.

        2025-11-30 plus 3 months is 2026-02-28. With ``roll``, moved forward to a working day.
        """
        _require_in_range(day)
        years, month_index = divmod(day.month - 1 + n, 12)
        year, month = day.year + years, month_index + 1
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise _out_of_range()
        reached = date(year, month, min(day.day, monthrange(year, month)[1]))
        return self.roll_forward(reached) if roll else reached

    def deadline(self, start_on: date, amount: int, unit: TimeLimitUnit) -> date:
        """The last day of a time limit that begins to run on the day after ``start_on``.

        A limit in days or months that ends on a day off runs to the next working day.
        Raises `TimeLimitInvalid`, `DayOutOfRange`.
        """
        if (
            isinstance(amount, bool)
            or not isinstance(amount, int)
            or amount < 0
            or unit not in get_args(TimeLimitUnit)
        ):
            raise TimeLimitInvalid(amount=amount, unit=unit)
        if unit == "working_days":
            return self.add_working_days(start_on, amount)
        if unit == "days":
            return self.add_calendar_days(start_on, amount)
        return self.add_months(start_on, amount, roll=True)

    def end_of_day(self, day: date) -> datetime:
        """The instant at which ``day`` is over in the place (24:00 Asia/Shanghai), in UTC."""
        _require_in_range(day)
        return datetime.combine(day + ONE_DAY, time(), PLACE_ZONE).astimezone(UTC)

    def is_provisional(self, year: int) -> bool:
        """Whether the official days of ``year`` are not known: nobody has entered them, or not as announced ones."""
        known = self._years.get(year)
        return known is None or not known.is_announced

    def is_provisional_span(self, a: date, b: date) -> bool:
        """Whether any day from ``a`` to ``b`` (both included, either order) is in a provisional year."""
        first, last = sorted((a.year, b.year))
        return any(self.is_provisional(year) for year in range(first, last + 1))

    def _worked_up_to(self, day: date) -> int:
        """Working days of the day's own year, up to and including it."""
        return bisect_right(self._working_ordinals(day.year), day.toordinal())

    def _working_ordinals(self, year: int) -> tuple[int, ...]:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise _out_of_range()
        worked = self._worked.get(year)
        if worked is None:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            worked = tuple(n for n in range(first, last + 1) if self.is_working_day(date.fromordinal(n)))
            self._worked[year] = worked
        return worked


@cache
def load_calendar() -> WorkingCalendar:
    """The calendar that ships with the product: the official years of ``data/``, read once."""
    return WorkingCalendar(read_years(Path(__file__).parent / "data"))


def _require_in_range(day: date) -> None:
    if isinstance(day, datetime):
        raise TypeError("an instant is not a day: convert it in the place's zone first")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _out_of_range()


def _out_of_range() -> DayOutOfRange:
    return DayOutOfRange(first=FIRST_YEAR, last=LAST_YEAR)
