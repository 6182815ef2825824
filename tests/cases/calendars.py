"""Calendar years for the tests of deadlines: the shipped one, and changes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import MATTER, Change
from webapp.calendar import YearDays, load_calendar
from webapp.cases import save_year
from webapp.cases.calendars import latest_revision
from webapp.database import PracticeClock

#: Where these stories begin: a Monday morning.
BEGINS_AT = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
#: The small procedure lapses after sixty days; here after forty working days, so that it depends on the calendar.
BY_WORKING_DAYS: Mapping[str, Change] = {
    MATTER: (
        "<bpmn:timeDuration>P60D</bpmn:timeDuration>",
        "<bpmn:timeDate>=add working days(today(), 40)</bpmn:timeDate>",
    )
}


def with_days_off(*off: date, year: int = 2026, is_announced: bool = True) -> YearDays:
    """The shipped year with more days off."""
    known = load_calendar().years.get(year)
    days, worked = (
        (known.days_off(), known.days_worked()) if known else (frozenset[date](), frozenset[date]())
    )
    return YearDays.of_days(year, days | set(off), worked, source_title="试行通知", is_announced=is_announced)


def a_week_off(first: date = date(2026, 3, 9), year: int = 2026) -> YearDays:
    """The shipped year with five working days off in a row."""
    return with_days_off(*(first + timedelta(days=n) for n in range(5)), year=year)


def save(place: PracticePlace, days: YearDays) -> int:
    """Save a year as the system administrator."""
    with place.database.read() as session:
        revision = latest_revision(session)
    return save_year(place.database, place.actor("admin"), days, base_revision=revision)


def jump(place: PracticePlace, span: timedelta) -> None:
    """Move the clock as an outage does: nobody fires anything on the way."""
    with place.database.write() as session:
        session.get_one(PracticeClock, 1).offset_seconds += int(span.total_seconds())
