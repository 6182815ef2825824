"""Moves of running cases to another version: what came of each case, and what it can be taken back to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_move",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("from_digest", CanonicalText(), nullable=False),
        sa.Column("to_digest", CanonicalText(), nullable=False),
        sa.Column("mapping", CanonicalText(), nullable=False),
        sa.Column("started_by_id", _WHOLE, nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["from_digest"], ["pack_version.digest"], name="fk_case_move_from_digest"),
        sa.ForeignKeyConstraint(["to_digest"], ["pack_version.digest"], name="fk_case_move_to_digest"),
        sa.ForeignKeyConstraint(["started_by_id"], ["account.id"], name="fk_case_move_started_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_move"),
    )
    op.create_index("ix_case_move_jurisdiction", "case_move", ["jurisdiction"])
    op.create_table(
        "moved_case",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("move_id", _WHOLE, nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("state", CanonicalText(), nullable=False),
        sa.Column("findings", CanonicalText(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("undo_by_id", _WHOLE, nullable=True),
        sa.Column("revision_after", _WHOLE, nullable=True),
        sa.Column("former", sa.LargeBinary(), nullable=True),
        sa.Column("former_rows", CanonicalText(), nullable=True),
        sa.ForeignKeyConstraint(["move_id"], ["case_move.id"], name="fk_moved_case_move_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_moved_case_case_id"),
        sa.ForeignKeyConstraint(["undo_by_id"], ["account.id"], name="fk_moved_case_undo_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_moved_case"),
        sa.UniqueConstraint("move_id", "case_id", name="uq_moved_case_move_id_case_id"),
    )
    op.create_index("ix_moved_case_case_id", "moved_case", ["case_id"])
    outstanding, former = sa.text("state IN ('waiting', 'undoing')"), sa.text("former IS NOT NULL")
    op.create_index(
        "ix_moved_case_outstanding",
        "moved_case",
        ["state"],
        sqlite_where=outstanding,
        postgresql_where=outstanding,
    )
    op.create_index(
        "ix_moved_case_former", "moved_case", ["case_id"], sqlite_where=former, postgresql_where=former
    )
    op.create_table(
        "move_mapping",
        sa.Column("from_digest", CanonicalText(), nullable=False),
        sa.Column("to_digest", CanonicalText(), nullable=False),
        sa.Column("mapping", CanonicalText(), nullable=False),
        sa.Column("changed_by_id", _WHOLE, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["from_digest"], ["pack_version.digest"], name="fk_move_mapping_from_digest"),
        sa.ForeignKeyConstraint(["to_digest"], ["pack_version.digest"], name="fk_move_mapping_to_digest"),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name="fk_move_mapping_changed_by_id"),
        sa.PrimaryKeyConstraint("from_digest", "to_digest", name="pk_move_mapping"),
    )


def downgrade() -> None:
    op.drop_table("move_mapping")
    op.drop_table("moved_case")
    op.drop_table("case_move")
