"""A case played on its pages, saved as a scenario, and a failing scenario mended where it fails."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from lxml import html

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, SCENARIO, WITHDRAWAL
from tests.views.proving import PROOF, begin, change, do_task, hidden, saved_scenario, send, words, words_of
from tests.views.visitor import Visitor, read
from webapp.procedures.proof import list_plays


def test_a_case_is_played_saved_as_a_scenario_and_passes(designer: Visitor, draft: PracticePlace) -> None:
    play = begin(designer)
    shown = words(read(designer.get(play)))
    assert "受理审查" in shown
    assert "请求容错" in shown
    send(designer, play, f"{play}/clock", to="day", day="2026-03-04")
    do_task(designer, play, "check_application", "intake:intake2:", **{"assessment.f_fault": "slight"})
    new = read(designer.get(play)).xpath("//tr[@class='is-new']")
    told = [words_of(each) for each in new]
    assert "过失程度 assessment.f_fault | 轻微 slight" in told, (
        "the form's words, and the code for expressions"
    )
    assert "认定建议 advice | educate" in told, "a conclusion is called as its table"
    do_task(
        designer,
        play,
        "file_papers",
        "archivist::",
        **{"archive_record.volume_no": "2026-9", "archive_record.retention": "永久"},
    )
    saving = read(designer.get(f"{play}/save"))
    assert "认定建议：educate outcome = educate" in words(saving)
    chosen = {
        box.get("name"): box.get("value") for box in saving.xpath("//input[@type='checkbox'][@checked]")
    }
    assert set(chosen) == {"outcome", "advice", "path"}
    saved = send(
        designer,
        f"{play}/save",
        f"{play}/save",
        name="第二个人受理",
        name_en="The second person checks",
        source="assumed",
        stem="second_person",
        outcome=["is_ended", "status"],
        advice=["outcome"],
        path=[box.get("value") for box in saving.xpath("//input[@name='path']")],
    )
    path = f"tests/scenarios/{CODE}/second_person.toml"
    assert saved.location == f"{PROOF}/scenarios/{path}", saved.text
    scenario = saved_scenario(draft, path)
    assert [step.task for step in scenario.steps] == ["", "check_application", "file_papers"]
    person = scenario.steps[1].person
    assert person is not None
    assert person.by == "intake2"
    assert scenario.steps[1].facts == {"assessment.f_fault": "slight"}
    assert (scenario.expect.is_ended, scenario.expect.status) == (True, "archived")
    assert scenario.expect.advice == {"outcome": "educate"}
    assert "matter:check_application" in scenario.expect.path
    assert "通过" in words(read(designer.get(saved.location)))
    with draft.database.read() as session:
        assert list_plays(session, 1) == []


def test_a_form_of_the_draft_refuses_what_is_missing_and_no_step_is_taken(designer: Visitor) -> None:
    play = begin(designer)
    refused = do_task(designer, play, "check_application", "intake::")
    assert refused.status_code == 422
    assert read(refused).xpath("//*[@class='error-summary']")
    assert "走了 0 步" in words(read(designer.get(play)))


def test_who_may_not_do_a_task_is_not_offered_and_refused(designer: Visitor) -> None:
    play = begin(designer)
    offered = read(designer.get(play)).xpath("//ul[@class='proof-people']//a/@href")
    assert re.search(r"20\d\d年\d+月\d+日 到期", words(read(designer.get(play)))), (
        "a day is written as everywhere"
    )
    assert any("intake%3Aintake2%3A" in each or "intake:intake2:" in each for each in offered)
    assert not any("kind=task" in each and "archivist" in each for each in offered)
    refused = do_task(designer, play, "check_application", "archivist::", **{"assessment.f_fault": "slight"})
    assert refused.status_code == 422
    assert "不能办理" in words(read(refused))


def test_a_message_is_sent_the_timer_is_reached_and_the_last_step_undone(designer: Visitor) -> None:
    play = begin(designer)
    send(
        designer,
        f"{play}?kind=message&name=withdraw&who=applicant::",
        f"{play}/step",
        **{"withdrawal.reason": "情况已变"},
    )
    assert "已了结" in words(read(designer.get(play)))
    send(designer, play, f"{play}/undo")
    again = words(read(designer.get(play)))
    assert "已了结" not in again
    assert "走了 0 步" in again
    send(designer, play, f"{play}/clock", to="timer")
    lapsed = read(designer.get(play))
    assert "逾期终止" in words(lapsed)
    assert "5月1日" in words(lapsed)


def test_two_people_in_one_play_do_not_step_over_each_other(designer: Visitor) -> None:
    play = begin(designer)
    page = read(designer.get(play))
    first = hidden(page, f"{play}/clock")
    designer.post(f"{play}/clock", {**first, "to": "timer"})
    late = designer.post(f"{play}/undo", first)
    assert late.status_code == 409
    assert "RC-3404" in late.text


def test_a_failing_scenario_is_opened_where_it_fails_and_its_expectation_mended(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, SCENARIO, 'advice = {outcome = "educate"}', 'advice = {outcome = "exempt"}')
    change(draft, SCENARIO, "fired = {outcome = [2]}", "fired = {outcome = [1]}")
    change(draft, SCENARIO, '"matter:archive_matter"', '"matter:keep_advice", "matter:archive_matter"')
    designer.post(f"{PROOF}/run", {"path": SCENARIO})
    opened = send_open(designer)
    page = read(designer.get(opened))
    keys = page.xpath("//input[@name='key']/@value")
    assert keys == ["-1 advice.outcome", "-1 fired.outcome"]
    assert page.xpath("//details//input[@name='key']") == []
    send(designer, opened, f"{opened}/mend", key=["-1 advice.outcome"])
    assert read(designer.get(opened)).xpath("//input[@name='key']/@value") == ["-1 fired.outcome"]
    send(designer, opened, f"{opened}/mend", key=["-1 fired.outcome"])
    saving = read(designer.get(f"{opened}/save"))
    kept: dict[str, Any] = {"outcome": [], "advice": [], "path": []}
    for box in saving.xpath("//input[@type='checkbox'][@checked]"):
        kept[box.get("name")].append(box.get("value"))
    saved = send(
        designer,
        f"{opened}/save",
        f"{opened}/save",
        name="轻微过失",
        name_en="A slight fault",
        source="S1",
        **kept,
    )
    assert saved.status_code == 302, saved.text
    scenario = saved_scenario(draft, SCENARIO)
    assert scenario.expect.advice == {"outcome": "educate"}
    assert scenario.expect.fired == {"outcome": (2,)}
    assert scenario.expect.registers["withdrawals"] == ()
    assert scenario.expect.path == (
        "matter:check_application",
        "matter:keep_advice",
        "matter:archive_matter",
        "archive:file_papers",
        "matter:ended",
    )
    # Nothing else differs on the way to the end of another.
    passing = designer.post(f"{PROOF}/plays", {"path": WITHDRAWAL, "step": "0"}).location
    send(designer, passing, f"{passing}/next", to="difference")
    page = read(designer.get(passing))
    assert "后面没有别的不同" in page.text_content()
    assert "走了 1 步" in words(page)
    # A step taken back leaves a task open: the end is still to come, and what differs there is told apart.
    asked = {"path": SCENARIO, "step": str(len(scenario.steps))}
    elsewhere = str(designer.post(f"{PROOF}/plays", asked).location)
    assert read(designer.get(elsewhere)).xpath("//input[@name='key']") == []
    send(designer, elsewhere, f"{elsewhere}/undo")
    page = read(designer.get(elsewhere))
    assert page.xpath("//details//input[@name='key']") == page.xpath("//input[@name='key']") != []


def keys_of(page: html.HtmlElement) -> list[str]:
    """The differences that a play's page lists outside of folds, as they are ticked."""
    return [str(key) for key in page.xpath("//input[@name='key'][not(ancestor::details)]/@value")]


