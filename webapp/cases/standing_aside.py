"""Standing aside in a case: asking for it oneself, recording it of somebody else, lifting it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import outbox
from webapp.cases.access import lock_visible_case
from webapp.cases.delegation import english_name
from webapp.cases.eligibility import is_stuck, list_people, may_assign
from webapp.cases.errors import (
    AssignmentNotPermitted,
    ReasonMissing,
    RecusalNotFound,
    RecusalReasonUnknown,
    RecusalUnknownPerson,
    RecusedAlready,
)
from webapp.cases.models import CaseFile, CaseRecusal, CaseTask
from webapp.cases.recording import Action, record_action
from webapp.cases.recusals import REASONS, begin_recusal, end_recusal
from webapp.cases.tasks import doer_of
from webapp.database import Database, now
from webapp.outbox import NewMessage
from webapp.people import Actor, get_account
from webapp.procedures import get_version

BASIS_LIMIT = 400


def declare_recusal(database: Database, actor: Actor, case_id: int, reason: str, basis: str) -> None:
    """Stand aside in a case that one may read. It takes effect at once: one's tasks in it go back to the others.

    Raises: `CaseNotFound`, `RecusalReasonUnknown`, `ReasonMissing`, `RecusedAlready`.
    """
    with database.write() as session:
        case = lock_visible_case(session, actor, case_id)
        account = get_account(session, actor.account_id)
        basis = _read_basis(reason, basis)
        if not begin_recusal(session, case, account, reason, basis, actor, now(session)):
            raise RecusedAlready(person=actor.display_name)
        report_stuck(session, case)


def record_recusal(
    database: Database, actor: Actor, case_id: int, login_name: str, reason: str, basis: str
) -> None:
    """Record, as one who hands out tasks, that somebody else stands aside. They are told.

    Raises: `CaseNotFound`, `AssignmentNotPermitted`, `RecusalUnknownPerson`, `RecusalReasonUnknown`, `ReasonMissing`,
        `RecusedAlready`.
    """
    with database.write() as session:
        case = _lock_as_assigner(session, actor, case_id)
        person = next((each for each in list_people(session, case) if each.login_name == login_name), None)
        if person is None or person.account_id == actor.account_id:
            raise RecusalUnknownPerson(account=login_name)
        basis = _read_basis(reason, basis)
        account = get_account(session, person.account_id)
        if not begin_recusal(session, case, account, reason, basis, actor, now(session)):
            raise RecusedAlready(person=person.display_name)
        zh, en = REASONS[reason]
        _tell(
            session,
            case,
            login_name,
            f"案件{case.case_no}：您已回避，不再办理、查阅（{zh}）",
            f"Case {case.case_no}: you stand aside and neither handle nor read it ({en})",
        )
        report_stuck(session, case)


def lift_recusal(database: Database, actor: Actor, case_id: int, recusal_id: int, reason: str) -> None:
    """End somebody else's recusal, as one who hands out tasks; nobody lifts their own.

    Raises: `CaseNotFound`, `AssignmentNotPermitted`, `RecusalNotFound`, `ReasonMissing`.
    """
    with database.write() as session:
        case = _lock_as_assigner(session, actor, case_id)
        recusal = session.scalar(
            select(CaseRecusal).where(
                CaseRecusal.id == recusal_id, CaseRecusal.case_id == case.id, CaseRecusal.ended_at.is_(None)
            )
        )
        if recusal is None or recusal.account_id == actor.account_id:
            raise RecusalNotFound
        reason = reason.strip()
        if not 0 < len(reason) <= BASIS_LIMIT:
            raise ReasonMissing(limit=BASIS_LIMIT)
        at = now(session)
        recusal.ended_at, recusal.ended_by_id, recusal.ended_because = at, actor.account_id, reason
        end_recusal(session, case, recusal)
        person = get_account(session, recusal.account_id)
        facts = {"person": person.display_name, "login_name": person.login_name, "because": reason}
        record_action(session, case, Action("lift_recusal", doer_of(actor), facts), at)
        _tell(
            session,
            case,
            person.login_name,
            f"案件{case.case_no}：您的回避已解除",
            f"Case {case.case_no}: you no longer stand aside",
        )


def report_stuck(session: Session, case: CaseFile) -> None:
    """Tell those who hand out tasks which open tasks of ``case`` nobody is left to do."""
    pack = get_version(session, case.pack_digest)
    waiting = select(CaseTask).where(CaseTask.case_id == case.id, CaseTask.state == "open")
    tasks = session.scalars(waiting.order_by(CaseTask.id)).all()
    people = list_people(session, case) if tasks else ()
    notices = [
        NewMessage(
            jurisdiction=case.jurisdiction,
            case_no=case.case_no,
            to_group=f"{case.jurisdiction}:{role}",
            subject_zh=f"任务“{task.name}”没有人可以办理，请指定办理人",
            subject_en=f"Nobody is left for the task “{english_name(pack, task)}”: assign it to somebody",
        )
        for task in tasks
        if is_stuck(people, pack, task)
        for role in pack.jurisdiction.assigners
    ]
    outbox.put(session, notices)


def _lock_as_assigner(session: Session, actor: Actor, case_id: int) -> CaseFile:
    case = lock_visible_case(session, actor, case_id)
    if not may_assign(actor, case, get_version(session, case.pack_digest)):
        raise AssignmentNotPermitted
    return case


def _read_basis(reason: str, basis: str) -> str:
    """What was written beside the reason; an "other" reason says what it is."""
    if reason not in REASONS:
        raise RecusalReasonUnknown(reason=reason)
    basis = basis.strip()
    if len(basis) > BASIS_LIMIT or (reason == "other" and not basis):
        raise ReasonMissing(limit=BASIS_LIMIT)
    return basis


def _tell(session: Session, case: CaseFile, login_name: str, zh: str, en: str) -> None:
    """A notice that names the case in its text alone: notices of the case itself are kept from the recused."""
    notice = NewMessage(jurisdiction=case.jurisdiction, to_account=login_name, subject_zh=zh, subject_en=en)
    outbox.put(session, [notice])
