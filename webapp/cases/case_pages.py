"""The pages of a case and of a task: everything a reader needs, in one read transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from webapp.audit import RecordedEntry
from webapp.cases.access import get_visible_case, is_candidate, may_see_task
from webapp.cases.advice import read_advice
from webapp.cases.context import form_context, offered_choices, start_form_of
from webapp.cases.errors import TaskNotFound
from webapp.cases.evidence import evidence_line
from webapp.cases.inbox import case_lines, task_lines
from webapp.cases.incidents import incident_line, tell_kind
from webapp.cases.kept_reads import is_recorded, kept_on_file, record_kept_read
from webapp.cases.messages import awaited_messages, expect_message
from webapp.cases.models import CaseFile, CaseTask, Comment, Evidence, IncidentRecord, MatterDraft
from webapp.cases.opening import get_startable
from webapp.cases.pages import (
    CaseLine,
    CasePage,
    CommentLine,
    EvidenceLine,
    FactGroup,
    IncidentLine,
    MessageAction,
    StartPage,
    TaskLine,
    TaskPage,
)
from webapp.cases.reading import (
    ReadingRights,
    facts_of,
    hidden_evidence,
    list_tasks,
    readable_facts,
    rights_in,
)
from webapp.cases.record import KEPT_BACK, diagram_marks, facts_of_messages, read_record, timeline
from webapp.cases.register_tables import read_registers
from webapp.cases.running import load_run
from webapp.cases.wording import Wording
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.engine import CaseRun
from webapp.errors import Language
from webapp.people import Account, Actor
from webapp.procedures import Pack, get_version
from webapp.procedures.forms import summarise
from webapp.procedures.jurisdiction import CaseMessage


def get_case_page(database: Database, actor: Actor, case_id: int, language: Language) -> CasePage:
    """Everything about a case that ``actor`` may read. Reading what is kept to a few is recorded.

    Raises: `CaseNotFound`.
    """
    with database.read() as session:
        case = get_visible_case(session, actor, case_id)
        file = _open_file(session, actor, case, language)
        page = _case_page(session, actor, file)
    file.note_reading(database, actor)
    return page


def get_message_page(
    database: Database, actor: Actor, case_id: int, name: str, language: Language
) -> tuple[CasePage, MessageAction]:
    """A case and one message that ``actor`` may send into it now.

    Raises: `CaseNotFound`, `MessageNotPermitted`, `MessageNotAwaited`.
    """
    with database.read() as session:
        case = get_visible_case(session, actor, case_id)
        file = _open_file(session, actor, case, language)
        expect_message(actor, case, file.pack, name)
        page = _case_page(session, actor, file)
    file.note_reading(database, actor)
    return page, next(action for action in page.messages if action.name == name)


@dataclass(frozen=True, slots=True)
class _File:
    """A case's file as one reader opens it."""

    case: CaseFile
    pack: Pack
    wording: Wording
    tasks: Sequence[CaseTask]
    entries: Sequence[RecordedEntry]
    rights: ReadingRights
    evidence: tuple[EvidenceLine, ...]
    hidden_files: frozenset[str]
    at: datetime
    unrecorded: frozenset[str]

    def note_reading(self, database: Database, actor: Actor) -> None:
        """Record that what is kept to a few is read, unless today's record says so already."""
        if self.unrecorded:
            record_kept_read(database, actor, self.case.id, self.unrecorded)


def _open_file(session: Session, actor: Actor, case: CaseFile, language: Language) -> _File:
    wording = Wording(session, language)
    pack = wording.pack_of(case)
    tasks, entries, at = list_tasks(session, case), read_record(session, case), now(session)
    rights = rights_in(actor, case, pack, tasks)
    evidence, hidden_files = _evidence_of(session, case, tasks, entries, rights)
    rules = kept_on_file(session, case, pack, tasks, rights)
    is_known = is_recorded(entries, actor, rules, place_day(at))
    return _File(
        case=case,
        pack=pack,
        wording=wording,
        tasks=tasks,
        entries=entries,
        rights=rights,
        evidence=evidence,
        hidden_files=hidden_files,
        at=at,
        unrecorded=frozenset() if is_known else rules,
    )


def _case_page(session: Session, actor: Actor, file: _File) -> CasePage:
    case, pack, wording, rights = file.case, file.pack, file.wording, file.rights
    language = wording.language
    run = load_run(session, case, pack, file.at)
    lines = task_lines(session, actor, file.tasks, wording, place_day(file.at))
    return CasePage(
        line=_case_line(session, actor, file),
        withheld=rights.withheld(language),
        pack_digest=case.pack_digest,
        pack_name=pack.jurisdiction.name(language),
        opened_by=session.get_one(Account, case.opened_by_id).display_name,
        revision=case.revision,
        tasks=tuple(_mask(line, task, actor, file) for line, task in zip(lines, file.tasks, strict=True)),
        facts=read_facts_so_far(session, case, file.tasks, wording, rights),
        advice=read_advice(session, case, wording, rights, run.variables()),
        evidence=file.evidence,
        comments=_comments_of(session, case) if rights.is_whole else None,
        diagrams=diagram_marks(file.entries, reversed(run.active_elements()), case, wording, rights),
        registers=read_registers(session, case, wording, rights),
        timeline=timeline(file.entries, case, wording, rights, file.hidden_files),
        messages=tuple(
            _message_action(session, actor, case, run, message, wording)
            for message in awaited_messages(actor, case, pack)
        ),
        incidents=tuple(
            _tell_incident(incident, case, rights, language) for incident in _incidents_of(session, case)
        ),
    )


