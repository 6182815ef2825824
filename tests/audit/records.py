"""Entries to try things on, and the hand that tampers with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import text

from tests.fresh_database import is_sqlite
from webapp.audit import Entry, append
from webapp.database import Database

AT = datetime(2026, 3, 2, 1, 30, 0, 123456, tzinfo=UTC)


def record(database: Database, chain: str, *actions: str) -> None:
    """Add one entry for each action."""
    with database.write() as session:
        append(session, chain, [Entry(action, {"说明": action}) for action in actions], AT)


def tamper(database: Database, *statements: str, values: Mapping[str, object] | None = None) -> None:
    """Change rows as the owner of the database could: without triggers and foreign keys in the way."""
    if is_sqlite(database):
        before = [
            f"DROP TRIGGER IF EXISTS {name}"
            for name in (
                "audit_entry_keeps_rows",
                "audit_entry_keeps_values",
                "audit_chain_keeps_rows",
                "audit_chain_only_grows",
            )
        ]
    else:
        before = ["SET LOCAL session_replication_role = replica"]
    with database.write() as session:
        for statement in before:
            session.execute(text(statement))
        for statement in statements:
            session.execute(text(statement), values or {})
