"""A change of the procedure taken into all scenarios on the pages of a draft: a step more, and the step gone again."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from lxml import html

from tests.practice_place import PracticePlace
from tests.procedures.drafts.desk import NOW
from tests.procedures.proof.new_task import grown, overdue, with_task
from tests.procedures.small_pack import CODE, MATTER, SCENARIO, WITHDRAWAL
from tests.views.visitor import Visitor, has_chinese, read, visible_texts, visit
from webapp.procedures.drafts import get_draft, save_files

PROOF = "/workbench/drafts/1/proof"
MISSING, GONE = f"{PROOF}/missing/sign_off", f"{PROOF}/gone/sign_off"
NOTE = "sign_off.note"


@pytest.fixture
def designer(app: Flask, draft: PracticePlace) -> Visitor:
    """In the draft a task is new, through which every matter goes."""
    files = files_of(draft)
    grown = with_task(files, CODE, MATTER, "f2", role="intake")
    save(draft, {path: content for path, content in grown.items() if files.get(path) != content})
    return visit(app)


def files_of(draft: PracticePlace) -> dict[str, bytes]:
    with draft.database.read() as session:
        return dict(get_draft(session, 1).files)


def save(draft: PracticePlace, changed: dict[str, bytes], by: str = "designer") -> None:
    with draft.database.write() as session:
        revisions = get_draft(session, 1).revisions
        seen = {path: revisions.get(path, 0) for path in changed}
        save_files(session, 1, changed, seen, draft.actor(by), NOW)


def words(page: html.HtmlElement) -> str:
    return " ".join(page.xpath("//main")[0].text_content().split())


def send(visitor: Visitor, address: str, **typed: Any) -> Any:
    """Send the page's form as it stands, but for what is typed, and see what came of it."""
    (form,) = read(visitor.get(address)).xpath("//main//form[.//input[@name='_scenario']]")
    sent: dict[str, Any] = {"_seen": form.xpath(".//input[@name='_seen']/@value")}
    sent["_scenario"] = form.xpath(".//input[@name='_scenario'][@checked]/@value")
    answer = visitor.post(form.get("action"), {**sent, **typed})
    return visitor.get(answer.location) if answer.status_code == 302 else answer


def test_a_step_more_is_filled_in_once_and_goes_into_the_ticked_scenarios_until_all_pass(
    designer: Visitor, draft: PracticePlace
) -> None:
    designer.post(f"{PROOF}/run")
    offered = read(designer.get(PROOF))
    (link,) = offered.xpath("//section[@aria-labelledby='gaps-title']//a")
    assert (link.get("href"), link.text) == (MISSING, "把这一步补进 2 个情景")
    page = read(designer.get(MISSING))
    assert page.xpath("//main//input[@name='_scenario'][@checked]/@value") == [SCENARIO, WITHDRAWAL]
    assert "发起之后" in words(page)
    assert page.xpath("//*[@data-diagram]/@data-active") == ["sign_off"]
    refused = send(designer, MISSING)
    assert refused.status_code == 422
    assert read(refused).xpath("//*[@class='error-summary']")
    one = read(send(designer, MISSING, _scenario=[SCENARIO], **{NOTE: "同意"}))
    assert "1 个情景现在通过" in words(one)
    assert "发起之后 受理岗" in words(one)
    again = read(designer.get(MISSING))
    assert again.xpath("//main//input[@name='_scenario']/@value") == [WITHDRAWAL]
    assert again.xpath(f"//input[@name='{NOTE}']/@value") == ["同意"], "as the other scenario has it"
    assert "1 个情景现在通过" in words(read(send(designer, MISSING, **{NOTE: "同意"})))
    assert "通过 2" in words(read(designer.get(PROOF)))
    assert designer.get(MISSING).location == PROOF, "nothing is left to mend"


def test_the_problems_of_a_new_step_lead_to_the_scenarios_that_stop_there_and_ask_for_no_reasons(
    designer: Visitor,
) -> None:
    page = read(designer.get("/workbench/drafts/1/problem-list"))
    (link,) = page.xpath("//ul[contains(@class, 'problem-page')]//a[text()='情景验证']")
    assert link.get("href") == PROOF
    assert "没有通过的情景：2 个" in words(page)
    assert "没有情景走到“" not in words(page)
    assert not page.xpath("//form//input[@value='unwalked']")


def test_a_step_that_opens_while_the_clock_moves_is_shown_as_it_is_then(
    designer: Visitor, draft: PracticePlace
) -> None:
    files = grown(MATTER, "f10", files=overdue())
    save(draft, {path: files[path] for path in (MATTER, SCENARIO)})
    page = read(designer.get(MISSING))
    assert "第 1 步拨动时钟时" in words(page)
    assert page.xpath(f"//input[@name='{NOTE}']")
    assert "1 个情景现在通过" in words(read(send(designer, MISSING, **{NOTE: "同意"})))


def test_what_cannot_be_done_is_said_and_nothing_is_stored(designer: Visitor, draft: PracticePlace) -> None:
    before = files_of(draft)
    none = send(designer, MISSING, _scenario=[], **{NOTE: "同意"})
    assert (none.status_code, "没有勾选情景" in words(read(none))) == (422, True)
    seen = read(designer.get(MISSING)).xpath("//input[@name='_seen']/@value")
    save(draft, {WITHDRAWAL: before[WITHDRAWAL] + "# 别人的话\n".encode()}, by="designer2")
    late = send(designer, MISSING, _seen=seen, **{NOTE: "同意"})
    assert late.status_code == 409
    assert "没有覆盖对方的改动" in words(read(late))
    assert read(late).xpath(f"//input[@name='{NOTE}']/@value") == ["同意"], "what was typed is kept"
    assert files_of(draft)[SCENARIO] == before[SCENARIO]
    for seen in ("x", f"{'9' * 5000} {SCENARIO}"):
        answer = designer.post(MISSING, {"_seen": seen, "_scenario": SCENARIO, NOTE: "同意"})
        assert answer.status_code == 400


def test_a_step_that_is_gone_again_is_left_out_of_all_and_the_pages_speak_english(
    designer: Visitor, draft: PracticePlace
) -> None:
    without = files_of(draft)[MATTER]
    send(designer, MISSING, **{NOTE: "同意"})
    flow = b'<bpmn:sequenceFlow id="f2" sourceRef="mark_applied" targetRef="sign_off"'
    assert flow in without
    begin, end = without.index(b'<bpmn:userTask id="sign_off"'), without.index(flow)
    mended = without[:begin] + without[end:].replace(b'"sign_off"', b'"check_application"', 1)
    save(draft, {MATTER: mended.replace(b"behind_sign_off", b"f2")})
    designer.post(f"{PROOF}/run")
    assert "从 2 个情景中去掉这一步" in words(read(designer.get(PROOF)))
    designer.speak("en")
    for address in (PROOF, GONE):
        shown = [text for text in visible_texts(read(designer.get(address))) if has_chinese(text)]
        assert [text for text in shown if "中文" not in text and text != "卓程"] == [], address
    done = send(designer, GONE)
    assert "2 scenarios now pass" in words(read(done))
    designer.speak("zh")
    assert "2 个情景现在通过" in words(read(designer.get(done.request.path))), (
        "the result is read in either language"
    )
    lost = designer.get(f"{PROOF}/repairs/another")
    assert lost.location == PROOF, "a result that is not kept leads to the scenarios"
    assert b"sign_off" not in files_of(draft)[SCENARIO] + files_of(draft)[WITHDRAWAL]
    assert designer.get(GONE).location == PROOF
