"""Delivering what must leave: at least once, never blocked by one bad message, never lost in silence."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from webapp.database import Database, database_now
from webapp.outbox.models import OutboxMessage

_log = logging.getLogger(__name__)

#: How long one attempt may take before another worker may take the message over.
LEASE = timedelta(minutes=5)
#: After this many attempts a message is given up and shown as failed.
MOST_ATTEMPTS = 10
_LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver one message.

    ``key`` is the same at every attempt: the receiver uses it to take a repeated message once.
    """

    message_id: int
    attempt: int
    key: str
    kind: str
    to_account: str | None
    to_group: str | None
    jurisdiction: str
    case_no: str | None
    subject_zh: str
    subject_en: str
    body_zh: str
    body_en: str
    created_at: datetime


Deliver = Callable[[Delivery], None]


def drain(database: Database, deliver: Deliver, *, limit: int = 20) -> int:
    """Deliver up to ``limit`` due messages and return how many were.

    ``deliver`` runs outside of any transaction and raises when it fails; the message is then tried again
    later, each time after a longer pause. A message whose worker died is delivered again after its lease.
    """
    with database.write() as session:
        claimed = _claim(session, limit)
    delivered = 0
    for delivery in claimed:
        try:
            deliver(delivery)
        except Exception as error:  # Whatever a transport raises, the other messages still leave.
            told = _tell(error)
            _log.warning("message %s, attempt %s: %s", delivery.message_id, delivery.attempt, told)
            with database.write() as session:
                _note_failure(session, delivery, told)
        else:
            with database.write() as session:
                delivered += _note_success(session, delivery)
    return delivered


def _claim(session: Session, limit: int) -> list[Delivery]:
    at = database_now(session)
    rows = list(
        session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.done_at.is_(None),
                OutboxMessage.failed_at.is_(None),
                OutboxMessage.due_at <= at,
                or_(OutboxMessage.leased_until_at.is_(None), OutboxMessage.leased_until_at <= at),
            )
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    # A message at whose every attempt the worker died would otherwise kill one worker after the other.
    for row in [row for row in rows if row.attempts >= MOST_ATTEMPTS]:
        row.failed_at, row.last_error = at, row.last_error or "no attempt came to an end"
    rows = [row for row in rows if row.failed_at is None]
    for row in rows:
        row.attempts += 1
        row.leased_until_at = at + LEASE
    return [
        Delivery(
            row.id,
            row.attempts,
            f"rongcuo-outbox-{row.id}",
            row.kind,
            row.to_account,
            row.to_group,
            row.jurisdiction,
            row.case_no,
            row.subject_zh,
            row.subject_en,
            row.body_zh,
            row.body_en,
            row.created_at,
        )
        for row in rows
    ]


def _note_success(session: Session, delivery: Delivery) -> int:
    return _finish(session, delivery, done_at=database_now(session), leased_until_at=None, last_error=None)


def _tell(error: Exception) -> str:
    """The error in signs that databases and logs can keep."""
    told = f"{type(error).__name__}: {error}".replace("\x00", "")[:500]
    return told.encode("utf-8", "replace").decode()


def _note_failure(session: Session, delivery: Delivery, told: str) -> None:
    at = database_now(session)
    pause = min(timedelta(minutes=1) * 2 ** (delivery.attempt - 1), _LONGEST_PAUSE)
    is_given_up = delivery.attempt >= MOST_ATTEMPTS
    _finish(
        session,
        delivery,
        due_at=at + pause,
        leased_until_at=None,
        last_error=told,
        failed_at=at if is_given_up else None,
    )


def _finish(session: Session, delivery: Delivery, **values: object) -> int:
    """Write the outcome, unless another worker took the message over meanwhile: then ours does not count."""
    finished = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == delivery.message_id,
            OutboxMessage.attempts == delivery.attempt,
            OutboxMessage.done_at.is_(None),
        )
        .values(**values)
        .returning(OutboxMessage.id)
    ).all()
    return len(finished)
