"""Beginning a draft: from the version in force, or from files that came from elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from webapp import audit
from webapp.people import PROCESS_DESIGNER, SYSTEM_ADMIN, Actor, require_product_role
from webapp.procedures.drafts.errors import DraftFileRefused
from webapp.procedures.drafts.lines import DraftLine
from webapp.procedures.drafts.models import PackDraft, PackDraftFile
from webapp.procedures.drafts.paths import check_size
from webapp.procedures.drafts.reading import base_files, line_of
from webapp.procedures.drafts.saving import check_whole, names_of, note_editor
from webapp.procedures.errors import PackNotFound
from webapp.procedures.files import is_safe_path
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import is_jurisdiction_code
from webapp.procedures.packs import digest_files
from webapp.procedures.publishing import current_version


def start_draft(session: Session, code: str, actor: Actor, now: datetime) -> DraftLine:
    """Begin a draft of the version in force, in the caller's transaction. Nothing differs from it yet.

    Raises:
        NotPermitted: ``actor`` is no process designer.
        NothingPublished: the place has no version in force.
    """
    require_product_role(session, actor, PROCESS_DESIGNER)
    base = current_version(session, code)
    row = _add_row(session, code, base.files, actor, now, base.digest)
    facts = {"draft": row.id, "jurisdiction": code, "base": base.digest}
    _record(session, "start_draft", facts, actor, now)
    return line_of(row)


def store_draft(
    session: Session,
    code: str,
    files: Mapping[str, bytes],
    actor: Actor,
    now: datetime,
    *,
    base_digest: str | None = None,
) -> DraftLine:
    """Keep files that came from elsewhere, or a new place's, as a draft, in the caller's transaction.

    ``files`` is the whole closure. With ``base_digest`` only what differs from that version is kept.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        PackNotFound: the code is none, or no file under ``bpmn/<code>/`` is there.
        DraftFileRefused, DraftTooLarge: a path is not safe, or there is too much.
        VersionNotFound: no version has the digest ``base_digest``.
    """
    require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
    _check_files(code, files)
    row = _add_row(session, code, files, actor, now, base_digest)
    base = base_files(session, row)
    touched: dict[str, bytes | None] = {
        path: content for path, content in sorted(files.items()) if base.get(path) != content
    }
    touched |= dict.fromkeys(sorted(base.keys() - files.keys()))
    if touched:
        rows = [
            {
                "draft_id": row.id,
                "path": path,
                "content": content,
                "revision": 1,
                "changed_by": actor.login_name,
                "changed_at": now,
            }
            for path, content in touched.items()
        ]
        session.execute(insert(PackDraftFile), rows)
        note_editor(session, row.id, actor.login_name, now)
    facts = {
        "draft": row.id,
        "jurisdiction": code,
        "base": base_digest,
        "files": {
            path: None if content is None else hashlib.sha256(content).hexdigest()
            for path, content in touched.items()
        },
        "digest": digest_files(files),
    }
    _record(session, "store_draft", facts, actor, now)
    return line_of(row)


def _check_files(code: str, files: Mapping[str, bytes]) -> None:
    if not is_jurisdiction_code(code) or not any(path.startswith(f"bpmn/{code}/") for path in files):
        raise PackNotFound(pack=code, place="draft", folder=f"bpmn/{code}/")
    for path, content in files.items():
        if not is_safe_path(path):
            raise DraftFileRefused(path, finding("PK-103", path))
        check_size(path, content)
    check_whole(files)


def _add_row(
    session: Session,
    code: str,
    files: Mapping[str, bytes],
    actor: Actor,
    now: datetime,
    base_digest: str | None,
) -> PackDraft:
    name, name_en = names_of(code, files)
    row = PackDraft(
        jurisdiction=code,
        name=name,
        name_en=name_en,
        base_digest=base_digest,
        revision=0,
        state="open",
        created_by=actor.login_name,
        created_at=now,
        changed_by=actor.login_name,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _record(session: Session, action: str, facts: Mapping[str, object], actor: Actor, now: datetime) -> None:
    entry = audit.Entry(action, facts, actor.login_name, actor.display_name)
    audit.append(session, audit.PROCEDURES, [entry], now)
