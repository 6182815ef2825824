"""The page of a task: everything its holder works with, in one read transaction."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from webapp.cases.access import get_visible_task, is_candidate
from webapp.cases.advice import read_advice
from webapp.cases.case_files import OpenedFile, case_line_of, open_file, read_comments, read_facts_so_far
from webapp.cases.context import form_context
from webapp.cases.errors import TaskNotFound
from webapp.cases.inbox import line_for_reader, task_lines
from webapp.cases.library import with_precedents
from webapp.cases.models import CaseTask
from webapp.cases.pages import (
    TaskPage,
)
from webapp.cases.papers.issuing import name_papers
from webapp.cases.papers.reading import list_papers
from webapp.cases.parameter_words import figures_of_task
from webapp.cases.record import diagram_marks
from webapp.cases.running import load_run
from webapp.clock import place_day
from webapp.database import Database
from webapp.errors import Language
from webapp.people import Actor
from webapp.procedures.source_marks import local_mark


def get_task_page(database: Database, actor: Actor, task_id: int, language: Language) -> TaskPage:
    """Everything the holder of a task works with; candidates see it before they claim.

    Raises: `TaskNotFound`.
    """
    with database.read() as session:
        task = get_visible_task(session, actor, task_id)
        file = open_file(session, actor, task.case, language)
        if file.rights.keeps_back(file.pack, task.form_id) and not is_candidate(actor, task):
            raise TaskNotFound
        page = _task_page(session, actor, task, file)
    file.note_reading(database, actor)
    return page


def _task_page(session: Session, actor: Actor, task: CaseTask, file: OpenedFile) -> TaskPage:
    case, pack, wording, rights, at = task.case, file.pack, file.wording, file.rights, file.at
    element = pack.deployment.processes[task.process_id].elements[task.element_id]
    run = load_run(session, case, pack, at)
    variables = run.variables(task.engine_id) if task.state == "open" else {}
    schema = pack.forms[task.form_id] if task.form_id else None
    holds = task.assignee_id == actor.account_id
    return TaskPage(
        line=line_for_reader(
            task_lines(session, actor, [task], wording, place_day(at))[0], task, case, actor, rights, wording
        ),
        withheld=rights.withheld(wording.language),
        guidance=wording.guidance(pack, task.process_id, task.element_id),
        source=local_mark(pack.jurisdiction, element.properties.get("source", "")),
        form=schema,
        context=form_context(session, pack, schema, at, actor, case, variables) if schema else {},
        draft=json.loads(task.draft) if task.draft and holds else {},
        case=case_line_of(session, actor, file),
        pack_digest=case.pack_digest,
        facts=read_facts_so_far(session, file),
        advice=with_precedents(
            session,
            actor,
            case,
            read_advice(session, case, wording, rights, variables),
            wording.language,
        ),
        evidence=file.evidence,
        comments=read_comments(session, file),
        diagrams=diagram_marks(file.entries, _places(task, run.active_elements()), case, wording, rights),
        papers=list_papers(session, actor, file),
        makes=_papers_made(task, file),
        procedure_note=pack.jurisdiction.say_note(wording.language),
        limits=figures_of_task(pack, task.process_id, task.element_id, wording.language),
    )


def _papers_made(task: CaseTask, file: OpenedFile) -> tuple[str, ...]:
    """The names of the papers that completing an open task can make."""
    if task.state != "open":
        return ()
    return name_papers(file.pack, task.process_id, task.element_id, file.wording.language)


def _places(task: CaseTask, active: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Where the case stands, the task first: its diagram opens on it, whatever else waits there; then its diagram's rest."""
    here = (task.process_id, task.element_id)
    return sorted(active, key=lambda place: (place != here, place[0] != task.process_id))
