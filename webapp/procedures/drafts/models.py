"""Drafts of a place's procedure: what differs from the version they began with, who changed it, who has it open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base
from webapp.database.base import Id


class PackDraft(Base):
    """One draft. ``revision`` counts its saves; ``state`` is open, proposed, published or discarded."""

    __tablename__ = "pack_draft"

    id: Mapped[Id]
    jurisdiction: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    #: The version that untouched files are read from; none for a place that comes from elsewhere.
    base_digest: Mapped[str | None] = mapped_column(ForeignKey("pack_version.digest"))
    revision: Mapped[int]
    state: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]

    __table_args__ = (Index("ix_pack_draft_jurisdiction", "jurisdiction"),)


class PackDraftFile(Base):
    """A file that was touched. Without content it was removed; its revision counts on, so that no save is mistaken."""

    __tablename__ = "pack_draft_file"

    draft_id: Mapped[int] = mapped_column(ForeignKey("pack_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    revision: Mapped[int]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class PackDraftEditor(Base):
    """Who has changed a draft, and when last: none of them may publish it."""

    __tablename__ = "pack_draft_editor"

    draft_id: Mapped[int] = mapped_column(ForeignKey("pack_draft.id"), primary_key=True)
    login_name: Mapped[str] = mapped_column(primary_key=True)
    last_at: Mapped[datetime]


class PackDraftPresence(Base):
    """Who has a file of a draft open. Rows nobody refreshes mean nothing any more and are swept out."""

    __tablename__ = "pack_draft_presence"

    draft_id: Mapped[int] = mapped_column(ForeignKey("pack_draft.id"), primary_key=True)
    login_name: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
