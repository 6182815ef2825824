"""Proposals to publish: what is proposed, frozen by its digest, who said what of it, and from when it is to be in force."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base
from webapp.database.base import Id


class PackProposal(Base):
    """One proposal: a draft, or (without ``draft_id``) an older version that is to be in force again.

    ``state`` is waiting, returned, withdrawn, scheduled, published or cancelled. ``base_digest`` is the version that the
    draft began with, or that was in force when the older one was proposed. ``replaces_digest`` is the version in force that
    the approval saw: if another one is when ``due_at`` comes, nothing is published.
    """

    __tablename__ = "pack_proposal"

    id: Mapped[Id]
    jurisdiction: Mapped[str]
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("pack_draft.id"))
    digest: Mapped[str]
    base_digest: Mapped[str | None] = mapped_column(ForeignKey("pack_version.digest"))
    message: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    reason_en: Mapped[str] = mapped_column(default="", server_default="")
    publish_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    replaces_digest: Mapped[str | None]
    published_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_pack_proposal_jurisdiction", "jurisdiction"),
        # What the background has to look at: few rows of many.
        Index(
            "ix_pack_proposal_due",
            "due_at",
            sqlite_where=text("state = 'scheduled'"),
            postgresql_where=text("state = 'scheduled'"),
        ),
        # A draft stands in one proposal at a time.
        Index(
            "uq_pack_proposal_draft",
            "draft_id",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'scheduled')"),
            postgresql_where=text("state IN ('waiting', 'scheduled')"),
        ),
    )


class ProposalFile(Base):
    """A file in which a proposed draft differs from its base. Without content the proposal does not have it."""

    __tablename__ = "proposal_file"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("pack_proposal.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class ProposalComment(Base):
    """What somebody said of a proposal, of one file of it, or of one element in that file."""

    __tablename__ = "proposal_comment"

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("pack_proposal.id"), index=True)
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    text: Mapped[str]
    path: Mapped[str | None]
    element_id: Mapped[str | None]
