"""Changing the files of a draft: each save names the revision it started from, so nothing is overwritten unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import audit
from webapp.people import PROCESS_DESIGNER, Actor, find_account, require_product_role
from webapp.procedures.drafts.adopting import carry_texts, drop_texts
from webapp.procedures.drafts.errors import (
    DraftClosed,
    DraftFileMisplaced,
    DraftFileNotFound,
    DraftNotFound,
    DraftTooLarge,
    FileChangedMeanwhile,
    NothingToGoBackTo,
)
from webapp.procedures.drafts.lines import Draft, SavedFile
from webapp.procedures.drafts.models import PackDraft, PackDraftEditor, PackDraftFile
from webapp.procedures.drafts.paths import check_size, folder_of, own_path
from webapp.procedures.drafts.reading import base_files, draft_of
from webapp.procedures.files import MAX_PACK_BYTES, MAX_PACK_FILES
from webapp.procedures.packs import Pack
from webapp.procedures.resolution import find_lineage, jurisdiction_path


def save_file(
    session: Session,
    draft_id: int,
    path: str,
    content: bytes,
    expected_revision: int,
    actor: Actor,
    now: datetime,
) -> SavedFile:
    """Save one file, in the caller's transaction; 0 is the revision of what nobody touched, and of what is new.

    A file of another place, or a shared one, is copied into this place and changed there.

    Raises:
        NotPermitted: ``actor`` is no process designer.
        DraftNotFound, DraftClosed: there is no such draft, or it may not be changed any more.
        FileChangedMeanwhile: somebody saved the file since; nothing is overwritten.
        DraftFileRefused, DraftFileMisplaced, SharedFileFixed, DraftTooLarge: the file cannot be taken in.
    """
    return save_files(session, draft_id, {path: content}, {path: expected_revision}, actor, now)[0]


def remove_file(
    session: Session, draft_id: int, path: str, expected_revision: int, actor: Actor, now: datetime
) -> SavedFile:
    """Remove one of the place's own files; what it stood before, if anything, is in force again.

    Raises: what `save_file` raises, and `DraftFileNotFound`.
    """
    return save_files(session, draft_id, {path: None}, {path: expected_revision}, actor, now)[0]


def save_files(
    session: Session,
    draft_id: int,
    contents: Mapping[str, bytes | None],
    expected: Mapping[str, int],
    actor: Actor,
    now: datetime,
) -> list[SavedFile]:
    """Save several files at once, in the caller's transaction: all of them or none. None as content removes a file.

    Raises: what `save_file` raises, and `DraftFileNotFound` for a file to remove that is not there.
    """
    require_product_role(session, actor, PROCESS_DESIGNER)
    row = lock_draft(session, draft_id)
    if row.state != "open":
        raise DraftClosed(draft_id, row.state)
    change = _Change(session, row, draft_of(session, row), actor, now)
    saved = [change.save(path, content, expected.get(path, 0)) for path, content in contents.items()]
    change.close()
    return [SavedFile(path, revision, row.revision) for path, revision in saved]


def adopt_file(session: Session, draft_id: int, path: str, actor: Actor, now: datetime) -> SavedFile:
    """Make the place's own copy of a shared file, as it is, in the caller's transaction.

    Raises: what `save_file` raises, and `DraftFileNotFound`.
    """
    row = lock_draft(session, draft_id)
    draft = draft_of(session, row)
    if path not in draft.files:
        raise DraftFileNotFound(path=path)
    return save_file(session, draft_id, path, draft.files[path], 0, actor, now)


def return_to_shared(
    session: Session, draft_id: int, path: str, expected_revision: int, actor: Actor, now: datetime
) -> SavedFile:
    """Remove the place's own copy, so that the shared file is in force again, in the caller's transaction.

    Raises: what `remove_file` raises, and `NothingToGoBackTo` where there is no shared file.
    """
    row = lock_draft(session, draft_id)
    if shared_counterpart(draft_of(session, row), path) is None:
        raise NothingToGoBackTo(path=path)
    return remove_file(session, draft_id, path, expected_revision, actor, now)


def shared_counterpart(draft: Draft, path: str) -> str | None:
    """The file that would be in force without the place's own ``path``; None where it stands before none."""
    code = draft.line.jurisdiction
    if folder_of(path) != code or path.startswith("tests/"):
        return None
    for folder in find_lineage(code, draft.files.get, [])[1:]:
        parts = path.split("/")
        candidate = "/".join([parts[0], folder, *parts[2:]])
        # What is read in layers stands beside its counterparts, not before one.
        if candidate in draft.files and not path.endswith(".toml"):
            return candidate
    return None


def files_returned(draft: Draft, path: str) -> dict[str, bytes]:
    """What the draft would hold once `return_to_shared` has taken the place's own ``path`` away: what is lost is what differs.

    Raises:
        NothingToGoBackTo: it stands before no shared file.
    """
    if path not in draft.files or shared_counterpart(draft, path) is None:
        raise NothingToGoBackTo(path=path[:120])
    return _without(draft, [path])


def shared_files(draft: Draft) -> dict[str, bytes]:
    """What the draft would hold without any own file that stands before a shared one."""
    return _without(draft, [path for path in draft.files if shared_counterpart(draft, path) is not None])


def _without(draft: Draft, own: Iterable[str]) -> dict[str, bytes]:
    files = dict(draft.files)
    for path in own:
        files |= drop_texts(draft.line.jurisdiction, files, path)
        del files[path]
    return files


