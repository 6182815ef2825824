"""The calendar in force: the packaged years, each replaced by the last one saved.

A calendar is made once in a process for each revision. Which revision is in force is read from the database in every
transaction, with the case or by itself, so that every server and worker follows a saved year at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from webapp.calendar import WorkingCalendar, YearDays, load_calendar
from webapp.cases.calendar_models import LATEST_REVISION, CalendarYear
from webapp.cases.models import CaseFile
from webapp.procedures import get_version

#: The years that the first release came with: what every place has counted with from the beginning. A year that a later
#: release brings is saved at its first start like one that somebody enters, so that deadlines set before it move.
BASE_YEARS = (2025, 2026)
#: Calendars by the database they come from and their revision. Two threads may make one twice: both are the same.
_MADE: WeakKeyDictionary[Engine, dict[int, WorkingCalendar]] = WeakKeyDictionary()
#: Revisions kept in a process: the one in force, and some that open deadlines still come from.
_MOST_KEPT = 8


def calendar_of(session: Session, case: CaseFile) -> WorkingCalendar:
    """The calendar in force as of the transaction that read ``case``, with the own days of its place."""
    return place_calendar(calendar_at(session, case.latest_calendar), session, case)


def place_calendar(calendar: WorkingCalendar, session: Session, case: CaseFile) -> WorkingCalendar:
    """A calendar as a case counts by it: its version's own days go before what is official."""
    return calendar.with_own_days(get_version(session, case.pack_digest).jurisdiction.own_days)


def current_calendar(session: Session) -> WorkingCalendar:
    """The calendar in force, where no case is at hand."""
    return calendar_at(session, latest_revision(session))


def latest_revision(session: Session) -> int:
    """How often a year has been saved."""
    return session.scalar(select(LATEST_REVISION)) or 0


def calendar_at(session: Session, revision: int) -> WorkingCalendar:
    """The calendar as it stood after that many savings; 0 is what came with the product."""
    if revision == 0:
        return _base()
    made = _MADE.setdefault(_engine(session), {})
    known = made.get(revision)
    if known is None:
        while len(made) >= _MOST_KEPT:
            made.pop(min(made), None)
        known = made[revision] = _make(session, revision)
    return known


@cache
def _base() -> WorkingCalendar:
    packaged = load_calendar().years
    return WorkingCalendar({year: packaged[year] for year in BASE_YEARS})


def _engine(session: Session) -> Engine:
    bind = session.get_bind()
    return bind.engine if isinstance(bind, Connection) else bind


def _make(session: Session, revision: int) -> WorkingCalendar:
    rows = session.scalars(
        select(CalendarYear).where(CalendarYear.revision <= revision).order_by(CalendarYear.revision)
    )
    saved = {row.year: year_days(row) for row in rows}
    return WorkingCalendar({**_base().years, **saved})


def year_days(row: CalendarYear) -> YearDays:
    """A saved year as the calendar takes it."""
    return YearDays.of_days(
        row.year,
        split_days(row.days_off),
        split_days(row.works_on),
        source_title=row.source_title,
        source_number=row.source_number,
        is_announced=row.is_announced,
    )


def split_days(text: str) -> list[date]:
    """Days as a row keeps them."""
    return [date.fromisoformat(day) for day in text.split(",") if day]


def join_days(days: Iterable[date]) -> str:
    """Days for a row."""
    return ",".join(day.isoformat() for day in sorted(days))
