"""Opening a database, and its units of work: one transaction that writes, one snapshot that reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy import exc as sql_errors
from sqlalchemy.engine import URL, Connection
from sqlalchemy.orm import Session

from webapp.database.errors import DatabaseReadOnly, DatabaseUrlRefused, WriteInReadUnit
from webapp.database.failures import clear_errors


class ReadingSession(Session):
    """The session of a read unit: it refuses to write."""


@event.listens_for(ReadingSession, "before_flush")
def _refuse_to_write(session: Session, *_: object) -> None:
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        raise WriteInReadUnit


_SQLITE_ON_CONNECT = (
    "PRAGMA busy_timeout = 30000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_POSTGRESQL_OPTIONS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: threads share it, each takes units of work from it."""

    url: URL
    writing: Engine = field(repr=False)
    reading: Engine = field(repr=False)

    @property
    def place(self) -> str:
        """Where the database is, without its password, for people to read."""
        return _place(self.url)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, undone when it raises.

        On SQLite the unit takes the write lock before its first statement: what it reads cannot change
        under it.
        On PostgreSQL lock what you read in order to change it: ``select(...).with_for_update()``.
        """
        with (
            clear_errors(self.place),
            Session(self.writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One snapshot, which cannot write (`WriteInReadUnit`)."""
        try:
            with clear_errors(self.place), ReadingSession(self.reading, expire_on_commit=False) as session:
                yield session
                session.flush()
        except DatabaseReadOnly as error:
            raise WriteInReadUnit from error

    def close(self) -> None:
        """Give all connections back."""
        self.writing.dispose()
        self.reading.dispose()


def open_database(url: str) -> Database:
    """Open the database at ``url`` and prove that it can be read and written.

    Raises a `DatabaseUnusable` that says in one sentence what is wrong. A missing SQLite file is
    created; its folder is not.
    """
    parsed = _read_url(url)
    try:
        database = Database(
            parsed, _make_engine(parsed, reads_only=False), _make_engine(parsed, reads_only=True)
        )
    except ImportError as error:
        raise DatabaseUrlRefused(place=_place(parsed)) from error
    try:
        _prove_writable(database)
        with database.read() as session:
            session.connection()
    except BaseException:
        database.close()
        raise
    return database


def _prove_writable(database: Database) -> None:
    """Raise what a first change would raise, and change nothing.

    Neither database tells at BEGIN: SQLite takes its write lock on a read-only file too, and a PostgreSQL
    standby opens any transaction.
    """
    probe = "CREATE TABLE" if _is_sqlite(database.url) else "CREATE TEMPORARY TABLE"
    with clear_errors(database.place), database.writing.connect() as connection:
        connection.exec_driver_sql(f"{probe} rongcuo_probe (x INTEGER)")
        connection.rollback()


def _read_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (sql_errors.ArgumentError, ValueError) as error:
        raise DatabaseUrlRefused(place=url.rsplit("@", maxsplit=1)[-1]) from error
    is_server = parsed.drivername == "postgresql+psycopg"
    if not is_server and not (_is_sqlite(parsed) and parsed.database and parsed.database != ":memory:"):
        raise DatabaseUrlRefused(place=_place(parsed))
    return parsed


def _is_sqlite(url: URL) -> bool:
    return url.drivername in ("sqlite", "sqlite+pysqlite")


def _place(url: URL) -> str:
    is_file = _is_sqlite(url) and url.database
    return str(url.database) if is_file else url.render_as_string(hide_password=True)


def _make_engine(url: URL, *, reads_only: bool) -> Engine:
    return _make_sqlite(url, reads_only) if _is_sqlite(url) else _make_postgresql(url, reads_only)


def _make_sqlite(url: URL, reads_only: bool) -> Engine:
    # isolation_level=None: the driver begins nothing by itself, so our BEGIN is the one that counts. With the
    # driver's own deferred BEGIN, concurrent read-modify-writes are lost or fail at the first write.
    engine = create_engine(url, connect_args={"isolation_level": None}, pool_size=16, max_overflow=16)
    begin = "BEGIN" if reads_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in _SQLITE_ON_CONNECT:
            connection.execute(pragma).close()
        if reads_only:
            connection.execute("PRAGMA query_only = ON").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _make_postgresql(url: URL, reads_only: bool) -> Engine:
    options = dict(_POSTGRESQL_OPTIONS)
    if reads_only:
        options |= {
            "default_transaction_read_only": "on",
            "default_transaction_isolation": "repeatable\\ read",
        }
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=16,
        max_overflow=16,
        connect_args={"options": " ".join(f"-c {name}={value}" for name, value in options.items())},
    )
