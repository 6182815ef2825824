"""Claiming, releasing, drafting and completing tasks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, contains_eager

from webapp.cases.access import get_visible_case, is_candidate, may_do
from webapp.cases.context import form_context
from webapp.cases.errors import (
    TaskAlreadyClaimed,
    TaskChanged,
    TaskNotFound,
    TaskNotOpen,
    TaskNotYours,
    TaskRecused,
    TaskSeparated,
)
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.papers.facts import merge_submission
from webapp.cases.papers.issuing import find_demand, issue_papers
from webapp.cases.recording import Action, Doer, record_action
from webapp.cases.recusals import stands_aside_from
from webapp.cases.running import load_run, save_run
from webapp.cases.separation import bar_from, find_bar, is_barred, roles_taken
from webapp.cases.submissions import SubmissionReader, find_repeated, keep_submission, read_facts
from webapp.cases.timers import fire_overdue
from webapp.database import Database, now
from webapp.engine import CaseRun
from webapp.feel import Value, to_json, to_text
from webapp.people import Actor, get_account, get_actor
from webapp.procedures import Pack, get_version


@dataclass(frozen=True, slots=True)
class TaskCompleted:
    """The case that moved on, and the next of its tasks that the same person holds or may claim, if any."""

    case_id: int
    case_no: str
    next_task_id: int | None


def doer_of(actor: Actor) -> Doer:
    """The actor as the record names them."""
    return Doer(actor.login_name, actor.display_name)


def lock_task(session: Session, task_id: int) -> CaseTask:
    """The task with its case, the case row locked until the transaction ends.

    Raises: `TaskNotFound`.
    """
    # Two statements: PostgreSQL reads what it joins to a locked row before it waits for the lock.
    case_id = select(CaseTask.case_id).where(CaseTask.id == task_id).scalar_subquery()
    session.execute(select(CaseFile.id).where(CaseFile.id == case_id).with_for_update())
    task = session.scalar(
        select(CaseTask)
        .join(CaseTask.case)
        .where(CaseTask.id == task_id)
        .options(contains_eager(CaseTask.case))
    )
    if task is None:
        raise TaskNotFound
    return task


def lock_open_task(session: Session, actor: Actor, task_id: int) -> CaseTask:
    """The locked task, known to be open and visible to ``actor``."""
    task = lock_task(session, task_id)
    _refuse_unless_open(session, actor, task)
    return task


def _refuse_unless_open(session: Session, actor: Actor, task: CaseTask) -> None:
    # Holding it is not enough: the role may have been taken away since.
    if not is_candidate(actor, task):
        get_visible_case(session, actor, task.case_id)
        if task.state == "open":
            raise TaskNotYours
    if task.state != "open":
        raise TaskNotOpen
    refuse_conflict(session, actor, task)


def refuse_conflict(session: Session, person: Actor, task: CaseTask) -> None:
    """Refuse ``task`` to whoever stands aside in its case, or did before what keeps them from it.

    Raises: `TaskRecused`, `TaskSeparated`.
    """
    if stands_aside_from(person, task):
        raise TaskRecused(person=person.display_name)
    if is_barred(person.account_id, task):
        done = find_bar(session, get_version(session, task.case.pack_digest), person.account_id, task)
        raise TaskSeparated(person=person.display_name, done=done.name if done else task.name, task=task.name)


def _refuse_other_holder(session: Session, actor: Actor, task: CaseTask) -> None:
    if task.assignee_id is not None and task.assignee_id != actor.account_id:
        raise TaskAlreadyClaimed(assignee=get_account(session, task.assignee_id).display_name)


def claim_task(database: Database, actor: Actor, task_id: int) -> int:
    """Take a task that nobody holds; claiming one's own again changes nothing. Returns the case's id.

    Raises: `TaskNotFound`, `TaskNotOpen`, `TaskNotYours`, `TaskRecused`, `TaskSeparated`, `TaskAlreadyClaimed`.
    """
    with database.write() as session:
        task = lock_open_task(session, actor, task_id)
        _refuse_other_holder(session, actor, task)
        if task.assignee_id is None:
            task.assignee_id = actor.account_id
            _record_on_task(session, actor, task, "claim_task")
        return task.case_id


def release_task(database: Database, actor: Actor, task_id: int) -> int:
    """Give a task back to its candidates; its draft stays. Returns the case's id.

    Raises: `TaskNotFound`, `TaskNotOpen`, `TaskNotYours`.
    """
    with database.write() as session:
        task = lock_open_task(session, actor, task_id)
        if task.assignee_id != actor.account_id:
            raise TaskNotYours
        task.assignee_id = None
        _record_on_task(session, actor, task, "release_task")
        return task.case_id


def give_back_tasks(session: Session, actor: Actor, account_id: int) -> int:
    """Release the tasks that an account holds and may not do any more: disabled, or without the role. Returns how many.

    Part of the security administrator's own transaction: without it such a task would wait for ever.
    """
    held = select(CaseTask.id).where(CaseTask.state == "open", CaseTask.assignee_id == account_id)
    holder, is_active = get_actor(session, account_id), get_account(session, account_id).is_active
    released = 0
    for task_id in session.scalars(held.order_by(CaseTask.case_id)).all():
        task = lock_task(session, task_id)
        is_theirs = task.state == "open" and task.assignee_id == account_id
        is_for_them_alone = set(task.candidates.split(",")) == {f"@{holder.login_name}"}
        if is_theirs and not is_for_them_alone and not (is_active and may_do(holder, task)):
            task.assignee_id = None
            _record_on_task(session, actor, task, "release_task")
            released += 1
    return released


def _record_on_task(session: Session, actor: Actor, task: CaseTask, verb: str) -> None:
    session.flush()
    facts = {"process": task.process_id, "task": task.element_id, "name": task.name, "item": task.item}
    record_action(session, task.case, Action(verb, doer_of(actor), facts), now(session))


def save_draft(database: Database, actor: Actor, task_id: int, typed: Mapping[str, Any]) -> None:
    """Keep what was typed and not submitted: visible to the task's holder, no part of the case.

    The task's revision stays as it is: a page that saves drafts can still submit.

    Raises: `TaskNotFound`, `TaskNotOpen`, `TaskNotYours`.
    """
    with database.write() as session:
        task = lock_open_task(session, actor, task_id)
        if task.assignee_id != actor.account_id:
            raise TaskNotYours
        session.execute(
            update(CaseTask)
            .where(CaseTask.id == task.id)
            .values(draft=json.dumps(typed, ensure_ascii=False), revision=CaseTask.revision)
            .execution_options(synchronize_session=False)
        )


def complete_task(
    database: Database,
    actor: Actor,
    task_id: int,
    read: SubmissionReader,
    *,
    revision: int,
    submission_key: str,
) -> TaskCompleted:
    """Complete a task that ``actor`` holds: check the form, run the engine to rest, write everything that follows.

    ``revision`` is the task's revision that the page showed. A repeat with the same ``submission_key`` returns
    the first result and changes nothing. A time limit that has run out takes effect before, and may take the task away.

    Raises: `TaskNotFound`, `TaskNotOpen`, `TaskNotYours`, `TaskChanged`, `FactsRefused`, `SubmissionKeyRefused`.
    """
    with database.write() as session:
        task = lock_task(session, task_id)
        if task.state == "done" and find_repeated(
            session, submission_key, actor, "complete_task", task_id=task_id
        ):
            next_task_id = find_next_task(session, actor, task.case_id)
            return TaskCompleted(task.case_id, task.case.case_no, next_task_id)
        at = now(session)
        fire_overdue(session, task.case, at)
        _refuse_unless_open(session, actor, task)
        _refuse_other_holder(session, actor, task)
        if task.assignee_id is None:
            raise TaskNotYours
        if task.revision != revision:
            raise TaskChanged
        pack = get_version(session, task.case.pack_digest)
        run = load_run(session, task.case, pack, at)
        facts = _read_task_facts(session, actor, task, pack, run, read, at)
        demand = find_demand(pack, task.process_id, task.element_id)
        known = merge_submission(run.variables(task.engine_id), facts) if demand else {}
        _close_task(task, actor, pack, facts, at)
        run.complete_task(task.engine_id, facts, actor_facts(actor))
        standing = save_run(session, task.case, run, _completion(actor, task, facts), at)
        if demand:
            issue_papers(session, actor, task, pack, demand, known, at)
        for barred in bar_from(session, pack, task, standing):
            barred.assignee_id, barred.draft = None, None
            _record_on_task(session, actor, barred, "release_task")
        keep_submission(session, submission_key, actor, "complete_task", task.case, task.id, at)
        return TaskCompleted(task.case_id, task.case.case_no, _next_of(standing, actor))


def _completion(actor: Actor, task: CaseTask, facts: Mapping[str, Value]) -> Action:
    shown = {
        "process": task.process_id,
        "task": task.element_id,
        "name": task.name,
        "item": task.item,
        "form": task.form_id,
        "facts": to_json(dict(facts)),
    }
    return Action("complete_task", doer_of(actor), shown)


def actor_facts(actor: Actor) -> Mapping[str, Value]:
    """What the completing task's output mappings read as ``actor``."""
    return {"account": actor.login_name, "name": actor.display_name, "unit": actor.unit_code}


