"""Making the documents of issued papers after the commit: claimed under a lease, filled in a child process, kept once.

A worker that is killed leaves its lease to run out; the next one makes the paper then. A slow worker that wakes up late finds
that its number of the attempt no longer counts. A paper that cannot be made is tried again, then shown as failed with a way to
try again: never silence.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, contains_eager

from webapp import audit
from webapp.cases.evidence import keep_content
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.papers.facts import words_of
from webapp.cases.papers.issuing import MAKE
from webapp.cases.papers.models import PaperVersion
from webapp.cases.recording import PLATFORM, chain_of
from webapp.database import Database, database_now, now
from webapp.papers import MadePaper, PaperNotMade, Words, make_paper
from webapp.procedures import get_version

_LOG = logging.getLogger(__name__)

#: How long one attempt may take before another worker may take the paper over: longer than any child lives.
LEASE = timedelta(minutes=3)
#: After this many attempts a paper is given up and shown as failed.
MOST_ATTEMPTS = 5

Fill = Callable[[bytes, Words], MadePaper]


@dataclass(frozen=True, slots=True)
class _Job:
    version_id: int
    attempt: int
    template: bytes
    words: Words


def make_papers(
    database: Database, *, limit: int = 4, lease: timedelta = LEASE, fill: Fill = make_paper
) -> int:
    """Make up to ``limit`` papers that wait, and return how many were made."""
    with database.write() as session:
        claimed = _claim(session, limit, lease)
    return sum(_make_one(database, version_id, attempt, fill) for version_id, attempt in claimed)


def _claim(session: Session, limit: int, lease: timedelta) -> list[tuple[int, int]]:
    at = database_now(session)
    rows = session.scalars(
        select(PaperVersion)
        .where(
            PaperVersion.made_at.is_(None),
            PaperVersion.failed_at.is_(None),
            PaperVersion.due_at <= at,
            or_(PaperVersion.leased_until_at.is_(None), PaperVersion.leased_until_at <= at),
        )
        .order_by(PaperVersion.due_at, PaperVersion.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        if (
            row.attempts >= MOST_ATTEMPTS
        ):  # At every attempt the worker died: it would kill one after the other.
            row.failed_at = at
            row.error_zh = row.error_zh or "每次生成都没有做完"
            row.error_en = row.error_en or "no attempt came to an end"
        else:
            row.attempts += 1
            row.leased_until_at = at + lease
    return [(row.id, row.attempts) for row in rows if row.failed_at is None]


def _make_one(database: Database, version_id: int, attempt: int, fill: Fill) -> bool:
    try:
        job = _read_job(database, version_id, attempt)
        made = fill(job.template, job.words)
    except Exception as error:
        _LOG.warning("paper version %s, attempt %s: %s", version_id, attempt, error)
        with database.write() as session:
            _note_failure(session, version_id, attempt, error)
        return False
    with database.write() as session:
        return _keep(session, job, made)


def _read_job(database: Database, version_id: int, attempt: int) -> _Job:
    with database.read() as session:
        version, case = _load(session, version_id)
        pack = get_version(session, case.pack_digest)
        template = pack.files[pack.papers.kinds[version.paper.kind].file]
        return _Job(version_id, attempt, template, words_of(session, case, pack, version))


def _load(session: Session, version_id: int) -> tuple[PaperVersion, CaseFile]:
    version = session.scalars(
        select(PaperVersion)
        .join(PaperVersion.paper)
        .where(PaperVersion.id == version_id)
        .options(contains_eager(PaperVersion.paper))
    ).one()
    return version, session.get_one(CaseFile, version.paper.case_id)


def _keep(session: Session, job: _Job, made: MadePaper) -> bool:
    """Keep a finished document, unless another worker took it over meanwhile: then ours does not count."""
    digest = hashlib.sha256(made.document).hexdigest()
    keep_content(session, digest, made.document)
    finished = session.execute(
        update(PaperVersion)
        .where(
            PaperVersion.id == job.version_id,
            PaperVersion.attempts == job.attempt,
            PaperVersion.made_at.is_(None),
            PaperVersion.failed_at.is_(None),
        )
        .values(
            made_at=now(session),
            leased_until_at=None,
            error_zh=None,
            error_en=None,
            digest=digest,
            size_bytes=len(made.document),
            layout=json.dumps(made.layout, ensure_ascii=False),
            gaps=",".join(made.gaps),
        )
        .returning(PaperVersion.id)
    ).all()
    if not finished:
        return False
    version, case = _load(session, job.version_id)
    task = session.get_one(CaseTask, version.paper.task_id)
    facts = {
        "process": task.process_id,
        "task": task.element_id,
        "name": task.name,
        "item": task.item,
        "paper": version.paper.kind,
        "number": version.paper.number,
        "version": version.version,
        "paper_sha256": digest,
    }
    audit.append(session, chain_of(case), [audit.Entry(MAKE, facts, None, PLATFORM.name)], now(session))
    return True


def _note_failure(session: Session, version_id: int, attempt: int, error: Exception) -> None:
    at = database_now(session)
    told = error.facts if isinstance(error, PaperNotMade) else {}
    is_given_up = attempt >= MOST_ATTEMPTS
    session.execute(
        update(PaperVersion)
        .where(
            PaperVersion.id == version_id, PaperVersion.attempts == attempt, PaperVersion.made_at.is_(None)
        )
        .values(
            due_at=at + timedelta(seconds=15) * 4 ** (attempt - 1),
            leased_until_at=None,
            failed_at=at if is_given_up else None,
            error_zh=str(told.get("reason") or "平台内部错误")[:500],
            error_en=str(told.get("reason_en") or "an internal error of the platform")[:500],
        )
    )
