"""Drafts of procedures: what differs from the version they began with, who changed it, who has it open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pack_draft",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("name", CanonicalText(), nullable=False),
        sa.Column("name_en", CanonicalText(), nullable=False),
        sa.Column("base_digest", CanonicalText(), nullable=True),
        sa.Column("revision", _WHOLE, nullable=False),
        sa.Column("state", CanonicalText(), nullable=False),
        sa.Column("created_by", CanonicalText(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_by", CanonicalText(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["base_digest"], ["pack_version.digest"], name="fk_pack_draft_base_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_pack_draft"),
    )
    op.create_index("ix_pack_draft_jurisdiction", "pack_draft", ["jurisdiction"])
    op.create_table(
        "pack_draft_file",
        sa.Column("draft_id", _WHOLE, nullable=False),
        sa.Column("path", CanonicalText(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("revision", _WHOLE, nullable=False),
        sa.Column("changed_by", CanonicalText(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["pack_draft.id"], name="fk_pack_draft_file_draft_id"),
        sa.PrimaryKeyConstraint("draft_id", "path", name="pk_pack_draft_file"),
    )
    op.create_table(
        "pack_draft_editor",
        sa.Column("draft_id", _WHOLE, nullable=False),
        sa.Column("login_name", CanonicalText(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["pack_draft.id"], name="fk_pack_draft_editor_draft_id"),
        sa.PrimaryKeyConstraint("draft_id", "login_name", name="pk_pack_draft_editor"),
    )
    op.create_table(
        "pack_draft_presence",
        sa.Column("draft_id", _WHOLE, nullable=False),
        sa.Column("login_name", CanonicalText(), nullable=False),
        sa.Column("path", CanonicalText(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["pack_draft.id"], name="fk_pack_draft_presence_draft_id"),
        sa.PrimaryKeyConstraint("draft_id", "login_name", "path", name="pk_pack_draft_presence"),
    )


def downgrade() -> None:
    op.drop_table("pack_draft_presence")
    op.drop_table("pack_draft_editor")
    op.drop_table("pack_draft_file")
    op.drop_index("ix_pack_draft_jurisdiction", "pack_draft")
    op.drop_table("pack_draft")
