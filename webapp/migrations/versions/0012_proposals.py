"""Proposals to publish: their frozen files, comments, the day from which they are in force, and what they would change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _add_proposals()
    _add_impact()


def _add_proposals() -> None:
    op.create_table(
        "pack_proposal",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("draft_id", _WHOLE, nullable=True),
        sa.Column("digest", CanonicalText(), nullable=False),
        sa.Column("base_digest", CanonicalText(), nullable=True),
        sa.Column("message", CanonicalText(), nullable=False),
        sa.Column("state", CanonicalText(), nullable=False),
        sa.Column("proposed_by", CanonicalText(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("reviewed_by", CanonicalText(), nullable=True),
        sa.Column("reviewed_at", Instant(), nullable=True),
        sa.Column("reason", CanonicalText(), server_default="", nullable=False),
        sa.Column("reason_en", CanonicalText(), server_default="", nullable=False),
        sa.Column("publish_on", sa.Date(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("replaces_digest", CanonicalText(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["pack_draft.id"], name="fk_pack_proposal_draft_id"),
        sa.ForeignKeyConstraint(
            ["base_digest"], ["pack_version.digest"], name="fk_pack_proposal_base_digest"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pack_proposal"),
    )
    op.create_index("ix_pack_proposal_jurisdiction", "pack_proposal", ["jurisdiction"])
    scheduled, standing = sa.text("state = 'scheduled'"), sa.text("state IN ('waiting', 'scheduled')")
    op.create_index(
        "ix_pack_proposal_due",
        "pack_proposal",
        ["due_at"],
        sqlite_where=scheduled,
        postgresql_where=scheduled,
    )
    op.create_index(
        "uq_pack_proposal_draft",
        "pack_proposal",
        ["draft_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_table(
        "proposal_file",
        sa.Column("proposal_id", _WHOLE, nullable=False),
        sa.Column("path", CanonicalText(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["pack_proposal.id"], name="fk_proposal_file_proposal_id"),
        sa.PrimaryKeyConstraint("proposal_id", "path", name="pk_proposal_file"),
    )
    op.create_table(
        "proposal_comment",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("proposal_id", _WHOLE, nullable=False),
        sa.Column("written_by", CanonicalText(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.Column("text", CanonicalText(), nullable=False),
        sa.Column("path", CanonicalText(), nullable=True),
        sa.Column("element_id", CanonicalText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["pack_proposal.id"], name="fk_proposal_comment_proposal_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_comment"),
    )
    op.create_index("ix_proposal_comment_proposal_id", "proposal_comment", ["proposal_id"])


def _add_impact() -> None:
    op.create_table(
        "proposal_impact",
        sa.Column("proposal_id", _WHOLE, nullable=False),
        sa.Column("state", CanonicalText(), nullable=False),
        sa.Column("base_digest", CanonicalText(), nullable=True),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("total", _WHOLE, nullable=False),
        sa.Column("looked_at", _WHOLE, nullable=False),
        sa.Column("last_case_id", _WHOLE, nullable=False),
        sa.Column("scenarios", CanonicalText(), nullable=True),
        sa.Column("reason", CanonicalText(), server_default="", nullable=False),
        sa.Column("reason_en", CanonicalText(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["pack_proposal.id"], name="fk_proposal_impact_proposal_id"),
        sa.PrimaryKeyConstraint("proposal_id", name="pk_proposal_impact"),
    )
    working = sa.text("state = 'working'")
    op.create_index(
        "ix_proposal_impact_working",
        "proposal_impact",
        ["proposal_id"],
        sqlite_where=working,
        postgresql_where=working,
    )
    op.create_table(
        "impact_case",
        sa.Column("proposal_id", _WHOLE, nullable=False),
        sa.Column("case_id", _WHOLE, nullable=False),
        sa.Column("decision_id", CanonicalText(), nullable=False),
        sa.Column("outcome", CanonicalText(), nullable=False),
        sa.Column("old", CanonicalText(), nullable=False),
        sa.Column("new", CanonicalText(), nullable=False),
        sa.Column("old_rules", CanonicalText(), nullable=False),
        sa.Column("new_rules", CanonicalText(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["pack_proposal.id"], name="fk_impact_case_proposal_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_impact_case_case_id"),
        sa.PrimaryKeyConstraint("proposal_id", "case_id", "decision_id", name="pk_impact_case"),
    )
    op.create_index("ix_impact_case_case_id", "impact_case", ["case_id"])


def downgrade() -> None:
    for table in ("impact_case", "proposal_impact", "proposal_comment", "proposal_file", "pack_proposal"):
        op.drop_table(table)
