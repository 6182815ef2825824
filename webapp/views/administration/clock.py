"""The practice clock, for the system administrator of a practice installation."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import cases
from webapp.calendar import load_calendar
from webapp.cases.errors import NotInPractice
from webapp.clock import place_day
from webapp.database import now
from webapp.views.errors import SpanRefused
from webapp.views.language import show_instant, translate
from webapp.views.platform import database, get_actor, platform

#: The steps that the page offers: calendar months or days.
MONTHS = {"P1M": 1, "P3M": 3, "P6M": 6}
DAYS = {"P1D": 1, "P7D": 7}
_MOST_DAYS = 3660


def show_clock() -> ResponseReturnValue:
    """The practice instant, and how to move it."""
    if not platform().settings.practice:
        raise NotInPractice
    return render_template("administration/clock.html")


def advance_clock() -> ResponseReturnValue:
    """Move the clock forward; what falls due on the way happens."""
    if not platform().settings.practice:
        raise NotInPractice
    with database().read() as session:
        start = now(session)
    reached = cases.advance_practice_clock(database(), get_actor(), _asked_span(start))
    flash(translate("演练时钟已拨到 %(when)s。", when=show_instant(reached)), "done")
    return redirect(url_for("administration.show_clock"))


def _asked_span(start: datetime) -> timedelta:
    step = request.form.get("step", "")
    if step in MONTHS:
        day = place_day(start)
        return load_calendar().add_months(day, MONTHS[step]) - day
    days = DAYS.get(step) or request.form.get("days", 0, type=int)
    if not 1 <= days <= _MOST_DAYS:
        raise SpanRefused
    return timedelta(days=days)
