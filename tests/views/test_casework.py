"""A matter by pages alone: opened, claimed, drafted, completed, read; nothing lost and nothing doubled."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml import html

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE
from tests.views.visitor import Visitor, read
from webapp.cases.practice import practice_data

SYSTEM_ADMINISTRATOR = practice_data()["administrators"]["system_admin"]["login"]


def person(app: Flask, login_name: str) -> Visitor:
    visitor = Visitor(app)
    assert visitor.sign_in(login_name).status_code == 302
    return visitor


def hidden(page: html.HtmlElement, name: str) -> str:
    """A hidden value of the page's main form."""
    value: str = page.xpath(f"//form[@id='task-form']//input[@name='{name}']/@value")[0]
    return value


def open_matter(app: Flask, text: str = "请求容错") -> int:
    applicant = person(app, "applicant")
    page = read(applicant.get(f"/cases/new/{CODE}"))
    response = applicant.post(
        f"/cases/new/{CODE}",
        {"application.request_text": text, "submission_key": hidden(page, "submission_key")},
    )
    assert response.status_code == 302
    return int(response.location.rpartition("/")[2])


@pytest.fixture
def case_id(app: Flask) -> int:
    return open_matter(app)


@pytest.fixture
def intake(app: Flask, case_id: int) -> Visitor:
    return person(app, "intake")


def claimed_task(town: PracticePlace, visitor: Visitor, case_id: int) -> int:
    task_id = town.task(case_id, "check_application").id
    assert visitor.post(f"/tasks/{task_id}/claim").status_code == 302
    return task_id


def submission(visitor: Visitor, task_id: int, **facts: str) -> dict[str, Any]:
    page = read(visitor.get(f"/tasks/{task_id}"))
    names = {
        "fault": "assessment.f_fault",
        "volume": "archive_record.volume_no",
        "kept": "archive_record.retention",
    }
    return {
        "submission_key": hidden(page, "submission_key"),
        "revision": hidden(page, "revision"),
        **{names[name]: value for name, value in facts.items()},
    }


def test_a_matter_goes_from_application_to_archive(app: Flask, town: PracticePlace) -> None:
    case_id = open_matter(app)
    intake = person(app, "intake")
    task_id = claimed_task(town, intake, case_id)
    done = intake.post(f"/tasks/{task_id}/complete", submission(intake, task_id, fault="slight"))
    assert done.location == f"/cases/{case_id}"
    archivist = person(app, "archivist")
    task_id = town.task(case_id, "file_papers").id
    archivist.post(f"/tasks/{task_id}/claim")
    archivist.post(f"/tasks/{task_id}/complete", submission(archivist, task_id, volume="2026-1", kept="永久"))
    page = read(archivist.get(f"/cases/{case_id}"))
    text = " ".join(page.text_content().split())
    for shown in ("已归档", "2026-1", "永久", "请求容错", "受理审查", "轻微"):
        assert shown in text, shown


def test_the_inbox_counts_claims_and_finds(town: PracticePlace, intake: Visitor, case_id: int) -> None:
    claimable = intake.get("/tasks?tab=claimable")
    assert "受理审查" in claimable.text
    assert "剩 5 个工作日" in claimable.text or "工作日" in claimable.text
    claimed_task(town, intake, case_id)
    mine = read(intake.get("/tasks"))
    assert [
        " ".join(tab.text_content().split()) for tab in mine.xpath("//a[contains(@class, 'nav-link')]")
    ] == [
        "我的任务 1",
        "可签收 0",
        "已办结 0",
    ]
    assert "受理审查" in intake.get("/tasks?search=请求").text
    assert "没有符合条件的任务" in intake.get("/tasks?search=别的").text


@pytest.mark.parametrize(
    "query", ["tab=nothing", "page=0", "page=-3", "page=x", "sort=nothing", "jurisdiction=nowhere"]
)
def test_a_list_with_a_wrong_address_is_still_a_list(intake: Visitor, query: str) -> None:
    assert intake.get(f"/tasks?{query}").status_code == 200


