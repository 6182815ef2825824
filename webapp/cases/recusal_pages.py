"""What pages show of recusals, and of handing tasks to somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.access import get_visible_case, get_visible_task, may_do
from webapp.cases.eligibility import find_eligible, is_in_person, is_stuck, list_people, may_assign
from webapp.cases.errors import CaseNotFound, RecusalNotFound, TaskSeparated
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.reading import list_tasks, rights_in
from webapp.cases.recusals import REASONS, is_recused, list_standing
from webapp.cases.separation import find_bar
from webapp.cases.wording import Wording
from webapp.database import Database
from webapp.errors import Language
from webapp.people import Account, Actor, Colleague


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody to choose: the login name, and name with unit."""

    login_name: str
    label: str


@dataclass(frozen=True, slots=True)
class RecusalLine:
    """Who stands aside, why, since when, and by whose entry (None: a step of the procedure)."""

    recusal_id: int
    person: str
    reason: str
    basis: str
    recorded_at: datetime
    recorded_by: str | None
    may_lift: bool


@dataclass(frozen=True, slots=True)
class RecusalPage:
    """Recusal in one case, as its reader may know it.

    ``lines`` are None for whoever reads a part of the file. ``stuck`` are the open tasks, by number and name, that
    nobody is left to do.
    """

    case_id: int
    case_no: str
    title: str
    lines: tuple[RecusalLine, ...] | None
    may_declare: bool
    may_record: bool
    people: tuple[PersonChoice, ...]
    reasons: tuple[tuple[str, str], ...]
    stuck: tuple[tuple[int, str], ...]

    def line(self, recusal_id: int) -> RecusalLine:
        """The recusal with that number, which the reader may lift. Raises `RecusalNotFound`."""
        for line in self.lines or ():
            if line.recusal_id == recusal_id and line.may_lift:
                return line
        raise RecusalNotFound


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """To whom the reader of a task's page may hand it, and what keeps the reader from it, in a sentence.

    Nobody hands on what somebody does in person, such as a ballot. ``is_stuck`` tells those who hand out tasks that nobody is left to do this one.
    """

    may_delegate: bool
    may_assign: bool
    is_held: bool
    is_stuck: bool
    people: tuple[PersonChoice, ...]
    kept_because: str | None


def get_recusal_page(database: Database, actor: Actor, case_id: int, language: Language) -> RecusalPage:
    """Recusal in a case that ``actor`` may read.

    Raises: `CaseNotFound`.
    """
    with database.read() as session:
        case = get_visible_case(session, actor, case_id)
        wording = Wording(session, language)
        pack = wording.pack_of(case)
        tasks = list_tasks(session, case)
        rights = rights_in(actor, case, pack, tasks)
        is_whole = rights.is_whole
        is_assigner = may_assign(actor, case, pack)
        people = list_people(session, case) if is_whole or is_assigner else ()
        waiting = [task for task in tasks if task.state == "open"] if is_whole else []
        known = [task for task in waiting if not rights.keeps_back(pack, task.form_id)]
        stuck = [task for task in known if is_stuck(people, pack, task)]
        free = [
            each for each in people if each.account_id != actor.account_id and not _stands_aside(each, case)
        ]
        return RecusalPage(
            case_id=case.id,
            case_no=case.case_no,
            title=case.title,
            lines=_list_lines(session, actor, case, language, is_assigner=is_assigner) if is_whole else None,
            may_declare=not is_recused(actor, case) and (is_whole or case.opened_by_id != actor.account_id),
            may_record=is_assigner,
            people=_choices(free, language) if is_assigner else (),
            reasons=tuple((code, names[language == "en"]) for code, names in REASONS.items()),
            stuck=tuple((task.id, wording.task_name(task, case)) for task in stuck),
        )


def _stands_aside(person: Colleague, case: CaseFile) -> bool:
    return any(mark.partition(":")[0] == str(person.account_id) for mark in case.recused.split(","))


def _list_lines(
    session: Session, actor: Actor, case: CaseFile, language: Language, *, is_assigner: bool
) -> tuple[RecusalLine, ...]:
    standing = list_standing(session, case)
    if not standing:
        return ()
    numbers = {each.account_id for each in standing} | {each.recorded_by_id for each in standing}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(numbers - {None})))
    names: dict[int | None, str] = {row.id: row.display_name for row in rows}
    return tuple(
        RecusalLine(
            recusal_id=each.id,
            person=names[each.account_id],
            reason=REASONS[each.reason][language == "en"] if each.reason in REASONS else each.reason,
            basis=each.basis,
            recorded_at=each.recorded_at,
            recorded_by=names.get(each.recorded_by_id),
            may_lift=is_assigner and each.account_id != actor.account_id,
        )
        for each in standing
    )


def _choices(people: Iterable[Colleague], language: Language) -> tuple[PersonChoice, ...]:
    return tuple(PersonChoice(person.login_name, _label(person, language)) for person in people)


def _label(person: Colleague, language: Language) -> str:
    if language == "en":
        unit = person.unit_name_en or person.unit_name
        return f"{person.display_name} ({unit})" if unit else person.display_name
    return f"{person.display_name}（{person.unit_name}）" if person.unit_name else person.display_name


def get_handover_page(database: Database, actor: Actor, task_id: int, language: Language) -> HandoverPage:
    """To whom a task may be handed by ``actor``, who may read its page.

    Raises: `TaskNotFound`.
    """
    with database.read() as session:
        task = get_visible_task(session, actor, task_id)
        wording = Wording(session, language)
        pack = wording.pack_of(task.case)
        is_open = task.state == "open"
        holds = is_open and task.assignee_id == actor.account_id and may_do(actor, task)
        is_assigner = is_open and may_assign(actor, task.case, pack) and _reads(session, actor, task)
        people: Sequence[Colleague] = ()
        everybody = list_people(session, task.case) if holds or is_assigner else ()
        if everybody:
            found = find_eligible(everybody, pack, task, with_lane=is_assigner)
            people = [person for person in found if person.account_id != task.assignee_id]
        done = find_bar(session, pack, actor.account_id, task) if is_open else None
        return HandoverPage(
            may_delegate=holds and not is_assigner and not is_in_person(task),
            may_assign=is_assigner and not is_in_person(task),
            is_held=task.assignee_id is not None,
            is_stuck=is_assigner and is_stuck(everybody, pack, task),
            people=_choices(people, language),
            kept_because=None
            if done is None
            else TaskSeparated(
                person=actor.display_name,
                done=wording.task_name(done, task.case),
                task=wording.task_name(task, task.case),
            ).text(language),
        )


def _reads(session: Session, actor: Actor, task: CaseTask) -> bool:
    try:
        get_visible_case(session, actor, task.case_id)
    except CaseNotFound:
        return False
    return True
