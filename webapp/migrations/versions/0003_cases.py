"""Case files, their tasks, evidence, registers and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_serial",
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("year", _WHOLE, nullable=False),
        sa.Column("last", _WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "year", name="pk_case_serial"),
    )
    op.create_table(
        "evidence_content",
        sa.Column("digest", CanonicalText(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_evidence_content"),
    )
    op.create_table(
        "case_file",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("case_no", CanonicalText(), nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("pack_digest", CanonicalText(), nullable=False),
        sa.Column("process_id", CanonicalText(), nullable=False),
        sa.Column("status", CanonicalText(), nullable=False),
        sa.Column("title", CanonicalText(), nullable=False),
        sa.Column("subject_name", CanonicalText(), nullable=False),
        sa.Column("opened_by_id", _WHOLE, nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("next_due_at", Instant(), nullable=True),
        sa.Column("awaited_messages", CanonicalText(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("revision", _WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name="fk_case_file_opened_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
        sa.UniqueConstraint("case_no", name="uq_case_file_case_no"),
    )
    op.create_index("ix_case_file_jurisdiction", "case_file", ["jurisdiction"])
    op.create_index("ix_case_file_next_due_at", "case_file", ["next_due_at"])
    op.create_index("ix_case_file_opened_by_id", "case_file", ["opened_by_id"])
    op.create_index("ix_case_file_status", "case_file", ["status"])
    op.create_table(
        "matter_draft",
        sa.Column("account_id", _WHOLE, nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("typed", CanonicalText(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_matter_draft_account_id"),
        sa.PrimaryKeyConstraint("account_id", "jurisdiction", name="pk_matter_draft"),
    )
    op.create_table(
        "case_task",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("engine_id", CanonicalText(), nullable=False),
        sa.Column("process_id", CanonicalText(), nullable=False),
        sa.Column("element_id", CanonicalText(), nullable=False),
        sa.Column("name", CanonicalText(), nullable=False),
        sa.Column("form_id", CanonicalText(), nullable=True),
        sa.Column("item", CanonicalText(), nullable=True),
        sa.Column("candidates", CanonicalText(), nullable=False),
        sa.Column("state", CanonicalText(), nullable=False),
        sa.Column("assignee_id", _WHOLE, nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("priority", _WHOLE, nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("completed_by_id", _WHOLE, nullable=True),
        sa.Column("facts", CanonicalText(), nullable=True),
        sa.Column("draft", CanonicalText(), nullable=True),
        sa.Column("revision", _WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["account.id"], name="fk_case_task_assignee_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_case_task_case_id"),
        sa.ForeignKeyConstraint(["completed_by_id"], ["account.id"], name="fk_case_task_completed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_task"),
        sa.UniqueConstraint("case_id", "engine_id", name="uq_case_task_case_id_engine_id"),
    )
    op.create_index("ix_case_task_assignee_id", "case_task", ["assignee_id"])
    op.create_index("ix_case_task_case_id", "case_task", ["case_id"])
    op.create_index("ix_case_task_completed_by_id", "case_task", ["completed_by_id"])
    op.create_index("ix_case_task_state", "case_task", ["state"])
    op.create_table(
        "comment",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("text", CanonicalText(), nullable=False),
        sa.Column("author_id", _WHOLE, nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_comment_author_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_comment_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
    )
    op.create_index("ix_comment_case_id", "comment", ["case_id"])
    op.create_table(
        "decision_record",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("process_id", CanonicalText(), nullable=False),
        sa.Column("element_id", CanonicalText(), nullable=False),
        sa.Column("decision_id", CanonicalText(), nullable=False),
        sa.Column("status", CanonicalText(), nullable=False),
        sa.Column("explanation", CanonicalText(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_decision_record_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decision_record"),
    )
    op.create_index("ix_decision_record_case_id", "decision_record", ["case_id"])
    op.create_table(
        "incident",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("engine_id", CanonicalText(), nullable=False),
        sa.Column("process_id", CanonicalText(), nullable=False),
        sa.Column("element_id", CanonicalText(), nullable=False),
        sa.Column("code", CanonicalText(), nullable=False),
        sa.Column("zh", CanonicalText(), nullable=False),
        sa.Column("en", CanonicalText(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_incident_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_case_id", "incident", ["case_id"])
    op.create_table(
        "register_entry",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("register", CanonicalText(), nullable=False),
        sa.Column("number", CanonicalText(), nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("record", CanonicalText(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("amended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_register_entry_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_register_entry"),
        sa.UniqueConstraint("number", name="uq_register_entry_number"),
    )
    op.create_index("ix_register_entry_case_id", "register_entry", ["case_id"])
    op.create_index("ix_register_entry_listing", "register_entry", ["register", "jurisdiction", "on_date"])
    op.create_table(
        "submission",
        sa.Column("key", CanonicalText(), nullable=False),
        sa.Column("account_id", _WHOLE, nullable=False),
        sa.Column("action", CanonicalText(), nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("task_id", _WHOLE, nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_submission_account_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_submission_case_id"),
        sa.PrimaryKeyConstraint("key", name="pk_submission"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("task_id", _WHOLE, nullable=True),
        sa.Column("file_name", CanonicalText(), nullable=False),
        sa.Column("media_type", CanonicalText(), nullable=False),
        sa.Column("size_bytes", _WHOLE, nullable=False),
        sa.Column("digest", CanonicalText(), nullable=False),
        sa.Column("note", CanonicalText(), nullable=False),
        sa.Column("uploaded_by_id", _WHOLE, nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_evidence_case_id"),
        sa.ForeignKeyConstraint(["digest"], ["evidence_content.digest"], name="fk_evidence_digest"),
        sa.ForeignKeyConstraint(["task_id"], ["case_task.id"], name="fk_evidence_task_id"),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name="fk_evidence_uploaded_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_case_id", "evidence", ["case_id"])
    op.create_table(
        "task_candidate",
        sa.Column("task_id", _WHOLE, nullable=False),
        sa.Column("candidate", CanonicalText(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["case_task.id"], name="fk_task_candidate_task_id"),
        sa.PrimaryKeyConstraint("task_id", "candidate", name="pk_task_candidate"),
    )
    op.create_index("ix_task_candidate_candidate", "task_candidate", ["candidate"])


def downgrade() -> None:
    op.drop_table("task_candidate")
    op.drop_table("evidence")
    op.drop_table("submission")
    op.drop_table("register_entry")
    op.drop_table("incident")
    op.drop_table("decision_record")
    op.drop_table("comment")
    op.drop_table("case_task")
    op.drop_table("matter_draft")
    op.drop_table("case_file")
    op.drop_table("evidence_content")
    op.drop_table("case_serial")
