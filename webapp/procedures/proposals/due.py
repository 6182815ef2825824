"""The background's part: what was approved comes into force when its day begins."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database import Database, DatabaseUnusable, now
from webapp.errors import RongcuoError
from webapp.people import PROCESS_DESIGNER, SYSTEM_ADMIN, Actor, find_account, get_actor, require_product_role
from webapp.procedures.drafts import ChecksBusy, set_state
from webapp.procedures.packs import Pack
from webapp.procedures.proposals.errors import BaseNotCurrent
from webapp.procedures.proposals.models import PackProposal
from webapp.procedures.proposals.proposing import require_sound
from webapp.procedures.proposals.reading import read_pack_of
from webapp.procedures.proposals.telling import record, tell_concerned
from webapp.procedures.proving import note_proof
from webapp.procedures.publishing import find_current, publish

_LOG = logging.getLogger(__name__)


def publish_due(database: Database, limit: int = 1) -> int:
    """Publish what is due, the earliest first; returns how many proposals were decided on.

    The checks and scenarios run once more, in a child process and before the transaction. What cannot be published any more
    waits for review again, with the reason: another version came into force since the approval, the reviewer lost the role,
    or a check fails.
    """
    with database.read() as session:
        due = session.scalars(
            select(PackProposal.id)
            .where(PackProposal.state == "scheduled", PackProposal.due_at <= now(session))
            .order_by(PackProposal.due_at, PackProposal.id)
            .limit(limit)
        ).all()
    return sum(_publish_or_postpone(database, proposal_id) for proposal_id in due)


def _publish_or_postpone(database: Database, proposal_id: int) -> bool:
    """Whether this worker did it; another one may have been first, or somebody cancelled it."""
    try:
        pack = _prove(database, proposal_id)
        with database.write() as session:
            row = _claim(session, proposal_id)
            if row is not None:
                _put_in_force(session, row, pack, now(session))
    except (DatabaseUnusable, ChecksBusy):
        raise
    except RongcuoError as refusal:
        # Its transaction was taken back: nothing of it is in force.
        with database.write() as session:
            row = _claim(session, proposal_id)
            if row is not None:
                _postpone(session, row, refusal, now(session))
    return row is not None


def _prove(database: Database, proposal_id: int) -> Pack:
    with database.read() as session:
        pack = read_pack_of(session, session.get_one(PackProposal, proposal_id))
    require_sound(pack)
    note_proof(pack)
    return pack


def _claim(session: Session, proposal_id: int) -> PackProposal | None:
    """The row, locked, if it is due still and no other worker is at it."""
    return session.scalar(
        select(PackProposal)
        .where(
            PackProposal.id == proposal_id,
            PackProposal.state == "scheduled",
            PackProposal.due_at <= now(session),
        )
        .with_for_update(skip_locked=True)
    )


def _reviewer(session: Session, row: PackProposal) -> Actor:
    account = find_account(session, row.reviewed_by or "")
    assert account is not None  # noqa: S101 - accounts are disabled, never deleted.
    return get_actor(session, account.id)


def _put_in_force(session: Session, row: PackProposal, pack: Pack, at: datetime) -> None:
    """Publish it in the name of the reviewer.

    Raises:
        NotPermitted: the reviewer lost the role.
        BaseNotCurrent: another version came into force since the approval.
    """
    reviewer = _reviewer(session, row)
    require_product_role(session, reviewer, PROCESS_DESIGNER, SYSTEM_ADMIN)
    # The chain is locked by appending to it: of two that are published at once the second waits here, then looks.
    record(session, row, "publish_proposal", None, at)
    current = find_current(session, row.jurisdiction)
    in_force = current.digest if current is not None else None
    if in_force != row.replaces_digest:
        raise BaseNotCurrent(base=(row.replaces_digest or "—")[:12], current=(in_force or "—")[:12])
    publish(session, pack, reviewer, at)
    row.state, row.published_at = "published", at
    session.flush()
    if row.draft_id is not None:
        set_state(session, row.draft_id, "published", reviewer, at)
    tell_concerned(
        session,
        row,
        f"提案 {row.id} 已发布，版本 {row.digest[:12]} 自今日起施行；在办案件仍用原来的版本",
        f"Proposal {row.id} is published: version {row.digest[:12]} is in force; running cases keep theirs",
    )


def _postpone(session: Session, row: PackProposal, refusal: RongcuoError, at: datetime) -> None:
    """Back to whoever reviews: somebody has to say anew that it is meant, or return it."""
    _LOG.warning("proposal %s was not published: %s", row.id, refusal)
    row.state, row.due_at = "waiting", None
    row.reason, row.reason_en = refusal.text("zh"), refusal.text("en")
    session.flush()
    record(session, row, "postpone_publication", None, at, code=refusal.code)
    tell_concerned(
        session,
        row,
        f"提案 {row.id} 没有发布，需要重新审核：{row.reason}",
        f"Proposal {row.id} was not published and has to be reviewed anew: {row.reason_en}",
    )
