"""The tables of a case: its state, open and finished tasks, evidence, comments, incidents, advice and registers.

The state of a running procedure is one blob in the case row. Everything else here is derived from
it in the same transaction, so a reader never sees a task that the engine does not know, or the reverse.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from webapp.cases.calendar_models import LATEST_REVISION
from webapp.database import Base, Id


class CaseSerial(Base):
    """The last serial number given out in a jurisdiction and year."""

    __tablename__ = "case_serial"

    jurisdiction: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class CaseFile(Base):
    """One matter, from its opening to the archive.

    ``state`` is the engine's compact blob. ``next_due_at`` is the earliest instant at which a timer of
    the case fires (UTC), empty when none is set; ``awaited_messages`` names, comma-separated, the messages
    the case would take now. Both are derived from the blob whenever it is written. ``subject_kind`` (person or unit)
    and ``subject_unit`` (a unit's code) say, with the name, whom the matter is about. ``recused`` repeats who
    stands aside now (`CaseRecusal`), so that no check and no list needs another statement; see
    `webapp.cases.recusals` for how it is read. ``calendar_revision`` is the calendar that all open deadlines agree
    with; ``latest_calendar``, the one in force, is read along with the row.
    """

    __tablename__ = "case_file"

    id: Mapped[Id]
    case_no: Mapped[str] = mapped_column(unique=True)
    jurisdiction: Mapped[str] = mapped_column(index=True)
    pack_digest: Mapped[str]
    process_id: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    subject_name: Mapped[str]
    subject_kind: Mapped[str] = mapped_column(default="", server_default="")
    subject_unit: Mapped[str] = mapped_column(default="", server_default="")
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    next_due_at: Mapped[datetime | None] = mapped_column(index=True)
    awaited_messages: Mapped[str] = mapped_column(default="")
    recused: Mapped[str] = mapped_column(default="", server_default="")
    calendar_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[bytes]
    revision: Mapped[int] = mapped_column()
    latest_calendar: Mapped[int] = column_property(LATEST_REVISION, expire_on_flush=False)

    __table_args__ = (
        # What is behind a calendar that was just saved, among the running cases.
        Index(
            "ix_case_file_calendar",
            "calendar_revision",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_case_file_subject", "jurisdiction", "subject_name"),
        Index("ix_case_file_subject_unit", "jurisdiction", "subject_unit"),
    )
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy declares it, and reads it once.


class CaseTask(Base):
    """One user task of a case, open, done or cancelled.

    ``candidates`` lists, comma-separated, the qualified groups and login names that may claim it; the rows
    of `TaskCandidate` repeat them for the inbox. ``facts`` holds what was submitted, as a FEEL context
    literal (lossless: dates stay dates); ``draft`` what was typed and not submitted yet, as JSON.
    ``barred`` holds the accounts that may not do it because of what they did before (``,12,40,``), and
    ``completed_as`` the roles in which it was completed, comma-separated; see `webapp.cases.separation`.
    """

    __tablename__ = "case_task"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    engine_id: Mapped[str]
    process_id: Mapped[str]
    element_id: Mapped[str]
    name: Mapped[str]
    form_id: Mapped[str | None]
    item: Mapped[str | None]
    candidates: Mapped[str] = mapped_column(default="")
    barred: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str] = mapped_column(index=True, default="open")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=50)
    closed_at: Mapped[datetime | None]
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    completed_as: Mapped[str] = mapped_column(default="", server_default="")
    facts: Mapped[str | None]
    draft: Mapped[str | None]
    revision: Mapped[int] = mapped_column()

    case: Mapped[CaseFile] = relationship(lazy="raise_on_sql")

    __table_args__ = (UniqueConstraint("case_id", "engine_id"),)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy declares it, and reads it once.


class TaskCandidate(Base):
    """A qualified group (``town:intake``, ``town:consulted@housing``) or login (``@name``) that may claim a task."""

    __tablename__ = "task_candidate"

    task_id: Mapped[int] = mapped_column(ForeignKey("case_task.id"), primary_key=True)
    candidate: Mapped[str] = mapped_column(primary_key=True, index=True)


class CaseRecusal(Base):
    """That a person stands aside in a case (回避), why, and since when; ended ones stay as history.

    ``recorded_by_id`` is empty when a step of the procedure recorded it.
    """

    __tablename__ = "case_recusal"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    reason: Mapped[str]
    basis: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_because: Mapped[str | None]

    __table_args__ = (
        Index(
            "uq_case_recusal_standing",
            "case_id",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class Submission(Base):
    """A submission that was accepted, by the key its page carried: a repeat finds it and changes nothing."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    task_id: Mapped[int | None]
    received_at: Mapped[datetime]


class EvidenceContent(Base):
    """The bytes of an uploaded file, stored once per digest and in the same transaction as the list entry."""

    __tablename__ = "evidence_content"

    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class Evidence(Base):
    """One file of the case's evidence list. ``digest`` is the SHA-256 of the content."""

    __tablename__ = "evidence"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("case_task.id"))
    file_name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    digest: Mapped[str] = mapped_column(ForeignKey("evidence_content.digest"))
    note: Mapped[str] = mapped_column(default="")
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]


class Comment(Base):
    """A remark on a case, at any time, by anyone who may read it."""

    __tablename__ = "comment"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    text: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]


class IncidentRecord(Base):
    """A step that failed and waits for an administrator's retry."""

    __tablename__ = "incident"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    engine_id: Mapped[str]
    process_id: Mapped[str]
    element_id: Mapped[str]
    code: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


class DecisionRecord(Base):
    """What a table advised at one moment: the explanation whole, as JSON (see `webapp.decisions.Explanation`)."""

    __tablename__ = "decision_record"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    process_id: Mapped[str]
    element_id: Mapped[str]
    decision_id: Mapped[str]
    status: Mapped[str]
    explanation: Mapped[str]
    decided_at: Mapped[datetime]


class RegisterEntry(Base):
    """One record of a register (determinations, effects, corrections, notices, revisits, …).

    ``number`` is unique and deterministic: case number, register, sequence. ``record`` holds all values as
    JSON; ``on_date`` (the day that orders the register), ``until_on`` (the day an effect or deadline ends), ``ended_on``
    (the day it was settled), ``category`` and ``marks`` are drawn out of it (`webapp.cases.registers.drawn`), so that
    lists and statistics filter, sort and count without reading JSON in the database.
    """

    __tablename__ = "register_entry"

    id: Mapped[Id]
    register: Mapped[str]
    number: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    jurisdiction: Mapped[str]
    on_date: Mapped[date | None]
    until_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    category: Mapped[str] = mapped_column(default="", server_default="")
    marks: Mapped[str] = mapped_column(default="", server_default="")
    record: Mapped[str]
    recorded_at: Mapped[datetime]
    amended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_register_entry_listing", "register", "jurisdiction", "on_date"),
        # What is still open, by the day it is due.
        Index(
            "ix_register_entry_open",
            "register",
            "jurisdiction",
            "until_on",
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )


class LibraryFeature(Base):
    """One fact of a published case: an item of the list (feature ``item``) or a fact of a form (``assessment.f_motive``).

    ``entry_id`` is the case's record in the register of publications.
    """

    __tablename__ = "library_feature"

    feature: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id"), primary_key=True, index=True)


class MatterDraft(Base):
    """What somebody typed into the form that opens a matter, and did not submit: visible to nobody else."""

    __tablename__ = "matter_draft"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(primary_key=True)
    entrance: Mapped[str] = mapped_column(primary_key=True, default="", server_default="")
    typed: Mapped[str]
    saved_at: Mapped[datetime]
