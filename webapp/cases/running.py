"""Loading a case's run from its row and writing back, in one transaction, everything that follows from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from webapp.calendar import WorkingCalendar
from webapp.cases.access import qualify
from webapp.cases.calendars import calendar_of
from webapp.cases.models import CaseFile, CaseTask, DecisionRecord, IncidentRecord, TaskCandidate
from webapp.cases.recording import Action, record_action
from webapp.cases.recusals import is_kept_from
from webapp.cases.registers.book import DatabaseRegisterBook
from webapp.cases.separation import find_barred
from webapp.clock import place_day
from webapp.engine import CaseRun, OpenTask, OperationCall, RunEvent
from webapp.errors import Language
from webapp.feel import Value, from_python
from webapp.people import Account, find_account, unit_name
from webapp.procedures import Pack, perform_operation
from webapp.procedures.separation import read_separation

#: Journal events that go into the record: they are the case's history, and mark its diagrams.
_RECORDED = frozenset(
    {
        "element_entered",
        "element_completed",
        "element_cancelled",
        "flow_taken",
        "decision_made",
        "operation_performed",
        "timer_fired",
        "message_received",
        "incident_raised",
        "incident_resolved",
        "process_ended",
    }
)


@dataclass(slots=True)
class CaseHost:
    """What the engine may ask of the platform while a case runs: the instant, the calendar, names of units, the operations."""

    instant: datetime
    book: DatabaseRegisterBook
    calendar: WorkingCalendar

    def now(self) -> datetime:
        return self.instant

    def unit_name(self, code: str, language: Language) -> str:
        return unit_name(self.book.session, self.book.case.jurisdiction, code, language)

    def perform(self, call: OperationCall) -> Mapping[str, Value]:
        return perform_operation(call, self.book)


def case_facts(case: CaseFile) -> Mapping[str, Value]:
    """What expressions read as ``case``."""
    return {
        "no": case.case_no,
        "opened_on": from_python(place_day(case.opened_at)),
        "jurisdiction": case.jurisdiction,
    }


def make_host(session: Session, case: CaseFile, at: datetime) -> CaseHost:
    """The host of one action on ``case`` at the instant ``at``."""
    return CaseHost(at, DatabaseRegisterBook(session, case, at), calendar_of(session, case))


def load_run(session: Session, case: CaseFile, pack: Pack, at: datetime) -> CaseRun:
    """The case's run, ready to act at the instant ``at``."""
    return CaseRun.load(pack.deployment, case.state, host=make_host(session, case, at), case=case_facts(case))


def save_run(
    session: Session, case: CaseFile, run: CaseRun, action: Action, at: datetime
) -> tuple[CaseTask, ...]:
    """Write the state and all that is derived from it, and append the action to the case's record.

    Returns the case's open tasks, oldest first.
    """
    events = run.drain_events()
    case.state = run.dump()
    # Read before a saving that somebody else has brought this case up to: what this action reckoned is behind again.
    case.calendar_revision = min(case.calendar_revision, case.latest_calendar)
    case.next_due_at = min((due.due_at for due in run.due_times()), default=None)
    case.awaited_messages = ",".join(sorted({subscription.message for subscription in run.subscriptions()}))
    if run.is_ended and case.closed_at is None:
        case.closed_at = at
    standing = _write_tasks(session, case, run, at)
    _write_decisions(session, case, events)
    if any(event.kind in {"incident_raised", "incident_resolved"} for event in events):
        _write_incidents(session, case, run, at)
    session.flush()
    _append_record(session, case, action, events, at)
    return standing


def _write_tasks(session: Session, case: CaseFile, run: CaseRun, at: datetime) -> tuple[CaseTask, ...]:
    """Open what the run opened, cancel what it took back; the tasks that are open then."""
    open_now = {task.id: task for task in run.open_tasks()}
    known = session.scalars(
        select(CaseTask).where(CaseTask.case_id == case.id, CaseTask.state == "open").order_by(CaseTask.id)
    ).all()
    standing = []
    for row in known:
        task = open_now.pop(row.engine_id, None)
        if task is None:
            row.state = "cancelled"
            row.closed_at = at
            continue
        standing.append(row)
        if task.due_at != row.due_at:
            row.due_at = task.due_at
    return (*standing, *_open_tasks(session, case, tuple(open_now.values()), at))


