"""Finding drafts, and reading what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.procedures.comparing import own_files_alike
from webapp.procedures.drafts.errors import DraftFileNotFound, DraftNotFound
from webapp.procedures.drafts.lines import Draft, DraftLine, DraftState, FileLine
from webapp.procedures.drafts.models import PackDraft, PackDraftEditor, PackDraftFile
from webapp.procedures.drafts.paths import is_own
from webapp.procedures.extending import find_origin
from webapp.procedures.packs import Pack
from webapp.procedures.publishing import get_version


def list_drafts(session: Session, jurisdiction: str | None = None) -> list[DraftLine]:
    """All drafts, or those of one place, the one changed last first."""
    query = select(PackDraft).order_by(PackDraft.changed_at.desc(), PackDraft.id.desc())
    if jurisdiction is not None:
        query = query.where(PackDraft.jurisdiction == jurisdiction)
    return [line_of(row) for row in session.scalars(query)]


def get_draft(session: Session, draft_id: int) -> Draft:
    """A draft with all its files.

    Raises:
        DraftNotFound: there is no such draft.
    """
    row = session.get(PackDraft, draft_id)
    if row is None:
        raise DraftNotFound(draft=draft_id)
    return draft_of(session, row)


def draft_of(session: Session, row: PackDraft) -> Draft:
    """The draft of a row that was read."""
    base = base_files(session, row)
    touched = session.scalars(select(PackDraftFile).where(PackDraftFile.draft_id == row.id)).all()
    files = dict(base)
    for file in touched:
        if file.content is None:
            files.pop(file.path, None)
        else:
            files[file.path] = bytes(file.content)
    by_path = {file.path: file for file in touched}
    template = _find_template(session, row, files)
    alike = _as_in_template(template, row.jurisdiction, files)
    lines = tuple(
        _file_line(row, path, content, base.get(path), by_path.get(path), is_as_in_template=path in alike)
        for path, content in sorted(files.items())
    )
    revisions = {file.path: _revision(row, file.path, file) for file in touched}
    return Draft(line_of(row), MappingProxyType(files), MappingProxyType(revisions), lines, template)


def _find_template(session: Session, row: PackDraft, files: Mapping[str, bytes]) -> Pack | None:
    """What a new place was made from, at the version that its files were taken from; none for a draft of a version."""
    return None if row.base_digest is not None else find_origin(session, Pack(row.jurisdiction, files))


def _as_in_template(template: Pack | None, code: str, files: Mapping[str, bytes]) -> frozenset[str]:
    """The own files in which nobody has written anything: they say what the template's say."""
    return frozenset(own_files_alike(template, Pack(code, files)) if template is not None else ())


def read_draft_file(session: Session, draft_id: int, path: str) -> tuple[bytes, int]:
    """One file of a draft, and its revision.

    Raises:
        DraftNotFound: there is no such draft.
        DraftFileNotFound: it holds no such file.
    """
    row = session.get(PackDraft, draft_id)
    if row is None:
        raise DraftNotFound(draft=draft_id)
    touched = session.get(PackDraftFile, (draft_id, path))
    content = touched.content if touched is not None else base_files(session, row).get(path)
    if content is None:
        raise DraftFileNotFound(path=path)
    return bytes(content), _revision(row, path, touched)


def editors_of(session: Session, draft_id: int) -> frozenset[str]:
    """The login names of all who have changed a draft, whoever changed it after them."""
    rows = session.scalars(select(PackDraftEditor.login_name).where(PackDraftEditor.draft_id == draft_id))
    return frozenset(rows)


def base_files(session: Session, row: PackDraft) -> Mapping[str, bytes]:
    """The files of the version that a draft began with; none for one that came from elsewhere."""
    return get_version(session, row.base_digest).files if row.base_digest is not None else {}


def line_of(row: PackDraft) -> DraftLine:
    """The row as it is handed out."""
    return DraftLine(
        row.id,
        row.jurisdiction,
        row.name,
        row.name_en,
        row.base_digest,
        row.revision,
        cast(DraftState, row.state),
        row.created_by,
        row.created_at,
        row.changed_by,
        row.changed_at,
    )


def _revision(row: PackDraft, path: str, touched: PackDraftFile | None) -> int:
    """0 for what lies outside the place's own folders: it is kept with a draft and never changed, only copied."""
    return touched.revision if touched is not None and is_own(path, row.jurisdiction) else 0


def _file_line(
    row: PackDraft,
    path: str,
    content: bytes,
    base: bytes | None,
    touched: PackDraftFile | None,
    *,
    is_as_in_template: bool,
) -> FileLine:
    own = is_own(path, row.jurisdiction)
    return FileLine(
        path,
        _revision(row, path, touched),
        touched.changed_by if touched else None,
        touched.changed_at if touched else None,
        own,
        # A draft without a version to begin with brought its shared files along: nobody changed them.
        content != base and (own or row.base_digest is not None) and not is_as_in_template,
        len(content),
        is_as_in_template,
    )
