"""Lists: the inbox of tasks, and the cases that somebody may read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select, func, nulls_last, or_, select
from sqlalchemy.orm import Session, contains_eager

from webapp.cases.access import (
    claimable_tasks,
    finished_tasks,
    held_tasks,
    is_candidate,
    may_do,
    visible_cases,
)
from webapp.cases.calendars import calendar_of
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.pages import CaseLine, CaseList, Inbox, TaskLine
from webapp.cases.reading import ReadingRights, rights_of_roles
from webapp.cases.wording import Wording, due_badge
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.errors import Language
from webapp.people import Account, Actor
from webapp.procedures import STATUSES, Pack, current_packs
from webapp.procedures.platform_words import status_name
from webapp.procedures.texts import Texts

PAGE_SIZE = 20
Tab = Literal["mine", "claimable", "done"]
Sort = Literal["due", "opened", "case"]

_TABS = {"mine": held_tasks, "claimable": claimable_tasks, "done": finished_tasks}
_ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (nulls_last(CaseTask.due_at.asc()), CaseTask.priority.desc(), CaseTask.id),
    "opened": (CaseTask.opened_at.desc(), CaseTask.id.desc()),
    "case": (CaseFile.case_no, CaseTask.id),
}


def list_inbox(
    database: Database,
    actor: Actor,
    tab: Tab,
    *,
    language: Language,
    search: str = "",
    jurisdiction: str | None = None,
    sort: Sort = "due",
    page: int = 1,
) -> Inbox:
    """One page of the actor's tasks: theirs (``mine``), open to them (``claimable``), or ``done`` by them."""
    with database.read() as session:
        counts = {name: _count_rows(session, query(actor)) for name, query in _TABS.items()}
        found = _narrow(_TABS[tab](actor), search, jurisdiction)
        total = _count_rows(session, found)
        pages = _count_pages(total)
        page = min(max(page, 1), pages)
        order = (CaseTask.closed_at.desc(),) if tab == "done" and sort == "due" else _ORDERS[sort]
        rows = session.scalars(
            _without_distinct(found).order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
        )
        lines = task_lines(
            session, actor, rows.unique().all(), Wording(session, language), place_day(now(session))
        )
        return Inbox(tab=tab, lines=lines, counts=counts, page=page, pages=pages, total=total)


def _narrow(found: Select[CaseTask], search: str, jurisdiction: str | None) -> Select[CaseTask]:
    if jurisdiction:
        found = found.where(CaseFile.jurisdiction == jurisdiction)
    for word in search.split():
        found = found.where(
            or_(
                *(
                    column.contains(word, autoescape=True)
                    for column in (CaseFile.case_no, CaseFile.title, CaseFile.subject_name, CaseTask.name)
                )
            )
        )
    return found


def _without_distinct(found: Select[CaseTask]) -> Select[CaseTask]:
    """The same rows by a sub-select of ids: DISTINCT and ORDER BY on other columns do not agree on PostgreSQL."""
    ids = found.with_only_columns(CaseTask.id).order_by(None)
    return (
        select(CaseTask)
        .join(CaseTask.case)
        .options(contains_eager(CaseTask.case))
        .where(CaseTask.id.in_(ids.scalar_subquery()))
    )


def _count_rows(session: Session, found: Select[Any]) -> int:
    ids = found.with_only_columns(CaseTask.id).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0


