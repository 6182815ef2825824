"""Units, accounts, roles, sessions, set-up links; the record; the outbox; the practice clock."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REFUSAL = "the record can only be added to"
_MOVED_BACK = "NEW.name <> OLD.name OR NEW.seq < OLD.seq OR (NEW.seq = OLD.seq AND NEW.tip <> OLD.tip)"


def upgrade() -> None:
    _create_people()
    _create_record()
    _protect_record()
    _create_outbox()
    _create_clock()


def downgrade() -> None:
    for table in (
        "practice_clock",
        "notice_read",
        "outbox_message",
        "audit_entry",
        "audit_chain",
        "setup_link",
        "login_session",
        "role_grant",
        "account",
        "unit",
    ):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _create_people() -> None:
    op.create_table(
        "unit",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("code", CanonicalText(), nullable=False),
        sa.Column("name", CanonicalText(), nullable=False),
        sa.Column("name_en", CanonicalText(), nullable=False),
        sa.Column("kind", CanonicalText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
        sa.UniqueConstraint("jurisdiction", "code", name="uq_unit_jurisdiction_code"),
    )
    op.create_table(
        "account",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("login_name", CanonicalText(), nullable=False),
        sa.Column("display_name", CanonicalText(), nullable=False),
        sa.Column("unit_id", _WHOLE, nullable=True),
        sa.Column("password_hash", CanonicalText(), nullable=False),
        sa.Column("password_set_at", Instant(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("language", CanonicalText(), nullable=False),
        sa.Column("failed_attempts", _WHOLE, nullable=False),
        sa.Column("locked_until_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("language IN ('zh', 'en')", name="ck_account_language"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_account_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login_name", name="uq_account_login_name"),
    )
    op.create_index("ix_account_unit_id", "account", ["unit_id"])
    op.create_table(
        "role_grant",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("account_id", _WHOLE, nullable=False),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("role", CanonicalText(), nullable=False),
        sa.Column("unit_id", _WHOLE, nullable=True),
        sa.Column("granted_by", CanonicalText(), nullable=True),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "(jurisdiction = '*' AND role IN "
            "('system_admin', 'security_admin', 'audit_admin', 'process_designer', 'inspector') "
            "AND unit_id IS NULL) "
            "OR (jurisdiction <> '*' AND role NOT IN ('system_admin', 'security_admin', 'audit_admin'))",
            name="ck_role_grant_role",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_role_grant_account_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_role_grant_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
        sa.UniqueConstraint(
            "account_id",
            "jurisdiction",
            "role",
            "unit_id",
            name="uq_role_grant_account_id_jurisdiction_role_unit_id",
        ),
    )
    op.create_index("ix_role_grant_account_id", "role_grant", ["account_id"])
    op.create_index("ix_role_grant_unit_id", "role_grant", ["unit_id"])
    op.create_index(
        "uq_role_grant_anywhere",
        "role_grant",
        ["account_id", "jurisdiction", "role"],
        unique=True,
        **_where("unit_id IS NULL"),
    )
    op.create_index(
        "uq_role_grant_one_admin_role",
        "role_grant",
        ["account_id"],
        unique=True,
        **_where("role IN ('system_admin', 'security_admin', 'audit_admin')"),
    )
    op.create_table(
        "login_session",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("token_hash", CanonicalText(), nullable=False),
        sa.Column("account_id", _WHOLE, nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_login_session_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_login_session"),
        sa.UniqueConstraint("token_hash", name="uq_login_session_token_hash"),
    )
    op.create_index("ix_login_session_account_id", "login_session", ["account_id"])
    op.create_table(
        "setup_link",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("token_hash", CanonicalText(), nullable=False),
        sa.Column("role", CanonicalText(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_setup_link"),
        sa.UniqueConstraint("token_hash", name="uq_setup_link_token_hash"),
    )


def _create_record() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("name", CanonicalText(), nullable=False),
        sa.Column("seq", _WHOLE, nullable=False),
        sa.Column("tip", CanonicalText(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_audit_chain"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("chain", CanonicalText(), nullable=False),
        sa.Column("seq", _WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_account", CanonicalText(), nullable=True),
        sa.Column("actor_name", CanonicalText(), nullable=False),
        sa.Column("action", CanonicalText(), nullable=False),
        sa.Column("facts", CanonicalText(), nullable=False),
        sa.Column("previous_hash", CanonicalText(), nullable=False),
        sa.Column("hash", CanonicalText(), nullable=False),
        sa.Column("algorithm", CanonicalText(), nullable=False),
        sa.ForeignKeyConstraint(["chain"], ["audit_chain.name"], name="fk_audit_entry_chain"),
        sa.PrimaryKeyConstraint("chain", "seq", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_actor_account", "audit_entry", ["actor_account"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])


def _protect_record() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name, event in (
            ("audit_entry_keeps_rows", "DELETE ON audit_entry"),
            ("audit_entry_keeps_values", "UPDATE ON audit_entry"),
            ("audit_chain_keeps_rows", "DELETE ON audit_chain"),
            ("audit_chain_only_grows", f"UPDATE ON audit_chain WHEN {_MOVED_BACK}"),
        ):
            op.execute(f"CREATE TRIGGER {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END")
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    for name, event in (
        ("audit_entry_keeps_rows", "DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT"),
        ("audit_entry_keeps_values", "UPDATE ON audit_entry FOR EACH ROW"),
        ("audit_chain_keeps_rows", "DELETE OR TRUNCATE ON audit_chain FOR EACH STATEMENT"),
        ("audit_chain_only_grows", f"UPDATE ON audit_chain FOR EACH ROW WHEN ({_MOVED_BACK})"),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} EXECUTE FUNCTION refuse_audit_change()")


def _create_outbox() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("kind", CanonicalText(), nullable=False),
        sa.Column("to_account", CanonicalText(), nullable=True),
        sa.Column("to_group", CanonicalText(), nullable=True),
        sa.Column("jurisdiction", CanonicalText(), nullable=False),
        sa.Column("case_no", CanonicalText(), nullable=True),
        sa.Column("subject_zh", CanonicalText(), nullable=False),
        sa.Column("subject_en", CanonicalText(), nullable=False),
        sa.Column("body_zh", CanonicalText(), nullable=False),
        sa.Column("body_en", CanonicalText(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", _WHOLE, nullable=False),
        sa.Column("leased_until_at", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("last_error", CanonicalText(), nullable=True),
        sa.CheckConstraint("(to_account IS NULL) <> (to_group IS NULL)", name="ck_outbox_message_recipient"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_message"),
    )
    op.create_index("ix_outbox_message_case_no", "outbox_message", ["case_no"])
    op.create_index("ix_outbox_message_to_account", "outbox_message", ["to_account"])
    op.create_index("ix_outbox_message_to_group", "outbox_message", ["to_group"])
    op.create_index(
        "ix_outbox_message_waiting",
        "outbox_message",
        ["due_at"],
        **_where("done_at IS NULL AND failed_at IS NULL"),
    )
    op.create_table(
        "notice_read",
        sa.Column("message_id", _WHOLE, nullable=False),
        sa.Column("login_name", CanonicalText(), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"], name="fk_notice_read_message_id"),
        sa.PrimaryKeyConstraint("message_id", "login_name", name="pk_notice_read"),
    )
    op.create_index("ix_notice_read_login_name", "notice_read", ["login_name"])


def _create_clock() -> None:
    op.create_table(
        "practice_clock",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("offset_seconds", _WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_practice_clock"),
    )