def lock_draft(session: Session, draft_id: int) -> PackDraft:
    """The draft's row, locked until the transaction ends.

    Raises:
        DraftNotFound: there is no such draft.
    """
    row = session.scalar(select(PackDraft).where(PackDraft.id == draft_id).with_for_update())
    if row is None:
        raise DraftNotFound(draft=draft_id)
    return row


@dataclass(slots=True)
class _Change:
    """One transaction's changes of a draft."""

    session: Session
    row: PackDraft
    draft: Draft
    actor: Actor
    now: datetime
    files: dict[str, bytes] = field(default_factory=dict)
    entries: list[audit.Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.files = dict(self.draft.files)

    def save(self, path: str, content: bytes | None, expected: int) -> tuple[str, int]:
        code = self.row.jurisdiction
        target = own_path(path, code)
        if target != path and path not in self.files:
            raise DraftFileMisplaced(path=path, place=code)
        if content is None and target != path:
            raise DraftFileMisplaced(path=path, place=code)
        self._check_revision(target, expected)
        if content is None:
            if target not in self.files:
                raise DraftFileNotFound(path=path)
            texts = drop_texts(code, self.files, target)
        else:
            check_size(path, content)
            texts = carry_texts(code, self.files, path, target) if target != path else {}
        revision = self._write(target, content)
        for place, changed in texts.items():
            self._write(place, changed)
        return target, revision

    def _check_revision(self, path: str, expected: int) -> None:
        touched = self.session.get(PackDraftFile, (self.row.id, path))
        if touched is None:
            found_by, found_at, found = self.row.created_by, self.row.created_at, 0
        else:
            found_by, found_at, found = touched.changed_by, touched.changed_at, touched.revision
            if touched.content is None and expected == 0 and path not in base_files(self.session, self.row):
                return  # Made, removed, and now made anew by somebody who never saw the first.
        if found != expected:
            raise FileChangedMeanwhile(path, name_of(self.session, found_by), found_at, found)

    def _write(self, path: str, content: bytes | None) -> int:
        touched = self.session.get(PackDraftFile, (self.row.id, path))
        if content is not None and self.files.get(path) == content:
            return touched.revision if touched is not None else 0
        if touched is None:
            touched = PackDraftFile(draft_id=self.row.id, path=path, revision=0)
            self.session.add(touched)
        touched.content = content
        touched.revision += 1
        touched.changed_by, touched.changed_at = self.actor.login_name, self.now
        if content is None:
            self.files.pop(path, None)
        else:
            self.files[path] = content
        self.entries.append(self._entry(path, content))
        return touched.revision

    def _entry(self, path: str, content: bytes | None) -> audit.Entry:
        facts = {"draft": self.row.id, "jurisdiction": self.row.jurisdiction, "path": path}
        if content is None:
            return audit.Entry("remove_draft_file", facts, self.actor.login_name, self.actor.display_name)
        facts["digest"] = hashlib.sha256(content).hexdigest()
        return audit.Entry("save_draft_file", facts, self.actor.login_name, self.actor.display_name)

    def close(self) -> None:
        """Count the save, note who made it and record it. Does nothing when nothing changed."""
        if not self.entries:
            return
        check_whole(self.files)
        self.row.revision += 1
        self.row.changed_by, self.row.changed_at = self.actor.login_name, self.now
        self.row.name, self.row.name_en = names_of(self.row.jurisdiction, self.files)
        note_editor(self.session, self.row.id, self.actor.login_name, self.now)
        self.session.flush()
        audit.append(self.session, audit.PROCEDURES, self.entries, self.now)


def check_whole(files: Mapping[str, bytes]) -> None:
    """Raise `DraftTooLarge` when there are more files, or larger ones, than a pack may have."""
    size = sum(len(content) for content in files.values())
    if len(files) > MAX_PACK_FILES:
        raise DraftTooLarge(
            found=f" {len(files)} 个文件",
            limit=f"（{MAX_PACK_FILES} 个文件）",
            found_en=f"{len(files)} files",
            limit_en=f"{MAX_PACK_FILES} files",
        )
    if size > MAX_PACK_BYTES:
        limit = MAX_PACK_BYTES // 2**20
        raise DraftTooLarge(
            found=f" {size / 2**20:.1f} MB",
            limit=f"（{limit} MB）",
            found_en=f"{size / 2**20:.1f} MB",
            limit_en=f"{limit} MB",
        )


def names_of(code: str, files: Mapping[str, bytes]) -> tuple[str, str]:
    """What the place calls itself, in Chinese and English; its code where that cannot be read."""
    if jurisdiction_path(code) not in files:
        return code, ""
    jurisdiction, _ = Pack(code, files).read_jurisdiction()
    return jurisdiction.zh or code, jurisdiction.en


def note_editor(session: Session, draft_id: int, login_name: str, now: datetime) -> None:
    """Remember that somebody changed a draft: they may not publish it."""
    editor = session.get(PackDraftEditor, (draft_id, login_name))
    if editor is None:
        session.add(PackDraftEditor(draft_id=draft_id, login_name=login_name, last_at=now))
    else:
        editor.last_at = now


def name_of(session: Session, login_name: str) -> str:
    """The name a person bears; the login name where the account is gone."""
    account = find_account(session, login_name)
    return account.display_name if account is not None else login_name
