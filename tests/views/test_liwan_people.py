"""Recusal, two people, delegation in Liwan's procedure, at the screen: who may not, cannot, and is told why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.practice_place import PLACE, PracticePlace
from tests.views.liwan_office import Office, make_office, problems
from tests.views.visitor import read
from webapp.people import add_grant, find_account

STORY = "review_changed"
OFFICERS = ("intake", "handler", "verifier", "decider", "reviewer", "inspector")


@pytest.fixture
def office(place: PracticePlace, tmp_path: Path) -> Office:
    return make_office(place, tmp_path)


def facts(office: Office, what: str) -> dict[str, Any]:
    steps = office.place.scenario(STORY).steps
    return dict(next(step.facts for step in steps if what in (step.task, step.message)))


def refusal(office: Office, login_name: str, address: str, data: dict[str, str]) -> str:
    """What is said of something that was sent and not done."""
    visitor = office.person(login_name)
    answer = visitor.post(address, data)
    page = visitor.get(answer.location) if answer.status_code == 302 else answer
    return " ".join(read(page).xpath("//body")[0].text_content().split())


def options(office: Office, login_name: str, address: str, name: str) -> set[str]:
    page = office.page(login_name, address)
    return {str(value) for value in page.xpath(f"//select[@name='{name}']/option/@value") if value}


def test_an_applicant_who_holds_every_office_does_nothing_but_apply(office: Office) -> None:
    with office.place.database.write() as session:
        account = find_account(session, "applicant")
        assert account is not None
        for role in OFFICERS:
            add_grant(session, account, jurisdiction=PLACE, role=role)
    case_id = office.reach(STORY, "review_recusal")
    task = office.task_id(case_id, "review_recusal")
    applicant, case = office.person("applicant"), f"/cases/{case_id}"
    assert applicant.post(f"/tasks/{task}/claim").status_code == 403
    for message in ("supervision", "petition"):
        assert applicant.get(f"{case}/messages/{message}").status_code == 403
    assert (
        applicant.post(f"{case}/recusals/new", {"person": "handler", "reason": "relative"}).status_code == 403
    )
    assert applicant.post(f"/tasks/{task}/assign", {"person": "applicant", "reason": "x"}).status_code == 403
    assert "只有您的岗位可以查阅的部分" in office.text("applicant", case)
    assert applicant.get(f"{case}/messages/withdraw").status_code == 200
    office.do(case_id, "review_recusal", facts(office, "review_recusal"), by="handler")
    office.claim(case_id, "form_team", by="handler")
    team = f"/tasks/{office.task_id(case_id, 'form_team')}"
    assert options(office, "handler", team, "team.lead") == {"verifier", "verifier2"}
    assert "applicant" not in options(office, "handler", team, "team.member")


def test_a_relative_cannot_be_named_for_the_team(office: Office) -> None:
    case_id = office.reach(STORY, "review_recusal")
    office.claim(case_id, "review_recusal", by="handler")
    task = f"/tasks/{office.task_id(case_id, 'review_recusal')}"
    row = "recusal_review.people-0-"
    office.person("handler").post(
        f"{task}/draft", {f"{row}_row": "1", f"{row}account": "verifier", f"{row}reason": "relative"}
    )
    named = {"recusal_review.decided_by": "室主任", f"{row}basis": "表弟"}
    assert office.submit(case_id, "review_recusal", named, by="handler").status_code == 302
    assert office.person("verifier").get(f"/cases/{case_id}").status_code == 404
    office.claim(case_id, "form_team", by="handler")
    team = f"/tasks/{office.task_id(case_id, 'form_team')}"
    assert "verifier" not in options(office, "handler", team, "team.lead")
    refused = office.submit(
        case_id, "form_team", {"team.lead": "verifier", "team.member": "verifier2"}, by="handler"
    )
    assert refused.status_code == 422
    said = problems(refused)
    assert "“组长”中没有所选的选项" in said
    assert "verifier" not in said


def test_one_person_is_not_a_team_of_two(office: Office) -> None:
    case_id = office.reach(STORY, "form_team")
    office.claim(case_id, "form_team", by="handler")
    typed = {"team.lead": "verifier", "team.member": "verifier", "team.methods": ["documents"]}
    refused = office.submit(case_id, "form_team", typed, by="handler")
    assert refused.status_code == 422
    assert "组员" in problems(refused)


def test_who_wrote_the_report_does_not_confirm_it_nor_gets_it_by_a_detour(office: Office) -> None:
    case_id = office.reach(STORY, "confirm_report")
    task = office.task_id(case_id, "confirm_report")
    assert "须由另一人办理" in office.text("verifier", f"/tasks/{task}")
    assert office.person("verifier").post(f"/tasks/{task}/claim").status_code == 403
    for by, way in (("handler", "assign"), ("verifier2", "delegate")):
        if way == "delegate":
            assert office.claim(case_id, "confirm_report", by=by).status_code == 302
        said = refusal(office, by, f"/tasks/{task}/{way}", {"person": "verifier", "reason": "出差"})
        assert "形成核实报告" in said, way
    assert (
        office.place.task(case_id, "confirm_report").assignee_id == office.place.actor("verifier2").account_id
    )


def test_a_task_is_not_delegated_to_somebody_who_stands_aside(office: Office) -> None:
    case_id = office.reach(STORY, "write_report")
    task = office.task_id(case_id, "write_report")
    office.claim(case_id, "write_report", by="verifier")
    assert options(office, "verifier", f"/tasks/{task}", "person") == {"verifier2"}
    office.person("handler").post(
        f"/cases/{case_id}/recusals/new", {"person": "verifier2", "reason": "relative"}
    )
    assert options(office, "verifier", f"/tasks/{task}", "person") == set()
    said = refusal(office, "verifier", f"/tasks/{task}/delegate", {"person": "verifier2", "reason": "出差"})
    assert "回避" in said
    assert office.person("verifier2").get(f"/tasks/{task}").status_code == 404


def test_a_handler_who_stands_aside_in_the_middle_loses_task_and_case_and_a_colleague_goes_on(
    office: Office,
) -> None:
    case_id = office.reach(STORY, "assess_factors")
    office.claim(case_id, "assess_factors", by="handler")
    task = office.task_id(case_id, "assess_factors")
    office.person("handler").post(f"/cases/{case_id}/recusal", {"reason": "relative", "basis": "表姐"})
    assert office.place.task(case_id, "assess_factors").assignee_id is None
    handler = office.person("handler")
    for address in (f"/cases/{case_id}", f"/tasks/{task}", f"/cases/{case_id}/messages/petition"):
        assert handler.get(address).status_code == 404, address
    assert office.place.case(case_id).case_no not in office.text("handler", "/cases")
    assert office.place.case(case_id).case_no not in office.text("handler", "/tasks?tab=claimable")
    assert handler.post(
        f"/tasks/{task}/complete", {"submission_key": "k" * 20, "revision": "1"}
    ).status_code in {403, 404}
    office.do(case_id, "assess_factors", facts(office, "assess_factors"), by="handler2")
    assert "give_opinion" in office.place.open_elements(case_id)


def test_who_determined_or_verified_does_not_review_even_with_the_role(office: Office) -> None:
    with office.place.database.write() as session:
        for login in ("decider", "verifier2", "handler"):
            account = find_account(session, login)
            assert account is not None
            add_grant(session, account, jurisdiction=PLACE, role="reviewer")
    case_id = office.reach(STORY, "review_determination")
    task = office.task_id(case_id, "review_determination")
    for login in ("decider", "verifier2", "handler"):
        assert office.person(login).post(f"/tasks/{task}/claim").status_code == 403, login
        assert "须由另一人办理" in office.text(login, f"/tasks/{task}"), login
    office.do(case_id, "review_determination", facts(office, "review_determination"), by="reviewer")
    decision = office.task_id(case_id, "decide_review")
    assert office.person("reviewer").post(f"/tasks/{decision}/claim").status_code == 403
