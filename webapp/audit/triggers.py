"""Triggers by which the database itself refuses to change the record, whoever asks.

They stop mistakes and casual tampering. Whoever owns the database can drop them: that is what
`webapp.audit.verify` is for.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

_REFUSAL = "the record can only be added to"

_MOVED_BACK = "NEW.name <> OLD.name OR NEW.seq < OLD.seq OR (NEW.seq = OLD.seq AND NEW.tip <> OLD.tip)"

SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for name, event in (
        ("audit_entry_keeps_rows", "DELETE ON audit_entry"),
        ("audit_entry_keeps_values", "UPDATE ON audit_entry"),
        ("audit_chain_keeps_rows", "DELETE ON audit_chain"),
        ("audit_chain_only_grows", f"UPDATE ON audit_chain WHEN {_MOVED_BACK}"),
    )
)

POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
)
POSTGRESQL_TRIGGERS = tuple(
    f"CREATE TRIGGER {name} BEFORE {event} EXECUTE FUNCTION refuse_audit_change()"
    for name, event in (
        ("audit_entry_keeps_rows", "DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT"),
        ("audit_entry_keeps_values", "UPDATE ON audit_entry FOR EACH ROW"),
        ("audit_chain_keeps_rows", "DELETE OR TRUNCATE ON audit_chain FOR EACH STATEMENT"),
        ("audit_chain_only_grows", f"UPDATE ON audit_chain FOR EACH ROW WHEN ({_MOVED_BACK})"),
    )
)


def install_triggers(_table: object, connection: Connection, **_: object) -> None:
    """Create the triggers for the connection's kind of database (after the tables)."""
    if connection.dialect.name == "sqlite":
        statements = SQLITE_TRIGGERS
    else:
        statements = (POSTGRESQL_FUNCTION, *POSTGRESQL_TRIGGERS)
    for statement in statements:
        connection.execute(text(statement))
