"""`rongcuo clock`: the practice clock, moved forward."""

from __future__ import annotations

import argparse
import json
from datetime import datetime, timedelta

from webapp.calendar import load_calendar
from webapp.cases import advance_practice_clock
from webapp.clock import place_day
from webapp.commands.console import DONE, UsageRefused, say
from webapp.commands.place import open_place, read_place
from webapp.database import now
from webapp.feel import DaysDuration, MonthsDuration, compile_expression


def move_clock(arguments: argparse.Namespace) -> int:
    """Move the practice clock by ``--advance``; what falls due on the way fires.

    Raises: `UsageRefused`, and what `advance_practice_clock` raises.
    """
    arguments.practice = True
    database = open_place(read_place(arguments))
    with database.read() as session:
        start = now(session)
    say(advance_practice_clock(database, None, _span_from(start, arguments.advance)).isoformat())
    return DONE


def _span_from(start: datetime, text: str) -> timedelta:
    """How long an ISO 8601 duration is from an instant (UTC) on; months go by the place's days."""
    span = compile_expression(f"duration({json.dumps(text)})").evaluate({})
    if isinstance(span, MonthsDuration):
        today = place_day(start)
        return load_calendar().add_months(today, span.months) - today
    if isinstance(span, DaysDuration):
        return timedelta(seconds=float(span.seconds))
    raise UsageRefused(
        reason_zh=f"--advance 不能是“{text}”：请写 ISO 8601 时长，如 P90D、P6M。",
        reason_en=f"--advance cannot be “{text}”: write an ISO 8601 duration such as P90D or P6M.",
    )
