"""The work of moves: each case in a transaction of its own, its row locked, recorded with old and new.

What waits is in `MovedCase`. So the work can stop anywhere and go on later, on any worker; a case that is done is not
touched again, and what fails of one holds up no other.
"""

from __future__ import annotations

import logging

from sqlalchemy import ColumnElement, Select, exists, or_, select, update
from sqlalchemy.orm import Session, contains_eager

from webapp.cases.models import CaseFile
from webapp.cases.moving.carrying import carry_over, take_back
from webapp.cases.moving.errors import CaseMovedOn
from webapp.cases.moving.findings import refusal, write_findings
from webapp.cases.moving.models import MovedCase
from webapp.database import Database, DatabaseUnusable, now
from webapp.errors import RongcuoError

_LOG = logging.getLogger(__name__)
_OUTSTANDING = ("waiting", "undoing")


def move_cases(database: Database, limit: int = 50) -> int:
    """Move, or take back, at most ``limit`` cases that wait for it; returns how many it was.

    A case on which somebody is acting at this moment is left for the next time.
    """
    with database.read() as session:
        waits = session.scalar(select(or_(exists().where(_is_outstanding()), _passed().exists())))
    if not waits:
        return 0
    done = 0
    while done < limit and _move_next(database):
        done += 1
    _forget_former(database)
    return done


def _is_outstanding() -> ColumnElement[bool]:
    return MovedCase.state.in_(_OUTSTANDING)


def _move_next(database: Database) -> bool:
    moved_id = None
    try:
        with database.write() as session:
            moved = _claim_next(session)
            if moved is None:
                return False
            moved_id = moved.id
            if moved.state == "waiting":
                carry_over(session, moved, now(session))
            else:
                _take_back_or_keep(session, moved)
    except DatabaseUnusable:
        raise
    except Exception as failure:
        if moved_id is None:
            raise
        # Its own transaction was taken back: the case is as it was, and goes on on its version.
        _record_failure(database, moved_id, failure)
    return True


def _claim_next(session: Session) -> MovedCase | None:
    return session.scalar(
        select(MovedCase)
        .join(MovedCase.case)
        .join(MovedCase.move)
        .options(contains_eager(MovedCase.case), contains_eager(MovedCase.move))
        .where(_is_outstanding())
        .order_by(MovedCase.id)
        .limit(1)
        .with_for_update(of=(MovedCase, CaseFile), skip_locked=True)
    )


def _take_back_or_keep(session: Session, moved: MovedCase) -> None:
    try:
        take_back(session, moved, now(session))
    except CaseMovedOn:
        moved.state = "kept"


def _record_failure(database: Database, moved_id: int, failure: Exception) -> None:
    with database.write() as session:
        moved = session.get_one(MovedCase, moved_id, with_for_update=True)
        _LOG.error("CF-189: moving case %s failed", moved.case_id, exc_info=failure)
        kind = failure.code if isinstance(failure, RongcuoError) else type(failure).__name__
        moved.state = "failed" if moved.state == "waiting" else "moved"
        moved.done_at = now(session)
        moved.findings = write_findings([refusal("CF-189", kind=kind)])


def _passed() -> Select[int]:
    """Moved cases that have gone on since: what they could have been taken back to is not kept any longer."""
    has_gone_on = exists().where(
        CaseFile.id == MovedCase.case_id, CaseFile.revision != MovedCase.revision_after
    )
    return select(MovedCase.id).where(MovedCase.former.is_not(None), has_gone_on)


def _forget_former(database: Database) -> None:
    with database.write() as session:
        session.execute(
            update(MovedCase).where(MovedCase.id.in_(_passed())).values(former=None, former_rows=None)
        )
