"""A second draft beside the first: where two people changed one file, the work of the one who came second is not lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webapp.people import PROCESS_DESIGNER, Actor, require_product_role
from webapp.procedures.drafts.adopting import carry_texts
from webapp.procedures.drafts.lines import DraftLine
from webapp.procedures.drafts.paths import own_path
from webapp.procedures.drafts.reading import get_draft
from webapp.procedures.drafts.starting import store_draft


def copy_draft(
    session: Session, draft_id: int, path: str, content: bytes, actor: Actor, now: datetime
) -> tuple[DraftLine, str]:
    """Begin a draft with the files of another as they stand, but for ``content``, in the caller's transaction.

    A shared file is copied into the place, as a save does. Gives the new draft and where the file lies in it; the draft
    that it began from stays as it is.

    Raises:
        NotPermitted: ``actor`` is no process designer.
        DraftNotFound: there is no such draft.
        DraftFileRefused, DraftFileMisplaced, SharedFileFixed, DraftTooLarge: the file cannot be taken in.
    """
    require_product_role(session, actor, PROCESS_DESIGNER)
    draft = get_draft(session, draft_id)
    code = draft.line.jurisdiction
    target = own_path(path, code)
    texts = carry_texts(code, draft.files, path, target) if target != path else {}
    files = {**draft.files, target: content, **texts}
    return store_draft(session, code, files, actor, now, base_digest=draft.line.base_digest), target
