"""The pages of a draft: files read and saved by revision, what is own and shared, problems and their fixes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import ARCHIVE, CODE, FILES, JURISDICTION, MATTER, OUTCOME, TEXTS
from tests.views.visitor import Visitor, has_chinese, read, visible_texts, visit
from webapp.procedures.drafts import get_draft
from webapp.views import static_files

DRAFT = "/workbench/drafts/1"
CHANGED = FILES[MATTER].replace(' default="f7"', "").encode()


def put(visitor: Visitor, path: str, content: bytes, revision: str = '"0"') -> Any:
    return visitor.put(
        f"{DRAFT}/files/{path}", content, **{"If-Match": revision, "Accept": "application/json"}
    )


def ask(visitor: Visitor, address: str) -> Any:
    return visitor.get(f"{DRAFT}/{address}", Accept="application/json").json


def post_json(visitor: Visitor, address: str, sent: object) -> Any:
    return visitor.client.post(
        f"{DRAFT}/{address}",
        data=json.dumps(sent),
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": visitor.token(),
        },
    )


def test_a_draft_is_begun_from_the_first_page(app: Flask) -> None:
    visitor = visit(app)
    page = read(visitor.get("/workbench"))
    (action,) = page.xpath("//main//form/@action")
    opened = visitor.post(action)
    assert opened.location == DRAFT
    assert "卓程" in visitor.get(DRAFT).text
    assert read(visitor.get("/workbench")).xpath(f"//main//a[@href='{DRAFT}']")


def test_a_system_administrator_reads_drafts_and_is_offered_no_change(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app, "admin")
    page = read(visitor.get(DRAFT))
    assert [action for action in page.xpath("//main//form/@action") if "discard" not in action] == []
    assert visitor.get(f"{DRAFT}/files/{MATTER}").status_code == 200
    assert put(visitor, MATTER, CHANGED).status_code == 403


def test_the_files_of_a_draft_stand_by_kind_with_the_places_own_first_and_shared_ones_folded(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    put(visitor, MATTER, CHANGED)
    page = read(visitor.get(DRAFT))
    (diagrams,) = page.xpath("//main//details[@id='diagram']")
    assert diagrams.get("open") is not None
    (folded,) = diagrams.xpath(".//details")
    assert folded.get("open") is None
    assert (
        folded.xpath(".//code/text()") == [ARCHIVE, "bpmn/shared/unused.bpmn"][: len(folded.xpath(".//code"))]
    )
    own = diagrams.xpath("./table//code/text()")
    assert own == [MATTER]
    counts = " ".join("".join(diagrams.xpath("./summary//text()")).split())
    assert "已改 1" in counts
    assert "自有 1" in counts


def test_files_are_looked_up_by_a_part_of_their_name(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    page = read(visitor.get(f"{DRAFT}?q=归档"))
    assert (
        page.xpath("//main//details//code/text()")
        == [ARCHIVE, "forms/shared/file_papers.form"][: len(page.xpath("//main//details//code"))]
    )
    assert page.xpath("//main//details[not(@open)]") == []
    assert "没有名称含有" in visitor.get(f"{DRAFT}?q=没有这样的").text


def test_a_file_is_read_with_its_revision_and_saved_over_it(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    shown = visitor.get(f"{DRAFT}/files/{MATTER}")
    assert (shown.data, shown.headers["ETag"]) == (FILES[MATTER].encode(), '"0"')
    assert shown.headers["Content-Disposition"].startswith("attachment")
    saved = put(visitor, MATTER, CHANGED)
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"1"')
    assert saved.json["path"] == MATTER
    assert saved.json["revision"] == 1
    assert saved.json["saved_at"]
    again = visitor.get(f"{DRAFT}/files/{MATTER}")
    assert (again.data, again.headers["ETag"]) == (CHANGED, '"1"')


def test_the_second_of_two_is_told_who_was_first_and_nothing_is_lost(
    app: Flask, draft: PracticePlace
) -> None:
    assert put(visit(app, "designer2"), MATTER, CHANGED).status_code == 200
    second = visit(app)
    refused = put(second, MATTER, b"<other/>")
    assert refused.status_code == 409
    assert (refused.json["code"], refused.json["by"], refused.json["revision"]) == ("RC-3304", "卓越", 1)
    assert refused.json["at"]
    assert second.get(f"{DRAFT}/files/{MATTER}").data == CHANGED
    assert put(second, MATTER, b"<other/>", '"1"').json["revision"] == 2


@pytest.mark.parametrize("revision", ["", "*", "x", '"-1"'])
def test_a_save_that_does_not_say_over_what_is_refused(
    app: Flask, draft: PracticePlace, revision: str
) -> None:
    refused = put(visit(app), MATTER, CHANGED, revision)
    assert (refused.status_code, refused.json["code"]) == (400, "RC-VIEW-13")


@pytest.mark.parametrize(
    ("path", "content", "status", "code"),
    [
        (f"bpmn/{CODE}/x.py", b"x", 400, "RC-3306"),
        (f"bpmn/{CODE}/..%2fx.bpmn", b"x", 400, "RC-3305"),
        (MATTER, b"x" * (2 * 1024 * 1024 + 1), 400, "RC-3305"),
        (TEXTS.replace(CODE, "shared"), b"x", 400, "RC-3307"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_words(
    app: Flask, draft: PracticePlace, path: str, content: bytes, status: int, code: str
) -> None:
    refused = put(visit(app), path, content)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert has_chinese(refused.json["message"])


def test_a_save_after_the_session_ended_says_so_and_does_not_lead_away(
    app: Flask, draft: PracticePlace
) -> None:
    answer = put(Visitor(app), MATTER, CHANGED)
    assert (answer.status_code, answer.json["code"]) == (401, "RC-VIEW-14")


def test_a_save_without_the_pages_token_is_refused(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    answer = visitor.client.put(
        f"{DRAFT}/files/{MATTER}", data=CHANGED, headers={"If-Match": '"0"', "Accept": "application/json"}
    )
    assert answer.status_code == 400
    assert (answer.json or {})["code"] == "RC-VIEW-02"
    assert visitor.get(f"{DRAFT}/files/{MATTER}").headers["ETag"] == '"0"'


def test_a_shared_file_becomes_own_and_is_given_back(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    own = f"bpmn/{CODE}/archive.bpmn"
    visitor.post(f"{DRAFT}/take-over", {"path": ARCHIVE})
    page = read(visitor.get(DRAFT))
    rows = {row.xpath("string(.//code)"): row.text_content() for row in page.xpath("//tbody/tr")}
    assert "自有" in rows[own]
    assert "已由自有的代替" in rows[ARCHIVE]
    (asked,) = page.xpath("//main//a[contains(@href, 'give-back')]/@href")
    page = read(visitor.get(asked))
    assert [own, ARCHIVE] == page.xpath("//section//dl//code/text()")
    assert page.xpath("//*[@id='difference']")
    (form,) = page.xpath("//main//form[contains(@action, 'give-back')]")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert sent.pop("sure") == "yes"
    assert visitor.post(f"{DRAFT}/give-back", sent).status_code == 400, "nobody has confirmed it"
    assert visitor.get(f"{DRAFT}/files/{own}").status_code == 200
    assert visitor.post(f"{DRAFT}/give-back", {**sent, "sure": "yes"}).status_code == 302
    assert visitor.get(f"{DRAFT}/files/{own}").status_code == 404
    assert visitor.post(f"{DRAFT}/give-back", {"path": own, "sure": "yes"}).status_code == 400


def test_who_is_asked_whether_an_own_file_is_to_go_sees_what_is_lost_with_it(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    put(visitor, ARCHIVE, FILES[ARCHIVE].replace('name="归档"', 'name="装订归档"', 1).encode())
    address = f"{DRAFT}/give-back?path=bpmn/{CODE}/archive.bpmn"
    page = read(visitor.get(address))
    assert "装订归档" in page.xpath("string(//details[@id='part-diagram']//ins)")
    for drawing, name in zip(page.xpath("//div[@data-diagram]"), ("装订归档", "归档"), strict=True):
        assert f'name="{name}"' in visitor.get(drawing.get("data-diagram")).text
    assert "卓程" in page.text_content()
    assert visitor.get(f"{DRAFT}/give-back?path={MATTER}").status_code == 409
    assert visitor.get(f"{DRAFT}/give-back?path=bpmn/{CODE}/nothing.bpmn").status_code == 409
    assert visit(app, "admin").get(address).status_code == 403
    visitor.speak("en")
    assert not has_chinese(read(visitor.get(address)).xpath("string(//section)").replace("卓程", ""))


def test_problems_lead_to_their_element_and_offer_what_mends_them(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    put(visitor, MATTER, CHANGED)
    told = ask(visitor, "problems")
    assert told["draft_revision"] == 1
    problem = told["problems"][0]
    assert (problem["code"], problem["severity"], problem["element_id"]) == (
        "EN-141",
        "error",
        "is_tolerated",
    )
    assert problem["title"] == "流程图“办理”"
    assert problem["url"] == f"{DRAFT}/diagrams/matter?element=is_tolerated"
    assert has_chinese(problem["message"])
    assert [fix["id"] for fix in problem["fixes"]] == ["default:f7", "default:f6"]
    mended = post_json(
        visitor,
        "fixes",
        {"fix": "default:f7", "code": "EN-141", "file": MATTER, "element_id": "is_tolerated"},
    )
    assert mended.json["files"] == [{"path": MATTER, "revision": 2}]
    left = ask(visitor, "problems")["problems"]
    assert [each["code"] for each in left if each["severity"] == "error"] == []
    again = post_json(
        visitor,
        "fixes",
        {"fix": "default:f7", "code": "EN-141", "file": MATTER, "element_id": "is_tolerated"},
    )
    assert (again.status_code, again.json["code"]) == (409, "RC-3312")


@pytest.mark.parametrize(
    "sent", [[], {"fix": 1}, {"code": "EN-141", "file": MATTER, "fix": "x", "line": "y"}]
)
def test_a_fix_that_is_no_fix_is_refused(app: Flask, draft: PracticePlace, sent: object) -> None:
    assert post_json(visit(app), "fixes", sent).status_code in {400, 409}


def test_the_page_of_problems_mends_with_words_that_the_reader_gives(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    put(visitor, TEXTS, FILES[TEXTS].replace('ended = "Ended"\n', "").encode())
    page = read(visitor.get(f"{DRAFT}/problem-list"))
    (form,) = page.xpath("//form[.//input[@name='answer_text']]")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    answer = visitor.post(form.get("action"), {**sent, "answer_text": "Closed"})
    assert answer.status_code == 302
    with draft.database.read() as session:
        assert 'ended = "Closed"' in get_draft(session, 1).files[TEXTS].decode()


def test_an_english_reader_finds_no_chinese_in_what_the_pages_say(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    put(visitor, MATTER, CHANGED)
    visitor.speak("en")
    problem = ask(visitor, "problems")["problems"][0]
    assert problem["title"] == "Diagram 'Matter'"
    assert not has_chinese(problem["message"])
    heads = [" ".join(each.text_content().split()) for each in read(visitor.get(DRAFT)).xpath("//summary/h2")]
    assert [head.rstrip(" 0123456789") for head in heads][:3] == ["Diagrams", "Tables", "Forms"]
    allowed = {"中文"}
    for address in ("/workbench", DRAFT, f"{DRAFT}/problem-list", f"{DRAFT}/text/{JURISDICTION}"):
        page = read(visitor.get(address))
        for area in page.xpath("//textarea | //label//input"):
            area.getparent().remove(area)
        texts = [text.replace("卓程", "") for text in visible_texts(page)]
        left = [text for text in texts if has_chinese(text) and text not in allowed]
        assert left == [], address


def test_the_editors_are_told_which_words_a_fix_asks_for_and_mend_with_them(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    put(visitor, TEXTS, FILES[TEXTS].replace('ended = "Ended"\n', "").encode())
    problem, fix = next(
        (problem, fix)
        for problem in ask(visitor, "problems")["problems"]
        for fix in problem["fixes"]
        if fix["asks"]
    )
    assert [each["name"] for each in fix["asks"]] == ["text"]
    named = {key: problem[key] for key in ("code", "file", "element_id", "line")}
    unsaid = post_json(visitor, "fixes", {**named, "fix": fix["id"]})
    assert (unsaid.status_code, unsaid.json["code"]) == (400, "RC-3313")
    assert post_json(visitor, "fixes", {**named, "fix": fix["id"], "answers": ["Closed"]}).status_code == 400
    assert (
        post_json(visitor, "fixes", {**named, "fix": fix["id"], "answers": {"text": "Closed"}}).status_code
        == 200
    )
    with draft.database.read() as session:
        assert 'ended = "Closed"' in get_draft(session, 1).files[TEXTS].decode()


@pytest.mark.parametrize("address", ["problems", "names"])
def test_who_will_not_wait_for_the_checks_is_asked_to_come_again(
    app: Flask, draft: PracticePlace, address: str
) -> None:
    visitor = visit(app)
    put(visitor, MATTER, CHANGED + f"<!-- {address} -->".encode())
    told = visitor.get(f"{DRAFT}/{address}", Accept="application/json", Prefer="wait=0")
    assert (told.status_code, told.headers["Retry-After"]) == (202, "1")
    assert visitor.get(f"{DRAFT}/{address}", Accept="application/json").status_code == 200


def test_a_file_is_kept_in_a_draft_of_its_own(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    answer = visitor.client.post(
        f"{DRAFT}/copies/{MATTER}",
        data=CHANGED,
        headers={"Accept": "application/json", "X-CSRFToken": visitor.token()},
    )
    assert answer.json == {"draft": 2, "path": MATTER, "url": "/workbench/drafts/2/diagrams/matter"}
    with draft.database.read() as session:
        assert get_draft(session, 2).files[MATTER] == CHANGED
        assert get_draft(session, 1).files[MATTER] != CHANGED


def test_a_server_without_the_editors_says_what_is_missing_and_how_to_mend_it(
    app: Flask, draft: PracticePlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(static_files, "STATIC", tmp_path)
    static_files.digest_of.cache_clear()
    try:
        page = read(visit(app).get(f"{DRAFT}/diagrams/matter"))
    finally:
        static_files.digest_of.cache_clear()
    (told,) = page.xpath("//*[@role='alert'][not(@hidden)]")
    assert "diagram-editor.js" in told.text_content()
    assert "make run" in told.text_content()
    assert told.xpath(".//a/@href") == [f"{DRAFT}/diagrams/matter?view=1"]
    assert page.xpath("//script[contains(@src, 'workbench/diagram.js')]") == []


def test_who_has_scripts_switched_off_is_told_what_to_do(app: Flask, draft: PracticePlace) -> None:
    page = read(visit(app).get(f"{DRAFT}/tables/outcome"))
    (told,) = page.xpath("//main//noscript")
    assert "脚本" in told.text_content()
    assert told.xpath(".//a/@href") == [f"{DRAFT}/files/{OUTCOME}"]


def test_names_come_in_the_readers_language_with_the_scopes_of_one_diagram(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    names = ask(visitor, f"names?path={MATTER}")
    assert {"id": "intake", "name": "受理岗"} in names["roles"]
    fault = next(each for each in names["variables"] if each["name"] == "assessment.f_fault")
    assert fault == {"name": "assessment.f_fault", "label": "过失程度", "from": "受理审查"}
    assert "assessment.f_fault" in names["scopes"]["advise_outcome"]
    visitor.speak("en")
    assert {"id": "intake", "name": "Intake"} in ask(visitor, "names")["roles"]


def test_each_of_two_people_on_a_draft_is_told_of_the_other(app: Flask, draft: PracticePlace) -> None:
    first, second = visit(app), visit(app, "designer2")
    put(first, MATTER, CHANGED)
    assert post_json(first, "presence", {"path": MATTER}).json == {"others": []}
    (other,) = post_json(second, "presence", {"path": MATTER}).json["others"]
    assert (other["name"], other["path"]) == ("卓程", MATTER)
    assert other["saved_at"]
    assert "卓程" in read(second.get(DRAFT)).xpath("string(//p[@role='status'])")
    assert post_json(first, "presence", {"path": 7}).status_code == 400


def test_a_text_file_is_edited_without_script_and_a_line_is_pointed_at(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    address = f"{DRAFT}/text/{JURISDICTION}"
    page = read(visitor.get(f"{address}?line=3"))
    assert 'zh = "小城"' in page.xpath("string(//p[@role='note'])")
    text = page.xpath("string(//textarea[@id='text'])").replace("小城", "新城", 1)
    assert visitor.post(address, {"text": text, "revision": "0"}).status_code == 302
    assert "新城" in read(visitor.get(DRAFT)).xpath("string(//p[@class='caption'])")
    late = visit(app, "designer2").post(address, {"text": "mine = 1", "revision": "0"})
    assert late.status_code == 409
    shown = read(late)
    assert shown.xpath("string(//textarea[@id='text'])").strip() == "mine = 1"
    assert "新城" in shown.xpath("string(//textarea[@id='theirs'])")
    assert visitor.get(f"{DRAFT}/text/{MATTER}").status_code == 404


def test_a_draft_is_discarded_only_when_confirmed(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    refused = visitor.post(f"{DRAFT}/discard")
    assert refused.status_code == 400
    assert "RC-VIEW-15" in refused.text
    assert visitor.post(f"{DRAFT}/discard", {"sure": "yes"}).status_code == 302
    assert "已作废" in visitor.get("/workbench").text
    assert put(visitor, MATTER, CHANGED).status_code == 409
    page = read(visitor.get(DRAFT))
    assert page.xpath("//main//form[@method='post']") == []
