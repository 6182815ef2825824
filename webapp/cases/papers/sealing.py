"""The sealed paper: printed, sealed and signed by hand, scanned, and kept as a further version under the same number.

The file is the officer's own; of its content only the kind is looked at. Who may not read the paper does not learn of it.
"""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import audit
from webapp.cases.errors import EvidenceRefused
from webapp.cases.evidence import check_upload, keep_content
from webapp.cases.models import CaseTask, EvidenceContent
from webapp.cases.papers.errors import (
    PaperNotFound,
    PaperNotReady,
    PaperSealNotPermitted,
    PaperSealOutdated,
)
from webapp.cases.papers.issuing import SEAL
from webapp.cases.papers.locking import lock_readable_paper
from webapp.cases.papers.models import Paper, PaperVersion
from webapp.cases.papers.reading import DOCX, may_seal_paper, take_version
from webapp.cases.recording import chain_of
from webapp.cases.submissions import find_repeated, keep_submission
from webapp.database import Database, database_now, now
from webapp.errors import Language
from webapp.people import Actor
from webapp.zips import UNREADABLE_ZIP

#: How a file of each accepted kind begins.
_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_WORD_PART = "word/document.xml"


def seal_paper(
    database: Database,
    actor: Actor,
    paper_id: int,
    version: int,
    file_name: str,
    content: bytes,
    *,
    submission_key: str,
) -> int:
    """Keep the sealed and signed form of a paper's newest version as a version of its own, and return its number.

    A repeat with the same key keeps nothing more. The file is a PDF, a picture (PNG, JPEG) or a Word document.

    Raises: `PaperNotFound`, `PaperSealNotPermitted`, `PaperNotReady`, `PaperSealOutdated`, `EvidenceRefused`,
    `EvidenceTooLarge`, `SubmissionKeyRefused`.
    """
    name = check_upload(file_name, content)
    media_type = _find_media_type(content)
    with database.write() as session:
        paper, file = lock_readable_paper(session, actor, paper_id)
        if not may_seal_paper(paper, actor, file.case, file.rights):
            raise PaperSealNotPermitted
        versions = _list_versions(session, paper)
        if find_repeated(session, submission_key, actor, "seal_paper", case_id=file.case.id) is not None:
            return versions[-1].version
        if media_type is None:
            raise EvidenceRefused(
                file_name=name,
                reason_zh="不是 PDF、图片（PNG、JPEG）或 Word 文档（.docx）",
                reason_en="it is no PDF, picture (PNG, JPEG) or Word document (.docx)",
            )
        sealed = _choose_sealed(versions, paper, version)
        at = now(session)
        digest = hashlib.sha256(content).hexdigest()
        keep_content(session, digest, content)
        kept = PaperVersion(
            paper_id=paper.id,
            version=versions[-1].version + 1,
            facts=sealed.facts,
            corrects="",
            seals=sealed.version,
            file_name=name,
            media_type=media_type,
            requested_by_id=actor.account_id,
            requested_at=at,
            due_at=database_now(session),
            made_at=at,
            digest=digest,
            size_bytes=len(content),
        )
        entry = audit.Entry(SEAL, _facts_of_entry(session, paper, kept), actor.login_name, actor.display_name)
        (anchor,) = audit.append(session, chain_of(file.case), [entry], at)
        kept.entry_seq, kept.entry_hash = anchor.seq, anchor.hash
        session.add(kept)
        keep_submission(session, submission_key, actor, "seal_paper", file.case, None, at)
        return kept.version


def _find_media_type(content: bytes) -> str | None:
    """What kind of file it is by its content: a name or a browser may say anything. None for a kind that is not kept."""
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return DOCX if _WORD_PART in archive.namelist() else None
    except UNREADABLE_ZIP:
        return None


def _list_versions(session: Session, paper: Paper) -> list[PaperVersion]:
    return list(
        session.scalars(
            select(PaperVersion).where(PaperVersion.paper_id == paper.id).order_by(PaperVersion.version)
        )
    )


def _choose_sealed(versions: list[PaperVersion], paper: Paper, number: int) -> PaperVersion:
    """The version that was printed and sealed: the newest that the platform made."""
    drawn_up = [each for each in versions if each.seals is None]
    chosen = next((each for each in drawn_up if each.version == number), None)
    if chosen is None:
        raise PaperNotFound
    if chosen is not drawn_up[-1]:
        raise PaperSealOutdated(newest=drawn_up[-1].version)
    if chosen.made_at is None:
        raise PaperNotReady(number=paper.number)
    return chosen


def _facts_of_entry(session: Session, paper: Paper, kept: PaperVersion) -> dict[str, object]:
    task = session.get_one(CaseTask, paper.task_id)
    return {
        "process": task.process_id,
        "task": task.element_id,
        "name": task.name,
        "item": task.item,
        "paper": paper.kind,
        "number": paper.number,
        "version": kept.version,
        "seals": kept.seals,
        "file_name": kept.file_name,
        "size_bytes": kept.size_bytes,
        "paper_sha256": kept.digest,
    }


def get_sealed_file(
    database: Database, actor: Actor, paper_id: int, number: int, language: Language
) -> tuple[str, bytes]:
    """The sealed file of one version with the name it was uploaded by; that it was taken is recorded.

    Raises: `PaperNotFound`.
    """
    with database.write() as session:
        version = take_version(session, actor, paper_id, number, language)
        if version.seals is None:
            raise PaperNotFound
        content = session.get_one(EvidenceContent, version.digest).content
        return version.file_name or version.paper.number, content
