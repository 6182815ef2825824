"""Evidence and comments: what people add to a case at any time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import PurePosixPath, PureWindowsPath

from sqlalchemy import LargeBinary, bindparam, select, text
from sqlalchemy.orm import Session

from webapp.cases.access import get_visible_case, lock_visible_case
from webapp.cases.errors import (
    CaseNotFound,
    CommentEmpty,
    CommentNotPermitted,
    EvidenceRefused,
    EvidenceTooLarge,
    TaskNotFound,
)
from webapp.cases.models import CaseFile, CaseTask, Comment, Evidence, EvidenceContent
from webapp.cases.pages import EvidenceLine
from webapp.cases.reading import hidden_evidence, list_tasks, rights_in
from webapp.cases.record import facts_of_messages, read_record
from webapp.cases.recording import Action, Doer, record_action
from webapp.cases.submissions import find_repeated, keep_submission
from webapp.database import Database, now
from webapp.people import Account, Actor
from webapp.procedures import get_version

LIMIT_BYTES = 20 * 1024 * 1024
COMMENT_LIMIT = 4000
_NAME_LIMIT = 200

# One statement keeps the bytes or finds them kept, whoever else uploads the same. Both databases understand it.
_KEEP_CONTENT = text(
    "INSERT INTO evidence_content (digest, content) VALUES (:digest, :content) ON CONFLICT (digest) DO NOTHING"
).bindparams(bindparam("content", type_=LargeBinary()))


def clean_file_name(name: str) -> str:
    """The last part of an uploaded name, without control characters: what a browser sends may be a path."""
    last = PurePosixPath(PureWindowsPath(name).as_posix()).name
    return "".join(sign for sign in last if sign.isprintable()).strip()[-_NAME_LIMIT:]


def check_upload(file_name: str, content: bytes) -> str:
    """The clean name of an uploaded file that may be kept.

    Raises: `EvidenceRefused` (no name, no content), `EvidenceTooLarge`.
    """
    name = clean_file_name(file_name)
    if not name:
        raise EvidenceRefused(file_name=file_name, reason_zh="没有文件名", reason_en="it has no name")
    if not content:
        raise EvidenceRefused(file_name=name, reason_zh="文件是空的", reason_en="it is empty")
    if len(content) > LIMIT_BYTES:
        raise EvidenceTooLarge(file_name=name, limit_mb=LIMIT_BYTES // 2**20)
    return name


def add_evidence(
    database: Database,
    actor: Actor,
    case_id: int,
    file_name: str,
    media_type: str,
    content: bytes,
    *,
    note: str = "",
    task_id: int | None = None,
) -> int:
    """Add a file to the case's evidence list. The same bytes uploaded twice to a case make one entry for its readers.

    Returns the evidence's id. Raises: `CaseNotFound`, `EvidenceTooLarge`, `EvidenceRefused`, `TaskNotFound` (no task of this case).
    """
    name = check_upload(file_name, content)
    digest = hashlib.sha256(content).hexdigest()
    with database.write() as session:
        case = lock_visible_case(session, actor, case_id)
        if task_id is not None:
            _refuse_other_cases_task(session, case_id, task_id)
        known = session.scalars(
            select(Evidence)
            .where(Evidence.case_id == case.id, Evidence.digest == digest, Evidence.file_name == name)
            .order_by(Evidence.id)
        ).all()
        hidden = _hidden_of(session, actor, case, known) if known else frozenset()
        if listed := [file.id for file in known if file.id not in hidden]:
            return listed[0]
        keep_content(session, digest, content)
        at = now(session)
        evidence = Evidence(
            case_id=case.id,
            task_id=task_id,
            file_name=name,
            media_type=_clean_media_type(media_type),
            size_bytes=len(content),
            digest=digest,
            note=note[:400],
            uploaded_by_id=actor.account_id,
            uploaded_at=at,
        )
        session.add(evidence)
        session.flush()
        facts = {"file_name": name, "digest": digest, "size_bytes": len(content)}
        record_action(
            session, case, Action("add_evidence", Doer(actor.login_name, actor.display_name), facts), at
        )
        return evidence.id


def keep_content(session: Session, digest: str, content: bytes) -> None:
    """Keep bytes under their SHA-256, in the caller's transaction; bytes that are kept already are kept once."""
    session.execute(_KEEP_CONTENT, {"digest": digest, "content": content})


