"""The tables of outgoing messages and of who has read which notice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, Id


class OutboxMessage(Base):
    """One message. The kind ``notice`` is read inside the product and done as soon as it is written.

    Recipients are a login name or a qualified group (``town:intake``, ``town:consulted@housing``; ``*:system_admin``
    for a role that is held everywhere).
    ``attempts`` is the fencing number: whoever took the message with an earlier one may not finish it.
    """

    __tablename__ = "outbox_message"

    id: Mapped[Id]
    kind: Mapped[str]
    to_account: Mapped[str | None] = mapped_column(index=True)
    to_group: Mapped[str | None] = mapped_column(index=True)
    jurisdiction: Mapped[str]
    case_no: Mapped[str | None] = mapped_column(index=True)
    subject_zh: Mapped[str]
    subject_en: Mapped[str]
    body_zh: Mapped[str]
    body_en: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int]
    leased_until_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("(to_account IS NULL) <> (to_group IS NULL)", name="recipient"),
        Index(
            "ix_outbox_message_waiting",
            "due_at",
            sqlite_where=text("done_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND failed_at IS NULL"),
        ),
    )


class NoticeRead(Base):
    """That a person has read a notice (a group's notice is read by each of its people)."""

    __tablename__ = "notice_read"

    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), primary_key=True)
    login_name: Mapped[str] = mapped_column(primary_key=True, index=True)
    read_at: Mapped[datetime]
