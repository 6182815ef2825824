"""Starting a move, and keeping what was said of elements by hand."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from webapp import audit
from webapp.cases.moving.errors import MoveUnderWay, NothingToMove
from webapp.cases.moving.lists import get_versions, running_cases
from webapp.cases.moving.mappings import find_mapping, keep_mapping, write_mapping
from webapp.cases.moving.models import CaseMove, MovedCase
from webapp.database import Database, now
from webapp.people import SYSTEM_ADMIN, Actor, require_product_role
from webapp.people.actors import entry_by


def map_elements(
    database: Database,
    actor: Actor,
    jurisdiction: str,
    from_digest: str,
    to_digest: str,
    said: Mapping[tuple[str, str], str | None],
) -> None:
    """Keep which element of the new version stands for which of the old: (process id, old id) → new id.

    An empty text says that there is none, None takes an answer back.

    Raises: `NotPermitted`, `MoveVersionsUnfit`, `MappingUnfit`.
    """
    with database.write() as session:
        require_product_role(session, actor, SYSTEM_ADMIN)
        at = now(session)
        versions = get_versions(session, jurisdiction, from_digest, to_digest)
        mapping = keep_mapping(session, versions.old, versions.new, said, actor, at)
        facts: dict[str, object] = {
            "jurisdiction": jurisdiction,
            "from": from_digest,
            "to": to_digest,
            "mapping": [[process, old, new] for (process, old), new in sorted(mapping.items())],
        }
        audit.append(session, audit.PROCEDURES, [entry_by(actor, "map_elements", facts)], at)


def start_move(database: Database, actor: Actor, jurisdiction: str, from_digest: str, to_digest: str) -> int:
    """Let every running case of the place on one version be moved to another, in the background. Returns the move's id.

    Raises: `NotPermitted`, `MoveVersionsUnfit`, `MoveUnderWay`, `NothingToMove`.
    """
    with database.write() as session:
        require_product_role(session, actor, SYSTEM_ADMIN)
        get_versions(session, jurisdiction, from_digest, to_digest)
        at = now(session)
        mapping = find_mapping(session, from_digest, to_digest)
        cases = running_cases(session, jurisdiction, from_digest)
        facts: dict[str, object] = {
            "jurisdiction": jurisdiction,
            "from": from_digest,
            "to": to_digest,
            "cases": len(cases),
        }
        # The chain is locked by appending to it: of two who start at once the second waits here, then looks.
        audit.append(session, audit.PROCEDURES, [entry_by(actor, "start_move", facts)], at)
        if is_under_way(session, jurisdiction):
            raise MoveUnderWay
        if not cases:
            raise NothingToMove
        move = CaseMove(
            jurisdiction=jurisdiction,
            from_digest=from_digest,
            to_digest=to_digest,
            mapping=write_mapping(mapping),
            started_by_id=actor.account_id,
            started_at=at,
        )
        session.add(move)
        session.flush()
        session.execute(
            insert(MovedCase),
            [
                {"move_id": move.id, "case_id": case.id, "state": "waiting", "findings": "[]"}
                for case in cases
            ],
        )
        return move.id


def is_under_way(session: Session, jurisdiction: str) -> bool:
    """Whether a move of the place's cases, or its taking back, is not finished."""
    outstanding = (
        select(MovedCase.id)
        .join(MovedCase.move)
        .where(CaseMove.jurisdiction == jurisdiction, MovedCase.state.in_(("waiting", "undoing")))
    )
    return session.scalar(outstanding.limit(1)) is not None
