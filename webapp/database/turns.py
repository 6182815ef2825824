"""Work that one process does while others wait for it, when several start together."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import text
from sqlalchemy.engine import Connection


class Turn(IntEnum):
    """What is done by one at a time; the numbers are keys of PostgreSQL's advisory locks."""

    MIGRATE = 7277001
    PUBLISH_SHIPPED = 7277002


def take_turn(connection: Connection, turn: Turn) -> None:
    """Wait, in a write unit, until nobody else is at ``turn``; whoever waited looks anew at what is left to do.

    On SQLite the write unit itself is that turn. On PostgreSQL the unit may then take as long as the work takes.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(turn)})
