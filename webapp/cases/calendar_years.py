"""Calendar years as data that a system administrator keeps: look, try a change, save it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import audit
from webapp.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    WorkingCalendar,
    YearDays,
    check_days,
    load_calendar,
    read_days,
    read_notice,
)
from webapp.cases.calendar_models import CalendarYear
from webapp.cases.calendars import BASE_YEARS, calendar_at, current_calendar, join_days, latest_revision
from webapp.cases.errors import CalendarChanged, CalendarSourceMissing, CalendarYearOutOfRange
from webapp.cases.recomputing import MovesForeseen, count_outstanding, foresee_moves
from webapp.database import Database, now
from webapp.people import SYSTEM_ADMIN, Account, Actor, require_product_role
from webapp.people.actors import entry_by


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of the list: whether its days are official, and who saved it when (nobody: it came with the product)."""

    year: int
    days: YearDays | None
    is_provisional: bool
    saved_by: str | None = None
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A year to look at, among the years known. ``revision`` is what a change of it starts from."""

    line: YearLine
    years: tuple[YearLine, ...]
    calendar: WorkingCalendar
    revision: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class CalendarPreview:
    """What saving a year would change: days that become off or worked, and the open deadlines that move."""

    days: YearDays
    calendar: WorkingCalendar
    newly_off: tuple[date, ...]
    newly_worked: tuple[date, ...]
    moves: MovesForeseen


def read_year_form(
    year: int,
    *,
    notice: str = "",
    days_off: str = "",
    works_on: str = "",
    source_title: str,
    source_number: str = "",
    is_announced: bool = True,
) -> YearDays:
    """A year from what was typed: the notice in its own words, or the days off and the weekend days worked as lists.

    Raises: `CalendarYearOutOfRange`, `CalendarSourceMissing`, `CalendarTextUnclear`, `CalendarFileInvalid`.
    """
    _require_in_range(year)
    if not source_title.strip():
        raise CalendarSourceMissing
    if notice.strip():
        off, worked = read_notice(notice, year)
    else:
        off, worked = read_days(days_off, year), read_days(works_on, year)
    days = YearDays.of_days(
        year,
        off,
        worked,
        source_title=source_title.strip(),
        source_number=source_number.strip(),
        is_announced=is_announced,
    )
    check_days(days, str(year))
    return days


def get_calendar_page(database: Database, actor: Actor | None, year: int) -> CalendarPage:
    """The year with the calendar in force. ``actor`` None is the command line on the server.

    Raises: `NotPermitted`, `CalendarYearOutOfRange`.
    """
    _require_in_range(year)
    with database.read() as session:
        _require_administrator(session, actor)
        revision = latest_revision(session)
        calendar = calendar_at(session, revision)
        saved = _last_saved(session)
        shown = {*calendar.years, year, max(calendar.years) + 1}
        lines = {each: _line(each, calendar, saved) for each in sorted(shown)}
        return CalendarPage(
            lines[year], tuple(lines.values()), calendar, revision, count_outstanding(session)
        )


def preview_year(database: Database, actor: Actor | None, days: YearDays) -> CalendarPreview:
    """What saving ``days`` would change; nothing is.

    Raises: `NotPermitted`, `CalendarFileInvalid` where another year rules a day otherwise.
    """
    with database.read() as session:
        _require_administrator(session, actor)
        before = current_calendar(session)
        after = before.with_year(days)
        changed = [
            day for day in _days_of(days.year) if before.is_working_day(day) != after.is_working_day(day)
        ]
        return CalendarPreview(
            days,
            after,
            tuple(day for day in changed if not after.is_working_day(day)),
            tuple(day for day in changed if after.is_working_day(day)),
            foresee_moves(session, after),
        )


def save_year(database: Database, actor: Actor | None, days: YearDays, *, base_revision: int) -> int:
    """Put ``days`` in force; open deadlines are recomputed in the background. Returns the calendar's revision.

    ``base_revision`` is the one the change was made from. Saving the same again changes nothing.

    Raises: `NotPermitted`, `CalendarChanged`, `CalendarFileInvalid`.
    """
    with database.write() as session:
        _require_administrator(session, actor)
        if is_in_force(current_calendar(session), days):
            return latest_revision(session)
        at = now(session)
        # The chain is locked by appending to it: of two who save at once the second waits here, then reads.
        audit.append(session, audit.SYSTEM, [entry_by(actor, "save_calendar_year", _facts(days))], at)
        revision = latest_revision(session)
        if revision != base_revision:
            raise CalendarChanged
        calendar_at(session, revision).with_year(days)
        session.add(
            CalendarYear(
                revision=revision + 1,
                year=days.year,
                days_off=join_days(days.days_off()),
                works_on=join_days(days.days_worked()),
                source_title=days.source_title,
                source_number=days.source_number,
                is_announced=days.is_announced,
                saved_by_id=actor.account_id if actor else None,
                saved_at=at,
            )
        )
        return revision + 1


def is_in_force(calendar: WorkingCalendar, days: YearDays) -> bool:
    """Whether the calendar has these very days of the year, from the same source."""
    known = calendar.years.get(days.year)
    return known is not None and _facts(known) == _facts(days)


def _facts(days: YearDays) -> dict[str, object]:
    return {
        "year": days.year,
        "days_off": join_days(days.days_off()),
        "works_on": join_days(days.days_worked()),
        "source_title": days.source_title,
        "source_number": days.source_number,
        "is_announced": days.is_announced,
    }


def _line(year: int, calendar: WorkingCalendar, saved: dict[int, tuple[datetime, str | None]]) -> YearLine:
    saved_at, saved_by = saved.get(year, (None, None))
    return YearLine(year, calendar.years.get(year), calendar.is_provisional(year), saved_by, saved_at)


def _last_saved(session: Session) -> dict[int, tuple[datetime, str | None]]:
    """By year: when it was saved last, and by whom."""
    rows = session.execute(
        select(CalendarYear.year, CalendarYear.saved_at, Account.display_name)
        .outerjoin(Account, Account.id == CalendarYear.saved_by_id)
        .order_by(CalendarYear.revision)
    )
    return {row.year: (row.saved_at, row.display_name) for row in rows}


def _days_of(year: int) -> Iterable[date]:
    """Every day that a year's notice may rule: a New Year break may begin in the December before."""
    first = date(year - 1, 12, 1)
    return (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))


def _require_in_range(year: int) -> None:
    # The December before must lie in the calendar too.
    if not FIRST_YEAR < year <= LAST_YEAR:
        raise CalendarYearOutOfRange(first=FIRST_YEAR + 1, last=LAST_YEAR)


def _require_administrator(session: Session, actor: Actor | None) -> None:
    if actor is not None:
        require_product_role(session, actor, SYSTEM_ADMIN)


def adopt_packaged_years(database: Database, packaged: Mapping[int, YearDays] | None = None) -> int:
    """Save the years that a release brings and the place has not entered as announced ones; returns how many.

    ``packaged`` are by default those of this release.
    """
    years = load_calendar().years if packaged is None else packaged
    adopted = 0
    for year in sorted(years.keys() - set(BASE_YEARS)):
        with database.read() as session:
            revision = latest_revision(session)
            is_needed = calendar_at(session, revision).is_provisional(year)
        if is_needed:
            save_year(database, None, years[year], base_revision=revision)
            adopted += 1
    return adopted
