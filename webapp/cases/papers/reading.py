"""Papers as their readers see them: lists on the pages of a case, the print view, the document."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from webapp.cases.access import get_visible_case
from webapp.cases.case_files import OpenedFile, open_file
from webapp.cases.models import CaseFile, CaseTask, EvidenceContent
from webapp.cases.papers.errors import PaperNotFound, PaperNotReady
from webapp.cases.papers.lines import PaperLine, PaperPage
from webapp.cases.papers.models import Paper, PaperVersion
from webapp.cases.reading import ReadingRights
from webapp.cases.recording import Action, Doer, record_action
from webapp.cases.recusals import is_recused
from webapp.cases.table_words import fact_label
from webapp.database import Database, now
from webapp.errors import Language
from webapp.people import Account, Actor
from webapp.procedures import Pack
from webapp.procedures.papers.declared import LOCAL_NAMES
from webapp.procedures.source_marks import local_mark

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def shows_nothing_kept(paper: Paper, pack: Pack, rights: ReadingRights) -> bool:
    """Whether all that a paper shows may be read: each entity, and for what spans the whole file the whole file."""
    entities = {entity for schema in pack.forms.values() for entity in schema.entities}
    for name in paper.shows.split(","):
        if name in LOCAL_NAMES or not name:
            continue
        is_open = rights.reads_entity(name) if name in entities else rights.is_whole and not rights.kept_rules
        if not is_open:
            return False
    return True


def may_read_paper(paper: Paper, actor: Actor, case: CaseFile, pack: Pack, rights: ReadingRights) -> bool:
    """Whether ``actor`` reads a paper of ``case``; what somebody issued themselves, too, unless it is kept back."""
    if shows_nothing_kept(paper, pack, rights):
        return True
    is_own = paper.issued_by_id == actor.account_id and not is_recused(actor, case)
    return is_own and rights.kept_entities.isdisjoint(paper.shows.split(","))


def list_papers(
    session: Session, actor: Actor, file: OpenedFile, task_id: int | None = None
) -> tuple[PaperLine, ...]:
    """The latest version of each paper of a case (or of one of its tasks) that its reader may read, newest first."""
    found = _versions(session, file.case.id, task_id=task_id)
    latest: dict[int, tuple[PaperVersion, str]] = {}
    for version, name in found:
        latest.setdefault(version.paper_id, (version, name))
    return tuple(
        _line(version, name, file, actor)
        for version, name in sorted(latest.values(), key=lambda each: -each[0].paper_id)
        if may_read_paper(version.paper, actor, file.case, file.pack, file.rights)
    )


def _versions(
    session: Session, case_id: int | None = None, *, task_id: int | None = None, paper_id: int | None = None
) -> Sequence[tuple[PaperVersion, str]]:
    """Versions with who asked for them, the newest of each paper first."""
    query = (
        select(PaperVersion, Account.display_name)
        .join(PaperVersion.paper)
        .join(Account, Account.id == PaperVersion.requested_by_id)
        .options(contains_eager(PaperVersion.paper))
        .order_by(PaperVersion.paper_id, PaperVersion.version.desc())
    )
    if case_id is not None:
        query = query.where(Paper.case_id == case_id)
    if task_id is not None:
        query = query.where(Paper.task_id == task_id)
    if paper_id is not None:
        query = query.where(Paper.id == paper_id)
    return [(version, name) for version, name in session.execute(query)]


def _line(version: PaperVersion, name: str, file: OpenedFile, actor: Actor) -> PaperLine:
    paper, language = version.paper, file.wording.language
    state = "made" if version.made_at else "failed" if version.failed_at else "waiting"
    error = (version.error_en if language == "en" else version.error_zh) or ""
    return PaperLine(
        paper_id=paper.id,
        task_id=paper.task_id,
        number=paper.number,
        title=paper.title_en if language == "en" else paper.title,
        version=version.version,
        state=state,
        requested_at=version.requested_at,
        requested_by=_say_who(version, name, file, actor),
        corrects=version.corrects,
        error=error if state == "failed" else "",
        digest=version.digest or "",
        size_bytes=version.size_bytes or 0,
        gaps=tuple(fact_label(file.pack, gap, language) for gap in version.gaps.split(",") if gap),
        entry_seq=version.entry_seq,
        entry_hash=version.entry_hash,
        seals=version.seals,
        file_name=version.file_name or "",
    )


def _say_who(version: PaperVersion, name: str, file: OpenedFile, actor: Actor) -> str:
    """Who asked for a version: a reader of a part of the file is told the organ that did the step, as everywhere on its pages."""
    if file.rights.is_whole or version.requested_by_id == actor.account_id:
        return name
    task = next(task for task in file.tasks if task.id == version.paper.task_id)
    return file.wording.organ_name(task, file.case)


def get_paper_page(
    database: Database, actor: Actor, paper_id: int, language: Language, number: int | None = None
) -> PaperPage:
    """A paper for print, the latest version that is made unless another is asked for.

    Raises: `PaperNotFound`.
    """
    with database.read() as session:
        versions = _versions(session, paper_id=paper_id)
        file = _open_for_reader(session, actor, versions, language)
        chosen = _choose(versions, number)
        page = PaperPage(
            case_id=file.case.id,
            case_no=file.case.case_no,
            case_title=file.case.title,
            line=_line(*chosen, file, actor),
            versions=tuple(_line(version, name, file, actor) for version, name in versions),
            layout=json.loads(chosen[0].layout)
            if chosen[0].layout
            else {"header": [], "body": [], "footer": []},
            may_correct=may_correct_paper(actor, file.case, chosen[0].paper, file.pack),
            may_seal=may_seal_paper(chosen[0].paper, actor, file.case, file.rights),
            source=_source_of(session, chosen[0].paper, file.pack),
            newest=next(version.version for version, _ in versions if version.seals is None),
        )
    file.note_reading(database, actor)
    return page


def _source_of(session: Session, paper: Paper, pack: Pack) -> str:
    """The source mark of the step that issued a paper, as the place reads it."""
    task = session.get_one(CaseTask, paper.task_id)
    element = pack.deployment.processes[task.process_id].elements[task.element_id]
    return local_mark(pack.jurisdiction, element.properties.get("source", ""))


def _open_for_reader(
    session: Session, actor: Actor, versions: Sequence[tuple[PaperVersion, str]], language: Language
) -> OpenedFile:
    if not versions:
        raise PaperNotFound
    paper = versions[0][0].paper
    case = get_visible_case(session, actor, paper.case_id)
    file = open_file(session, actor, case, language)
    if not may_read_paper(paper, actor, case, file.pack, file.rights):
        raise PaperNotFound
    return file


def _choose(versions: Sequence[tuple[PaperVersion, str]], number: int | None) -> tuple[PaperVersion, str]:
    if number is None:
        made = (each for each in versions if each[0].made_at is not None)
        return next(made, versions[0])
    found = next((each for each in versions if each[0].version == number), None)
    if found is None:
        raise PaperNotFound
    return found


def may_correct_paper(actor: Actor, case: CaseFile, paper: Paper, pack: Pack) -> bool:
    """Whether ``actor`` may correct a paper: who issued it, or a role that hands out the place's tasks; nobody recused."""
    if is_recused(actor, case):
        return False
    place = pack.jurisdiction
    hands_out = any(f"{place.code}:{role}" in actor.groups for role in place.assigners)
    return hands_out or paper.issued_by_id == actor.account_id


