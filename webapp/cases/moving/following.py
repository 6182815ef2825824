"""Following a move: its progress, and what came of each case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session, contains_eager

from webapp.cases.models import CaseFile
from webapp.cases.moving.carrying import may_take_back
from webapp.cases.moving.errors import MoveNotFound
from webapp.cases.moving.findings import read_findings
from webapp.cases.moving.models import CaseMove, MovedCase
from webapp.cases.moving.pages import MovedCaseLine, MoveLine, MovePage
from webapp.cases.moving.previewing import PlanTeller
from webapp.database import Database
from webapp.errors import Language
from webapp.people import SYSTEM_ADMIN, Account, Actor, require_product_role
from webapp.procedures import get_version, list_current

CASES_ON_A_PAGE = 100
_MOST_MOVES = 50


def list_moves(database: Database, actor: Actor, language: Language) -> tuple[MoveLine, ...]:
    """The latest moves, newest first.

    Raises: `NotPermitted`.
    """
    with database.read() as session:
        require_product_role(session, actor, SYSTEM_ADMIN)
        found = _moves().order_by(CaseMove.id.desc()).limit(_MOST_MOVES)
        return _lines(session, session.execute(found).all(), language)


def get_move_page(
    database: Database, actor: Actor, move_id: int, language: Language, page: int = 1
) -> MovePage:
    """One move: how far it is, and its cases; those that stay or failed come first.

    Raises: `NotPermitted`, `MoveNotFound`.
    """
    with database.read() as session:
        require_product_role(session, actor, SYSTEM_ADMIN)
        rows = session.execute(_moves().where(CaseMove.id == move_id)).all()
        if not rows:
            raise MoveNotFound
        (line,) = _lines(session, rows, language)
        pages = max(1, ceil(line.total / CASES_ON_A_PAGE))
        page = min(max(1, page), pages)
        teller = PlanTeller(
            get_version(session, line.from_digest), get_version(session, line.to_digest), language
        )
        cases = tuple(_case_line(moved, teller) for moved in _list_cases(session, move_id, page))
        return MovePage(line, cases, page, pages, _count_undoable(session, move_id))


def _moves() -> Select[CaseMove, str]:
    return select(CaseMove, Account.display_name).join(Account, Account.id == CaseMove.started_by_id)


def _lines(session: Session, rows: Sequence[Row[CaseMove, str]], language: Language) -> tuple[MoveLine, ...]:
    names = {
        line.jurisdiction: (line.name_en or line.name) if language == "en" else line.name
        for line in list_current(session)
    }
    counts = _count_states(session, [move.id for move, _name in rows])
    return tuple(
        MoveLine(
            move.id,
            move.jurisdiction,
            names.get(move.jurisdiction, move.jurisdiction),
            move.from_digest,
            move.to_digest,
            started_by,
            move.started_at,
            counts.get(move.id, {}),
        )
        for move, started_by in rows
    )


def _count_states(session: Session, move_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    counted = (
        select(MovedCase.move_id, MovedCase.state, func.count().label("cases"))
        .where(MovedCase.move_id.in_(list(move_ids)))
        .group_by(MovedCase.move_id, MovedCase.state)
    )
    found: dict[int, dict[str, int]] = {}
    for row in session.execute(counted):
        found.setdefault(row.move_id, {})[row.state] = row.cases
    return found


def _list_cases(session: Session, move_id: int, page: int) -> Sequence[MovedCase]:
    order = case({"failed": 0, "refused": 1, "kept": 2}, value=MovedCase.state, else_=3)
    return session.scalars(
        select(MovedCase)
        .join(MovedCase.case)
        .options(contains_eager(MovedCase.case))
        .where(MovedCase.move_id == move_id)
        .order_by(order, MovedCase.id)
        .offset((page - 1) * CASES_ON_A_PAGE)
        .limit(CASES_ON_A_PAGE)
    ).all()


def _case_line(moved: MovedCase, teller: PlanTeller) -> MovedCaseLine:
    return MovedCaseLine(
        moved.case_id,
        moved.case.case_no,
        moved.state,
        tuple(teller.finding(finding) for finding in read_findings(moved.findings)),
        moved.done_at,
        moved.state == "moved" and may_take_back(moved, moved.case),
    )


def _count_undoable(session: Session, move_id: int) -> int:
    counted = (
        select(func.count())
        .select_from(MovedCase)
        .join(CaseFile, CaseFile.id == MovedCase.case_id)
        .where(
            MovedCase.move_id == move_id,
            MovedCase.state == "moved",
            MovedCase.former.is_not(None),
            CaseFile.revision == MovedCase.revision_after,
        )
    )
    return session.scalar(counted) or 0
