"""Proving a draft on its pages: scenarios run and failing in words, the path, the coverage, a case played and saved."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from lxml import html

from tests.practice_place import PracticePlace
from tests.procedures.drafts.desk import NOW
from tests.procedures.small_pack import CODE, OUTCOME, SCENARIO, WITHDRAWAL
from tests.views.visitor import Visitor, has_chinese, read, visible_texts, visit
from webapp.procedures.drafts import get_draft, save_file
from webapp.procedures.proof import list_plays
from webapp.procedures.scenario_files import Scenario, read_scenario

PROOF = "/workbench/drafts/1/proof"


@pytest.fixture
def designer(app: Flask, draft: PracticePlace) -> Visitor:
    return visit(app)


def change(draft: PracticePlace, path: str, old: str, new: str) -> None:
    with draft.database.write() as session:
        content = get_draft(session, 1).files[path].decode().replace(old, new).encode()
        revision = get_draft(session, 1).revisions.get(path, 0)
        save_file(session, 1, path, content, revision, draft.actor("designer"), NOW)


def words(page: html.HtmlElement) -> str:
    return " ".join(" ".join(page.xpath("//main")[0].text_content().split()).split())


def words_of(row: html.HtmlElement) -> str:
    """A row of a table, its cells apart."""
    return " | ".join(" ".join(" ".join(cell.itertext()).split()) for cell in row)


def hidden(page: html.HtmlElement, action: str) -> dict[str, str]:
    """What a form of the page sends by itself."""
    (form,) = page.xpath(f"//form[@action='{action}'][@method='post']")
    return {
        each.get("name"): each.get("value", "")
        for each in form.xpath(".//input[@type='hidden']")
        if each.get("name") != "csrf_token"
    }


def send(visitor: Visitor, address: str, action: str, **typed: Any) -> Any:
    """Fill in one form of a page and send it."""
    page = read(visitor.get(address))
    return visitor.post(action, {**hidden(page, action), **typed})


def saved_scenario(draft: PracticePlace, path: str) -> Scenario:
    with draft.database.read() as session:
        scenario, problems = read_scenario(get_draft(session, 1).files[path], path)
    assert scenario is not None, problems
    return scenario


def begin(visitor: Visitor) -> str:
    opened = send(
        visitor,
        f"{PROOF}/opening?entrance=&day=2026-03-02",
        f"{PROOF}/opening",
        **{"application.request_text": "请求容错"},
    )
    assert opened.status_code == 302, opened.text
    return str(opened.location)


def do_task(visitor: Visitor, play: str, name: str, who: str, **typed: str) -> Any:
    return send(visitor, f"{play}?kind=task&name={name}&who={who}", f"{play}/step", **typed)


# -- runs ---------------------------------------------------------------------------------------


def test_scenarios_are_listed_unrun_run_all_at_once_and_keep_their_result(
    designer: Visitor, draft: PracticePlace
) -> None:
    # Content of its own: what other tests have run counts as run.
    change(draft, f"bpmn/{CODE}/matter.bpmn", "</bpmn:definitions>", "<!-- run here -->\n</bpmn:definitions>")
    assert "还没有运行 2" in words(read(designer.get(PROOF)))
    designer.post(f"{PROOF}/run")
    page = read(designer.get(PROOF))
    assert "通过 2" in words(page)
    assert "轻微过失" in words(page)
    designer.speak("en")
    assert "A slight fault" in words(read(designer.get(PROOF)))


def test_a_changed_table_makes_a_scenario_fail_at_its_step_in_words(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, OUTCOME, '"slight"', '"grave_x"')
    change(draft, OUTCOME, '"grave"', '"slight"')
    change(draft, OUTCOME, '"grave_x"', '"grave"')
    designer.post(f"{PROOF}/run", {"path": SCENARIO})
    shown = words(read(designer.get(PROOF)))
    assert "没有通过 1" in shown
    assert "第 2 步“受理审查”" in shown
    run = read(designer.get(f"{PROOF}/scenarios/{SCENARIO}"))
    (failing,) = run.xpath("//li[contains(@class, 'is-failing')]")
    assert "应为 “整理归档”" in failing.text_content()
    told = run.xpath("//main/*[contains(@class, 'proof-failure')]")
    assert ["第 2 步“受理审查”" in each.text_content() for each in told] == [True] * len(told) != [], (
        "at the top, too"
    )


def test_the_path_of_a_scenario_is_told_for_each_process_and_step_by_step(designer: Visitor) -> None:
    page = read(designer.get(f"{PROOF}/scenarios/{SCENARIO}"))
    drawings = {fold.get("data-process"): fold for fold in page.xpath("//details[@data-process]")}
    assert list(drawings) == ["matter", "archive"]
    (matter,) = drawings["matter"].xpath(".//*[@data-diagram]")
    assert "advise_outcome" in matter.get("data-passed").split()
    assert "refused" not in matter.get("data-passed").split()
    assert {"f6", "f9"} <= set(matter.get("data-flows").split())
    steps = page.xpath("//ol[@class='proof-steps']/li")
    assert steps[3].xpath(".//button/@data-stop")[0] == "enter_archive"
    drawing = designer.get(matter.get("data-diagram"))
    assert drawing.mimetype == "text/xml"
    designer.speak("en")
    assert "Check for acceptance" in designer.get(matter.get("data-diagram")).text


def test_coverage_tells_walked_unwalked_and_named_apart(designer: Visitor, draft: PracticePlace) -> None:
    named = '\n[unwalked."matter:lapsed"]\nzh = "期限另有测试"\nen = "Tried elsewhere"\n'
    change(draft, f"bpmn/{CODE}/jurisdiction.toml", "[messages.withdraw]", f"{named}\n[messages.withdraw]")
    page = read(designer.get(f"{PROOF}/coverage"))
    (matter,) = page.xpath("//section[@aria-label='办理']//*[@data-diagram]")
    assert "check_application=2" in matter.get("data-counts").split()
    assert {"refused", "f7", "not_accepted"} <= set(matter.get("data-unwalked").split())
    assert set(matter.get("data-excused").split()) == {"lapsed", "f10"}
    assert "期限另有测试" in words(page)


def test_a_draft_with_a_broken_diagram_is_told_so_and_nothing_runs(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, f"bpmn/{CODE}/matter.bpmn", 'targetRef="check_application"', 'targetRef="nowhere"')
    designer.post(f"{PROOF}/run")
    page = words(read(designer.get(PROOF)))
    assert "不能运行情景" in page
    assert "还没有运行 2" in page


# -- a play -------------------------------------------------------------------------------------


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


# -- facts tried on a table ---------------------------------------------------------------------

KEEP = f"/workbench/places/{CODE}/tables/outcome/keep"
TRIED = f"tests/scenarios/{CODE}/tried.toml"


def keep(visitor: Visitor, **sent: str) -> Any:
    typed = {"_draft": "1", "_stem": "tried", "_name": "试过", "_name_en": "Tried"}
    return visitor.post(KEEP, {**typed, "assessment.f_fault": "grave", **sent})


def choose(visitor: Visitor, asked: Any, choice: str) -> Any:
    """Press one of the buttons under the two answers."""
    return visitor.post(KEEP, {**hidden(read(asked), KEEP), "_expected": choice})


def kept_content(draft: PracticePlace) -> str | None:
    with draft.database.read() as session:
        content = get_draft(session, 1).files.get(TRIED)
    return None if content is None else content.decode()


def test_facts_tried_on_a_table_are_kept_in_a_draft(designer: Visitor, draft: PracticePlace) -> None:
    page = read(designer.get(f"/procedures/{CODE}/tables/outcome"))
    assert page.xpath("//select[@name='_draft']/option/@value") == ["1"]
    kept = keep(designer)
    assert kept.location == f"{PROOF}/scenarios/{TRIED}"
    assert "通过" in words(read(designer.get(kept.location)))
    content = kept_content(draft)
    assert content is not None
    assert '"assessment.f_fault" = "grave"' in content
    assert 'value = "deny"' in content
    keep(designer)
    assert designer.get(KEEP).location == f"/procedures/{CODE}/tables/outcome"
    page = read(designer.get(f"/procedures/{CODE}/tables/outcome"))
    assert "已经有情景文件" in words(page)
    # What is typed beside the facts survives that a changed fact redraws the page around it.
    assert page.xpath("//details[@hx-preserve][@id]//input[@name='_stem']")


def test_what_the_draft_says_otherwise_is_shown_beside_the_version_in_force_and_chosen(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, OUTCOME, '"deny"', '"refer"')
    asked = keep(designer)
    rows = [words_of(row) for row in read(asked).xpath("//table[contains(@class, 'proof-answers')]/tbody/tr")]
    assert rows == ["现行版本 | deny | 3", "草稿 1 | refer | 3"]
    assert "过失程度：严重" in words(read(asked))
    assert kept_content(draft) is None, "nothing is kept before somebody chose"
    kept = choose(designer, asked, "draft")
    assert 'value = "refer"\nrules = [3]' in (kept_content(draft) or "")
    assert "通过" in words(read(designer.get(kept.location)))


def test_the_answer_in_force_may_be_expected_and_fails_until_the_draft_is_mended(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, OUTCOME, '"deny"', '"refer"')
    kept = choose(designer, keep(designer), "in_force")
    assert (kept_content(draft) or "").endswith('value = "deny"\n'), "its rows are those of another table"
    assert "结论应为" in words(read(designer.get(kept.location)))
    change(draft, OUTCOME, '"refer"', '"deny"')
    assert "通过" in words(read(designer.get(kept.location)))


def test_a_choice_is_not_taken_for_an_answer_that_was_not_shown(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, OUTCOME, '"deny"', '"refer"')
    asked = keep(designer)
    change(draft, OUTCOME, '"grave"', '"severe"')
    again = choose(designer, asked, "draft")
    assert "表格又改了" in words(read(again))
    assert kept_content(draft) is None
    designer.speak("en")
    page = read(keep(designer))
    assert "The draft's table says otherwise" in words(page)
    for marked in page.xpath("//*[@lang='zh-Hans' or @lang='zh-CN' or @lang='zh']"):
        marked.drop_tree()
    assert [text for text in visible_texts(page) if has_chinese(text) and "中文" not in text] == []


@pytest.mark.parametrize("sent", [{"_draft": "9"}, {"_draft": ""}, {"_expected": "other"}])
def test_what_cannot_be_kept_is_refused(
    designer: Visitor, draft: PracticePlace, sent: dict[str, str]
) -> None:
    assert keep(designer, **sent).status_code in {400, 404}
    assert kept_content(draft) is None


def test_the_pages_speak_english_throughout(designer: Visitor) -> None:
    play = begin(designer)
    designer.post(f"{PROOF}/run")
    designer.speak("en")
    for address in (
        PROOF,
        f"{PROOF}/scenarios/{WITHDRAWAL}",
        f"{PROOF}/coverage",
        f"{PROOF}/opening?entrance=",
        play,
        f"{play}?kind=task&name=check_application&who=intake::",
        f"{play}/save",
    ):
        page = read(designer.get(address))
        for marked in page.xpath("//*[@lang='zh-Hans' or @lang='zh-CN' or @lang='zh'] | //textarea"):
            marked.drop_tree()
        chinese = [
            text for text in visible_texts(page) if has_chinese(text) and not re.search("简体|中文", text)
        ]
        assert [text for text in chinese if "请求容错" not in text] == [], address
