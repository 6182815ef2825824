"""Open deadlines after a calendar year was saved: each case in a transaction of its own, recorded with old and new.

A case notes the revision of the calendar that all its deadlines agree with. One behind the revision in force is
recomputed: in the background, or before its next timer fires. So the work can stop anywhere and go on later, on any
worker, and a case that is done is not touched again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from webapp.calendar import WorkingCalendar
from webapp.cases.calendar_models import LATEST_REVISION
from webapp.cases.calendars import calendar_at, place_calendar
from webapp.cases.faults import record_failed_recomputing
from webapp.cases.models import CaseFile, CaseTask, IncidentRecord
from webapp.cases.recording import PLATFORM, Action
from webapp.cases.running import case_facts, load_run, save_run
from webapp.database import Database, DatabaseUnusable, now
from webapp.engine import CaseRun, Deadline, FixedHost
from webapp.procedures import get_version


@dataclass(frozen=True, slots=True)
class MovesForeseen:
    """What a calendar would change: deadlines that move and stay in the cases looked at, of ``running`` cases in all."""

    moved: int
    kept: int
    cases_moved: int
    looked_at: int
    running: int


def recompute_deadlines(database: Database, limit: int = 50) -> int:
    """Recompute the open deadlines of at most ``limit`` cases behind the calendar in force; returns how many it was.

    Due dates of open tasks and timers that wait are reckoned anew as of the instant they were set. What has fired
    stays fired, what repeats goes on as it was; a timer that is now in the past fires at the next poll.
    """
    done = 0
    while done < limit and _recompute_next(database):
        done += 1
    return done


def count_outstanding(session: Session) -> int:
    """Running cases whose deadlines have not been recomputed yet."""
    return session.scalar(select(func.count()).select_from(CaseFile).where(*_behind())) or 0


def _behind() -> tuple[ColumnElement[bool], ...]:
    failed = exists().where(
        IncidentRecord.case_id == CaseFile.id,
        IncidentRecord.engine_id == "",
        IncidentRecord.resolved_at.is_(None),
    )
    return CaseFile.closed_at.is_(None), CaseFile.calendar_revision < LATEST_REVISION, ~failed


def _recompute_next(database: Database) -> bool:
    case_id = None
    try:
        with database.write() as session:
            case = session.scalar(
                select(CaseFile)
                .where(*_behind())
                .order_by(CaseFile.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if case is None:
                return False
            case_id = case.id
            catch_up(session, case, now(session))
    except DatabaseUnusable:
        raise
    except Exception as failure:
        if case_id is None:
            raise
        record_failed_recomputing(database, case_id, failure)
    return True


def catch_up(session: Session, case: CaseFile, at: datetime) -> None:
    """Recompute the deadlines of ``case``, whose row is locked, if they are behind the calendar in force."""
    goal = case.latest_calendar
    if case.calendar_revision >= goal:
        return
    run = load_run(session, case, get_version(session, case.pack_digest), at)
    former = place_calendar(calendar_at(session, case.calendar_revision), session, case)
    found = run.reckon_deadlines(former, _opened_at(session, case))
    if found:
        save_run(session, case, run, Action("recompute_deadlines", PLATFORM, _facts(goal, found)), at)
    case.calendar_revision = goal
    session.flush()


def _opened_at(session: Session, case: CaseFile) -> dict[str, datetime]:
    """When each open task began, for states that do not say when a deadline was set."""
    rows = session.execute(
        select(CaseTask.engine_id, CaseTask.opened_at).where(
            CaseTask.case_id == case.id, CaseTask.state == "open"
        )
    )
    return {row.engine_id: row.opened_at for row in rows}


def _facts(revision: int, found: list[Deadline]) -> dict[str, Any]:
    told: dict[str, Any] = {"calendar_revision": revision, "moved": [], "kept": []}
    for deadline in found:
        told["kept" if deadline.is_kept else "moved"].append(
            {
                "process": deadline.process_id,
                "task": deadline.element_id,
                "kind": deadline.kind,
                "before": deadline.before.isoformat(),
                "after": deadline.after.isoformat() if deadline.after else None,
            }
        )
    return told


def foresee_moves(session: Session, calendar: WorkingCalendar, most_cases: int = 500) -> MovesForeseen:
    """What would move were ``calendar`` in force. Nothing is changed; at most ``most_cases`` cases are looked at."""
    running = session.scalar(select(func.count()).select_from(CaseFile).where(CaseFile.closed_at.is_(None)))
    rows = session.scalars(
        select(CaseFile).where(CaseFile.closed_at.is_(None)).order_by(CaseFile.id).limit(most_cases)
    ).all()
    moved = kept = cases_moved = 0
    for case in rows:
        found = _foresee(session, case, calendar)
        here = sum(not deadline.is_kept for deadline in found)
        moved, kept, cases_moved = moved + here, kept + len(found) - here, cases_moved + (here > 0)
    return MovesForeseen(moved, kept, cases_moved, len(rows), running or 0)


def _foresee(session: Session, case: CaseFile, calendar: WorkingCalendar) -> list[Deadline]:
    pack = get_version(session, case.pack_digest)
    host = FixedHost(now(session), place_calendar(calendar, session, case))
    run = CaseRun.load(pack.deployment, case.state, host=host, case=case_facts(case))
    former = place_calendar(calendar_at(session, case.calendar_revision), session, case)
    return run.reckon_deadlines(former, _opened_at(session, case))