def _read_task_facts(
    session: Session,
    actor: Actor,
    task: CaseTask,
    pack: Pack,
    run: CaseRun,
    read: SubmissionReader,
    at: datetime,
) -> Mapping[str, Value]:
    if task.form_id is None:
        return {}
    schema = pack.forms[task.form_id]
    context = form_context(session, pack, schema, at, actor, task.case, run.variables(task.engine_id))
    return read_facts(read, schema, context)


def _close_task(task: CaseTask, actor: Actor, pack: Pack, facts: Mapping[str, Value], at: datetime) -> None:
    lane = pack.deployment.processes[task.process_id].elements[task.element_id].lane
    task.state = "done"
    task.closed_at = at
    task.completed_by_id = actor.account_id
    task.completed_as = ",".join(roles_taken(actor, task, lane))
    task.facts = to_text(dict(facts))
    task.draft = None


def find_next_task(session: Session, actor: Actor, case_id: int) -> int | None:
    """The next open task of the case that ``actor`` holds, or else may claim."""
    tasks = session.scalars(
        select(CaseTask)
        .join(CaseTask.case)
        .options(contains_eager(CaseTask.case))
        .where(CaseTask.case_id == case_id, CaseTask.state == "open")
        .order_by(CaseTask.id)
    ).all()
    return _next_of(tasks, actor)


def _next_of(tasks: Iterable[CaseTask], actor: Actor) -> int | None:
    waiting = list(tasks)
    held = (task.id for task in waiting if task.assignee_id == actor.account_id)
    claimable = (task.id for task in waiting if task.assignee_id is None and may_do(actor, task))
    return next(held, None) or next(claimable, None)
