"""The notices a person reads on our pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from webapp.database import now
from webapp.outbox.errors import NoticeNotFound
from webapp.outbox.messages import NOTICE
from webapp.outbox.models import NoticeRead, OutboxMessage

PAGE_ROWS = 20


class Reader(Protocol):
    """Whoever reads notices; `webapp.people.Actor` is one."""

    @property
    def login_name(self) -> str:
        """The account's login name."""

    @property
    def groups(self) -> Collection[str]:
        """The qualified groups the reader is in."""

    @property
    def product_roles(self) -> Collection[str]:
        """The roles held everywhere, such as that of a system administrator."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as its reader sees it."""

    id: int
    jurisdiction: str
    case_no: str | None
    subject_zh: str
    subject_en: str
    body_zh: str
    body_en: str
    created_at: datetime
    is_read: bool


def list_notices(
    session: Session,
    reader: Reader,
    *,
    page: int = 1,
    without_cases: Collection[str] = (),
    personal_in: Collection[str] = (),
) -> list[Notice]:
    """The reader's notices, newest first, `PAGE_ROWS` to a page (from 1), but those about ``without_cases``.

    Of the cases in ``personal_in`` only what is for the reader's account, not for a group.
    """
    rows = session.execute(
        select(OutboxMessage, NoticeRead.read_at)
        .outerjoin(NoticeRead, _read_by(reader))
        .where(_is_for(reader), _is_open(reader, without_cases, personal_in))
        .order_by(OutboxMessage.id.desc())
        .limit(PAGE_ROWS)
        .offset((max(page, 1) - 1) * PAGE_ROWS)
    )
    return [
        Notice(
            message.id,
            message.jurisdiction,
            message.case_no,
            message.subject_zh,
            message.subject_en,
            message.body_zh,
            message.body_en,
            message.created_at,
            read_at is not None,
        )
        for message, read_at in rows
    ]


def count_unread(
    session: Session,
    reader: Reader,
    *,
    without_cases: Collection[str] = (),
    personal_in: Collection[str] = (),
) -> int:
    """How many of the notices that `list_notices` gives the reader has not read."""
    unread = (
        select(func.count(OutboxMessage.id))
        .outerjoin(NoticeRead, _read_by(reader))
        .where(
            _is_for(reader),
            _is_open(reader, without_cases, personal_in),
            NoticeRead.message_id.is_(None),
        )
    )
    return session.scalar(unread) or 0


def mark_read(session: Session, reader: Reader, notice_id: int) -> None:
    """Note that the reader has read a notice; twice changes nothing. Raises `NoticeNotFound`."""
    found = session.scalar(
        select(OutboxMessage.id).where(OutboxMessage.id == notice_id, _is_for(reader)).with_for_update()
    )
    if found is None:
        raise NoticeNotFound
    if session.get(NoticeRead, (notice_id, reader.login_name)) is None:
        session.add(NoticeRead(message_id=notice_id, login_name=reader.login_name, read_at=now(session)))
        session.flush()


def _is_for(reader: Reader) -> ColumnElement[bool]:
    groups = {*reader.groups, *(f"*:{role}" for role in reader.product_roles)}
    return and_(
        OutboxMessage.kind == NOTICE,
        or_(
            OutboxMessage.to_account == reader.login_name,
            OutboxMessage.to_group.in_(sorted(groups)),
        ),
    )


def _is_open(
    reader: Reader, without_cases: Collection[str], personal_in: Collection[str]
) -> ColumnElement[bool]:
    number = OutboxMessage.case_no
    return or_(
        number.is_(None),
        and_(
            number.not_in(sorted(without_cases)),
            or_(number.not_in(sorted(personal_in)), OutboxMessage.to_account == reader.login_name),
        ),
    )


def _read_by(reader: Reader) -> ColumnElement[bool]:
    return and_(NoticeRead.message_id == OutboxMessage.id, NoticeRead.login_name == reader.login_name)
