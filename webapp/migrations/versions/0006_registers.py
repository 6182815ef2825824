"""Registers as lists: whom a case is about, what sorts and settles a record, the case library, tokens for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from webapp.database import CanonicalText, Instant
from webapp.feel import compile_expression

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PLACE = ZoneInfo("Asia/Shanghai")
_OPEN = sa.text("ended_on IS NULL")


def upgrade() -> None:
    op.add_column("case_file", sa.Column("subject_kind", CanonicalText(), nullable=False, server_default=""))
    op.add_column("case_file", sa.Column("subject_unit", CanonicalText(), nullable=False, server_default=""))
    op.create_index("ix_case_file_subject", "case_file", ["jurisdiction", "subject_name"])
    op.create_index("ix_case_file_subject_unit", "case_file", ["jurisdiction", "subject_unit"])
    op.add_column("register_entry", sa.Column("ended_on", sa.Date(), nullable=True))
    op.add_column("register_entry", sa.Column("category", CanonicalText(), nullable=False, server_default=""))
    op.add_column("register_entry", sa.Column("marks", CanonicalText(), nullable=False, server_default=""))
    op.create_index(
        "ix_register_entry_open",
        "register_entry",
        ["register", "jurisdiction", "until_on"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "library_feature",
        sa.Column("feature", CanonicalText(), nullable=False),
        sa.Column("value", CanonicalText(), nullable=False),
        sa.Column("entry_id", _WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name="fk_library_feature_entry_id"),
        sa.PrimaryKeyConstraint("feature", "value", "entry_id", name="pk_library_feature"),
    )
    op.create_index("ix_library_feature_entry_id", "library_feature", ["entry_id"])
    op.create_table(
        "personal_token",
        sa.Column("id", _WHOLE, nullable=False),
        sa.Column("token_hash", CanonicalText(), nullable=False),
        sa.Column("account_id", _WHOLE, nullable=False),
        sa.Column("name", CanonicalText(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_personal_token_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_personal_token"),
        sa.UniqueConstraint("token_hash", name="uq_personal_token_token_hash"),
    )
    op.create_index("ix_personal_token_account_id", "personal_token", ["account_id"])
    _fill_subjects()
    _fill_records()


def _fill_subjects() -> None:
    """The subject's kind and unit stand in the first form of each case, kept as a FEEL context."""
    connection = op.get_bind()
    first = sa.text(
        "SELECT case_id, facts FROM case_task WHERE id IN (SELECT min(id) FROM case_task GROUP BY case_id)"
    )
    for case_id, facts in connection.execute(first).all():
        told = compile_expression(facts or "{}").evaluate({})
        subject = told.get("subject") if isinstance(told, dict) else None
        found = subject if isinstance(subject, dict) else {}
        connection.execute(
            sa.text("UPDATE case_file SET subject_kind = :kind, subject_unit = :unit WHERE id = :case_id"),
            {"kind": found.get("kind") or "", "unit": found.get("unit_code") or "", "case_id": case_id},
        )


def _fill_records() -> None:
    connection = op.get_bind()
    entries = sa.text("SELECT id, register, record, on_date, recorded_at FROM register_entry").columns(
        on_date=sa.Date(), recorded_at=Instant()
    )
    for entry_id, register, record, on_date, recorded_at in connection.execute(entries).all():
        drawn = _draw(register, json.loads(record))
        drawn["on_date"] = on_date or recorded_at.astimezone(_PLACE).date()
        connection.execute(
            sa.text(
                "UPDATE register_entry SET on_date = :on_date, ended_on = :ended_on, category = :category, "
                "marks = :marks WHERE id = :entry_id"
            ).bindparams(sa.bindparam("on_date", type_=sa.Date()), sa.bindparam("ended_on", type_=sa.Date())),
            {**drawn, "entry_id": entry_id},
        )


def _draw(register: str, record: Mapping[str, Any]) -> dict[str, Any]:
    ends = (
        ("done_on",) if register == "revisits" else ("lifted_on", "accepted_on", "closed_on", "replaced_on")
    )
    sorts = ("outcome", "doc_kind", "finding", "kind", "grade", "result")
    category = next((record[name] for name in sorts if isinstance(record.get(name), str)), "")
    if register == "education" and _number(record.get("form")):
        category = f"form_{_number(record.get('form'))}"
    marks = {
        "differs": record.get("differs") is True,
        "overdue": record.get("is_overdue") is True,
        "escalated": record.get("escalated_on") is not None,
        "failed": record.get("result") == "failed",
        "repeat": _number(record.get("times")) > 1,
        "replaced": record.get("replaced_by") is not None,
        "advised": record.get("advised_outcome") is not None,
    }
    held = [name for name, holds in marks.items() if holds]
    return {
        "ended_on": next((day for name in ends if (day := _day(record.get(name)))), None),
        "category": category,
        "marks": f",{','.join(held)}," if held else "",
    }


def _day(value: Any) -> Any:
    """The day of a stored FEEL date, or None."""
    is_date = isinstance(value, dict) and value.get("feel") == "date"
    return date.fromisoformat(value["value"]) if is_date else None


def _number(value: Any) -> int:
    """A stored whole number; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def downgrade() -> None:
    op.drop_table("personal_token")
    op.drop_table("library_feature")
    op.drop_index("ix_register_entry_open", "register_entry")
    op.drop_column("register_entry", "marks")
    op.drop_column("register_entry", "category")
    op.drop_column("register_entry", "ended_on")
    op.drop_index("ix_case_file_subject_unit", "case_file")
    op.drop_index("ix_case_file_subject", "case_file")
    op.drop_column("case_file", "subject_unit")
    op.drop_column("case_file", "subject_kind")