def _refuse_other_cases_task(session: Session, case_id: int, task_id: int) -> None:
    of_case = select(CaseTask.id).where(CaseTask.id == task_id, CaseTask.case_id == case_id)
    if session.scalar(of_case) is None:
        raise TaskNotFound


def _clean_media_type(media_type: str) -> str:
    return "".join(sign for sign in media_type if sign.isprintable())[:100] or "application/octet-stream"


def get_evidence(
    database: Database, actor: Actor, case_id: int, evidence_id: int
) -> tuple[EvidenceLine, bytes]:
    """One file of the list with its content; reading it is recorded.

    Raises: `CaseNotFound`, also for a file that is kept from the reader.
    """
    with database.write() as session:
        case = get_visible_case(session, actor, case_id)
        found = session.execute(
            select(Evidence, EvidenceContent.content, Account.display_name)
            .join(EvidenceContent, EvidenceContent.digest == Evidence.digest)
            .join(Account, Account.id == Evidence.uploaded_by_id)
            .where(Evidence.id == evidence_id, Evidence.case_id == case.id)
        ).one_or_none()
        if found is None:
            raise CaseNotFound
        evidence, content, uploader = found
        if evidence.id in _hidden_of(session, actor, case, [evidence]):
            raise CaseNotFound
        facts = {"file_name": evidence.file_name, "digest": evidence.digest}
        action = Action("read_evidence", Doer(actor.login_name, actor.display_name), facts)
        record_action(session, case, action, now(session))
        return evidence_line(evidence, uploader), content


def _hidden_of(session: Session, actor: Actor, case: CaseFile, files: Iterable[Evidence]) -> frozenset[int]:
    """Which of ``files`` are kept from ``actor``."""
    pack = get_version(session, case.pack_digest)
    tasks = list_tasks(session, case)
    told = facts_of_messages(read_record(session, case))
    return hidden_evidence(files, tasks, pack, rights_in(actor, case, pack, tasks), told)


def evidence_line(evidence: Evidence, uploader: str) -> EvidenceLine:
    """One row of the evidence list."""
    return EvidenceLine(
        evidence_id=evidence.id,
        file_name=evidence.file_name,
        media_type=evidence.media_type,
        size_bytes=evidence.size_bytes,
        digest=evidence.digest,
        note=evidence.note,
        uploaded_by=uploader,
        uploaded_at=evidence.uploaded_at,
    )


def add_comment(database: Database, actor: Actor, case_id: int, remark: str, *, submission_key: str) -> None:
    """Add a remark to a case whose whole file ``actor`` reads. A repeat with the same key adds nothing.

    Raises: `CaseNotFound`, `CommentEmpty`, `CommentNotPermitted`, `SubmissionKeyRefused`.
    """
    remark = remark.strip()
    if not 0 < len(remark) <= COMMENT_LIMIT:
        raise CommentEmpty(limit=COMMENT_LIMIT)
    with database.write() as session:
        case = lock_visible_case(session, actor, case_id)
        if find_repeated(session, submission_key, actor, "add_comment", case_id=case_id) is not None:
            return
        pack = get_version(session, case.pack_digest)
        if not rights_in(actor, case, pack, list_tasks(session, case)).is_whole:
            raise CommentNotPermitted
        at = now(session)
        session.add(Comment(case_id=case.id, text=remark, author_id=actor.account_id, written_at=at))
        keep_submission(session, submission_key, actor, "add_comment", case, None, at)
        session.flush()
        action = Action("add_comment", Doer(actor.login_name, actor.display_name), {"text": remark})
        record_action(session, case, action, at)
