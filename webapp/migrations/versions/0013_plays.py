"""Cases played in the workbench: the scenario that tells each, and how far it was played."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pack_draft_play",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("draft_id", _WHOLE, nullable=False),
        sa.Column("file", CanonicalText(), nullable=False),
        sa.Column("file_revision", _WHOLE, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("position", _WHOLE, nullable=False),
        sa.Column("revision", _WHOLE, nullable=False),
        sa.Column("changed_by", CanonicalText(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["pack_draft.id"], name="fk_pack_draft_play_draft_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pack_draft_play"),
    )
    op.create_index("ix_pack_draft_play_draft_id", "pack_draft_play", ["draft_id"])


def downgrade() -> None:
    op.drop_index("ix_pack_draft_play_draft_id", "pack_draft_play")
    op.drop_table("pack_draft_play")
