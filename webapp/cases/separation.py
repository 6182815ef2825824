"""Separation of duties in a case: who may not do a task because of what they completed before.

A diagram says it with ``separate_from`` (`webapp.procedures.separation`). What it comes to is written to the task when
it opens and whenever another task is completed: `CaseTask.barred` holds the accounts, as ``,12,40,``. Checks and lists
read it there, at no cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from webapp.cases.models import CaseFile, CaseTask
from webapp.people import Actor
from webapp.procedures import Pack
from webapp.procedures.separation import Separation, read_separation


def is_barred(account_id: int, task: CaseTask) -> bool:
    """Whether what the account completed before keeps it from ``task``."""
    return f",{account_id}," in task.barred


def is_not_barred(actor: Actor) -> ColumnElement[bool]:
    """The same as a condition on `CaseTask`, turned round."""
    return ~CaseTask.barred.contains(f",{actor.account_id},")


def roles_taken(actor: Actor, task: CaseTask, lane: str | None) -> tuple[str, ...]:
    """The roles in which ``actor`` completes ``task``: those that made it open to them.

    Who is named in person acts in the role of the task's lane, if they hold it.
    """
    names = actor.groups.intersection(task.candidates.split(","))
    roles = {name.partition(":")[2].partition("@")[0] for name in names}
    if not roles and lane is not None and actor.has_role(task.case.jurisdiction, lane):
        roles = {lane}
    return tuple(sorted(roles))


def separation_of(pack: Pack, task: CaseTask) -> Separation:
    """What the diagram says of ``task``."""
    process = pack.deployment.processes[task.process_id]
    return read_separation(process.elements[task.element_id].properties)


def find_barred(session: Session, case: CaseFile, separations: Sequence[Separation]) -> tuple[str, ...]:
    """For each separation, what `CaseTask.barred` of a task that opens now holds. One statement, or none."""
    if not any(each.roles or each.elements for each in separations):
        return ("",) * len(separations)
    done = _list_done(session, case)
    return tuple(
        _write_barred(
            task.completed_by_id for task in _counted(separation, done) if task.completed_by_id is not None
        )
        for separation in separations
    )


def _counted(separation: Separation, done: Sequence[CaseTask]) -> list[CaseTask]:
    return separation.select(done, _roles_of, lambda task: (task.element_id, task.item or ""))


def _list_done(session: Session, case: CaseFile) -> Sequence[CaseTask]:
    done = select(CaseTask).where(CaseTask.case_id == case.id, CaseTask.completed_by_id.is_not(None))
    return session.scalars(done.order_by(CaseTask.id)).all()


def _roles_of(done: CaseTask) -> list[str]:
    return [role for role in done.completed_as.split(",") if role]


def _write_barred(accounts: Iterable[int]) -> str:
    numbers = [str(number) for number in dict.fromkeys(accounts)]
    return f",{','.join(numbers)}," if numbers else ""


def bar_from(session: Session, pack: Pack, done: CaseTask, standing: Iterable[CaseTask]) -> list[CaseTask]:
    """Keep whoever completed ``done`` from the open tasks that must be done by somebody else.

    Returns those that they held. A task's revision stays as it is: for everybody else nothing has changed.
    """
    account_id = done.completed_by_id
    held = []
    for task in standing:
        separation = separation_of(pack, task)
        if account_id is None or is_barred(account_id, task):
            continue
        if separation.is_met_by(_roles_of(done), done.element_id):
            barred = f"{task.barred or ','}{account_id},"
            session.execute(
                update(CaseTask)
                .where(CaseTask.id == task.id)
                .values(barred=barred, revision=CaseTask.revision)
                .execution_options(synchronize_session=False)
            )
            set_committed_value(task, "barred", barred)
            if task.assignee_id == account_id:
                held.append(task)
    return held


def find_bar(session: Session, pack: Pack, account_id: int, task: CaseTask) -> CaseTask | None:
    """The completed task that keeps an account from ``task``, to say so; None when nothing does."""
    if not is_barred(account_id, task):
        return None
    separation = separation_of(pack, task)
    counted = _counted(separation, _list_done(session, task.case))
    return next((each for each in counted if each.completed_by_id == account_id), None)
