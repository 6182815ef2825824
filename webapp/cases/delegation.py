"""Handing a task to somebody else: its holder delegates it, and those who hand out tasks assign it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp import outbox
from webapp.cases.access import get_visible_case
from webapp.cases.eligibility import find_eligible, list_people, may_assign
from webapp.cases.errors import (
    AssignmentNotPermitted,
    PersonNotEligible,
    ReasonMissing,
    TaskNotOpen,
    TaskNotYours,
)
from webapp.cases.models import CaseTask, TaskCandidate
from webapp.cases.recording import Action, record_action
from webapp.cases.tasks import doer_of, lock_open_task, lock_task, refuse_conflict
from webapp.database import Database, now
from webapp.outbox import NewMessage
from webapp.people import Actor, Colleague, find_account, get_account, get_actor
from webapp.procedures import Pack, get_version

REASON_LIMIT = 400


def delegate_task(database: Database, actor: Actor, task_id: int, login_name: str, reason: str) -> int:
    """Hand a task that ``actor`` holds to another of its candidates. The draft goes with it. Returns the case's id.

    Raises: `TaskNotFound`, `TaskNotOpen`, `TaskNotYours`, `TaskRecused`, `TaskSeparated`, `PersonNotEligible`,
        `ReasonMissing`.
    """
    with database.write() as session:
        task = lock_open_task(session, actor, task_id)
        if task.assignee_id != actor.account_id:
            raise TaskNotYours
        pack = get_version(session, task.case.pack_digest)
        person = _get_eligible(session, pack, task, login_name, with_lane=False)
        if person.account_id != actor.account_id:
            _hand_over(session, actor, task, person, "delegate_task", _read_reason(reason, is_needed=True))
        return task.case_id


def assign_task(database: Database, actor: Actor, task_id: int, login_name: str, reason: str = "") -> int:
    """Hand an open task, held or not, to somebody who may do it, as one who hands out tasks. Returns the case's id.

    Who takes it from a holder says why; the holder is told.

    Raises: `TaskNotFound`, `CaseNotFound`, `AssignmentNotPermitted`, `TaskNotOpen`, `TaskRecused`, `TaskSeparated`,
        `PersonNotEligible`, `ReasonMissing`.
    """
    with database.write() as session:
        task = lock_task(session, task_id)
        get_visible_case(session, actor, task.case_id)
        pack = get_version(session, task.case.pack_digest)
        if not may_assign(actor, task.case, pack):
            raise AssignmentNotPermitted
        if task.state != "open":
            raise TaskNotOpen
        person = _get_eligible(session, pack, task, login_name, with_lane=True)
        holder_id = task.assignee_id
        if person.account_id != holder_id:
            reason = _read_reason(reason, is_needed=holder_id is not None)
            _hand_over(session, actor, task, person, "assign_task", reason)
            if holder_id is not None and holder_id != actor.account_id:
                _tell_former_holder(session, actor, task, pack, holder_id, person, reason)
        return task.case_id


def _read_reason(reason: str, *, is_needed: bool) -> str:
    reason = reason.strip()
    if (is_needed and not reason) or len(reason) > REASON_LIMIT:
        raise ReasonMissing(limit=REASON_LIMIT)
    return reason


def _get_eligible(
    session: Session, pack: Pack, task: CaseTask, login_name: str, *, with_lane: bool
) -> Colleague:
    """The person with that login name, if the task may be handed to them; otherwise why not."""
    people = find_eligible(list_people(session, task.case), pack, task, with_lane=with_lane)
    for person in people:
        if person.login_name == login_name:
            return person
    account = find_account(session, login_name)
    if account is not None:
        refuse_conflict(session, get_actor(session, account.id), task)
    raise PersonNotEligible(person=account.display_name if account else login_name, task=task.name)


def _hand_over(
    session: Session, actor: Actor, task: CaseTask, person: Colleague, verb: str, reason: str
) -> None:
    """Make ``person`` the holder: record it, and tell them."""
    candidates = task.candidates.split(",")
    is_candidate = not person.groups.isdisjoint(candidates) or f"@{person.login_name}" in candidates
    if not is_candidate:
        task.candidates = ",".join([*filter(None, candidates), f"@{person.login_name}"])
        session.add(TaskCandidate(task_id=task.id, candidate=f"@{person.login_name}"))
    task.assignee_id = person.account_id
    session.flush()
    at = now(session)
    facts = {
        "process": task.process_id,
        "task": task.element_id,
        "name": task.name,
        "item": task.item,
        "person": person.display_name,
        "login_name": person.login_name,
        "reason": reason,
    }
    record_action(session, task.case, Action(verb, doer_of(actor), facts), at)
    pack = get_version(session, task.case.pack_digest)
    if person.account_id != actor.account_id:
        _tell(
            session,
            task,
            person.login_name,
            f"{actor.display_name}把任务“{task.name}”交给您办理",
            f"{actor.display_name} handed you the task “{english_name(pack, task)}”",
            reason,
        )


def _tell_former_holder(
    session: Session,
    actor: Actor,
    task: CaseTask,
    pack: Pack,
    holder_id: int,
    person: Colleague,
    reason: str,
) -> None:
    _tell(
        session,
        task,
        get_account(session, holder_id).login_name,
        f"{actor.display_name}把您的任务“{task.name}”改交{person.display_name}办理",
        f"{actor.display_name} handed your task “{english_name(pack, task)}” to {person.display_name}",
        reason,
    )


def _tell(session: Session, task: CaseTask, login_name: str, zh: str, en: str, reason: str) -> None:
    notice = NewMessage(
        jurisdiction=task.case.jurisdiction,
        case_no=task.case.case_no,
        to_account=login_name,
        subject_zh=zh,
        subject_en=en,
        body_zh=reason,
        body_en=reason,
    )
    outbox.put(session, [notice])


def english_name(pack: Pack, task: CaseTask) -> str:
    """The English name of a task, for notices, which are kept in both languages."""
    file = pack.deployment.processes[task.process_id].file
    return pack.texts("en").text(file, task.element_id, task.name)
