"""Counts what is sent to a database: for tests and the benchmark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

from webapp.database.units import Database


@dataclass(slots=True)
class StatementCount:
    """What was sent to the database: statements without BEGIN and COMMIT, and commits."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def count_statements(database: Database) -> Iterator[StatementCount]:
    """Count what all threads send while the block runs: for tests and the benchmark."""
    count = StatementCount()

    def note_statement(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            count.statements.append(statement)

    def note_commit(_connection: Connection) -> None:
        count.commits += 1

    listeners: list[tuple[str, Callable[..., Any]]] = [
        ("before_cursor_execute", note_statement),
        ("commit", note_commit),
    ]
    for engine in (database.writing, database.reading):
        for name, listener in listeners:
            event.listen(engine, name, listener)
    try:
        yield count
    finally:
        for engine in (database.writing, database.reading):
            for name, listener in listeners:
                event.remove(engine, name, listener)
