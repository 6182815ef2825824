"""Messages into Liwan's procedure at the screen: reviews in their month, supervision at any time, who may not send."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.practice_place import PracticePlace
from tests.views.liwan_office import Office, make_office, problems, texts
from tests.views.visitor import read
from webapp.cases.models import CaseTask

STORY = "review_changed"
SUPERVISION = {
    "supervision.finding": "procedure",
    "supervision.basis": "没有告知申请人期限。",
    "supervision.due_on": "2026-03-06",
}


@pytest.fixture
def office(place: PracticePlace, tmp_path: Path) -> Office:
    return make_office(place, tmp_path)


def facts(office: Office, what: str, story: str = STORY) -> dict[str, Any]:
    steps = office.place.scenario(story).steps
    return dict(next(step.facts for step in steps if what in (step.task, step.message)))


def open_tasks(office: Office, case_id: int, element_id: str) -> list[int]:
    with office.place.database.read() as session:
        found = select(CaseTask.id).where(
            CaseTask.case_id == case_id, CaseTask.element_id == element_id, CaseTask.state == "open"
        )
        return list(session.scalars(found.order_by(CaseTask.id)))


def offered(office: Office, login_name: str, case_id: int) -> set[str]:
    """The messages that a case page offers."""
    links = office.page(login_name, f"/cases/{case_id}").xpath(
        "//main//a[contains(@href, '/messages/')]/@href"
    )
    return {str(link).rpartition("/")[2] for link in links}


def registers(office: Office, case_id: int) -> str:
    return " ".join(
        office.page("handler", f"/cases/{case_id}").get_element_by_id("registers").text_content().split()
    )


def told(office: Office, login_name: str, language: str) -> list[str]:
    """What the notices of somebody say, newest first."""
    cells = office.page(login_name, "/notices", language).xpath("//main//tbody/tr/td[2]")
    return [" ".join(cell.text_content().split()) for cell in cells]


def test_what_a_step_tells_is_read_in_the_language_of_its_reader(office: Office) -> None:
    case_id = office.reach(STORY, "review_recusal")
    number = office.place.case(case_id).case_no
    assert told(office, "applicant", "zh") == [f"申请已受理，即转调查核实：{number}"]
    assert told(office, "applicant", "en") == [
        f"The application was accepted and goes on to verification: {number}"
    ]


def test_a_review_is_taken_on_the_last_evening_of_its_month_and_once(office: Office) -> None:
    case_id = office.reach(STORY, "review")
    office.advance_to("2026-04-02T23:30:00+08:00")
    assert offered(office, "applicant", case_id) == {"review"}
    assert office.send(case_id, "review", facts(office, "review"), by="applicant").status_code == 302
    assert office.place.case(case_id).status == "reviewing"
    assert offered(office, "applicant", case_id) == set()
    again = office.person("applicant").get(f"/cases/{case_id}/messages/review")
    assert again.status_code == 409
    assert "“申请复核”：还没到这一步、期限已过，或者已经办过" in read(again).text_content()


@pytest.mark.parametrize(("language", "told"), [("zh", "“申请复核”"), ("en", "“Ask for a review”")])
def test_a_day_after_its_month_a_review_is_refused_with_the_reason(
    office: Office, language: str, told: str
) -> None:
    case_id = office.reach(STORY, "review")
    office.advance_to("2026-04-03T00:00:30+08:00")
    applicant = office.person("applicant")
    assert offered(office, "applicant", case_id) == set()
    applicant.speak(language)
    typed = {name: texts(value) for name, value in facts(office, "review").items()}
    page = applicant.get(f"/cases/{case_id}/messages/review")
    sent = applicant.post(
        f"/cases/{case_id}/messages/review",
        {**typed, "review.filed_on": "2026-04-03", "submission_key": "late" * 5},
    )
    for answer in (page, sent):
        assert answer.status_code == 409
        assert told in read(answer).text_content()
    assert office.place.case(case_id).status != "reviewing"


def test_a_changed_determination_replaces_the_first_and_opens_no_second_review(office: Office) -> None:
    case_id = office.reach(STORY)
    said = registers(office, case_id)
    assert "由何结论代替〔2026〕LIWAN-0001-RD-02" in said
    assert "代替的结论编号〔2026〕LIWAN-0001-RD-01" in said
    assert said.count("申请复核期限") == 1
    assert said.count("申请复核。") == 1
    assert "这是复核后作出的结论；不服的，可以依规定向上级机关申诉。" in said
    assert "review" not in offered(office, "applicant", case_id) | offered(office, "intake", case_id)


def test_two_findings_of_inspection_at_once_keep_apart_also_when_the_matter_is_withdrawn(
    office: Office,
) -> None:
    case_id = office.reach(STORY, "verify_facts")
    demands = ("补告期限", "补办回避")
    for demand in demands:
        sent = office.send(
            case_id, "supervision", {**SUPERVISION, "supervision.demand": demand}, by="inspector"
        )
        assert sent.status_code == 302
    withdrawn = office.send(case_id, "withdraw", facts(office, "withdraw", "withdrawal"), by="applicant")
    assert withdrawn.status_code == 302
    case = office.place.case(case_id)
    assert (case.status, case.closed_at) == ("withdrawn", None)
    assert office.place.open_elements(case_id) == ["answer_supervision", "answer_supervision"]
    for own, other, task in zip(
        demands, reversed(demands), open_tasks(office, case_id, "answer_supervision"), strict=True
    ):
        _answer(
            office,
            "decider",
            task,
            own,
            other,
            {"supervision_answer.text": f"答复：{own}", "supervision_answer.measures": "已办"},
        )
    for own, other, task in zip(
        demands, reversed(demands), open_tasks(office, case_id, "check_supervision"), strict=True
    ):
        _answer(
            office,
            "inspector",
            task,
            own,
            other,
            {"supervision_check.result": "settled", "supervision_check.text": f"核对：{own}"},
        )
    assert office.place.case(case_id).closed_at is not None
    said = registers(office, case_id)
    for demand in demands:
        assert f"整改要求{demand}" in said
        assert f"核对：{demand}" in said


def _answer(office: Office, by: str, task: int, own: str, other: str, typed: dict[str, str]) -> None:
    visitor, address = office.person(by), f"/tasks/{task}"
    assert visitor.post(f"{address}/claim").status_code == 302
    page = office.page(by, address)
    form = page.get_element_by_id("task-form").text_content()
    assert own in form
    assert other not in form
    data = {
        str(each.get("name")): str(each.get("value"))
        for each in page.xpath("//form[@id='task-form']//input[@type='hidden']")
    }
    for _ in range(2):  # The same form twice: the second time it is what has been done already.
        answer = visitor.post(f"{address}/complete", {**data, **typed, **_by(by)})
        assert answer.status_code == 302, problems(answer)


def _by(login_name: str) -> dict[str, str]:
    """Who it was, where a form asks for it; the form offers one's own name."""
    return {"supervision_check.checked_by": login_name, "supervision_answer.answered_by": login_name}


@pytest.mark.parametrize(
    ("message", "outside", "within"),
    [
        ("supervision", ["handler", "intake", "verifier", "applicant"], "inspector"),
        ("petition", ["inspector", "verifier", "applicant"], "intake"),
        ("withdraw", ["handler", "inspector", "verifier", "subject_unit"], "applicant"),
    ],
)
def test_a_message_is_for_its_roles_alone(
    office: Office, message: str, outside: list[str], within: str
) -> None:
    case_id = office.reach(STORY, "write_report")
    address = f"/cases/{case_id}/messages/{message}"
    label = office.place.pack.jurisdiction.messages[message]
    for login in outside:
        visitor = office.person(login)
        assert message not in offered(office, login, case_id), login
        assert visitor.get(address).status_code == 403, login
        assert visitor.post(address, {"submission_key": login.ljust(20, "k")}).status_code == 403, login
        visitor.speak("en")
        said = read(visitor.get(address)).text_content()
        assert f"“{label.en}”" in said
        assert f"“{message}”" not in said
    assert message in offered(office, within, case_id)


def test_sending_back_again_and_again_leaves_one_determination(office: Office) -> None:
    case_id = office.reach("sent_back")
    said = registers(office, case_id)
    assert said.count("-RD-") == 1
