"""Correcting a paper: a new version under the same number, made from the case's facts of today; the old one is kept."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.papers.errors import (
    PaperCorrectionNotPermitted,
    PaperNotFailed,
    PaperReasonMissing,
)
from webapp.cases.papers.facts import earlier_facts, read_snapshot, take_snapshot
from webapp.cases.papers.issuing import CORRECT, PaperRequest, request_versions
from webapp.cases.papers.locking import lock_readable_paper
from webapp.cases.papers.models import Paper, PaperVersion
from webapp.cases.papers.reading import may_correct_paper
from webapp.cases.reading import facts_of
from webapp.cases.submissions import find_repeated, keep_submission
from webapp.database import Database, database_now, now
from webapp.people import Actor

REASON_LIMIT = 200


def correct_paper(
    database: Database, actor: Actor, paper_id: int, reason: str, *, submission_key: str
) -> int:
    """Ask for a corrected version of a paper, and return its number, from 2. A repeat with the same key asks for nothing.

    Raises: `PaperNotFound`, `PaperCorrectionNotPermitted`, `PaperReasonMissing`, `SubmissionKeyRefused`.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= REASON_LIMIT:
        raise PaperReasonMissing(limit=REASON_LIMIT)
    with database.write() as session:
        paper, case = _lock_paper(session, actor, paper_id)
        latest = _latest(session, paper)
        if find_repeated(session, submission_key, actor, "correct_paper", case_id=case.id) is not None:
            return latest.version
        at = now(session)
        task = session.get_one(CaseTask, paper.task_id)
        before, issuer = read_snapshot(latest.facts)
        own = {name: before[name] for name in facts_of(task) if name in before}
        # What the paper's own form said stays: the same form may have been filled in again for another paper since.
        facts = {**before, **earlier_facts(session, case, paper.item), **own}
        snapshot = take_snapshot(facts, paper.shows.split(","), issuer)
        request = PaperRequest(paper, latest.version + 1, snapshot, reason)
        request_versions(session, case, actor, task, [request], at, verb=CORRECT)
        keep_submission(session, submission_key, actor, "correct_paper", case, None, at)
        return request.version


def make_again(database: Database, actor: Actor, paper_id: int) -> None:
    """Try again to make the latest version of a paper, after making it had been given up.

    Raises: `PaperNotFound`, `PaperCorrectionNotPermitted`, `PaperNotFailed`.
    """
    with database.write() as session:
        paper, _ = _lock_paper(session, actor, paper_id)
        version = _latest(session, paper)
        if version.failed_at is None:
            raise PaperNotFailed
        version.failed_at, version.attempts = None, 0
        version.due_at = database_now(session)


def _lock_paper(session: Session, actor: Actor, paper_id: int) -> tuple[Paper, CaseFile]:
    """The paper, known to be readable and correctable by ``actor``, its case locked."""
    paper, file = lock_readable_paper(session, actor, paper_id)
    if not may_correct_paper(actor, file.case, paper, file.pack):
        raise PaperCorrectionNotPermitted
    return paper, file.case


def _latest(session: Session, paper: Paper) -> PaperVersion:
    newest = select(func.max(PaperVersion.version)).where(PaperVersion.paper_id == paper.id).scalar_subquery()
    return session.scalars(
        select(PaperVersion).where(PaperVersion.paper_id == paper.id, PaperVersion.version == newest)
    ).one()
