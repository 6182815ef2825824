"""The rows beside a case's state, brought to another version with it, and taken back.

Claims and drafts stay with their tasks. Who may no longer do a task there gives it back to its candidates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.cases.access import may_do
from webapp.cases.models import CaseFile, CaseTask, IncidentRecord, TaskCandidate
from webapp.cases.moving.planning import Versions, form_of_done
from webapp.cases.recording import Action, Doer, record_action
from webapp.cases.running import repeat_candidates, write_candidates
from webapp.cases.separation import find_barred
from webapp.engine import CaseRun, OpenTask
from webapp.people import find_account, get_actor
from webapp.procedures.separation import read_separation

#: What of a task a move may change.
_KEPT = (
    "element_id",
    "name",
    "form_id",
    "candidates",
    "barred",
    "due_at",
    "priority",
    "assignee_id",
    "draft",
)


def move_rows(
    session: Session, case: CaseFile, run: CaseRun, versions: Versions, doer: Doer, at: datetime
) -> str:
    """Bring the rows of ``case`` to the new version, on which ``run`` stands already.

    Returns what `restore_rows` takes them back to.
    """
    tasks = session.scalars(
        select(CaseTask)
        .where(CaseTask.case_id == case.id, CaseTask.state.in_(("open", "done")))
        .order_by(CaseTask.id)
    ).all()
    incidents = _standing_incidents(session, case)
    former = {
        "tasks": {row.id: {name: _written(getattr(row, name)) for name in _KEPT} for row in tasks},
        "incidents": {row.id: row.element_id for row in incidents},
    }
    # What is done first: open tasks may be kept from whoever did it, by its name in the new version.
    for row in tasks:
        if row.state == "done":
            _rename_done(row, versions)
    session.flush()
    _move_open(session, case, [row for row in tasks if row.state == "open"], run, doer, at)
    places = {incident.id: incident.element_id for incident in run.incidents()}
    for incident in incidents:
        incident.element_id = places.get(incident.engine_id, incident.element_id)
    session.flush()
    return json.dumps(former, ensure_ascii=False)


def _rename_done(row: CaseTask, versions: Versions) -> None:
    """A finished step goes by the name, and is read by the form, of the new version; the record keeps the old ones."""
    if row.form_id is not None:
        row.form_id = form_of_done(versions, row.process_id, row.element_id, row.form_id)
    row.element_id = versions.mapping.get((row.process_id, row.element_id)) or row.element_id


def _standing_incidents(session: Session, case: CaseFile) -> Sequence[IncidentRecord]:
    found = select(IncidentRecord).where(
        IncidentRecord.case_id == case.id, IncidentRecord.resolved_at.is_(None)
    )
    return session.scalars(found).all()


def _move_open(
    session: Session, case: CaseFile, rows: Sequence[CaseTask], run: CaseRun, doer: Doer, at: datetime
) -> None:
    open_now = {task.id: task for task in run.open_tasks()}
    moved = [(row, open_now[row.engine_id]) for row in rows if row.engine_id in open_now]
    barred = find_barred(session, case, [read_separation(task.properties) for _row, task in moved])
    for (row, task), kept_away in zip(moved, barred, strict=True):
        _move_task(session, case, row, task)
        row.barred = kept_away
    _repeat(session, [row for row, _task in moved])
    for row, _task in moved:
        _give_back(session, case, row, doer, at)


def _move_task(session: Session, case: CaseFile, row: CaseTask, task: OpenTask) -> None:
    assignee = find_account(session, task.assignee) if task.assignee else None
    candidates = write_candidates(case, task, assignee)
    if candidates != row.candidates and assignee is not None and row.assignee_id is None:
        row.assignee_id = assignee.id
    row.element_id, row.name, row.form_id = task.element_id, task.name, task.form_id
    row.candidates, row.due_at, row.priority = candidates, task.due_at, task.priority


def _repeat(session: Session, rows: Sequence[CaseTask]) -> None:
    session.flush()
    session.execute(delete(TaskCandidate).where(TaskCandidate.task_id.in_([row.id for row in rows])))
    repeat_candidates(session, rows)


def _give_back(session: Session, case: CaseFile, row: CaseTask, doer: Doer, at: datetime) -> None:
    """Release a task whose holder may not do it any more; the draft stays unless they are kept from it."""
    if row.assignee_id is None:
        return
    row.case = case
    holder = get_actor(session, row.assignee_id)
    if may_do(holder, row):
        return
    row.assignee_id = None
    if f",{holder.account_id}," in row.barred:
        row.draft = None
    session.flush()
    facts = {"process": row.process_id, "task": row.element_id, "name": row.name, "item": row.item}
    record_action(session, case, Action("release_task", doer, facts), at)


def restore_rows(session: Session, case: CaseFile, former: str, doer: Doer, at: datetime) -> None:
    """Take the rows back to what `move_rows` returned. Claims and drafts made since stay."""
    kept: Mapping[str, Mapping[str, Any]] = json.loads(former)
    rows = session.scalars(select(CaseTask).where(CaseTask.case_id == case.id).order_by(CaseTask.id)).all()
    known = [(row, kept["tasks"][str(row.id)]) for row in rows if str(row.id) in kept["tasks"]]
    for row, values in known:
        _restore(row, values)
    for incident in _standing_incidents(session, case):
        incident.element_id = kept["incidents"].get(str(incident.id), incident.element_id)
    standing = [row for row, _values in known if row.state == "open"]
    _repeat(session, standing)
    for row in standing:
        _give_back(session, case, row, doer, at)


def _restore(row: CaseTask, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name == "due_at":
            row.due_at = None if value is None else datetime.fromisoformat(value)
        elif name not in ("assignee_id", "draft") or getattr(row, name) is None:
            setattr(row, name, value)


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
