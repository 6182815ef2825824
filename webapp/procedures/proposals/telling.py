"""Who is told what became of a proposal, and what the record keeps of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import audit, outbox
from webapp.outbox import NewMessage
from webapp.people import EVERYWHERE, PROCESS_DESIGNER, SYSTEM_ADMIN, Actor
from webapp.people.actors import entry_by
from webapp.procedures.proposals.models import PackProposal, ProposalComment


def record(
    session: Session, row: PackProposal, action: str, actor: Actor | None, now: datetime, **facts: object
) -> None:
    """Append what was done to the chain of procedures; without ``actor`` the platform did it."""
    told: dict[str, object] = {
        "proposal": row.id, "jurisdiction": row.jurisdiction, "digest": row.digest, "draft": row.draft_id, **facts
    }  # fmt: skip
    entry = (
        entry_by(actor, action, told)
        if actor is not None
        else audit.Entry(action, told, None, audit.SYSTEM_NAME)
    )
    audit.append(session, audit.PROCEDURES, [entry], now)


def tell_reviewers(session: Session, row: PackProposal, zh: str, en: str) -> None:
    """Tell all who could review."""
    outbox.put(
        session,
        [
            NewMessage(
                jurisdiction=row.jurisdiction, to_group=f"{EVERYWHERE}:{role}", subject_zh=zh, subject_en=en
            )
            for role in (PROCESS_DESIGNER, SYSTEM_ADMIN)
        ],
    )


def tell_concerned(session: Session, row: PackProposal, zh: str, en: str, *, but: str | None = None) -> None:
    """Tell who proposed, who reviewed and who commented; not ``but``, who did it."""
    commented = select(ProposalComment.written_by).where(ProposalComment.proposal_id == row.id)
    people = {row.proposed_by, *session.scalars(commented), *([row.reviewed_by] if row.reviewed_by else [])}
    outbox.put(
        session,
        [
            NewMessage(jurisdiction=row.jurisdiction, to_account=login, subject_zh=zh, subject_en=en)
            for login in sorted(people - {but})
        ],
    )
