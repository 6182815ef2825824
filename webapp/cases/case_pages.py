"""The pages of a case and of a task: everything a reader needs, in one read transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from webapp.cases.access import get_visible_case, is_candidate, visible_cases
from webapp.cases.advice import read_advice
from webapp.cases.context import form_context, offered_choices, start_form_of
from webapp.cases.errors import TaskNotFound
from webapp.cases.evidence import evidence_line
from webapp.cases.inbox import case_lines, task_lines
from webapp.cases.incidents import incident_line
from webapp.cases.messages import awaited_messages
from webapp.cases.models import CaseFile, CaseTask, Comment, Evidence, IncidentRecord, MatterDraft
from webapp.cases.opening import get_startable
from webapp.cases.pages import (
    CasePage,
    CommentLine,
    EvidenceLine,
    FactGroup,
    MessageAction,
    StartPage,
    TaskPage,
)
from webapp.cases.record import diagram_marks, read_record, timeline
from webapp.cases.register_tables import read_registers
from webapp.cases.running import load_run
from webapp.cases.wording import Wording
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.engine import CaseRun
from webapp.errors import Language
from webapp.feel import compile_expression
from webapp.people import Account, Actor
from webapp.procedures.forms import summarise
from webapp.procedures.jurisdiction import CaseMessage


def get_case_page(database: Database, actor: Actor, case_id: int, language: Language) -> CasePage:
    """Everything about a case that ``actor`` may read.

    Raises: `CaseNotFound`.
    """
    with database.read() as session:
        case = get_visible_case(session, actor, case_id)
        wording = Wording(session, language)
        pack = wording.pack_of(case)
        tasks = _tasks_of(session, case)
        entries = read_record(session, case)
        incidents = _incidents_of(session, case)
        opener = session.get_one(Account, case.opened_by_id)
        run = load_run(session, case, pack, now(session))
        return CasePage(
            line=case_lines(session, [case], wording)[0],
            pack_digest=case.pack_digest,
            pack_name=pack.jurisdiction.name(language),
            opened_by=opener.display_name,
            revision=case.revision,
            tasks=task_lines(session, actor, tasks, wording, place_day(now(session))),
            facts=read_facts_so_far(session, case, tasks, wording),
            advice=read_advice(session, case, wording),
            evidence=_evidence_of(session, case),
            comments=_comments_of(session, case),
            diagrams=diagram_marks(entries, reversed(run.active_elements()), case, wording),
            registers=read_registers(session, case, wording),
            timeline=timeline(entries, case, wording),
            messages=tuple(
                _message_action(session, actor, case, run, message, wording)
                for message in awaited_messages(actor, case, pack)
            ),
            incidents=tuple(incident_line(incident, case, language) for incident in incidents),
        )


def _message_action(
    session: Session, actor: Actor, case: CaseFile, run: CaseRun, message: CaseMessage, wording: Wording
) -> MessageAction:
    pack = wording.pack_of(case)
    label = message.en if wording.language == "en" else message.zh
    if message.form_id is None:
        return MessageAction(message.name, label, None, {})
    schema = pack.forms[message.form_id]
    context = form_context(session, pack, schema, now(session), actor, case, run.variables())
    return MessageAction(message.name, label, schema, context)


def get_task_page(database: Database, actor: Actor, task_id: int, language: Language) -> TaskPage:
    """Everything the holder of a task works with; candidates see it before they claim.

    Raises: `TaskNotFound`.
    """
    with database.read() as session:
        task = session.scalar(
            select(CaseTask)
            .join(CaseTask.case)
            .where(CaseTask.id == task_id)
            .options(contains_eager(CaseTask.case))
        )
        if task is None or not _may_see_task(session, actor, task):
            raise TaskNotFound
        case = task.case
        wording = Wording(session, language)
        pack = wording.pack_of(case)
        at = now(session)
        tasks = _tasks_of(session, case)
        entries = read_record(session, case)
        element = pack.deployment.processes[task.process_id].elements[task.element_id]
        run = load_run(session, case, pack, at)
        variables = run.variables(task.engine_id) if task.state == "open" else {}
        schema = pack.forms[task.form_id] if task.form_id else None
        holds = task.assignee_id == actor.account_id
        return TaskPage(
            line=task_lines(session, actor, [task], wording, place_day(at))[0],
            guidance=wording.guidance(pack, task.process_id, task.element_id),
            source=element.properties.get("source"),
            form=schema,
            context=form_context(session, pack, schema, at, actor, case, variables) if schema else {},
            draft=json.loads(task.draft) if task.draft and holds else {},
            case=case_lines(session, [case], wording)[0],
            pack_digest=case.pack_digest,
            facts=read_facts_so_far(session, case, tasks, wording),
            advice=read_advice(session, case, wording),
            evidence=_evidence_of(session, case),
            comments=_comments_of(session, case),
            diagrams=diagram_marks(entries, _places(task, run.active_elements()), case, wording),
        )


def get_start_page(database: Database, actor: Actor, jurisdiction: str, language: Language) -> StartPage:
    """The form that opens a matter, with what the actor had typed before.

    Raises: `ProcedureNotPublished`, `StartNotPermitted`.
    """
    with database.read() as session:
        pack = get_startable(session, actor, jurisdiction)
        schema = start_form_of(pack)
        draft = session.get(MatterDraft, (actor.account_id, jurisdiction))
        return StartPage(
            jurisdiction=jurisdiction,
            jurisdiction_name=pack.jurisdiction.name(language),
            pack_digest=pack.digest,
            form=schema,
            context=form_context(session, pack, schema, now(session), actor),
            draft=json.loads(draft.typed) if draft else {},
        )


def save_matter_draft(database: Database, actor: Actor, jurisdiction: str, typed: Mapping[str, Any]) -> None:
    """Keep what was typed into the form that opens a matter. Nobody else sees it; no case exists yet.

    Raises: `ProcedureNotPublished`, `StartNotPermitted`.
    """
    with database.write() as session:
        get_startable(session, actor, jurisdiction)
        session.merge(
            MatterDraft(
                account_id=actor.account_id,
                jurisdiction=jurisdiction,
                typed=json.dumps(typed, ensure_ascii=False),
                saved_at=now(session),
            )
        )


def _may_see_task(session: Session, actor: Actor, task: CaseTask) -> bool:
    if is_candidate(actor, task):
        return True
    seen = select(CaseFile.id).where(CaseFile.id == task.case_id, visible_cases(session, actor))
    return session.scalar(seen) is not None


def _tasks_of(session: Session, case: CaseFile) -> Sequence[CaseTask]:
    return session.scalars(
        select(CaseTask)
        .join(CaseTask.case)
        .where(CaseTask.case_id == case.id)
        .options(contains_eager(CaseTask.case))
        .order_by(CaseTask.id)
    ).all()


def _incidents_of(session: Session, case: CaseFile) -> Sequence[IncidentRecord]:
    return session.scalars(
        select(IncidentRecord)
        .where(IncidentRecord.case_id == case.id, IncidentRecord.resolved_at.is_(None))
        .order_by(IncidentRecord.id)
    ).all()


def _places(task: CaseTask, active: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Where the case stands, the diagram of ``task`` first."""
    own = [place for place in active if place[0] == task.process_id]
    return [*own, *(place for place in active if place[0] != task.process_id)]


