"""Deciding on a proposal: comments, returning it, approving it for a day, cancelling what was approved."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from webapp.database import Database, now
from webapp.people import PROCESS_DESIGNER, SYSTEM_ADMIN, Actor, require_product_role
from webapp.procedures.packs import Pack
from webapp.procedures.proposals.errors import (
    CommentUnfit,
    ProposalNotFound,
    PublishDayPassed,
    SecondPersonNeeded,
)
from webapp.procedures.proposals.lines import ProposalLine
from webapp.procedures.proposals.models import PackProposal, ProposalComment
from webapp.procedures.proposals.proposing import (
    MAX_TEXT,
    lock_proposal,
    read_text,
    reopen_draft,
    require_confirmed,
    require_sound,
)
from webapp.procedures.proposals.reading import (
    concerned_in,
    get_proposal,
    line_of,
    read_pack_of,
)
from webapp.procedures.proposals.telling import record, tell_concerned
from webapp.procedures.publishing import find_current


def comment_on(
    database: Database,
    actor: Actor,
    proposal_id: int,
    text: str,
    *,
    path: str | None = None,
    element_id: str | None = None,
) -> None:
    """Say something of a proposal, of one of its files, or of an element in it.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        ProposalNotFound: there is no such proposal.
        CommentUnfit: there is no text, too much of it, or no such file.
    """
    text = text.replace("\r\n", "\n").strip()
    with database.write() as session:
        require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
        proposal = get_proposal(session, proposal_id)
        known = {*proposal.pack.files, *(proposal.base.files if proposal.base else ())}
        if not text or len(text) > MAX_TEXT or (path and path not in known) or len(element_id or "") > 200:
            raise CommentUnfit
        row = session.get_one(PackProposal, proposal_id)
        at = now(session)
        comment = ProposalComment(
            proposal_id=proposal_id,
            written_by=actor.login_name,
            written_at=at,
            text=text,
            path=path or None,
            element_id=(element_id or None) if path else None,
        )
        session.add(comment)
        session.flush()
        record(session, row, "comment_proposal", actor, at, comment=comment.id, path=path, text=text)
        tell_concerned(
            session,
            row,
            f"{actor.display_name}评论了提案 {row.id}：{text[:80]}",
            f"{actor.display_name} commented on proposal {row.id}: {text[:80]}",
            but=actor.login_name,
        )


def return_proposal(database: Database, actor: Actor, proposal_id: int, reason: str) -> ProposalLine:
    """Give a proposal back with a reason: its draft can be changed again.

    Raises:
        NotPermitted, SecondPersonNeeded: ``actor`` may not review it.
        ProposalNotFound, ProposalDecided: it is not there, or not waiting any more.
        ProposalMessageMissing: there is no reason.
    """
    text = read_text(reason)
    with database.write() as session:
        row = _lock_for_review(session, actor, proposal_id)
        at = now(session)
        row.state, row.reason, row.reason_en = "returned", text, ""
        row.reviewed_by, row.reviewed_at = actor.login_name, at
        reopen_draft(session, row, actor, at)
        record(session, row, "return_proposal", actor, at, reason=text)
        tell_concerned(
            session,
            row,
            f"提案 {row.id} 被退回：{text}",
            f"Proposal {row.id} was returned: {text}",
            but=actor.login_name,
        )
        return line_of(row)


def approve_proposal(
    database: Database,
    actor: Actor,
    proposal_id: int,
    publish_on: date,
    *,
    confirmed_current: str | None = None,
) -> ProposalLine:
    """Approve a proposal as a second person: it comes into force on ``publish_on`` at 00:00 in the place's zone.

    The checks and scenarios run once more, in a child process, before the transaction; for today it is published at the next
    turn of the background work. ``confirmed_current`` as for `propose_draft`.

    Raises:
        NotPermitted, SecondPersonNeeded: ``actor`` may not review it.
        ProposalNotFound, ProposalDecided: it is not there, or not waiting any more.
        PublishDayPassed: the day is over in the place.
        BaseNotCurrent, NothingToPropose: another version is in force than the proposal began with.
        ProposalHasErrors: the checks or a scenario fail.
    """
    with database.read() as session:
        require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
        pack = _read_frozen(session, proposal_id)
    require_sound(pack)
    with database.write() as session:
        row = _lock_for_review(session, actor, proposal_id)
        at = now(session)
        today = at.astimezone(pack.jurisdiction.zone).date()
        if publish_on < today:
            raise PublishDayPassed(publish_on, today)
        current = find_current(session, row.jurisdiction)
        require_confirmed(row.base_digest, current, pack, confirmed_current)
        row.state, row.reason, row.reason_en = "scheduled", "", ""
        row.reviewed_by, row.reviewed_at = actor.login_name, at
        row.publish_on, row.due_at = publish_on, begin_of(publish_on, pack)
        row.replaces_digest = current.digest if current is not None else None
        session.flush()
        facts = {"publish_on": publish_on.isoformat(), "replaces": row.replaces_digest}
        record(session, row, "approve_proposal", actor, at, **facts)
        tell_concerned(
            session,
            row,
            f"提案 {row.id} 已由{actor.display_name}审核通过，自 {publish_on} 起施行",
            f"Proposal {row.id} was approved by {actor.display_name} and is in force from {publish_on}",
            but=actor.login_name,
        )
        return line_of(row)


def cancel_publication(database: Database, actor: Actor, proposal_id: int, reason: str) -> ProposalLine:
    """Cancel what was approved and is not in force yet, with a reason: its draft can be changed again.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        ProposalNotFound, ProposalDecided: it is not there, or not waiting for its day any more.
        ProposalMessageMissing: there is no reason.
    """
    text = read_text(reason)
    with database.write() as session:
        require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
        row = lock_proposal(session, proposal_id, "scheduled")
        at = now(session)
        row.state, row.reason, row.reason_en, row.due_at = "cancelled", text, "", None
        reopen_draft(session, row, actor, at)
        record(session, row, "cancel_publication", actor, at, reason=text)
        tell_concerned(
            session,
            row,
            f"提案 {row.id} 的发布已取消：{text}",
            f"The publication of proposal {row.id} was cancelled: {text}",
            but=actor.login_name,
        )
        return line_of(row)


def begin_of(day: date, pack: Pack) -> datetime:
    """The instant, in UTC, at which a day begins in the place of a pack."""
    return datetime.combine(day, time(), pack.jurisdiction.zone).astimezone(UTC)


def _read_frozen(session: Session, proposal_id: int) -> Pack:
    row = session.get(PackProposal, proposal_id)
    if row is None:
        raise ProposalNotFound(proposal=proposal_id)
    return read_pack_of(session, row)


def _lock_for_review(session: Session, actor: Actor, proposal_id: int) -> PackProposal:
    require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
    row = lock_proposal(session, proposal_id, "waiting")
    if actor.login_name in concerned_in(session, row):
        raise SecondPersonNeeded
    return row
