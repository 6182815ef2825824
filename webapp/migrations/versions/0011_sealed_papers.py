"""A sealed and signed paper is kept as a version of the paper: which version it is the sealed form of, and the uploaded file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("paper_version", sa.Column("seals", _WHOLE, nullable=True))
    op.add_column("paper_version", sa.Column("file_name", CanonicalText(), nullable=True))
    op.add_column("paper_version", sa.Column("media_type", CanonicalText(), nullable=True))


def downgrade() -> None:
    # A version that seals another has no document of ours to show without these columns.
    op.execute(sa.text("DELETE FROM paper_version WHERE seals IS NOT NULL"))
    op.drop_column("paper_version", "media_type")
    op.drop_column("paper_version", "file_name")
    op.drop_column("paper_version", "seals")