def test_a_task_shows_what_guides_and_what_it_rests_on(
    town: PracticePlace, intake: Visitor, case_id: int
) -> None:
    task_id = claimed_task(town, intake, case_id)
    page = intake.get(f"/tasks/{task_id}")
    assert "提出必受理。" in page.text
    assert "依据 S1" in page.text
    assert "请求容错" in page.text


def test_the_form_is_shown_only_to_who_holds_the_task(town: PracticePlace, app: Flask, case_id: int) -> None:
    intake = person(app, "intake")
    task_id = town.task(case_id, "check_application").id
    before = intake.get(f"/tasks/{task_id}")
    assert "assessment.f_fault" not in before.text
    assert "签收后由您办理" in before.text
    claimed_task(town, intake, case_id)
    assert "assessment.f_fault" in intake.get(f"/tasks/{task_id}").text
    watching = person(app, "archivist").get(f"/tasks/{task_id}")
    assert "assessment.f_fault" not in watching.text


def test_nobody_learns_of_a_case_that_is_not_theirs(town: PracticePlace, app: Flask, case_id: int) -> None:
    administrator = person(app, SYSTEM_ADMINISTRATOR)
    for address in (
        f"/cases/{case_id}",
        f"/tasks/{town.task(case_id, 'check_application').id}",
        "/cases/999999",
    ):
        response = administrator.get(address)
        assert response.status_code == 404, address
        assert "请求容错" not in response.text


def test_a_double_submission_counts_once(town: PracticePlace, intake: Visitor, case_id: int) -> None:
    task_id = claimed_task(town, intake, case_id)
    typed = submission(intake, task_id, fault="slight")
    first = intake.post(f"/tasks/{task_id}/complete", typed)
    second = intake.post(f"/tasks/{task_id}/complete", typed)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert town.open_elements(case_id) == ["file_papers"]


def test_opening_twice_with_one_key_opens_one_case(app: Flask) -> None:
    applicant = person(app, "applicant")
    page = read(applicant.get(f"/cases/new/{CODE}"))
    typed = {"application.request_text": "请求容错", "submission_key": hidden(page, "submission_key")}
    first = applicant.post(f"/cases/new/{CODE}", typed)
    second = applicant.post(f"/cases/new/{CODE}", typed)
    assert first.location == second.location
    assert "共 1 件" in applicant.get("/cases").text


def test_what_is_refused_comes_back_with_what_was_typed(
    town: PracticePlace, intake: Visitor, case_id: int
) -> None:
    task_id = claimed_task(town, intake, case_id)
    typed = submission(intake, task_id)
    refused = intake.post(f"/tasks/{task_id}/complete", typed)
    assert refused.status_code == 422
    page = read(refused)
    assert page.xpath("//*[contains(@class, 'error-summary')]//a")
    assert hidden(page, "submission_key") == typed["submission_key"]
    mended = intake.post(f"/tasks/{task_id}/complete", {**typed, "assessment.f_fault": "none"})
    assert mended.status_code == 302


def test_a_value_that_is_not_offered_is_refused(town: PracticePlace, intake: Visitor, case_id: int) -> None:
    task_id = claimed_task(town, intake, case_id)
    response = intake.post(f"/tasks/{task_id}/complete", submission(intake, task_id, fault="invented"))
    assert response.status_code == 422
    assert town.open_elements(case_id) == ["check_application"]


def test_fields_that_the_form_does_not_declare_are_not_taken(
    town: PracticePlace, intake: Visitor, case_id: int
) -> None:
    task_id = claimed_task(town, intake, case_id)
    typed = {
        **submission(intake, task_id, fault="grave"),
        "advice": "exempt",
        "handling.result": "determined",
    }
    intake.post(f"/tasks/{task_id}/complete", typed)
    page = read(intake.get(f"/cases/{case_id}"))
    assert "exempt" not in page.xpath("string(//*[@id='facts'])")
    assert "exempt" not in page.xpath("string(//p[contains(@class, 'verdict')])")