def may_seal_paper(paper: Paper, actor: Actor, case: CaseFile, rights: ReadingRights) -> bool:
    """Whether ``actor``, who reads the paper, may keep its sealed form: its issuer, or an officer who reads the whole file."""
    return (rights.is_whole or paper.issued_by_id == actor.account_id) and not is_recused(actor, case)


def get_paper_document(
    database: Database, actor: Actor, paper_id: int, number: int, language: Language
) -> tuple[str, bytes]:
    """The document of one version, with a file name; that it was taken is recorded.

    Raises: `PaperNotFound`, `PaperNotReady`.
    """
    with database.write() as session:
        version = take_version(session, actor, paper_id, number, language)
        if version.seals is not None:
            raise PaperNotFound
        content = session.get_one(EvidenceContent, version.digest).content
        return _file_name(version.paper, version.version), content


def take_version(
    session: Session, actor: Actor, paper_id: int, number: int, language: Language
) -> PaperVersion:
    """One version of a paper that its reader takes away; that it was taken is recorded.

    Raises: `PaperNotFound`, `PaperNotReady`.
    """
    versions = _versions(session, paper_id=paper_id)
    file = _open_for_reader(session, actor, versions, language)
    version, _ = _choose(versions, number)
    if version.digest is None:
        raise PaperNotReady(number=version.paper.number)
    facts = {
        "number": version.paper.number,
        "version": version.version,
        "text": version.paper.number,
        "paper_sha256": version.digest,
    }
    doer = Doer(actor.login_name, actor.display_name)
    record_action(session, file.case, Action("read_paper", doer, facts), now(session))
    return version


def _file_name(paper: Paper, number: int) -> str:
    corrected = f"（第{number}版）" if number > 1 else ""
    return f"{paper.title} {paper.number}{corrected}.docx"
