"""Published versions of packs and their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pack_version",
        sa.Column("digest", CanonicalText(), nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("name", CanonicalText(), nullable=False),
        sa.Column("name_en", CanonicalText(), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("published_by", CanonicalText(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_pack_version"),
    )
    op.create_index("ix_pack_version_jurisdiction", "pack_version", ["jurisdiction", "published_at"])
    op.create_index(
        "uq_pack_version_current",
        "pack_version",
        ["jurisdiction"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "pack_file",
        sa.Column("digest", CanonicalText(), nullable=False),
        sa.Column("path", CanonicalText(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["pack_version.digest"], name="fk_pack_file_digest"),
        sa.PrimaryKeyConstraint("digest", "path", name="pk_pack_file"),
    )


def downgrade() -> None:
    op.drop_table("pack_file")
    op.drop_table("pack_version")