def test_what_differed_on_the_way_stays_listed_until_it_is_mended_and_is_told_on_saving(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, SCENARIO, '"2026-03-09"', '"2026-03-10"')
    change(draft, SCENARIO, 'open = ["file_papers"]', 'open = ["check_application"]')
    change(draft, SCENARIO, "fired = {outcome = [2]}", "fired = {outcome = [1]}")
    designer.post(f"{PROOF}/run", {"path": SCENARIO})
    play = send_open(designer)
    assert keys_of(read(designer.get(play))) == ["1 due.check_application"]
    went_on = send(designer, play, f"{play}/next", to="difference")
    assert went_on.location == f"{play}#walk", "the reader comes back to the buttons"
    page = read(designer.get(play))
    assert keys_of(page) == ["1 due.check_application", "2 open"]
    assert "走过的步骤里还有 1 处" in words(page)
    outside = (
        "//input[contains(@class, 'form-check-input')][not(ancestor::*[contains(@class, 'form-check ')])]"
    )
    assert page.xpath(outside) == [], "a tick stands within its column"
    assert "第 2 步“受理审查”" in words(page)
    send(designer, play, f"{play}/mend", key=["1 due.check_application"])
    # Saved before its end, the scenario keeps what it expects there, whatever is sent.
    kept = {"name": "轻微过失", "name_en": "A slight fault", "source": "S1"}
    early = read(designer.get(f"{play}/save"))
    assert "还有 1 步没有走" in words(early)
    assert early.xpath("//main//input[@type='checkbox']") == []
    ended = saved_scenario(draft, SCENARIO).expect
    saved = send(designer, f"{play}/save", f"{play}/save", outcome=["is_ended", "status"], **kept)
    designer.get(saved.location)
    assert replace(saved_scenario(draft, SCENARIO).expect, lines={}) == replace(ended, lines={})
    play = send_open(designer)
    send(designer, play, f"{play}/next", to="difference")
    assert keys_of(read(designer.get(play))) == ["2 open", "-1 fired.outcome"]
    assert "还有 2 处与期望不同没有改" in words(read(designer.get(f"{play}/save")))
    saved = send(designer, f"{play}/save", f"{play}/save", **kept)
    assert "情景在那里通不过：第 2 步“受理审查”、终局。" in designer.get(saved.location).text
    assert saved_scenario(draft, SCENARIO).steps[0].expect.due == {"check_application": "2026-03-09"}
    play = send_open(designer)
    send(designer, play, f"{play}/next")
    page = read(designer.get(play))
    shown = page.xpath("//input[@name='shown']/@value")
    assert shown == keys_of(page) == ["2 open", "-1 fired.outcome"]
    send(designer, play, f"{play}/mend", all="yes", shown=shown)
    assert keys_of(read(designer.get(play))) == []
    designer.speak("en")
    saved = send(designer, f"{play}/save", f"{play}/save", **kept)
    assert "Passed" in words(read(designer.get(saved.location)))
    assert saved_scenario(draft, SCENARIO).steps[1].expect.open == ("file_papers",)


