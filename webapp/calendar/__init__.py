"""Working days, official holidays and deadlines.

>>> from datetime import date
>>> load_calendar().deadline(date(2026, 2, 12), 5, "working_days")
datetime.date(2026, 2, 26)
"""

from webapp.calendar.days import FIXED_STATUTORY_DAYS, Holiday, YearDays
from webapp.calendar.errors import CalendarFileInvalid, DayOutOfRange, TimeLimitInvalid
from webapp.calendar.reading import read_year, read_years
from webapp.calendar.working import FIRST_YEAR, LAST_YEAR, TimeLimitUnit, WorkingCalendar, load_calendar

__all__ = [
    "FIRST_YEAR",
    "FIXED_STATUTORY_DAYS",
    "LAST_YEAR",
    "CalendarFileInvalid",
    "DayOutOfRange",
    "Holiday",
    "TimeLimitInvalid",
    "TimeLimitUnit",
    "WorkingCalendar",
    "YearDays",
    "load_calendar",
    "read_year",
    "read_years",
]
