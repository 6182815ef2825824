"""The database's time, which decides what is due, and the practice clock that stands ahead of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Session
from sqlalchemy.sql.functions import FunctionElement

from webapp.database.base import Base, Id, Instant
from webapp.database.errors import NotPracticeDatabase, PracticeClockBackwards


class PracticeClock(Base):
    """One row, in practice databases only: how far their clock stands ahead of the real one."""

    __tablename__ = "practice_clock"

    id: Mapped[Id]
    offset_seconds: Mapped[int]


class _DatabaseTime(FunctionElement[datetime]):
    """The wall clock of the database server, as an `Instant`."""

    inherit_cache = True
    type = Instant()


@compiles(_DatabaseTime, "sqlite")
def _sqlite_time(*_: object, **__: object) -> str:
    # The width of SQLAlchemy's stored instants, so that both compare as text.
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


@compiles(_DatabaseTime, "postgresql")
def _postgresql_time(*_: object, **__: object) -> str:
    return "clock_timestamp()"


_OFFSET_SECONDS = select(PracticeClock.offset_seconds).where(PracticeClock.id == 1).scalar_subquery()
#: Put together once: every unit of work asks it.
_CLOCK = select(_DatabaseTime(), _OFFSET_SECONDS)


def database_now(session: Session) -> datetime:
    """The database's own time (aware, UTC), whatever the practice clock says: for log-ins, leases, expiry.

    Like `now`, it's read once in a unit of work and then stands still, so that all its rows agree.
    """
    return _read_clock(session)[0]


def now(session: Session) -> datetime:
    """The time that procedures run in: the database's time plus the practice offset (aware, UTC)."""
    return _read_clock(session)[1]


def _read_clock(session: Session) -> tuple[datetime, datetime]:
    known: tuple[datetime, datetime] | None = session.info.get("clock")
    if known is None:
        real_at, offset_seconds = session.execute(_CLOCK).one()
        known = (real_at, real_at + timedelta(seconds=offset_seconds or 0))
        session.info["clock"] = known
    return known


@dataclass(frozen=True, slots=True)
class DatabaseClock:
    """The `webapp.clock.Clock` of one unit of work."""

    session: Session

    def now(self) -> datetime:
        return now(self.session)


def mark_practice(session: Session) -> None:
    """Make this a practice database, whose clock can be moved. Marking twice changes nothing."""
    if not is_practice(session):
        session.add(PracticeClock(id=1, offset_seconds=0))
        session.flush()


def is_practice(session: Session) -> bool:
    """Whether this is a practice database."""
    return session.get(PracticeClock, 1) is not None


def advance_practice_clock(session: Session, span: timedelta) -> datetime:
    """Move the practice clock forward by ``span`` (to the second) and return the new present.

    Raises `NotPracticeDatabase`, `PracticeClockBackwards`.
    """
    if span < timedelta(0):
        raise PracticeClockBackwards
    row = session.get(PracticeClock, 1, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotPracticeDatabase
    row.offset_seconds += int(span.total_seconds())
    session.flush()
    session.info.pop("clock", None)
    return now(session)
