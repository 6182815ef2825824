"""Who else has a draft open: told to each of them, so that two people do not work at cross purposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.people import PROCESS_DESIGNER, SYSTEM_ADMIN, Account, Actor, require_product_role
from webapp.procedures.drafts.models import PackDraftFile, PackDraftPresence
from webapp.procedures.drafts.saving import lock_draft

#: How often an open editor tells that it is there, and after how long without word nobody is.
HEARTBEAT = timedelta(seconds=20)
GONE_AFTER = timedelta(seconds=65)


@dataclass(frozen=True, slots=True)
class PresentPerson:
    """Somebody else who has a file of the draft open; an empty ``path`` is the draft's own page."""

    login_name: str
    display_name: str
    path: str
    seen_at: datetime
    saved_at: datetime | None


def note_presence(
    session: Session, draft_id: int, path: str, actor: Actor, now: datetime
) -> list[PresentPerson]:
    """Note that ``actor`` has ``path`` open, in the caller's transaction, and tell who else is there.

    ``now`` is the database's own time (`webapp.database.database_now`): the practice clock sends nobody away.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        DraftNotFound: there is no such draft.
    """
    require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
    lock_draft(session, draft_id)  # Two heartbeats of one person at once would both insert.
    session.execute(
        delete(PackDraftPresence).where(
            PackDraftPresence.draft_id == draft_id, PackDraftPresence.seen_at <= now - GONE_AFTER
        )
    )
    mine = session.get(PackDraftPresence, (draft_id, actor.login_name, path))
    if mine is None:
        session.add(PackDraftPresence(draft_id=draft_id, login_name=actor.login_name, path=path, seen_at=now))
    else:
        mine.seen_at = now
    session.flush()
    return list_present(session, draft_id, actor, now)


def list_present(session: Session, draft_id: int, actor: Actor, now: datetime) -> list[PresentPerson]:
    """Who else has the draft open, with when they last saved anything in it."""
    saved = (
        select(PackDraftFile.changed_by, func.max(PackDraftFile.changed_at).label("saved_at"))
        .where(PackDraftFile.draft_id == draft_id)
        .group_by(PackDraftFile.changed_by)
        .subquery()
    )
    rows = session.execute(
        select(PackDraftPresence, Account.display_name, saved.c.saved_at)
        .outerjoin(Account, Account.login_name == PackDraftPresence.login_name)
        .outerjoin(saved, saved.c.changed_by == PackDraftPresence.login_name)
        .where(
            PackDraftPresence.draft_id == draft_id,
            PackDraftPresence.login_name != actor.login_name,
            PackDraftPresence.seen_at > now - GONE_AFTER,
        )
        .order_by(PackDraftPresence.login_name, PackDraftPresence.path)
    )
    return [
        PresentPerson(row.login_name, name or row.login_name, row.path, row.seen_at, saved_at)
        for row, name, saved_at in rows
    ]
