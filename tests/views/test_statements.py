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
MOST_STATEMENTS = 15


@pytest.fixture
def liwan_app(place: PracticePlace) -> Flask:
    """The application over the shipped procedure."""
    return create_app(read_settings(practice=True), place.database)


def test_a_task_completed_over_http_takes_at_most_fifteen_statements_and_one_commit(
    place: PracticePlace, liwan_app: Flask
) -> None:
    case_id = place.open_matter(start_facts(place))
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
    assert len(counted.statements) <= MOST_STATEMENTS, "\n".join(counted.statements)
