"""Working days, official holidays and deadlines.

>>> from datetime import date
>>> load_calendar().deadline(date(2026, 2, 12), 5, "working_days")
datetime.date(2026, 2, 26)
"""

from webapp.calendar.days import FIXED_STATUTORY_DAYS, Holiday, OwnDays, YearDays, runs_of
from webapp.calendar.errors import CalendarFileInvalid, CalendarTextUnclear, DayOutOfRange, TimeLimitInvalid
from webapp.calendar.notice import read_days, read_notice, write_days
from webapp.calendar.reading import check_days, read_year, read_years
from webapp.calendar.working import FIRST_YEAR, LAST_YEAR, TimeLimitUnit, WorkingCalendar, load_calendar

__all__ = [
    "FIRST_YEAR",
    "FIXED_STATUTORY_DAYS",
    "LAST_YEAR",
    "CalendarFileInvalid",
    "CalendarTextUnclear",
    "DayOutOfRange",
    "Holiday",
    "OwnDays",
    "TimeLimitInvalid",
    "TimeLimitUnit",
    "WorkingCalendar",
    "YearDays",
    "check_days",
    "load_calendar",
    "read_days",
    "read_notice",
    "read_year",
    "read_years",
    "runs_of",
    "write_days",
]