def test_an_old_page_does_not_overwrite_what_is_new(
    town: PracticePlace, intake: Visitor, case_id: int
) -> None:
    task_id = claimed_task(town, intake, case_id)
    typed = submission(intake, task_id, fault="slight")
    intake.post(f"/tasks/{task_id}/release")
    claimed_task(town, intake, case_id)
    response = intake.post(f"/tasks/{task_id}/complete", typed)
    assert response.status_code == 409
    assert read(response).xpath("//select[@name='assessment.f_fault']/option[@selected]/@value") == ["slight"]
    assert town.open_elements(case_id) == ["check_application"]


def test_after_a_conflict_the_same_page_can_be_submitted(
    town: PracticePlace, intake: Visitor, case_id: int
) -> None:
    task_id = claimed_task(town, intake, case_id)
    typed = submission(intake, task_id, fault="slight")
    intake.post(f"/tasks/{task_id}/release")
    claimed_task(town, intake, case_id)
    page = read(intake.post(f"/tasks/{task_id}/complete", typed))
    again = {**typed, "revision": hidden(page, "revision"), "submission_key": hidden(page, "submission_key")}
    assert intake.post(f"/tasks/{task_id}/complete", again).status_code == 302


def test_two_officers_cannot_hold_one_task(
    town: PracticePlace, app: Flask, intake: Visitor, case_id: int
) -> None:
    task_id = claimed_task(town, intake, case_id)
    other = person(app, "archivist").post(f"/tasks/{task_id}/claim")
    assert other.status_code in {403, 409}


def test_a_draft_is_kept_and_shown_again(town: PracticePlace, intake: Visitor, case_id: int) -> None:
    task_id = claimed_task(town, intake, case_id)
    response = intake.post(f"/tasks/{task_id}/draft", {"assessment.f_fault": "grave", "stray": "x"})
    assert response.location == f"/tasks/{task_id}"
    page = read(intake.get(f"/tasks/{task_id}"))
    assert page.xpath("//select[@name='assessment.f_fault']/option[@selected]/@value") == ["grave"]
    assert town.open_elements(case_id) == ["check_application"]


def test_with_script_a_draft_answers_with_the_part_that_changes(
    town: PracticePlace, intake: Visitor, case_id: int
) -> None:
    task_id = claimed_task(town, intake, case_id)
    typed = {"assessment.f_fault": "grave"}
    line = intake.post(f"/tasks/{task_id}/draft", typed, **{"HX-Request": "true", "HX-Target": "draft-state"})
    assert line.text.strip() == "草稿已保存。"
    fields = intake.post(
        f"/tasks/{task_id}/draft", typed, **{"HX-Request": "true", "HX-Target": "form-fields"}
    )
    assert "<html" not in fields.text
    assert html.fragment_fromstring(fields.text.strip()).get("id") == "form-fields"


def test_the_draft_of_an_application_is_its_writers_alone(app: Flask) -> None:
    applicant = person(app, "applicant")
    applicant.post(f"/cases/new/{CODE}/draft", {"application.request_text": "还没想好"})
    assert "还没想好" in applicant.get(f"/cases/new/{CODE}").text
    assert "还没想好" not in person(app, "intake").get("/cases").text


def test_who_may_not_open_a_matter_is_told(app: Flask) -> None:
    intake = person(app, "intake")
    assert "提出申请" not in read(intake.get("/tasks")).xpath("string(//main)")
    assert intake.get(f"/cases/new/{CODE}").status_code == 403
    assert intake.post(f"/cases/new/{CODE}", {"submission_key": "k"}).status_code == 403


