"""A case's file as one reader opens it: what every page of the case takes from it, less what is kept from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit import RecordedEntry
from webapp.cases.context import offered_choices
from webapp.cases.evidence import evidence_line
from webapp.cases.inbox import case_lines
from webapp.cases.kept_reads import is_recorded, kept_on_file, record_kept_read
from webapp.cases.models import CaseFile, CaseTask, Comment, Evidence
from webapp.cases.pages import (
    CaseLine,
    CommentLine,
    EvidenceLine,
    FactGroup,
)
from webapp.cases.reading import (
    ReadingRights,
    facts_of,
    hidden_evidence,
    list_tasks,
    readable_facts,
    rights_in,
)
from webapp.cases.record import facts_of_messages, read_record
from webapp.cases.wording import Wording
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.errors import Language
from webapp.people import Account, Actor
from webapp.procedures import Pack, get_version
from webapp.procedures.forms import summarise


@dataclass(frozen=True, slots=True)
class OpenedFile:
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


def open_file(session: Session, actor: Actor, case: CaseFile, language: Language) -> OpenedFile:
    """Open the file of ``case``, which ``actor`` may read; who closes it calls `OpenedFile.note_reading`."""
    wording = Wording(session, language)
    pack = wording.pack_of(case)
    tasks, entries, at = list_tasks(session, case), read_record(session, case), now(session)
    rights = rights_in(actor, case, pack, tasks)
    evidence, hidden_files = _evidence_of(session, case, tasks, entries, rights)
    rules = kept_on_file(session, case, pack, tasks, rights)
    is_known = is_recorded(entries, actor, rules, place_day(at))
    return OpenedFile(
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


def case_line_of(session: Session, actor: Actor, file: OpenedFile) -> CaseLine:
    """The row of the case, its open tasks but those that are kept from the reader."""
    line = case_lines(session, actor, [file.case], file.wording)[0]
    kept = {
        file.wording.task_name(task, file.case)
        for task in file.tasks
        if file.rights.keeps_back(file.pack, task.form_id)
    }
    return replace(line, open_tasks=tuple(name for name in line.open_tasks if name not in kept))


def read_comments(session: Session, file: OpenedFile) -> tuple[CommentLine, ...] | None:
    """The remarks on a case, oldest first; None for whoever reads a part of the file."""
    if not file.rights.is_whole:
        return None
    rows = session.execute(
        select(Comment.text, Account.display_name, Comment.written_at)
        .join(Account, Account.id == Comment.author_id)
        .where(Comment.case_id == file.case.id)
        .order_by(Comment.id)
    )
    return tuple(CommentLine(text, name, at) for text, name, at in rows)


def read_facts_so_far(session: Session, file: OpenedFile) -> tuple[FactGroup, ...]:
    """What the completed forms say to one reader, the application first, in words."""
    case, pack, wording = file.case, file.pack, file.wording
    done = [task for task in file.tasks if task.state == "done" and task.facts and task.form_id]
    people = {task.completed_by_id for task in done} | {case.opened_by_id}
    named = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(people)))
    names: dict[int | None, str] = {row.id: row.display_name for row in named}
    choices = offered_choices(session, pack)
    # Who reads a part of the file is told the organ, not the person; who asked is no secret to whoever has a part in it.
    known = {file.rights.account_id, case.opened_by_id}
    groups = []
    for task in done:
        if task.form_id is None:
            continue
        facts = readable_facts(facts_of(task), task, file.rights)
        rows = summarise(pack.forms[task.form_id], facts, wording.language, choices) if facts else ()
        if rows:
            groups.append(
                FactGroup(
                    task_name=wording.task_name(task, case),
                    item=wording.item_name(task, case),
                    by=names.get(task.completed_by_id, "")
                    if file.rights.is_whole or task.completed_by_id in known
                    else wording.organ_name(task, case),
                    at=task.closed_at or task.opened_at,
                    rows=tuple(rows),
                )
            )
    return tuple(groups)