def _mask(line: TaskLine, task: CaseTask, actor: Actor, file: _File) -> TaskLine:
    """The row of a task; of one that is kept from the reader only that there is one: who does it would tell, too."""
    if is_candidate(actor, task) or not file.rights.keeps_back(file.pack, task.form_id):
        return line
    name = KEPT_BACK[file.wording.language == "en"]
    return replace(line, name=name, item=None, assignee_name=None, candidates=(), due=None, is_kept_back=True)


def _case_line(session: Session, actor: Actor, file: _File) -> CaseLine:
    """The row of the case, its open tasks but those that are kept from the reader."""
    line = case_lines(session, actor, [file.case], file.wording)[0]
    kept = {
        file.wording.task_name(task, file.case)
        for task in file.tasks
        if file.rights.keeps_back(file.pack, task.form_id)
    }
    return replace(line, open_tasks=tuple(name for name in line.open_tasks if name not in kept))


def _tell_incident(
    incident: IncidentRecord, case: CaseFile, rights: ReadingRights, language: Language
) -> IncidentLine:
    """An incident; its own text may quote any fact, so who is kept from some reads its kind."""
    line = incident_line(incident, case, language)
    is_all_theirs = rights.is_whole and not rights.kept_rules
    return line if is_all_theirs else replace(line, text=tell_kind(incident, language))


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
        if task is None or not may_see_task(session, actor, task):
            raise TaskNotFound
        file = _open_file(session, actor, task.case, language)
        if file.rights.keeps_back(file.pack, task.form_id) and not is_candidate(actor, task):
            raise TaskNotFound
        page = _task_page(session, actor, task, file)
    file.note_reading(database, actor)
    return page


def _task_page(session: Session, actor: Actor, task: CaseTask, file: _File) -> TaskPage:
    case, pack, wording, rights, at = task.case, file.pack, file.wording, file.rights, file.at
    element = pack.deployment.processes[task.process_id].elements[task.element_id]
    run = load_run(session, case, pack, at)
    variables = run.variables(task.engine_id) if task.state == "open" else {}
    schema = pack.forms[task.form_id] if task.form_id else None
    holds = task.assignee_id == actor.account_id
    return TaskPage(
        line=task_lines(session, actor, [task], wording, place_day(at))[0],
        withheld=rights.withheld(wording.language),
        guidance=wording.guidance(pack, task.process_id, task.element_id),
        source=element.properties.get("source"),
        form=schema,
        context=form_context(session, pack, schema, at, actor, case, variables) if schema else {},
        draft=json.loads(task.draft) if task.draft and holds else {},
        case=_case_line(session, actor, file),
        pack_digest=case.pack_digest,
        facts=read_facts_so_far(session, case, file.tasks, wording, rights),
        advice=read_advice(session, case, wording, rights, variables),
        evidence=file.evidence,
        comments=_comments_of(session, case) if rights.is_whole else None,
        diagrams=diagram_marks(file.entries, _places(task, run.active_elements()), case, wording, rights),
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


def _evidence_of(
    session: Session,
    case: CaseFile,
    tasks: Sequence[CaseTask],
    entries: Sequence[RecordedEntry],
    rights: ReadingRights,
) -> tuple[tuple[EvidenceLine, ...], frozenset[str]]:
    """The files that the reader may read, and the digests of those they may not."""
    rows = session.execute(
        select(Evidence, Account.display_name)
        .join(Account, Account.id == Evidence.uploaded_by_id)
        .where(Evidence.case_id == case.id)
        .order_by(Evidence.id)
    ).all()
    pack, files = get_version(session, case.pack_digest), [file for file, _ in rows]
    hidden = hidden_evidence(files, tasks, pack, rights, facts_of_messages(entries))
    lines = tuple(evidence_line(file, name) for file, name in rows if file.id not in hidden)
    return lines, frozenset(file.digest for file, _ in rows if file.id in hidden)


def _comments_of(session: Session, case: CaseFile) -> tuple[CommentLine, ...]:
    rows = session.execute(
        select(Comment.text, Account.display_name, Comment.written_at)
        .join(Account, Account.id == Comment.author_id)
        .where(Comment.case_id == case.id)
        .order_by(Comment.id)
    )
    return tuple(CommentLine(text, name, at) for text, name, at in rows)


def read_facts_so_far(
    session: Session, case: CaseFile, tasks: Sequence[CaseTask], wording: Wording, rights: ReadingRights
) -> tuple[FactGroup, ...]:
    """What the completed forms say to one reader, the application first, in words."""
    pack = wording.pack_of(case)
    done = [task for task in tasks if task.state == "done" and task.facts and task.form_id]
    people = {task.completed_by_id for task in done} | {case.opened_by_id}
    named = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(people)))
    names: dict[int | None, str] = {row.id: row.display_name for row in named}
    choices = offered_choices(session, pack)
    groups = []
    for task in done:
        if task.form_id is None:
            continue
        facts = readable_facts(facts_of(task), task, rights)
        rows = summarise(pack.forms[task.form_id], facts, wording.language, choices) if facts else ()
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
