"""Putting messages into the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from webapp.database import database_now, now
from webapp.outbox.errors import RecipientMissing
from webapp.outbox.models import OutboxMessage

#: The kind that nobody has to deliver: it's read on our own pages.
NOTICE = "notice"
_ADD_MESSAGES = insert(OutboxMessage.metadata.tables[OutboxMessage.__tablename__])


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to put: to one login name or to one qualified group (``town:intake``).

    ``due_at`` is when it may leave at the earliest, by the database's own time; None for at once.
    """

    kind: str = NOTICE
    jurisdiction: str
    subject_zh: str
    subject_en: str
    body_zh: str = ""
    body_en: str = ""
    to_account: str | None = None
    to_group: str | None = None
    case_no: str | None = None
    due_at: datetime | None = None


def put(session: Session, messages: Iterable[NewMessage]) -> None:
    """Put ``messages`` into the outbox in the caller's transaction, with one statement however many they are.

    Raises `RecipientMissing`.
    """
    rows = [_make_row(session, message) for message in messages]
    if rows:
        session.execute(_ADD_MESSAGES, rows)


def _make_row(session: Session, message: NewMessage) -> dict[str, object]:
    if bool(message.to_account) == bool(message.to_group):
        raise RecipientMissing
    real_at = database_now(session)
    return asdict(message) | {
        "to_account": message.to_account or None,
        "to_group": message.to_group or None,
        "created_at": now(session),
        "due_at": message.due_at or real_at,
        "attempts": 0,
        "done_at": real_at if message.kind == NOTICE else None,
    }


def put_notice(
    session: Session,
    *,
    jurisdiction: str,
    to: str,
    text: str,
    at: datetime,
    text_en: str | None = None,
    case_no: str | None = None,
) -> None:
    """Put one notice, written ``at`` (aware): ``text`` in Chinese, ``text_en`` in English, or ``text`` where there is none.

    ``to`` is ``@login`` for one account, or a group of the jurisdiction (``intake``, ``consulted@housing``).
    """
    is_account = to.startswith("@")
    message = NewMessage(
        jurisdiction=jurisdiction,
        subject_zh=text,
        subject_en=text_en or text,
        to_account=to[1:] if is_account else None,
        to_group=None if is_account else f"{jurisdiction}:{to}",
        case_no=case_no,
    )
    session.execute(_ADD_MESSAGES, [_make_row(session, message) | {"created_at": at}])
