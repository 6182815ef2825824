"""Papers of cases: numbers given out, papers, their versions; templates that an administrator is about to publish."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("made_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "paper_serial",
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("kind", CanonicalText(), nullable=False),
        sa.Column("year", _WHOLE, nullable=False),
        sa.Column("last", _WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "kind", "year", name="pk_paper_serial"),
    )
    op.create_table(
        "paper",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("task_id", _WHOLE, nullable=False),
        sa.Column("kind", CanonicalText(), nullable=False),
        sa.Column("number", CanonicalText(), nullable=False),
        sa.Column("title", CanonicalText(), nullable=False),
        sa.Column("title_en", CanonicalText(), nullable=False),
        sa.Column("shows", CanonicalText(), nullable=False),
        sa.Column("item", CanonicalText(), nullable=True),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_by_id", _WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_paper_case_id"),
        sa.ForeignKeyConstraint(["task_id"], ["case_task.id"], name="fk_paper_task_id"),
        sa.ForeignKeyConstraint(["issued_by_id"], ["account.id"], name="fk_paper_issued_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
        sa.UniqueConstraint("number", name="uq_paper_number"),
    )
    op.create_index("ix_paper_case_id", "paper", ["case_id"])
    op.create_index("ix_paper_task_id", "paper", ["task_id"])
    op.create_table(
        "paper_version",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("paper_id", _WHOLE, nullable=False),
        sa.Column("version", _WHOLE, nullable=False),
        sa.Column("facts", CanonicalText(), nullable=False),
        sa.Column("corrects", CanonicalText(), nullable=False, server_default=""),
        sa.Column("requested_by_id", _WHOLE, nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("entry_seq", _WHOLE, nullable=False),
        sa.Column("entry_hash", CanonicalText(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", _WHOLE, nullable=False, server_default="0"),
        sa.Column("leased_until_at", Instant(), nullable=True),
        sa.Column("made_at", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("error_zh", CanonicalText(), nullable=True),
        sa.Column("error_en", CanonicalText(), nullable=True),
        sa.Column("digest", CanonicalText(), nullable=True),
        sa.Column("size_bytes", _WHOLE, nullable=True),
        sa.Column("layout", CanonicalText(), nullable=True),
        sa.Column("gaps", CanonicalText(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_paper_version_paper_id"),
        sa.ForeignKeyConstraint(["requested_by_id"], ["account.id"], name="fk_paper_version_requested_by_id"),
        sa.ForeignKeyConstraint(["digest"], ["evidence_content.digest"], name="fk_paper_version_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_version"),
        sa.UniqueConstraint("paper_id", "version", name="uq_paper_version_paper_id_version"),
    )
    op.create_index(
        "ix_paper_version_waiting",
        "paper_version",
        ["due_at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_table(
        "paper_template_draft",
        sa.Column("account_id", _WHOLE, nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("kind", CanonicalText(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("file_name", CanonicalText(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_paper_template_draft_account_id"),
        sa.PrimaryKeyConstraint("account_id", "jurisdiction", "kind", name="pk_paper_template_draft"),
    )


def downgrade() -> None:
    op.drop_table("paper_template_draft")
    op.drop_index("ix_paper_version_waiting", "paper_version")
    op.drop_table("paper_version")
    op.drop_index("ix_paper_task_id", "paper")
    op.drop_index("ix_paper_case_id", "paper")
    op.drop_table("paper")
    op.drop_table("paper_serial")