def send_open(designer: Visitor) -> str:
    page = read(designer.get(PROOF))
    (form,) = page.xpath(f"//form[@action='{PROOF}/plays']")
    sent = {each.get("name"): each.get("value") for each in form.xpath(".//input")}
    return str(designer.post(f"{PROOF}/plays", {"path": sent["path"], "step": sent["step"]}).location)


def test_a_play_whose_step_no_longer_fits_the_draft_says_so_and_offers_to_cut(
    designer: Visitor, draft: PracticePlace
) -> None:
    play = begin(designer)
    do_task(designer, play, "check_application", "intake::", **{"assessment.f_fault": "slight"})
    change(draft, f"bpmn/{CODE}/matter.bpmn", 'candidateGroups="intake"', 'candidateGroups="archivist"')
    assert "第 1 步走不成了" in words(read(designer.get(play)))
    # As far as it goes: the scenario's second step is taken no more.
    opened = designer.post(f"{PROOF}/plays", {"path": SCENARIO, "step": "0"}).location
    stopped = send(designer, opened, f"{opened}/next", to="end")
    assert stopped.location == opened, "at the top, where the reason is told"
    page = read(designer.get(opened))
    assert "第 2 步走不成了" in page.text_content()
    assert "走了 1 步" in words(page)
    page = read(designer.get(play))
    designer.post(f"{play}/drop", hidden(page, f"{play}/drop"))
    assert "走不成了" not in words(read(designer.get(play)))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "中文名称"),
        ({"name_en": " "}, "英文名称"),
        ({"source": ""}, "依据"),
        ({"stem": "../x"}, "文件名"),
        ({"stem": "tolerated"}, "tolerated.toml"),
    ],
)
def test_a_scenario_without_its_names_or_over_another_is_not_saved(
    designer: Visitor, typed: dict[str, str], told: str
) -> None:
    play = begin(designer)
    given = {"name": "名", "name_en": "Name", "source": "assumed", "stem": "fresh", **typed}
    refused = send(designer, f"{play}/save", f"{play}/save", **given)
    assert refused.status_code == 422
    assert told in words(read(refused))
    assert designer.get(play).status_code == 200


def test_all_that_a_scenario_lacks_is_told_at_once_and_a_file_name_is_proposed(designer: Visitor) -> None:
    play = begin(designer)
    asked = read(designer.get(f"{play}/save"))
    assert asked.xpath("//input[@id='stem']/@value") == ["recorded_1"]
    assert len(asked.xpath("//label[contains(., '必填')]")) == 4
    refused = send(designer, f"{play}/save", f"{play}/save", name="", name_en="", stem="")
    told = words(read(refused))
    assert all(each in told for each in ("请写情景的中文名称", "请写情景的英文名称", "文件名只用小写字母"))
    assert read(refused).xpath("//input[@id='stem']/@value") == [""], "what was taken out stays out"


def test_a_system_administrator_reads_and_changes_nothing(app: Flask, designer: Visitor) -> None:
    play = begin(designer)
    admin = Visitor(app)
    admin.sign_in("admin")
    page = read(admin.get(play))
    assert list(page.xpath("//main//form/@action")) == []
    assert admin.post(f"{play}/undo", {"revision": "1"}).status_code == 403
    assert admin.post(f"{PROOF}/run").status_code == 302
