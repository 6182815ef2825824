"""Taking a move back: one case at once, or all of a move in the background, as far as they have not gone on."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from webapp import audit
from webapp.cases.models import CaseFile
from webapp.cases.moving.carrying import take_back
from webapp.cases.moving.errors import CaseMovedOn, MoveNotFound
from webapp.cases.moving.models import CaseMove, MovedCase
from webapp.database import Database, now
from webapp.people import SYSTEM_ADMIN, Actor, require_product_role
from webapp.people.actors import entry_by


def undo_case(database: Database, actor: Actor, move_id: int, case_id: int) -> None:
    """Take one case back to its former version.

    Raises: `NotPermitted`, `MoveNotFound`, `CaseMovedOn`.
    """
    with database.write() as session:
        require_product_role(session, actor, SYSTEM_ADMIN)
        moved = session.scalar(
            select(MovedCase)
            .join(MovedCase.case)
            .join(MovedCase.move)
            .options(contains_eager(MovedCase.case), contains_eager(MovedCase.move))
            .where(MovedCase.move_id == move_id, MovedCase.case_id == case_id)
            .with_for_update(of=(MovedCase, CaseFile))
        )
        if moved is None:
            raise MoveNotFound
        if moved.state not in ("moved", "undoing"):
            raise CaseMovedOn(case_no=moved.case.case_no)
        moved.undo_by_id = actor.account_id
        take_back(session, moved, now(session))


def undo_move(database: Database, actor: Actor, move_id: int) -> int:
    """Let every case of a move that has not gone on be taken back, in the background. Returns how many wait for it.

    Raises: `NotPermitted`, `MoveNotFound`.
    """
    with database.write() as session:
        require_product_role(session, actor, SYSTEM_ADMIN)
        move = session.get(CaseMove, move_id)
        if move is None:
            raise MoveNotFound
        changed = session.execute(
            update(MovedCase)
            .where(MovedCase.move_id == move_id, MovedCase.state == "moved", MovedCase.former.is_not(None))
            .values(state="undoing", undo_by_id=actor.account_id)
            .returning(MovedCase.id)
        ).all()
        facts: dict[str, object] = {
            "jurisdiction": move.jurisdiction,
            "move": move_id,
            "from": move.to_digest,
            "to": move.from_digest,
            "cases": len(changed),
        }
        audit.append(session, audit.PROCEDURES, [entry_by(actor, "undo_move", facts)], now(session))
        return len(changed)