def _open_tasks(
    session: Session, case: CaseFile, tasks: Sequence[OpenTask], at: datetime
) -> tuple[CaseTask, ...]:
    barred = find_barred(session, case, [read_separation(task.properties) for task in tasks])
    rows = tuple(
        _task_row(session, case, task, kept_away, at) for task, kept_away in zip(tasks, barred, strict=True)
    )
    session.add_all(rows)
    session.flush()
    repeat_candidates(session, rows)
    return rows


def repeat_candidates(session: Session, rows: Sequence[CaseTask]) -> None:
    """Repeat who may claim these tasks in rows of their own, for the inbox."""
    candidates = [
        {"task_id": row.id, "candidate": candidate}
        for row in rows
        for candidate in row.candidates.split(",")
        if candidate
    ]
    if candidates:
        session.execute(insert(TaskCandidate), candidates)


def _task_row(session: Session, case: CaseFile, task: OpenTask, barred: str, at: datetime) -> CaseTask:
    assignee = find_account(session, task.assignee) if task.assignee else None
    holder = None
    if assignee is not None:
        is_kept = is_kept_from(case, assignee.id, is_named=True) or f",{assignee.id}," in barred
        holder = None if is_kept else assignee.id
    return CaseTask(
        case_id=case.id,
        engine_id=task.id,
        process_id=task.process_id,
        element_id=task.element_id,
        name=task.name,
        form_id=task.form_id,
        item=None if task.item is None else str(task.item),
        candidates=write_candidates(case, task, assignee),
        barred=barred,
        state="open",
        assignee_id=holder,
        opened_at=at,
        due_at=task.due_at,
        priority=task.priority,
    )


def write_candidates(case: CaseFile, task: OpenTask, assignee: Account | None) -> str:
    """Who may claim ``task``, as its row names them; ``assignee`` is the account that the procedure gives it to."""
    names = [
        *qualify(case.jurisdiction, task.candidate_groups),
        *(f"@{login}" for login in task.candidate_users),
        *([f"@{assignee.login_name}"] if assignee is not None else []),
    ]
    return ",".join(dict.fromkeys(names))


def _write_decisions(session: Session, case: CaseFile, events: Sequence[RunEvent]) -> None:
    for event in events:
        if event.kind == "decision_made":
            explanation = event.data["explanation"]
            session.add(
                DecisionRecord(
                    case_id=case.id,
                    process_id=event.process_id,
                    element_id=event.element_id,
                    decision_id=event.data["decision_id"],
                    status=explanation["status"],
                    # Not canonical JSON: the order of a table's columns is kept for whoever reads it.
                    explanation=_explanation_text(event),
                    decided_at=event.at,
                )
            )


def _write_incidents(session: Session, case: CaseFile, run: CaseRun, at: datetime) -> None:
    standing = {incident.id: incident for incident in run.incidents()}
    known = set(
        session.scalars(
            select(IncidentRecord.engine_id).where(
                IncidentRecord.case_id == case.id, IncidentRecord.resolved_at.is_(None)
            )
        )
    )
    gone = known - standing.keys()
    if gone:
        session.execute(
            update(IncidentRecord)
            .where(IncidentRecord.case_id == case.id, IncidentRecord.engine_id.in_(gone))
            .values(resolved_at=at)
        )
    for incident in standing.values():
        if incident.id not in known:
            session.add(
                IncidentRecord(
                    case_id=case.id,
                    engine_id=incident.id,
                    process_id=incident.process_id,
                    element_id=incident.element_id,
                    code=incident.code,
                    zh=incident.text("zh"),
                    en=incident.text("en"),
                    raised_at=at,
                )
            )


def _explanation_text(event: RunEvent) -> str:
    return json.dumps(event.data["explanation"], ensure_ascii=False)


def _trace(event: RunEvent) -> dict[str, str]:
    """One event as the record keeps it; of an advice also its digest, so that a changed explanation shows."""
    trace = {"kind": event.kind, "process": event.process_id, "element": event.element_id}
    if event.kind == "decision_made":
        trace["explanation_sha256"] = hashlib.sha256(_explanation_text(event).encode()).hexdigest()
    return trace


def _append_record(
    session: Session, case: CaseFile, action: Action, events: Sequence[RunEvent], at: datetime
) -> None:
    trail = [_trace(event) for event in events if event.kind in _RECORDED]
    record_action(session, case, Action(action.verb, action.doer, {**action.facts, "events": trail}), at)
