"""A place may have several entrances: what somebody typed into one stands beside what they typed into another."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # A primary key cannot be changed in place on every database; drafts are few.
    drafts = _take_drafts(with_entrance=False)
    op.bulk_insert(_make_table(with_entrance=True), [{**draft, "entrance": ""} for draft in drafts])


def downgrade() -> None:
    # The main entrance is the only one there was.
    drafts = [draft for draft in _take_drafts(with_entrance=True) if draft.pop("entrance") == ""]
    op.bulk_insert(_make_table(with_entrance=False), drafts)


def _columns(*, with_entrance: bool) -> list[sa.Column[Any]]:
    entrance: sa.Column[Any] = sa.Column("entrance", CanonicalText(), nullable=False, server_default="")
    return [
        sa.Column("account_id", _WHOLE, nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        *([entrance] if with_entrance else []),
        sa.Column("typed", CanonicalText(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
    ]


def _take_drafts(*, with_entrance: bool) -> list[dict[str, Any]]:
    table = sa.Table("matter_draft", sa.MetaData(), *_columns(with_entrance=with_entrance))
    drafts = [dict(row) for row in op.get_bind().execute(sa.select(table)).mappings()]
    op.drop_table("matter_draft")
    return drafts


def _make_table(*, with_entrance: bool) -> sa.Table:
    key = ("account_id", "jurisdiction", "entrance") if with_entrance else ("account_id", "jurisdiction")
    return op.create_table(
        "matter_draft",
        *_columns(with_entrance=with_entrance),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_matter_draft_account_id"),
        sa.PrimaryKeyConstraint(*key, name="pk_matter_draft"),
    )
