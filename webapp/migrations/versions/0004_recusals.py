"""Who stands aside in a case, and who may not do a task because of what they did before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STANDING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "case_recusal",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("account_id", _WHOLE, nullable=False),
        sa.Column("reason", CanonicalText(), nullable=False),
        sa.Column("basis", CanonicalText(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by_id", _WHOLE, nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by_id", _WHOLE, nullable=True),
        sa.Column("ended_because", CanonicalText(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_case_recusal_account_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_case_recusal_case_id"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["account.id"], name="fk_case_recusal_ended_by_id"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name="fk_case_recusal_recorded_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_recusal"),
    )
    op.create_index(
        "uq_case_recusal_standing",
        "case_recusal",
        ["case_id", "account_id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_index("ix_case_recusal_account_id", "case_recusal", ["account_id"])
    op.add_column("case_file", sa.Column("recused", CanonicalText(), nullable=False, server_default=""))
    op.add_column("case_task", sa.Column("barred", CanonicalText(), nullable=False, server_default=""))
    op.add_column("case_task", sa.Column("completed_as", CanonicalText(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("case_task", "completed_as")
    op.drop_column("case_task", "barred")
    op.drop_column("case_file", "recused")
    op.drop_table("case_recusal")