def _evidence_of(session: Session, case: CaseFile) -> tuple[EvidenceLine, ...]:
    rows = session.execute(
        select(Evidence, Account.display_name)
        .join(Account, Account.id == Evidence.uploaded_by_id)
        .where(Evidence.case_id == case.id)
        .order_by(Evidence.id)
    )
    return tuple(evidence_line(evidence, name) for evidence, name in rows)


def _comments_of(session: Session, case: CaseFile) -> tuple[CommentLine, ...]:
    rows = session.execute(
        select(Comment.text, Account.display_name, Comment.written_at)
        .join(Account, Account.id == Comment.author_id)
        .where(Comment.case_id == case.id)
        .order_by(Comment.id)
    )
    return tuple(CommentLine(text, name, at) for text, name, at in rows)


def read_facts_so_far(
    session: Session, case: CaseFile, tasks: Sequence[CaseTask], wording: Wording
) -> tuple[FactGroup, ...]:
    """What the completed forms say, the application first, in words."""
    pack = wording.pack_of(case)
    done = [task for task in tasks if task.state == "done" and task.facts and task.form_id]
    people = {task.completed_by_id for task in done} | {case.opened_by_id}
    named = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(people)))
    names: dict[int | None, str] = {row.id: row.display_name for row in named}
    choices = offered_choices(session, pack)
    groups = []
    for task in done:
        facts = compile_expression(task.facts or "{}").evaluate({})
        if task.form_id is None or not isinstance(facts, dict):
            continue
        schema = pack.forms[task.form_id]
        rows = summarise(schema, facts, wording.language, choices)
        if rows:
            groups.append(
                FactGroup(
                    task_name=wording.task_name(task, case),
                    item=wording.item_name(task, case),
                    by=names.get(task.completed_by_id, ""),
                    at=task.closed_at or task.opened_at,
                    rows=tuple(rows),
                )
            )
    return tuple(groups)
