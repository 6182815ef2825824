"""The calendar of working days, for the system administrator: a year as months, and the form that changes it."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.calendar import WorkingCalendar, YearDays, write_days
from webapp.cases import CalendarPage, CalendarPreview
from webapp.clock import place_day
from webapp.database import now
from webapp.errors import RongcuoError
from webapp.views.administration.forms import CalendarForm
from webapp.views.language import current_language, mark, translate
from webapp.views.platform import database, get_actor

WEEKDAYS = (mark("一"), mark("二"), mark("三"), mark("四"), mark("五"), mark("六"), mark("日"))
MONTHS = (
    mark("1月"),
    mark("2月"),
    mark("3月"),
    mark("4月"),
    mark("5月"),
    mark("6月"),
    mark("7月"),
    mark("8月"),
    mark("9月"),
    mark("10月"),
    mark("11月"),
    mark("12月"),
)


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a month: ``work``, ``rest`` (a weekend), ``off`` (a holiday) or ``made_up`` (a weekend day worked)."""

    day: int
    kind: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Month:
    """One month in weeks from Monday; None where a week reaches into another month."""

    name: str
    weeks: tuple[tuple[DayCell | None, ...], ...]


def show_calendar() -> ResponseReturnValue:
    """The year asked for, by default the present one of the place."""
    page = cases.get_calendar_page(database(), get_actor(), _asked_year())
    return _show(page, _form_of(page))


def preview_calendar() -> ResponseReturnValue:
    """What the typed days would change; nothing is saved."""
    form = CalendarForm()
    page = cases.get_calendar_page(database(), get_actor(), _asked_year())
    try:
        days = _read(form, page.line.year)
        preview = cases.preview_year(database(), get_actor(), days)
    except RongcuoError as refused:
        return _show(page, form, refused.text(current_language())), 422
    _fill(form, days)
    form.revision.data = page.revision
    return _show(page, form, preview=preview)


def save_calendar() -> ResponseReturnValue:
    """Put the previewed days in force."""
    form = CalendarForm()
    year = _asked_year()
    try:
        days = _read(form, year)
        cases.save_year(database(), get_actor(), days, base_revision=form.revision.data or 0)
    except RongcuoError as refused:
        page = cases.get_calendar_page(database(), get_actor(), year)
        return _show(page, form, refused.text(current_language())), 422
    flash(translate("%(year)s 年的日历已保存。未结的期限正在后台重算。", year=year), "done")
    return redirect(url_for("administration.show_calendar", year=year))


def _asked_year() -> int:
    asked = request.values.get("year", type=int)
    if asked is not None:
        return asked
    with database().read() as session:
        return place_day(now(session)).year


def _read(form: CalendarForm, year: int) -> YearDays:
    return cases.read_year_form(
        year,
        notice=str(form.notice.data or ""),
        days_off=str(form.days_off.data or ""),
        works_on=str(form.works_on.data or ""),
        source_title=str(form.source_title.data or ""),
        source_number=str(form.source_number.data or ""),
        is_announced=bool(form.is_announced.data),
    )


def _form_of(page: CalendarPage) -> CalendarForm:
    """The form with the year as it stands. A year nobody has entered begins with the fixed holidays that count now."""
    days = page.line.days
    form = CalendarForm(formdata=None)
    form.revision.data = page.revision
    if days is not None:
        _fill(form, days)
        return form
    year = page.line.year
    fixed = [
        day for month in range(1, 13) for day in _days_of(year, month) if _is_holiday(page.calendar, day)
    ]
    form.days_off.data = write_days(fixed)
    form.is_announced.data = False
    return form


def _fill(form: CalendarForm, days: YearDays) -> None:
    form.notice.data = ""
    form.days_off.data = write_days(days.days_off())
    form.works_on.data = write_days(days.days_worked())
    form.source_title.data = days.source_title
    form.source_number.data = days.source_number
    form.is_announced.data = days.is_announced


def _show(
    page: CalendarPage, form: CalendarForm, refusal: str = "", preview: CalendarPreview | None = None
) -> str:
    year = page.line.year
    shown = preview.calendar if preview else page.calendar
    changed = {*preview.newly_off, *preview.newly_worked} if preview else set()
    return render_template(
        "administration/calendar.html",
        page=page,
        year=year,
        form=form,
        refusal=refusal,
        preview=preview,
        months=[_month(shown, year, month, changed) for month in range(1, 13)],
        weekdays=[translate(name) for name in WEEKDAYS],
        shown_provisional=shown.is_provisional(year),
    )


def _month(calendar: WorkingCalendar, year: int, month: int, changed: set[date]) -> Month:
    weeks = tuple(
        tuple(
            DayCell(day.day, _kind(calendar, day), day in changed) if day.month == month else None
            for day in week
        )
        for week in Calendar(firstweekday=0).monthdatescalendar(year, month)
    )
    return Month(translate(MONTHS[month - 1]), weeks)


def _days_of(year: int, month: int) -> list[date]:
    weeks = Calendar(firstweekday=0).monthdatescalendar(year, month)
    return [day for week in weeks for day in week if day.month == month]


def _kind(calendar: WorkingCalendar, day: date) -> str:
    if calendar.is_working_day(day):
        return "work" if day.weekday() < 5 else "made_up"
    return "off" if _is_holiday(calendar, day) else "rest"


def _is_holiday(calendar: WorkingCalendar, day: date) -> bool:
    """Whether the day is off for another reason than being a Saturday or Sunday, or belongs to a holiday."""
    known = (calendar.years.get(year) for year in (day.year, day.year + 1))
    if any(days is not None and day in days.days_off() for days in known):
        return True
    return day.weekday() < 5 and not calendar.is_working_day(day)
