"""What the tests of moving look at: rows, record and plan of cases under way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tests.cases.moving.versions import MovingPlace
from tests.cases.small_place import REQUEST
from webapp import audit
from webapp.cases.models import CaseFile, CaseTask, IncidentRecord, TaskCandidate
from webapp.cases.moving import (
    get_move_page,
)
from webapp.cases.running import load_run
from webapp.procedures import get_version

#: Who verifies, as the check of a matter names them.
MEMBER = {"team.member": "verifier2"}


def open_some(town: MovingPlace, count: int) -> list[int]:
    return [town.open_matter(REQUEST, key=f"k{number}") for number in range(count)]


def entries(town: MovingPlace, case_id: int, action: str) -> list[dict[str, Any]]:
    with town.database.read() as session:
        found = audit.list_entries(session, f"case:{town.case(case_id).case_no}")
        return [dict(entry.facts) for entry in found if entry.action == action]


def states(town: MovingPlace, move_id: int) -> dict[int, str]:
    page = get_move_page(town.database, town.actor("admin"), move_id, "en")
    return {line.case_id: line.state for line in page.cases}


def codes(town: MovingPlace, move_id: int, case_id: int) -> list[str]:
    page = get_move_page(town.database, town.actor("admin"), move_id, "zh")
    (line,) = [line for line in page.cases if line.case_id == case_id]
    return [finding.code for finding in line.findings]


def candidates(town: MovingPlace, task: CaseTask) -> set[str]:
    with town.database.read() as session:
        found = select(TaskCandidate.candidate).where(TaskCandidate.task_id == task.id)
        return set(session.scalars(found))


def check_rows(town: MovingPlace, case_id: int) -> None:
    """The rows say of a case what its state says, and the record is whole."""
    with town.database.read() as session:
        case = session.get_one(CaseFile, case_id)
        run = load_run(session, case, get_version(session, case.pack_digest), town.now())
        rows = session.scalars(
            select(CaseTask)
            .where(CaseTask.case_id == case_id, CaseTask.state == "open")
            .order_by(CaseTask.id)
        ).all()
        assert [(row.engine_id, row.element_id, row.form_id, row.due_at) for row in rows] == [
            (task.id, task.element_id, task.form_id, task.due_at) for task in run.open_tasks()
        ]
        for row in rows:
            assert candidates(town, row) == set(row.candidates.split(","))
        assert case.next_due_at == min((due.due_at for due in run.due_times()), default=None)
        assert case.awaited_messages == ",".join(sorted({each.message for each in run.subscriptions()}))
        incidents = session.scalars(
            select(IncidentRecord).where(
                IncidentRecord.case_id == case_id, IncidentRecord.resolved_at.is_(None)
            )
        ).all()
        assert {(each.engine_id, each.element_id) for each in incidents} == {
            (each.id, each.element_id) for each in run.incidents()
        }
        assert audit.verify(session).is_intact