def test_comments_are_read_by_everybody_in_the_case(app: Flask, intake: Visitor, case_id: int) -> None:
    key = re.search(r'name="submission_key" value="([^"]+)"', intake.get(f"/cases/{case_id}").text)
    assert key is not None
    remark = {"text": "请补充 <script>alert(1)</script>", "submission_key": key[1]}
    for _ in range(2):
        assert intake.post(f"/cases/{case_id}/comments", remark).status_code == 302
    shown = person(app, "applicant").get(f"/cases/{case_id}").text
    assert html.document_fromstring(shown).xpath("count(//section[@id='comments']//article)") == 1
    assert "<script>alert" not in shown


def test_an_empty_comment_is_refused(intake: Visitor, case_id: int) -> None:
    response = intake.post(f"/cases/{case_id}/comments", {"text": "  ", "submission_key": "k1"})
    assert response.status_code == 400


def test_evidence_comes_back_byte_for_byte_and_never_as_a_page(
    app: Flask, intake: Visitor, case_id: int
) -> None:
    content = b"<script>alert(1)</script>\x00\xff"
    intake.post(
        f"/cases/{case_id}/evidence", {"file": (BytesIO(content), "会议纪要.html"), "note": "任命会议"}
    )
    page = read(person(app, "applicant").get(f"/cases/{case_id}"))
    address = page.xpath("//section[@id='evidence']//a/@href")[0]
    response = intake.get(address)
    assert response.data == content
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.mimetype == "application/octet-stream"
    assert person(app, SYSTEM_ADMINISTRATOR).get(address).status_code == 404


def test_an_empty_upload_is_refused(intake: Visitor, case_id: int) -> None:
    assert intake.post(f"/cases/{case_id}/evidence").status_code == 400
    empty = intake.post(f"/cases/{case_id}/evidence", {"file": (BytesIO(b""), "empty.txt")})
    assert empty.status_code == 400


def test_the_applicant_withdraws(app: Flask, case_id: int) -> None:
    applicant = person(app, "applicant")
    assert "撤回" in read(applicant.get(f"/cases/{case_id}")).xpath("string(//main)")
    page = applicant.get(f"/cases/{case_id}/messages/withdraw")
    key = re.search(r'name="submission_key" value="([^"]+)"', page.text)
    assert key is not None
    refused = applicant.post(f"/cases/{case_id}/messages/withdraw", {"submission_key": key[1]})
    assert refused.status_code == 422
    typed = {"withdrawal.reason": "情况已变", "submission_key": key[1]}
    assert applicant.post(f"/cases/{case_id}/messages/withdraw", typed).status_code == 302
    shown = applicant.get(f"/cases/{case_id}").text
    assert "情况已变" in shown
    assert applicant.get(f"/cases/{case_id}/messages/withdraw").status_code == 409


def test_nobody_else_withdraws(intake: Visitor, case_id: int) -> None:
    assert intake.get(f"/cases/{case_id}/messages/withdraw").status_code == 403
    response = intake.post(
        f"/cases/{case_id}/messages/withdraw", {"withdrawal.reason": "x", "submission_key": "k"}
    )
    assert response.status_code == 403


def test_the_case_page_is_whole_in_english(intake: Visitor, case_id: int) -> None:
    intake.speak("en")
    text = " ".join(read(intake.get(f"/cases/{case_id}")).xpath("string(//main)").split())
    for shown in ("Timeline", "Check for acceptance", "Evidence", "Small Town", "Applied"):
        assert shown in text, shown


def test_advice_shows_the_row_that_fired_and_its_basis(
    town: PracticePlace, app: Flask, intake: Visitor, case_id: int
) -> None:
    task_id = claimed_task(town, intake, case_id)
    intake.post(f"/tasks/{task_id}/complete", submission(intake, task_id, fault="none"))
    text = " ".join(read(intake.get(f"/cases/{case_id}")).xpath("string(//section[@id='advice'])").split())
    for shown in ("第 1 行命中", "过失程度", "S1 第一条"):
        assert shown in text, shown
