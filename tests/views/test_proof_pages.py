"""Proving a draft on its pages: scenarios run and failing in words, the path, the coverage."""

from __future__ import annotations

import re

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, OUTCOME, SCENARIO, WITHDRAWAL
from tests.views.proving import PROOF, begin, change, words
from tests.views.visitor import Visitor, has_chinese, read, visible_texts


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
