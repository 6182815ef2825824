"""Who may see which case and which task: by role, by candidature and by having had a part in it. Default deny."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session, contains_eager

from webapp.cases.errors import CaseNotFound, TaskNotFound
from webapp.cases.models import CaseFile, CaseTask, TaskCandidate
from webapp.cases.recusals import is_open_to_doer, is_open_to_reader, stands_aside_from
from webapp.cases.separation import is_barred, is_not_barred
from webapp.people import ADMIN_ROLES, Actor
from webapp.procedures import Pack, current_packs


def qualify(jurisdiction: str, groups: Iterable[str]) -> tuple[str, ...]:
    """Group names of a diagram (``intake``, ``consulted@housing``) as the grants name them (``town:intake``)."""
    return tuple(f"{jurisdiction}:{group}" for group in groups)


def works_on_cases(actor: Actor) -> bool:
    """Whether ``actor`` may have to do with cases at all: administrators may not, whatever they did before."""
    return actor.product_roles.isdisjoint(ADMIN_ROLES)


def candidatures(actor: Actor) -> tuple[str, ...]:
    """All names under which a task may be open to ``actor``: qualified groups, and ``@login``."""
    if not works_on_cases(actor):
        return ()
    return (*sorted(actor.groups), f"@{actor.login_name}")


def jurisdictions_seen_whole(
    session: Session, actor: Actor, packs: Iterable[Pack] | None = None
) -> tuple[str, ...]:
    """Jurisdictions where a role of ``actor`` reads every case (``case_access = "all"`` in jurisdiction.toml).

    ``packs`` are those in force, for who has them already.
    """
    return tuple(
        pack.code
        for pack in (current_packs(session) if packs is None else packs)
        if any(
            role.case_access == "all" and f"{pack.code}:{role_id}" in actor.groups
            for role_id, role in pack.jurisdiction.roles.items()
        )
    )


def has_part_in(actor: Actor) -> ColumnElement[bool]:
    """Cases that ``actor`` opened, or in which a task was theirs or open to them."""
    names = candidatures(actor)
    candidate = (
        select(TaskCandidate.task_id)
        .join(CaseTask, CaseTask.id == TaskCandidate.task_id)
        .where(CaseTask.case_id == CaseFile.id, TaskCandidate.candidate.in_(names))
        .exists()
    )
    holder = (
        select(CaseTask.id)
        .where(
            CaseTask.case_id == CaseFile.id,
            or_(CaseTask.assignee_id == actor.account_id, CaseTask.completed_by_id == actor.account_id),
        )
        .exists()
    )
    return or_(CaseFile.opened_by_id == actor.account_id, candidate, holder)


def was_asked_as(session: Session, actor: Actor, case: CaseFile, role_id: str) -> bool:
    """Whether a task of ``case`` is or was open to ``actor`` in that role, at whichever unit they hold it."""
    group = f"{case.jurisdiction}:{role_id}"
    names = [held for held in actor.groups if held == group or held.startswith(f"{group}@")]
    asked = (
        select(TaskCandidate.task_id)
        .join(CaseTask, CaseTask.id == TaskCandidate.task_id)
        .where(CaseTask.case_id == case.id, TaskCandidate.candidate.in_(names))
    )
    return session.scalar(asked.limit(1)) is not None


def visible_cases(session: Session, actor: Actor, packs: Iterable[Pack] | None = None) -> ColumnElement[bool]:
    """The condition on `CaseFile` under which ``actor`` may read a case; ``packs`` as in `jurisdictions_seen_whole`.

    A recusal goes before every role: see `webapp.cases.recusals.is_open_to_reader`.
    """
    if not works_on_cases(actor):
        return false()
    whole = jurisdictions_seen_whole(session, actor, packs)
    seen_whole = CaseFile.jurisdiction.in_(whole) if whole else false()
    return and_(or_(seen_whole, has_part_in(actor)), is_open_to_reader(actor))


def get_visible_case(session: Session, actor: Actor, case_id: int) -> CaseFile:
    """The case, if ``actor`` may read it.

    Raises: `CaseNotFound`, whether it is missing or merely not theirs: nobody learns that a case exists.
    """
    return _get_case(session, select(CaseFile).where(CaseFile.id == case_id, visible_cases(session, actor)))


def lock_visible_case(session: Session, actor: Actor, case_id: int) -> CaseFile:
    """The same, its row locked until the transaction ends: what is read of it is what will be changed.

    Raises: `CaseNotFound`.
    """
    found = select(CaseFile).where(CaseFile.id == case_id, visible_cases(session, actor))
    return _get_case(session, found.with_for_update(of=CaseFile))


def _get_case(session: Session, found: Select[CaseFile]) -> CaseFile:
    case = session.scalar(found)
    if case is None:
        raise CaseNotFound
    return case


def claimable_tasks(actor: Actor) -> Select[CaseTask]:
    """Open tasks that nobody holds and that ``actor`` may claim; their cases are joined."""
    return (
        select(CaseTask)
        .join(CaseTask.case)
        .join(TaskCandidate, TaskCandidate.task_id == CaseTask.id)
        .where(
            CaseTask.state == "open",
            CaseTask.assignee_id.is_(None),
            TaskCandidate.candidate.in_(candidatures(actor)),
            is_not_barred(actor),
            is_open_to_doer(actor),
        )
        .distinct()
    )


def held_tasks(actor: Actor) -> Select[CaseTask]:
    """Open tasks that ``actor`` holds; their cases are joined."""
    return (
        select(CaseTask)
        .join(CaseTask.case)
        .where(
            CaseTask.state == "open",
            CaseTask.assignee_id == actor.account_id,
            _is_open_to(actor),
            is_open_to_doer(actor),
        )
    )


def finished_tasks(actor: Actor) -> Select[CaseTask]:
    """Tasks that ``actor`` completed, in cases that they may read still; their cases are joined."""
    return (
        select(CaseTask)
        .join(CaseTask.case)
        .where(
            CaseTask.state == "done",
            CaseTask.completed_by_id == actor.account_id,
            _is_open_to(actor),
            is_open_to_reader(actor),
        )
    )


def _is_open_to(actor: Actor) -> ColumnElement[bool]:
    return true() if works_on_cases(actor) else false()


def is_candidate(actor: Actor, task: CaseTask) -> bool:
    """Whether ``actor`` is among the candidates of ``task``, whatever else keeps them from it."""
    return not set(task.candidates.split(",")).isdisjoint(candidatures(actor))


def may_do(actor: Actor, task: CaseTask) -> bool:
    """Whether ``actor`` may claim, hold and complete ``task`` (its case loaded): a candidate, neither recused nor separated."""
    return (
        is_candidate(actor, task)
        and not stands_aside_from(actor, task)
        and not is_barred(actor.account_id, task)
    )


def get_visible_task(session: Session, actor: Actor, task_id: int) -> CaseTask:
    """The task with its case, if ``actor`` may read its page: its candidates may, and the case's readers.

    Raises: `TaskNotFound`.
    """
    task = session.scalar(
        select(CaseTask)
        .join(CaseTask.case)
        .where(CaseTask.id == task_id)
        .options(contains_eager(CaseTask.case))
    )
    if task is None or not _may_see(session, actor, task):
        raise TaskNotFound
    return task


def _may_see(session: Session, actor: Actor, task: CaseTask) -> bool:
    if is_candidate(actor, task) and not stands_aside_from(actor, task):
        return True
    seen = select(CaseFile.id).where(CaseFile.id == task.case_id, visible_cases(session, actor))
    return session.scalar(seen) is not None
