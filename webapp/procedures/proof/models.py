"""Cases played in the workbench, kept as the scenarios that tell them: no real case is made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base
from webapp.database.base import Id


class PackDraftPlay(Base):
    """One play of a draft.

    ``content`` is a scenario's file; its first ``position`` steps are played. ``file`` is the scenario it was opened
    from, empty for a new one, at ``file_revision``. ``revision`` counts what was done in it.
    """

    __tablename__ = "pack_draft_play"

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(ForeignKey("pack_draft.id"))
    file: Mapped[str]
    file_revision: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    position: Mapped[int]
    revision: Mapped[int]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]

    __table_args__ = (Index("ix_pack_draft_play_draft_id", "draft_id"),)
