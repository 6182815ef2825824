"""The tables of moves: who moves which cases from which version to which, and what came of each case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.cases.models import CaseFile
from webapp.database import Base, Id


class CaseMove(Base):
    """One move of a place's running cases. ``mapping`` is the mapping by hand as it was at the start, as JSON."""

    __tablename__ = "case_move"

    id: Mapped[Id]
    jurisdiction: Mapped[str] = mapped_column(index=True)
    from_digest: Mapped[str] = mapped_column(ForeignKey("pack_version.digest"))
    to_digest: Mapped[str] = mapped_column(ForeignKey("pack_version.digest"))
    mapping: Mapped[str]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime]


class MovedCase(Base):
    """One case of a move: ``waiting``, ``moved``, ``refused``, ``failed``, ``undoing``, ``undone`` or ``kept``.

    ``findings`` are what kept it, or what changes for it, as JSON. A moved case can be taken back while its row has the
    revision ``revision_after``; ``former`` and ``former_rows`` are what it is taken back to, and go when it moves on.
    ``kept`` was to be taken back and had moved on.
    """

    __tablename__ = "moved_case"

    id: Mapped[Id]
    move_id: Mapped[int] = mapped_column(ForeignKey("case_move.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    state: Mapped[str] = mapped_column(default="waiting")
    findings: Mapped[str] = mapped_column(default="[]")
    done_at: Mapped[datetime | None]
    undo_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revision_after: Mapped[int | None]
    former: Mapped[bytes | None]
    former_rows: Mapped[str | None]

    move: Mapped[CaseMove] = relationship(lazy="raise_on_sql")
    case: Mapped[CaseFile] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        UniqueConstraint("move_id", "case_id"),
        # What the background has to do, and what can still be taken back: few rows of many.
        Index(
            "ix_moved_case_outstanding",
            "state",
            sqlite_where=text("state IN ('waiting', 'undoing')"),
            postgresql_where=text("state IN ('waiting', 'undoing')"),
        ),
        Index(
            "ix_moved_case_former",
            "case_id",
            sqlite_where=text("former IS NOT NULL"),
            postgresql_where=text("former IS NOT NULL"),
        ),
    )


class MoveMapping(Base):
    """What an administrator has said of the elements of one version in another, as JSON."""

    __tablename__ = "move_mapping"

    from_digest: Mapped[str] = mapped_column(ForeignKey("pack_version.digest"), primary_key=True)
    to_digest: Mapped[str] = mapped_column(ForeignKey("pack_version.digest"), primary_key=True)
    mapping: Mapped[str]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
