"""The pages of a draft's papers: a template is seen before it is saved, steps and reasons are changed without an editor."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from tests.papers.documents import write_document
from tests.papers.paper_place import NAMES, NOTICE, NOTICE_FILE
from tests.practice_place import PracticePlace
from tests.procedures.drafts.desk import NOW
from tests.procedures.small_pack import ARCHIVE, CODE
from tests.views.visitor import Visitor, has_chinese, read, visible_texts
from webapp.procedures.drafts import Draft, get_draft, start_draft
from webapp.settings import read_settings
from webapp.views import create_app

PAPERS = "/workbench/drafts/1/papers"
NOTICE_PAGE = f"{PAPERS}/notice"


@pytest.fixture
def visitor(town: PracticePlace, tmp_path: Path) -> Visitor:
    """A designer with a draft of the place with papers."""
    with town.database.write() as session:
        start_draft(session, CODE, town.actor("designer"), NOW)
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    visitor = Visitor(create_app(settings, town.database))
    visitor.sign_in("designer")
    visitor.get(PAPERS)
    return visitor


def held(town: PracticePlace) -> Draft:
    with town.database.read() as session:
        return get_draft(session, 1)


def sent_file(content: bytes) -> dict[str, object]:
    return {"revision": "0", "file": (BytesIO(content), "notice.docx")}


def test_a_template_is_seen_with_sample_words_and_nothing_is_saved(
    visitor: Visitor, town: PracticePlace
) -> None:
    page = read(visitor.get(NOTICE_PAGE))
    (trial,) = page.xpath("//button[@formtarget='_blank']/@formaction")
    answer = visitor.post(trial, sent_file(write_document("关于{{ application.request_text }}的通知")))
    assert answer.status_code == 200
    assert "申请事由" in "".join(read(answer).xpath("//main//text()"))
    assert held(town).files[NOTICE_FILE] == NOTICE
    assert held(town).line.revision == 0


def test_a_wrong_placeholder_is_named_with_what_may_have_been_meant(visitor: Visitor) -> None:
    answer = visitor.post(
        f"{NOTICE_PAGE}/preview", sent_file(write_document("{{ application.request_txt }}"))
    )
    assert answer.status_code == 422
    told = "".join(read(answer).xpath("//*[@class='error-summary']//text()"))
    assert "application.request_txt" in told
    assert "application.request_text" in told
    assert visitor.post(f"{NOTICE_PAGE}/preview", {"revision": "0"}).status_code == 422
    broken = write_document("{{ application.request_txt }}")
    visitor.put(f"/workbench/drafts/1/files/{NOTICE_FILE}", broken, **{"If-Match": '"0"'})
    problems = read(visitor.get("/workbench/drafts/1/problem-list"))
    assert NOTICE_PAGE in problems.xpath("//section[@aria-labelledby='errors-title']//li//a/@href")


def test_a_step_is_made_to_issue_a_paper_and_no_longer(visitor: Visitor, town: PracticePlace) -> None:
    page = read(visitor.get(NOTICE_PAGE))
    (place,) = page.xpath("//select[@name='place']//option[contains(@value, '|file_papers')]/@value")
    assert visitor.post(f"{NOTICE_PAGE}/steps", {"place": place}).status_code == 302
    own = f"bpmn/{CODE}/archive.bpmn"
    assert b'"index, notice"' in held(town).files[own]
    assert b"notice" not in held(town).files[ARCHIVE]
    assert visitor.post(f"{NOTICE_PAGE}/steps", {"place": place}).status_code == 409
    (place,) = read(visitor.get(NOTICE_PAGE)).xpath("//input[@name='place']/@value")
    assert visitor.post(f"{NOTICE_PAGE}/steps/drop", {"place": place}).status_code == 302
    assert b"notice" not in held(town).files[own]
    assert visitor.post(f"{NOTICE_PAGE}/steps", {"place": "x"}).status_code == 400


def test_a_step_that_chooses_by_an_expression_is_shown_with_it_and_offered_no_change(
    visitor: Visitor,
) -> None:
    page = read(visitor.get(NOTICE_PAGE))
    (issuers,) = page.xpath("//ul[contains(@class, 'issuers')]")
    assert "grave" in "".join(issuers.itertext())
    assert issuers.xpath(".//form") == []


def test_why_a_paper_is_not_issued_is_stated_and_taken_back(visitor: Visitor, town: PracticePlace) -> None:
    before = held(town).files[NAMES]
    sent = {"revision": "0", "unissued": "refusal", "reason_zh": "不再用", "reason_en": "No longer used"}
    assert visitor.post(f"{PAPERS}/not-issued", {**sent, "reason_en": " "}).status_code == 422
    assert visitor.post(f"{PAPERS}/not-issued", sent).status_code == 302
    page = read(visitor.get(PAPERS))
    assert page.xpath("//section[@id='not-issued']//input[@value='不再用']")
    late = visitor.post(f"{PAPERS}/not-issued", {**sent, "reason_zh": "旧的"})
    assert late.status_code == 409
    assert "旧的" in late.text
    assert f"“文书目录（{NAMES}）”在您打开之后" in " ".join(visible_texts(read(late)))
    bound = visitor.post(f"{PAPERS}/not-issued", {**sent, "revision": "1", "unissued": "index"})
    assert bound.status_code == 422
    drop = {"revision": "1", "unissued": "refusal"}
    assert visitor.post(f"{PAPERS}/not-issued/drop", drop).status_code == 302
    assert held(town).files[NAMES] == before


def test_who_issues_the_papers_is_said_on_their_page(visitor: Visitor, town: PracticePlace) -> None:
    page = read(visitor.get(PAPERS))
    fields = page.xpath("//section[@id='organ']//input")
    sent = {each.get("name"): each.get("value") for each in fields if each.get("name") != "csrf_token"}
    assert sent["place.organ"] == "小城纪委"
    assert not page.xpath("//section[@id='organ']//details[@open]")
    refused = visitor.post(f"{PAPERS}/organ", {**sent, "place.mark": " ", "place.organ": "县纪委"})
    assert refused.status_code == 422
    assert "RC-3354" not in refused.text
    assert "县纪委" in read(refused).xpath("//section[@id='organ']//details[@open]//input/@value")
    assert visitor.post(f"{PAPERS}/organ", {**sent, "place.mark": "县"}).status_code == 302
    assert visitor.post(f"{PAPERS}/organ", sent).status_code == 409
    place = held(town).pack.read_papers()[0].place
    assert place is not None
    assert (place.organ, place.mark) == ("小城纪委", "县")


def test_a_paper_of_the_place_is_taken_out_by_whoever_is_sure(visitor: Visitor, town: PracticePlace) -> None:
    (revision,) = read(visitor.get(NOTICE_PAGE)).xpath("//form[contains(@action, '/remove')]/input[2]/@value")
    assert visitor.post(f"{NOTICE_PAGE}/remove", {"revision": revision}).status_code == 400
    assert NOTICE_FILE in held(town).files
    late = {"revision": "9", "sure": "yes"}
    assert visitor.post(f"{NOTICE_PAGE}/remove", late).status_code == 409
    assert visitor.post(f"{NOTICE_PAGE}/remove", {**late, "revision": revision}).status_code == 302
    assert NOTICE_FILE not in held(town).files


def test_an_administrator_reads_and_tries_but_changes_nothing(visitor: Visitor) -> None:
    admin = Visitor(visitor.app)
    admin.sign_in("admin")
    assert read(admin.get(NOTICE_PAGE)).xpath("//main//form[@method='post']//button[not(@formtarget)]") == []
    for address in (
        "organ",
        "not-issued",
        "not-issued/drop",
        "notice/steps",
        "notice/steps/drop",
        "notice/template",
    ):
        assert admin.post(f"{PAPERS}/{address}", {"revision": "0"}).status_code == 403
    tried = admin.post(f"{NOTICE_PAGE}/preview", sent_file(write_document("{{ case.no }}")))
    assert tried.status_code == 200


def test_in_english_the_pages_are_english(visitor: Visitor) -> None:
    visitor.speak("en")
    for page in (read(visitor.get(PAPERS)), read(visitor.get(NOTICE_PAGE))):
        for sheet in page.xpath("//main/h2/following-sibling::*"):
            sheet.getparent().remove(sheet)  # The paper itself is Chinese.
        texts = visible_texts(page)
        assert [
            each for each in texts if has_chinese(each) and each not in {"卓程", "中文", *"受不卷小"}
        ] == []
