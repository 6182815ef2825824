"""Timers: firing what is due, and moving the practice clock."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp import audit
from webapp import database as db
from webapp.cases.errors import ClockMovesForwardOnly, NotInPractice
from webapp.cases.faults import record_failed_timer
from webapp.cases.models import CaseFile
from webapp.cases.recomputing import catch_up
from webapp.cases.recording import PLATFORM, Action
from webapp.cases.running import load_run, save_run
from webapp.database import Database, DatabaseUnusable, is_practice, now
from webapp.people import Actor
from webapp.people.actors import entry_by
from webapp.procedures import get_version

_FURTHEST_STEP = timedelta(days=3660)


def fire_due(database: Database, limit: int = 50) -> int:
    """Fire the timers that are due, case by case, each case in a transaction of its own.

    Only cases with something due are loaded. A timer fires once: its firing and the state without it are
    committed together. Returns the number of cases that moved; ``limit`` bounds them.
    """
    moved = 0
    while moved < limit and _fire_next(database):
        moved += 1
    return moved


def _fire_next(database: Database) -> bool:
    case_id = None
    try:
        with database.write() as session:
            at = now(session)
            case = _claim_due_case(session, at)
            if case is None:
                return False
            case_id = case.id
            fire_overdue(session, case, at)
    except DatabaseUnusable:
        raise
    except Exception as failure:
        if case_id is None:
            raise
        # Whatever went wrong took its own transaction back; the case must not block the ones behind it, nor fall silent.
        record_failed_timer(database, case_id, failure)
    return True


def fire_overdue(session: Session, case: CaseFile, at: datetime) -> None:
    """Fire what is due in a case, whose lock the caller holds, at the instant ``at``.

    Whoever acts on a case calls this first: a time limit ends at its last moment, not when the worker comes to it.
    """
    if not _is_due(case, at):
        return
    catch_up(session, case, at)
    if _is_due(case, at):  # Unless the calendar has changed, and the timer is not due any more.
        run = load_run(session, case, get_version(session, case.pack_digest), at)
        run.fire_due()
        save_run(session, case, run, Action("fire_timer", PLATFORM, {}), at)


def _is_due(case: CaseFile, at: datetime) -> bool:
    return case.next_due_at is not None and case.next_due_at <= at


def _claim_due_case(session: Session, at: datetime) -> CaseFile | None:
    return session.scalar(
        select(CaseFile)
        .where(CaseFile.next_due_at <= at)
        .order_by(CaseFile.next_due_at, CaseFile.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def advance_practice_clock(database: Database, actor: Actor | None, span: timedelta) -> datetime:
    """Move the practice clock forward by ``span`` and fire on the way, each timer at its own instant.

    ``actor`` must be a system administrator; None is the command line on the server itself.
    Returns the new present instant (UTC).

    Raises: `NotInPractice`, `ClockMovesForwardOnly`.
    """
    if not timedelta(0) < span <= _FURTHEST_STEP:
        raise ClockMovesForwardOnly
    with database.read() as session:
        if not is_practice(session) or (actor is not None and "system_admin" not in actor.product_roles):
            raise NotInPractice
        target = now(session) + span
    while (due := _next_due_until(database, target)) is not None:
        _move_to(database, due, actor)
        fire_due(database, limit=1)
    _move_to(database, target, actor)
    return target


def _next_due_until(database: Database, target: datetime) -> datetime | None:
    with database.read() as session:
        return session.scalar(select(func.min(CaseFile.next_due_at)).where(CaseFile.next_due_at <= target))


def _move_to(database: Database, instant: datetime, actor: Actor | None) -> None:
    with database.write() as session:
        ahead = instant - now(session)
        if ahead > timedelta(0):
            # The offset counts whole seconds: rounding up makes sure that what is due then is due.
            reached = db.advance_practice_clock(session, timedelta(seconds=math.ceil(ahead.total_seconds())))
            moved = entry_by(actor, "advance_clock", {"to": reached.isoformat()})
            audit.append(session, audit.SYSTEM, [moved], reached)
