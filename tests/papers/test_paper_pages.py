"""The pages of papers over HTTP: print view, document, correction, and replacing a template."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from tests.papers.documents import texts_of, write_document
from tests.papers.paper_place import NOTICE, NOTICE_FILE, check, make_all, papers_of
from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor
from webapp import audit
from webapp.procedures import current_version
from webapp.settings import read_settings
from webapp.views import create_app

TEMPLATE = "/administration/papers/xiaocheng/notice"
NEW_NOTICE = write_document("新模板 {{ paper.no }}", "事由 {{ application.request_text }}")


@pytest.fixture
def app(town: PracticePlace, tmp_path: Path) -> Flask:
    """The application over the place with papers."""
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    return create_app(settings, town.database)


@pytest.fixture
def intake(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in("intake")
    return visitor


@pytest.fixture
def admin(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in("admin")
    return visitor


def test_a_paper_is_listed_printed_and_downloaded(town: PracticePlace, intake: Visitor) -> None:
    case_id = check(town)
    paper = papers_of(town, case_id)[0]
    address = f"/papers/{paper.id}"
    assert paper.number in intake.get(f"/cases/{case_id}").text
    assert "正在生成" in intake.get(address).text
    assert intake.get(f"{address}/1.docx").status_code == 409

    make_all(town)

    page = intake.get(address).text
    assert "小城纪委" in page
    assert "请求容错 &lt;修路&gt; &amp; 架桥" in page
    assert "撤回理由" in page
    answer = intake.get(f"{address}/1.docx")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert paper.number in texts_of(answer.data)


def test_the_print_view_speaks_english_around_a_chinese_paper(town: PracticePlace, intake: Visitor) -> None:
    case_id = check(town)
    make_all(town)
    intake.speak("en")
    page = intake.get(f"/papers/{papers_of(town, case_id)[0].id}").text
    assert "Notice of acceptance" in page
    assert '<article class="sheet" lang="zh-CN">' in page


def test_a_correction_over_http_keeps_the_version_before_it(town: PracticePlace, intake: Visitor) -> None:
    case_id = check(town)
    make_all(town)
    address = f"/papers/{papers_of(town, case_id)[0].id}"
    intake.get(address)
    refused = intake.post(f"{address}/correct", {"reason": " ", "submission_key": "k"})
    assert refused.status_code == 422
    assert "没有填写更正原因" in refused.text
    assert intake.post(f"{address}/correct", {"reason": "称谓有误", "submission_key": "k"}).status_code == 302
    make_all(town)
    page = intake.get(address).text
    assert "更正原因：称谓有误" in page
    assert intake.get(f"{address}/1.docx").data != intake.get(f"{address}/2.docx").data


@pytest.mark.parametrize("path", ["", "?version=1", "/1.docx"])
def test_a_paper_that_is_not_for_the_reader_is_not_there(town: PracticePlace, app: Flask, path: str) -> None:
    case_id = check(town)
    make_all(town)
    applicant = Visitor(app)
    applicant.sign_in("applicant")
    number = papers_of(town, case_id)[0].id
    assert applicant.get(f"/papers/{number}{path}").status_code == 404
    assert (
        applicant.post(f"/papers/{number}/correct", {"reason": "x", "submission_key": "k"}).status_code == 404
    )


def upload(visitor: Visitor, content: bytes, name: str = "新通知.docx") -> str:
    return visitor.post(TEMPLATE, {"file": (BytesIO(content), name)}).text


def test_the_administrator_sees_every_template_filled_with_made_up_content(admin: Visitor) -> None:
    listed = admin.get("/administration/papers").text
    assert "受理通知书" in listed
    assert "卷内目录" in listed
    page = admin.get(TEMPLATE).text
    assert "〔申请事由〕" in page
    assert "application.request_text" in page
    assert admin.get(f"{TEMPLATE}/template.docx").data == NOTICE


def test_a_new_template_is_previewed_published_and_used_by_new_matters_alone(
    town: PracticePlace, admin: Visitor
) -> None:
    before = check(town, "before")
    page = upload(admin, NEW_NOTICE)
    assert "新模板" in page
    assert "发布为新版本" in page
    digest = town.pack.digest
    answer = admin.post(f"{TEMPLATE}/publish", {"seen_digest": digest})
    assert answer.status_code == 302, answer.text
    with town.database.read() as session:
        current = current_version(session, town.code)
        entries = audit.list_entries(session, audit.PROCEDURES)
    assert current.digest != digest
    assert current.files[NOTICE_FILE] == NEW_NOTICE
    assert [entry.action for entry in entries][-2:] == ["replace_template", "publish_pack"]
    after = check(town, "after")
    make_all(town)
    intake = Visitor(admin.app)
    intake.sign_in("intake")
    assert "新模板" not in intake.get(f"/papers/{papers_of(town, before)[0].id}").text
    assert "新模板" in intake.get(f"/papers/{papers_of(town, after)[0].id}").text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (write_document("好", "{{ application.request_txt }}"), "第 2 段"),
        (write_document("{{ cycler.__init__ }}"), "PA-113"),
        (b"no document", "不是 Word 文档"),
        (b"", "不是 Word 文档"),
    ],
)
def test_a_template_with_a_mistake_is_told_and_cannot_be_published(
    town: PracticePlace, admin: Visitor, content: bytes, told: str
) -> None:
    page = upload(admin, content)
    assert told in page or told.startswith("PA-")
    assert "模板不能使用" in page
    assert "发布为新版本" not in page
    answer = admin.post(f"{TEMPLATE}/publish", {"seen_digest": town.pack.digest})
    assert answer.status_code == 422
    with town.database.read() as session:
        assert current_version(session, town.code).digest == town.pack.digest


def test_a_draft_is_discarded_and_nothing_is_left_to_publish(town: PracticePlace, admin: Visitor) -> None:
    upload(admin, NEW_NOTICE)
    assert admin.post(f"{TEMPLATE}/discard").status_code == 302
    assert "新模板" not in admin.get(TEMPLATE).text
    assert admin.post(f"{TEMPLATE}/publish", {"seen_digest": town.pack.digest}).status_code == 404


def test_a_version_that_was_not_seen_is_not_replaced(town: PracticePlace, admin: Visitor) -> None:
    upload(admin, NEW_NOTICE)
    answer = admin.post(f"{TEMPLATE}/publish", {"seen_digest": "another"})
    assert answer.status_code == 409
    with town.database.read() as session:
        assert current_version(session, town.code).digest == town.pack.digest


@pytest.mark.parametrize("login_name", ["intake", "security", "auditor"])
def test_templates_are_for_the_system_administrator_alone(app: Flask, login_name: str) -> None:
    visitor = Visitor(app)
    visitor.sign_in(login_name)
    assert visitor.get("/administration/papers").status_code == 403
    assert visitor.post(TEMPLATE, {"file": (BytesIO(NEW_NOTICE), "x.docx")}).status_code == 403
