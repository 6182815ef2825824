"""What one completed task costs the database, counted over HTTP."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cases.matters import start_facts, step_facts
from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor
from webapp.cases import claim_task
from webapp.database import count_statements
from webapp.settings import read_settings
from webapp.views import create_app

FIRST = "check_application"
#: A task that moves the case on, opens the next task and sends a notice.
MOST_STATEMENTS = 15
#: The same where the step also makes somebody stand aside: who, the register, the record and the tasks they held.
MOST_WITH_RECUSAL = 24


@pytest.fixture
def liwan_app(place: PracticePlace) -> Flask:
    """The application over the shipped procedure."""
    return create_app(read_settings(practice=True), place.database)


@pytest.mark.parametrize(
    ("applicant_kind", "most"), [("unit", MOST_STATEMENTS), ("individual", MOST_WITH_RECUSAL)]
)
def test_a_task_completed_over_http_takes_few_statements_and_one_commit(
    place: PracticePlace, liwan_app: Flask, applicant_kind: str, most: int
) -> None:
    case_id = place.open_matter({**start_facts(place), "application.applicant_kind": applicant_kind})
    claim_task(place.database, place.actor("intake"), place.task(case_id, FIRST).id)
    officer = Visitor(liwan_app)
    officer.sign_in("intake")
    task = place.task(case_id, FIRST)
    form = {
        **{name: str(value) for name, value in step_facts(place, FIRST).items()},
        "revision": task.revision,
        "submission_key": "counted",
        "csrf_token": officer.token(),
    }
    officer.get(f"/tasks/{task.id}")
    with count_statements(place.database) as counted:
        answer = officer.client.post(f"/tasks/{task.id}/complete", data=form)
    assert answer.status_code == 302, answer.text
    assert place.open_elements(case_id) != [FIRST]
    assert counted.commits == 1
    assert len(counted.statements) <= most, "\n".join(counted.statements)
