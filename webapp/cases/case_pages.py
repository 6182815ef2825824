"""The page of a case, and that of a message into it: everything a reader needs, in one read transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.access import get_visible_case, is_candidate
from webapp.cases.advice import read_advice
from webapp.cases.case_files import OpenedFile, case_line_of, open_file, read_comments, read_facts_so_far
from webapp.cases.inbox import line_for_reader, task_lines
from webapp.cases.incidents import incident_line, tell_kind
from webapp.cases.messages import awaited_messages, expect_message, message_context, papers_of_message
from webapp.cases.models import CaseFile, CaseTask, IncidentRecord
from webapp.cases.pages import (
    CasePage,
    IncidentLine,
    MessageAction,
    TaskLine,
)
from webapp.cases.papers.reading import list_papers
from webapp.cases.reading import (
    ReadingRights,
)
from webapp.cases.record import KEPT_BACK, diagram_marks, timeline
from webapp.cases.registers.tables import read_registers
from webapp.cases.running import load_run
from webapp.cases.wording import Wording
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.engine import CaseRun
from webapp.errors import Language
from webapp.people import Account, Actor
from webapp.procedures.jurisdiction import CaseMessage


def get_case_page(database: Database, actor: Actor, case_id: int, language: Language) -> CasePage:
    """Everything about a case that ``actor`` may read. Reading what is kept to a few is recorded.

    Raises: `CaseNotFound`.
    """
    with database.read() as session:
        case = get_visible_case(session, actor, case_id)
        file = open_file(session, actor, case, language)
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
        file = open_file(session, actor, case, language)
        expect_message(session, actor, case, file.pack, name)
        page = _case_page(session, actor, file)
    file.note_reading(database, actor)
    return page, next(action for action in page.messages if action.name == name)


def _case_page(session: Session, actor: Actor, file: OpenedFile) -> CasePage:
    case, pack, wording, rights = file.case, file.pack, file.wording, file.rights
    language = wording.language
    run = load_run(session, case, pack, file.at)
    lines = task_lines(session, actor, file.tasks, wording, place_day(file.at))
    return CasePage(
        line=case_line_of(session, actor, file),
        withheld=rights.withheld(language),
        pack_digest=case.pack_digest,
        pack_name=pack.jurisdiction.name(language),
        opened_by=session.get_one(Account, case.opened_by_id).display_name,
        revision=case.revision,
        tasks=tuple(_mask(line, task, actor, file) for line, task in zip(lines, file.tasks, strict=True)),
        facts=read_facts_so_far(session, file),
        advice=read_advice(session, case, wording, rights, run.variables()),
        evidence=file.evidence,
        comments=read_comments(session, file),
        diagrams=diagram_marks(
            file.entries, _places(file.tasks, run.active_elements()), case, wording, rights
        ),
        registers=read_registers(session, case, wording, rights),
        timeline=timeline(file.entries, case, wording, rights, file.hidden_files),
        messages=tuple(
            _message_action(session, actor, case, run, message, wording)
            for message in awaited_messages(session, actor, case, pack)
        ),
        incidents=tuple(
            _tell_incident(incident, case, rights, language) for incident in _incidents_of(session, case)
        ),
        papers=list_papers(session, actor, file),
        procedure_note=pack.jurisdiction.say_note(language),
    )


def _places(tasks: Iterable[CaseTask], active: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where the case stands: first what somebody has to do, then what only waits, each the innermost first."""
    to_do = {(task.process_id, task.element_id) for task in tasks if task.state == "open"}
    innermost_first = list(reversed(active))
    return sorted(innermost_first, key=lambda place: place not in to_do)


def _mask(line: TaskLine, task: CaseTask, actor: Actor, file: OpenedFile) -> TaskLine:
    """The row of a task; of one that is kept from the reader only that there is one: who does it would tell, too."""
    if is_candidate(actor, task) or not file.rights.keeps_back(file.pack, task.form_id):
        return line_for_reader(line, task, file.case, actor, file.rights, file.wording)
    name = KEPT_BACK[file.wording.language == "en"]
    return replace(line, name=name, item=None, assignee_name=None, candidates=(), due=None, is_kept_back=True)


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
    makes = papers_of_message(pack, run, message, wording.language)
    if message.form_id is None:
        return MessageAction(message.name, label, None, {}, makes)
    schema = pack.forms[message.form_id]
    context = message_context(session, pack, schema, now(session), actor, case, run)
    return MessageAction(message.name, label, schema, context, makes)


def _incidents_of(session: Session, case: CaseFile) -> Sequence[IncidentRecord]:
    return session.scalars(
        select(IncidentRecord)
        .where(IncidentRecord.case_id == case.id, IncidentRecord.resolved_at.is_(None))
        .order_by(IncidentRecord.id)
    ).all()
