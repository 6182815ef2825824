"""What one completed task costs the database, counted over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

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
#: What a paper adds: its number, its row, its version with the facts, and its own entry in the record (three).
A_PAPER = 6
#: What it adds that the step makes somebody stand aside: who, the register, the record and the tasks they held.
A_RECUSAL = 9


@pytest.fixture
def liwan_app(place: PracticePlace) -> Flask:
    """The application over the shipped procedure."""
    return create_app(read_settings(practice=True), place.database)


@pytest.mark.parametrize(
    ("applicant_kind", "most"),
    [("unit", MOST_STATEMENTS + A_PAPER), ("individual", MOST_STATEMENTS + A_PAPER + A_RECUSAL)],
)
def test_a_task_completed_over_http_takes_few_statements_and_one_commit(
    place: PracticePlace, liwan_app: Flask, applicant_kind: str, most: int
) -> None:
    case_id = place.open_matter({**start_facts(place), "application.applicant_kind": applicant_kind})
    complete_over_http(place, liwan_app, case_id, FIRST, step_facts(place, FIRST), by="intake", most=most)


def test_a_task_without_papers_pays_nothing_for_them(place: PracticePlace, liwan_app: Flask) -> None:
    case_id = place.open_matter(start_facts(place))
    asked = {"acceptance.result": "supplement", "acceptance.supplement_list": "补交会议纪要"}
    place.do(case_id, FIRST, {**asked, "petition.exists": False}, by="intake")
    supplement = {"supplement.text": "已补交"}
    complete_over_http(
        place, liwan_app, case_id, "supplement_application", supplement, by="applicant", most=MOST_STATEMENTS
    )


def complete_over_http(
    place: PracticePlace,
    app: Flask,
    case_id: int,
    element_id: str,
    facts: Mapping[str, object],
    *,
    by: str,
    most: int,
) -> None:
    """Complete a task over HTTP and count what it cost."""
    claim_task(place.database, place.actor(by), place.task(case_id, element_id).id)
    officer = Visitor(app)
    officer.sign_in(by)
    task = place.task(case_id, element_id)
    form = {
        **{name: str(value) for name, value in facts.items()},
        "revision": task.revision,
        "submission_key": "counted",
        "csrf_token": officer.token(),
    }
    officer.get(f"/tasks/{task.id}")
    with count_statements(place.database) as counted:
        answer = officer.client.post(f"/tasks/{task.id}/complete", data=form)
    assert answer.status_code == 302, answer.text
    assert place.open_elements(case_id) != [element_id]
    assert counted.commits == 1
    assert len(counted.statements) <= most, "\n".join(counted.statements)
