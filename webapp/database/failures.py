"""Turns a driver's failure into the one sentence that an operator can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import exc as sql_errors

from webapp.database.errors import (
    DatabaseBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DatabaseUnusable,
)


@contextmanager
def clear_errors(place: str) -> Iterator[None]:
    """Raise a `DatabaseUnusable` about ``place`` where the driver's own error would confuse."""
    try:
        yield
    except sql_errors.DBAPIError as error:
        kind = _classify(error)
        if kind is None:
            raise
        lines = str(error.orig).strip().splitlines()
        reason = lines[0] if lines else type(error.orig).__name__
        raise kind(place=place, reason=reason) from error


#: SQLite's result codes (the low byte of the extended code) and what they mean to an operator.
_SQLITE_KINDS: Mapping[int, type[DatabaseUnusable]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CORRUPT: DatabaseBroken,
    sqlite3.SQLITE_NOTADB: DatabaseBroken,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnreachable,
    sqlite3.SQLITE_IOERR: DatabaseUnreachable,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
}
#: PostgreSQL's SQLSTATE, by code or class.
_POSTGRESQL_KINDS: Mapping[str, type[DatabaseUnusable]] = {
    "55P03": DatabaseBusy,  # lock_not_available
    "57014": DatabaseBusy,  # query_canceled: the statement timeout
    "40001": DatabaseBusy,  # serialization_failure
    "40P01": DatabaseBusy,  # deadlock_detected
    "25006": DatabaseReadOnly,  # read_only_sql_transaction
    "53": DatabaseFull,  # insufficient resources
    "08": DatabaseUnreachable,
    "57": DatabaseUnreachable,  # the server shuts down
    "28": DatabaseUnreachable,  # not authorised
    "3D": DatabaseUnreachable,  # no such database
    "XX": DatabaseBroken,
}


def _classify(error: sql_errors.DBAPIError) -> type[DatabaseUnusable] | None:
    origin = error.orig
    if isinstance(origin, sqlite3.Error):
        return _SQLITE_KINDS.get(getattr(origin, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(origin, "sqlstate", None)
    if state is not None:
        return _POSTGRESQL_KINDS.get(state) or _POSTGRESQL_KINDS.get(state[:2])
    is_lost = error.connection_invalidated or isinstance(error, sql_errors.OperationalError)
    return DatabaseUnreachable if is_lost else None
