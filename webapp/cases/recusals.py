"""Recusal (回避): who stands aside in a case, and what follows from it at once.

`CaseRecusal` is the history; `CaseFile.recused` repeats who stands aside now, as ``,12,40:subject,``: the numbers of
accounts, the subject of the matter marked as such. Whoever loads a case or filters cases has it at hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.cases.errors import RecusalUnknownPerson
from webapp.cases.models import CaseFile, CaseRecusal, CaseTask, TaskCandidate
from webapp.cases.recording import PLATFORM, Action, Doer, record_action
from webapp.feel import Value
from webapp.people import Account, Actor, find_account
from webapp.procedures.operations import OPERATIONS

#: Why somebody stands aside, with its name in both languages: what the operation that records recusals takes.
REASONS: Mapping[str, tuple[str, str]] = next(
    each.kind.choices for each in OPERATIONS["record_recusals"].inputs if each.name == "recusals"
)
_SUBJECT = "subject"


def recused_accounts(case: CaseFile) -> frozenset[int]:
    """The accounts that stand aside in ``case`` now."""
    return frozenset(_read_standing(case))


def _read_standing(case: CaseFile) -> dict[int, str]:
    """Account number to ``subject`` or an empty text."""
    marks = (mark.partition(":") for mark in case.recused.split(",") if mark)
    return {int(number): reason for number, _colon, reason in marks}


def _write_standing(case: CaseFile, standing: Mapping[int, str]) -> None:
    marks = [f"{number}:{reason}" if reason else str(number) for number, reason in standing.items()]
    case.recused = f",{','.join(marks)}," if marks else ""


def is_recused(actor: Actor, case: CaseFile) -> bool:
    """Whether ``actor`` stands aside in ``case``."""
    return actor.account_id in _read_standing(case)


def stands_aside_from(actor: Actor, task: CaseTask) -> bool:
    """Whether ``actor`` may have nothing to do with ``task`` because they stand aside in its case."""
    is_named = f"@{actor.login_name}" in task.candidates.split(",")
    return is_kept_from(task.case, actor.account_id, is_named=is_named)


def is_kept_from(case: CaseFile, account_id: int, *, is_named: bool) -> bool:
    """Whether recusal keeps an account from a task of ``case``.

    What is asked by name of a party stays theirs: of the subject, and of whoever opened the matter.
    """
    standing = _read_standing(case)
    if account_id not in standing:
        return False
    is_party = standing[account_id] == _SUBJECT or case.opened_by_id == account_id
    return not (is_party and is_named)


def is_not_recused(actor: Actor) -> ColumnElement[bool]:
    """The condition on `CaseFile` that ``actor`` does not stand aside in it, as a party or otherwise."""
    number = actor.account_id
    return ~or_(CaseFile.recused.contains(f",{number},"), CaseFile.recused.contains(f",{number}:"))


def is_open_to_reader(actor: Actor) -> ColumnElement[bool]:
    """The condition on `CaseFile` that recusal does not keep ``actor`` from it.

    Who stands aside reads nothing of the case, but for those who opened it and for its subject where a task names them.
    """
    number = actor.account_id
    # Names of their own: the condition may stand in a query over tasks and candidates.
    task, candidate = aliased(CaseTask), aliased(TaskCandidate)
    named = (
        select(candidate.task_id)
        .join(task, task.id == candidate.task_id)
        .where(task.case_id == CaseFile.id, candidate.candidate == f"@{actor.login_name}")
        .exists()
    )
    return or_(
        ~or_(CaseFile.recused.contains(f",{number},"), _is_subject(number)),
        CaseFile.opened_by_id == number,
        and_(_is_subject(number), named),
    )


def is_open_to_doer(actor: Actor) -> ColumnElement[bool]:
    """The condition on `CaseTask`, joined to its `CaseFile`, that recusal does not keep ``actor`` from the task."""
    number = actor.account_id
    candidate = aliased(TaskCandidate)
    named = (
        select(candidate.task_id)
        .where(candidate.task_id == CaseTask.id, candidate.candidate == f"@{actor.login_name}")
        .exists()
    )
    return or_(
        ~or_(CaseFile.recused.contains(f",{number},"), _is_subject(number)),
        and_(or_(_is_subject(number), CaseFile.opened_by_id == number), named),
    )


def _is_subject(number: int) -> ColumnElement[bool]:
    return CaseFile.recused.contains(f",{number}:{_SUBJECT},")


def make_effective(
    session: Session, case: CaseFile, recusals: Iterable[Mapping[str, Value]], at: datetime
) -> None:
    """What a step of the procedure decided: each of ``recusals`` ({account, reason, basis?}) takes effect at once.

    Raises: `RecusalUnknownPerson`.
    """
    for recusal in recusals:
        login_name = str(recusal.get("account") or "")
        account = find_account(session, login_name)
        if account is None:
            raise RecusalUnknownPerson(account=login_name)
        basis = recusal.get("basis")
        reason = str(recusal.get("reason") or "other")
        begin_recusal(session, case, account, reason, str(basis or ""), None, at)


def begin_recusal(
    session: Session,
    case: CaseFile,
    account: Account,
    reason: str,
    basis: str,
    by: Actor | None,
    at: datetime,
) -> bool:
    """Let ``account`` stand aside; the tasks they hold go back to the others, without the draft.

    False when they stood aside already. ``by`` is None for a step of the procedure.
    """
    standing = _read_standing(case)
    if account.id in standing:
        return False
    session.add(
        CaseRecusal(
            case_id=case.id,
            account_id=account.id,
            reason=reason,
            basis=basis,
            recorded_at=at,
            recorded_by_id=by.account_id if by else None,
        )
    )
    _write_standing(case, {**standing, account.id: _SUBJECT if reason == _SUBJECT else ""})
    session.flush()
    doer = Doer(by.login_name, by.display_name) if by else PLATFORM
    facts = {
        "person": account.display_name,
        "login_name": account.login_name,
        "recusal": reason,
        "basis": basis,
    }
    is_own = by is not None and by.account_id == account.id
    entry = Action("declare_recusal", doer, facts) if is_own else Action("record_recusal", doer, facts)
    record_action(session, case, entry, at)
    _give_back(session, case, account, doer, at)
    return True


def end_recusal(session: Session, case: CaseFile, recusal: CaseRecusal) -> None:
    """Take a recusal that has been ended out of what the case repeats."""
    standing = _read_standing(case)
    standing.pop(recusal.account_id, None)
    _write_standing(case, standing)
    session.flush()


def _give_back(session: Session, case: CaseFile, account: Account, doer: Doer, at: datetime) -> None:
    held = session.scalars(
        select(CaseTask)
        .where(CaseTask.case_id == case.id, CaseTask.state == "open", CaseTask.assignee_id == account.id)
        .order_by(CaseTask.id)
    ).all()
    for task in held:
        is_named = f"@{account.login_name}" in task.candidates.split(",")
        if not is_kept_from(case, account.id, is_named=is_named):
            continue
        task.assignee_id = None
        task.draft = None
        session.flush()
        facts = {"process": task.process_id, "task": task.element_id, "name": task.name, "item": task.item}
        record_action(session, case, Action("release_task", doer, facts), at)


def find_closed_cases(session: Session, actor: Actor) -> tuple[str, ...]:
    """The numbers of the cases that recusal closes to ``actor``: nothing about them is for them to read."""
    found = (
        select(CaseFile.case_no)
        .join(CaseRecusal, CaseRecusal.case_id == CaseFile.id)
        .where(
            CaseRecusal.account_id == actor.account_id,
            CaseRecusal.ended_at.is_(None),
            ~is_open_to_reader(actor),
        )
    )
    return tuple(session.scalars(found))


def find_recused_cases(session: Session, actor: Actor) -> tuple[str, ...]:
    """The numbers of the cases in which ``actor`` stands aside, whether or not they may read some of it as a party."""
    found = (
        select(CaseFile.case_no)
        .join(CaseRecusal, CaseRecusal.case_id == CaseFile.id)
        .where(CaseRecusal.account_id == actor.account_id, CaseRecusal.ended_at.is_(None))
    )
    return tuple(session.scalars(found))


def list_standing(session: Session, case: CaseFile) -> Collection[CaseRecusal]:
    """The recusals in force, oldest first."""
    found = select(CaseRecusal).where(CaseRecusal.case_id == case.id, CaseRecusal.ended_at.is_(None))
    return session.scalars(found.order_by(CaseRecusal.id)).all()
