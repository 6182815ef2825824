"""Calendar years that an administrator saves, and the calendar that the deadlines of a case agree with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_RUNNING = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "calendar_year",
        sa.Column("revision", _WHOLE, autoincrement=False, nullable=False),
        sa.Column("year", _WHOLE, nullable=False),
        sa.Column("days_off", CanonicalText(), nullable=False),
        sa.Column("works_on", CanonicalText(), nullable=False),
        sa.Column("source_title", CanonicalText(), nullable=False),
        sa.Column("source_number", CanonicalText(), nullable=False),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column("saved_by_id", _WHOLE, nullable=True),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name="fk_calendar_year_saved_by_id"),
        sa.PrimaryKeyConstraint("revision", name="pk_calendar_year"),
    )
    op.add_column("case_file", sa.Column("calendar_revision", _WHOLE, nullable=False, server_default="0"))
    op.create_index(
        "ix_case_file_calendar",
        "case_file",
        ["calendar_revision"],
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    )


def downgrade() -> None:
    op.drop_index("ix_case_file_calendar", "case_file")
    op.drop_column("case_file", "calendar_revision")
    op.drop_table("calendar_year")