def _count_pages(total: int) -> int:
    return max(1, -(-total // PAGE_SIZE))


def task_lines(
    session: Session, actor: Actor, tasks: Sequence[CaseTask], wording: Wording, today: date
) -> tuple[TaskLine, ...]:
    """Tasks (their cases loaded) as rows of a list."""
    holders = _display_names(session, (task.completed_by_id or task.assignee_id for task in tasks))
    return tuple(_task_line(actor, task, wording, today, holders) for task in tasks)


def line_for_reader(
    line: TaskLine, task: CaseTask, case: CaseFile, actor: Actor, rights: ReadingRights, wording: Wording
) -> TaskLine:
    """The row of a task as a reader of its case sees it.

    Who reads a part of the file is told the organ, not the person, but for the tasks of their own and of their post.
    """
    is_own = actor.account_id in {task.completed_by_id, task.assignee_id}
    if rights.is_whole or is_own or is_candidate(actor, task):
        return line
    organ = wording.organ_name(task, case)
    return replace(
        line,
        item=None if task.item is not None and wording.is_person(case, task.item) else line.item,
        assignee_name=organ if line.assignee_name is not None else None,
        candidates=(organ,),
    )


def _display_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {account_id for account_id in ids if account_id is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


def _task_line(
    actor: Actor, task: CaseTask, wording: Wording, today: date, holders: dict[int, str]
) -> TaskLine:
    case = task.case
    is_open = task.state == "open"
    is_mine = is_open and task.assignee_id == actor.account_id and may_do(actor, task)
    holder = task.completed_by_id or task.assignee_id
    return TaskLine(
        task_id=task.id,
        case_id=case.id,
        case_no=case.case_no,
        case_title=case.title,
        jurisdiction=case.jurisdiction,
        jurisdiction_name=wording.jurisdiction_name(case),
        process_id=task.process_id,
        element_id=task.element_id,
        name=wording.task_name(task, case),
        item=wording.item_name(task, case),
        state=task.state,
        opened_at=task.opened_at,
        closed_at=task.closed_at,
        due=due_badge(task.due_at, today, calendar_of(wording.session, case)) if is_open else None,
        priority=task.priority,
        assignee_name=holders.get(holder) if holder is not None else None,
        candidates=tuple(wording.candidate_name(case, name) for name in task.candidates.split(",") if name),
        may_claim=is_open and task.assignee_id is None and may_do(actor, task),
        may_release=is_mine and bool(set(task.candidates.split(",")) - {f"@{actor.login_name}"}),
        may_complete=is_mine,
        revision=task.revision,
    )


def list_cases(
    database: Database,
    actor: Actor,
    *,
    language: Language,
    search: str = "",
    status: str | None = None,
    page: int = 1,
) -> CaseList:
    """One page of the cases that ``actor`` may read, newest first."""
    with database.read() as session:
        found = select(CaseFile).where(visible_cases(session, actor))
        if status:
            found = found.where(CaseFile.status == status)
        for word in search.split():
            found = found.where(
                or_(
                    *(
                        column.contains(word, autoescape=True)
                        for column in (CaseFile.case_no, CaseFile.title, CaseFile.subject_name)
                    )
                )
            )
        total = (
            session.scalar(select(func.count()).select_from(found.with_only_columns(CaseFile.id).subquery()))
            or 0
        )
        pages = _count_pages(total)
        page = min(max(page, 1), pages)
        rows = session.scalars(
            found.order_by(CaseFile.id.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
        ).all()
        lines = case_lines(session, actor, rows, Wording(session, language))
        return CaseList(lines, _statuses_of(actor, current_packs(session), language), page, pages, total)


def _statuses_of(actor: Actor, packs: Iterable[Pack], language: Language) -> tuple[tuple[str, str], ...]:
    """Every state with what the places call it in which ``actor`` holds a role."""
    held = {group.partition(":")[0] for group in actor.groups}
    texts = [pack.texts(language) for pack in packs if pack.code in held] or [Texts(language)]
    stop = "、" if language == "zh" else ", "
    return tuple(
        (status, stop.join(dict.fromkeys(status_name(status, each) for each in texts))) for status in STATUSES
    )


def case_lines(
    session: Session, actor: Actor, cases: Sequence[CaseFile], wording: Wording
) -> tuple[CaseLine, ...]:
    """Cases as rows of a list, each with the names of its open tasks but those that are kept from ``actor``."""
    standing: dict[int, list[CaseTask]] = {}
    ids = [case.id for case in cases]
    if ids:
        for task in session.scalars(
            select(CaseTask).where(CaseTask.case_id.in_(ids), CaseTask.state == "open").order_by(CaseTask.id)
        ):
            standing.setdefault(task.case_id, []).append(task)
    for case in cases:
        pack = wording.pack_of(case)
        rights = rights_of_roles(actor, case, pack)
        known = [task for task in standing.get(case.id, ()) if not rights.keeps_back(pack, task.form_id)]
        standing[case.id] = known
    return tuple(
        CaseLine(
            case_id=case.id,
            case_no=case.case_no,
            title=case.title,
            subject_name=case.subject_name,
            jurisdiction=case.jurisdiction,
            jurisdiction_name=wording.jurisdiction_name(case),
            status=case.status,
            status_label=wording.status_name(case),
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            open_tasks=tuple(
                dict.fromkeys(wording.task_name(task, case) for task in standing.get(case.id, ()))
            ),
        )
        for case in cases
    )
