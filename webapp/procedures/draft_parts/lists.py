"""The list items of a draft as a spreadsheet: written out, filled in elsewhere, taken in with the findings per line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp import audit
from webapp.people import Actor
from webapp.procedures.drafts import (
    Draft,
    DraftLine,
    SavedFile,
    adopt_file,
    get_draft,
    save_files,
    store_draft,
)
from webapp.procedures.item_sheets.errors import ListChangedMeanwhile
from webapp.procedures.item_sheets.layout import ListLayout, read_layout
from webapp.procedures.lists import MATCHING_DECISION
from webapp.procedures.publishing import current_version

# The spreadsheet library is slow to load and needed by few requests: a start does without.
if TYPE_CHECKING:
    from webapp.procedures.item_sheets.importing import ListImport


def read_list(draft: Draft) -> ListLayout:
    """The draft's list: its columns and items.

    Raises:
        ListTableMissing, ListTableUnsuitable, PackRefused: there is no list that could be read.
    """
    return read_layout(draft.pack)


def write_list(draft: Draft) -> bytes:
    """The list as a spreadsheet to fill in.

    Raises: what `read_list` raises.
    """
    from webapp.procedures.item_sheets.template import write_template  # noqa: PLC0415

    return write_template(read_list(draft))


def plan_list(draft: Draft, content: bytes, name: str) -> ListImport:
    """What a filled sheet would add, tried on the draft with all checks and scenarios. Changes nothing.

    Raises: what `plan_import` raises.
    """
    from webapp.procedures.item_sheets.importing import plan_import  # noqa: PLC0415

    return plan_import(draft.pack, content, name)


def own_list(session: Session, draft_id: int, actor: Actor, now: datetime) -> None:
    """Make the list the place's own where it is shared, in the caller's transaction: items are added to own lists only.

    Raises: what `adopt_file` raises.
    """
    draft = get_draft(session, draft_id)
    path = draft.pack.locate("dmn", MATCHING_DECISION)
    if path is not None and path.split("/")[1] != draft.line.jurisdiction:
        adopt_file(session, draft_id, path, actor, now)


def store_list(
    session: Session, draft_id: int, planned: ListImport, actor: Actor, now: datetime
) -> list[SavedFile]:
    """Save a planned import into the draft, in the caller's transaction.

    The revisions are those of the draft now, and each file must still be as it was when the import was planned.

    Raises:
        ListChangedMeanwhile: somebody changed a file that the import changes.
        And what `save_files` raises.
    """
    draft = get_draft(session, draft_id)
    for path in planned.changed:
        if draft.files.get(path) != planned.before.files.get(path):
            raise ListChangedMeanwhile(pack=draft.line.jurisdiction, what=path)
    revisions = {path: draft.revisions.get(path, 0) for path in planned.changed}
    return save_files(session, draft_id, planned.changed, revisions, actor, now)


def start_list_draft(session: Session, planned: ListImport, actor: Actor, now: datetime) -> DraftLine:
    """Keep an import planned on the version in force as a draft of its own, in the caller's transaction.

    It comes into force as every draft does: proposed, and published by a second person.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        ListChangedMeanwhile: another version was published since the sheet was read.
        NothingPublished: the place has no version in force.
    """
    code, before, after = planned.after.code, planned.before.digest, planned.after
    current = current_version(session, code)
    if current.digest != before:
        raise ListChangedMeanwhile(pack=code, what=current.digest[:12])
    line = store_draft(session, code, after.files, actor, now, base_digest=before)
    facts = {
        "draft": line.id,
        "jurisdiction": code,
        "decision": planned.decision_id,
        "items": [item.code for item in planned.added],
        "digest": after.digest,
        "base": before,
    }
    entry = audit.Entry("import_list_items", facts, actor.login_name, actor.display_name)
    audit.append(session, audit.PROCEDURES, [entry], now)
    return line
