"""Finding proposals, and reading what they would put into force."""

from __future__ import annotations

from types import MappingProxyType
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.procedures.drafts import editors_of
from webapp.procedures.drafts.held_packs import hold_pack
from webapp.procedures.packs import Pack
from webapp.procedures.proposals.errors import ProposalDamaged, ProposalNotFound
from webapp.procedures.proposals.lines import CommentLine, Proposal, ProposalLine, ProposalState
from webapp.procedures.proposals.models import PackProposal, ProposalComment, ProposalFile
from webapp.procedures.publishing import find_current, get_version


def list_proposals(session: Session, jurisdiction: str | None = None) -> list[ProposalLine]:
    """All proposals, or those of one place, the newest first."""
    query = select(PackProposal).order_by(PackProposal.id.desc())
    if jurisdiction is not None:
        query = query.where(PackProposal.jurisdiction == jurisdiction)
    return [line_of(row) for row in session.scalars(query)]


def list_reviewable(session: Session, login_name: str) -> list[ProposalLine]:
    """The proposals that wait for a second person and that somebody may decide on, the oldest first.

    Whether the person holds a role that reviews is the caller's business.
    """
    waiting = session.scalars(
        select(PackProposal).where(PackProposal.state == "waiting").order_by(PackProposal.id)
    )
    return [line_of(row) for row in waiting if login_name not in concerned_in(session, row)]


def find_proposal_of(session: Session, draft_id: int) -> ProposalLine | None:
    """The latest proposal of a draft, if there is one."""
    row = session.scalar(
        select(PackProposal)
        .where(PackProposal.draft_id == draft_id)
        .order_by(PackProposal.id.desc())
        .limit(1)
    )
    return None if row is None else line_of(row)


def get_proposal(session: Session, proposal_id: int) -> Proposal:
    """A proposal with its packs and comments.

    Raises:
        ProposalNotFound: there is no such proposal.
        ProposalDamaged: the frozen files were altered.
    """
    row = session.get(PackProposal, proposal_id)
    if row is None:
        raise ProposalNotFound(proposal=proposal_id)
    base = get_version(session, row.base_digest) if row.base_digest is not None else None
    comments = session.scalars(
        select(ProposalComment).where(ProposalComment.proposal_id == row.id).order_by(ProposalComment.id)
    )
    current = find_current(session, row.jurisdiction)
    return Proposal(
        line_of(row),
        read_pack_of(session, row),
        base,
        current,
        base if base is not None else _find_replaced(session, row, current),
        tuple(
            CommentLine(each.id, each.written_by, each.written_at, each.text, each.path, each.element_id)
            for each in comments
        ),
        concerned_in(session, row),
    )


def _find_replaced(session: Session, row: PackProposal, current: Pack | None) -> Pack | None:
    """The version that a draft without one to begin with replaces, or replaced; None for a place's first."""
    if row.state in {"waiting", "scheduled"}:
        return current
    if row.state == "published" and row.replaces_digest is not None:
        return get_version(session, row.replaces_digest)
    return None


def read_pack_of(session: Session, row: PackProposal) -> Pack:
    """The pack that a proposal would put into force, as it was frozen.

    Raises:
        ProposalDamaged: its files no longer give the digest.
    """
    if row.draft_id is None or row.state == "published":
        return get_version(session, row.digest)
    files = dict(get_version(session, row.base_digest).files) if row.base_digest is not None else {}
    for each in session.scalars(select(ProposalFile).where(ProposalFile.proposal_id == row.id)):
        if each.content is None:
            files.pop(each.path, None)
        else:
            files[each.path] = bytes(each.content)
    pack = hold_pack(row.jurisdiction, MappingProxyType(files))
    if pack.digest != row.digest:
        raise ProposalDamaged(proposal=row.id, found=pack.digest[:12], digest=row.digest[:12])
    return pack


def concerned_in(session: Session, row: PackProposal) -> frozenset[str]:
    """Who may not approve a proposal: who proposed it, and all who have edited its draft."""
    edited = editors_of(session, row.draft_id) if row.draft_id is not None else frozenset()
    return edited | {row.proposed_by}


def line_of(row: PackProposal) -> ProposalLine:
    """The row as it is handed out."""
    return ProposalLine(
        row.id,
        row.jurisdiction,
        row.draft_id,
        row.digest,
        row.base_digest,
        row.message,
        cast(ProposalState, row.state),
        row.proposed_by,
        row.proposed_at,
        row.reviewed_by,
        row.reviewed_at,
        row.reason,
        row.reason_en,
        row.publish_on,
        row.due_at,
        row.published_at,
    )
