"""The database: the models' base and column types, how it is opened, its units of work, and its time.

SQLite and PostgreSQL behave alike for everybody above: a write unit is one serialised or row-locked
transaction, a read unit sees one snapshot and cannot write, instants are aware UTC, and text keeps its
bytes and sorts by them.

    database = open_database("sqlite:////srv/rongcuo/rongcuo.db")
    with database.write() as session:      # all or nothing
        session.add(Unit(code="housing", ...))
    with database.read() as session:       # one snapshot, no writes
        units = list_units(session, "town")
"""

from webapp.database.base import Base, CanonicalText, Id, Instant
from webapp.database.counting import StatementCount, count_statements
from webapp.database.errors import (
    DatabaseBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DatabaseUnusable,
    DatabaseUrlRefused,
    NotPracticeDatabase,
    PracticeClockBackwards,
    WriteInReadUnit,
)
from webapp.database.time import (
    DatabaseClock,
    PracticeClock,
    advance_practice_clock,
    database_now,
    is_practice,
    mark_practice,
    now,
)
from webapp.database.turns import Turn, take_turn
from webapp.database.units import Database, open_database

__all__ = [
    "Base",
    "CanonicalText",
    "Database",
    "DatabaseBroken",
    "DatabaseBusy",
    "DatabaseClock",
    "DatabaseFull",
    "DatabaseReadOnly",
    "DatabaseUnreachable",
    "DatabaseUnusable",
    "DatabaseUrlRefused",
    "Id",
    "Instant",
    "NotPracticeDatabase",
    "PracticeClock",
    "PracticeClockBackwards",
    "StatementCount",
    "Turn",
    "WriteInReadUnit",
    "advance_practice_clock",
    "count_statements",
    "database_now",
    "is_practice",
    "mark_practice",
    "now",
    "open_database",
    "take_turn",
]
