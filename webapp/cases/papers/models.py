"""The tables of papers: the numbers given out, each numbered paper, and its versions with the facts they were made from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.database import Base, Id


class PaperSerial(Base):
    """The last serial number given out for one kind of paper in a jurisdiction and year."""

    __tablename__ = "paper_serial"

    jurisdiction: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Paper(Base):
    """One numbered paper of a case (文书). ``kind`` is its id in the pack, ``number`` its 文号.

    ``shows`` names, comma-separated, what its template takes from the case: who does not read all of it does not read the
    paper. ``item`` is the element of a task of several (a unit's code) it was made for.
    """

    __tablename__ = "paper"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("case_task.id"), index=True)
    kind: Mapped[str]
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str]
    shows: Mapped[str]
    item: Mapped[str | None]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class PaperVersion(Base):
    """One version of a paper: the first, a correction with its reason in ``corrects``, or the sealed form of the version ``seals``.

    A sealed form is a file that an officer uploaded, with its ``file_name`` and ``media_type``; the platform makes the others.

    ``facts`` is the snapshot it is made from, as JSON. ``entry_seq`` and ``entry_hash`` are the entry of the case's record that
    issued it. It waits to be made until ``made_at``; ``attempts`` is the fencing number of whoever makes it. ``digest`` is the
    SHA-256 of the finished document, ``layout`` its text for print in the browser, ``gaps`` the facts struck out in it.
    """

    __tablename__ = "paper_version"

    id: Mapped[Id]
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    version: Mapped[int]
    facts: Mapped[str]
    corrects: Mapped[str] = mapped_column(default="", server_default="")
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime]
    entry_seq: Mapped[int]
    entry_hash: Mapped[str]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    leased_until_at: Mapped[datetime | None]
    made_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error_zh: Mapped[str | None]
    error_en: Mapped[str | None]
    digest: Mapped[str | None] = mapped_column(ForeignKey("evidence_content.digest"))
    size_bytes: Mapped[int | None]
    layout: Mapped[str | None]
    gaps: Mapped[str] = mapped_column(default="", server_default="")
    seals: Mapped[int | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]

    paper: Mapped[Paper] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        UniqueConstraint("paper_id", "version"),
        Index(
            "ix_paper_version_waiting",
            "due_at",
            sqlite_where=text("made_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("made_at IS NULL AND failed_at IS NULL"),
        ),
    )


class PaperTemplateDraft(Base):
    """A template that an administrator uploaded for a place and has not published yet: visible to nobody else."""

    __tablename__ = "paper_template_draft"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    file_name: Mapped[str]
    saved_at: Mapped[datetime]
