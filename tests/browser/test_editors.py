"""The editors of the workbench, in a real browser: what is changed is saved, told, and never lost."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import bring_axe, find_violations
from tests.browser.conftest import People, Site
from tests.browser.editing import (
    FORM_EDITOR,
    MODELER,
    await_checked,
    await_names,
    await_saved,
    begin_draft,
    change_and_save,
    draft_text,
    open_editor,
    property_field,
    select_element,
    unfold_properties,
)
from tests.browser.person import sign_in
from webapp.database import now
from webapp.procedures.drafts import save_file

pytestmark = pytest.mark.browser

#: What somebody who looks only sees of each kind of file.
_SEEN = {
    "diagrams/consult": ("[data-diagram] [data-element-id=hold_meeting]", "会商研判会议"),
    "tables/outcome": ("[data-decision=outcome]", "认定参考意见"),
    "forms/decide_outcome": ("[data-form][data-ready=yes]", "怎样处理"),
}


def test_a_diagram_saves_itself_and_its_problems_lead_to_the_element(
    workshop: Site, designers: People
) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "diagrams", "consult")
    select_element(page, "hold_meeting")
    change_and_save(page, lambda: property_field(page, "name").fill("联席会议"))
    # A shared diagram that is changed becomes the place's own.
    assert 'id="hold_meeting" name="联席会议"' in draft_text(workshop, draft_id, "bpmn/liwan/consult.bpmn")
    await_names(page)
    form = property_field(page, "procedure-form")
    expect(form.locator("option", has_text="write_report")).to_be_attached()
    await_checked(page)
    expect(page.locator(".problem-error")).to_have_count(0)
    change_and_save(page, lambda: form.select_option(""))
    problem = page.locator(".problem-error", has_text="EN-155")
    expect(problem).to_be_visible()
    select_element(page, "needs_meeting")
    problem.locator("button.as-link").click()
    selected = page.evaluate(f"() => {MODELER}.get('selection').get().map((each) => each.id)")
    assert selected == ["hold_meeting"]
    change_and_save(page, lambda: page.locator("[data-do=undo]").click())
    expect(problem).to_have_count(0)
    page.reload()
    expect(page.locator("[data-element-id=hold_meeting]")).to_contain_text("联席会议")


def test_who_comes_second_is_told_and_chooses(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    first, second = designers("designer"), designers("designer2")
    for page in (first, second):
        open_editor(page, draft_id, "diagrams", "handle")
        select_element(page, "classify_situation")
    expect(second.locator("[data-presence]")).to_contain_text("也打开了这个文件")
    change_and_save(first, lambda: property_field(first, "name").fill("甲的名称"))
    property_field(second, "name").fill("乙的名称")
    told = second.locator("dialog[open]")
    expect(told).to_contain_text(workshop.place.actor("designer").display_name)
    expect(second.locator("[data-saving]")).to_have_attribute("data-saving", "conflict")
    held = draft_text(workshop, draft_id, "bpmn/liwan/handle.bpmn")
    assert "甲的名称" in held
    assert "乙的名称" not in held
    with second.expect_download() as copy:
        told.locator("[data-choice=download]").click()
    assert "乙的名称" in copy.value.path().read_text("utf-8")
    told.locator("[data-choice=copy]").click()
    second.wait_for_url(lambda address: f"/drafts/{draft_id}/" not in address)
    expect(second.locator("[data-element-id=classify_situation]").first).to_contain_text("乙的名称")
    assert "乙的名称" not in draft_text(workshop, draft_id, "bpmn/liwan/handle.bpmn")


def test_who_comes_second_may_look_and_then_replace(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    first, second = designers("designer"), designers("designer2")
    for page in (first, second):
        open_editor(page, draft_id, "diagrams", "handle")
        select_element(page, "classify_situation")
    change_and_save(first, lambda: property_field(first, "name").fill("甲的名称"))
    property_field(second, "name").fill("乙的名称")
    told = second.locator("dialog[open]")
    with second.context.expect_page() as opened:
        told.locator("[data-choice=look]").click()
    expect(opened.value.locator("[data-diagram] [data-element-id=classify_situation]")).to_contain_text(
        "甲的名称"
    )
    opened.value.close()
    with second.expect_response(lambda answer: answer.request.method == "PUT"):
        told.locator("[data-choice=mine]").click()
    await_saved(second)
    assert "乙的名称" in draft_text(workshop, draft_id, "bpmn/liwan/handle.bpmn")


def test_work_goes_on_without_the_server_and_is_saved_when_it_answers(
    workshop: Site, designers: People
) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "diagrams", "handle")
    page.context.set_offline(True)
    select_element(page, "classify_situation")
    property_field(page, "name").fill("断线时改的名称")
    expect(page.locator("[data-saving]")).to_have_attribute("data-saving", "offline")
    page.context.set_offline(False)
    await_saved(page)
    assert "断线时改的名称" in draft_text(workshop, draft_id, "bpmn/liwan/handle.bpmn")


def test_a_cell_of_a_table_is_edited(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "tables", "outcome")
    cell = page.locator("td.output-cell [contenteditable=true]").first
    cell.click()
    page.keyboard.press("Control+a")
    change_and_save(page, lambda: page.keyboard.type('"exempt"'))
    assert draft_text(workshop, draft_id, "dmn/liwan/outcome.dmn").count('<text>"exempt"</text>') == 2
    page.reload()
    expect(page.locator("td.output-cell").first).to_have_text('"exempt"')


def test_a_field_of_a_form_is_edited(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "forms", "decide_outcome")
    page.evaluate(
        f"""() => {{
          const field = {FORM_EDITOR}.get("formFieldRegistry").getAll().find((each) => each.key === "deliberation.action");
          {FORM_EDITOR}.get("selection").set(field);
        }}"""
    )
    unfold_properties(page)
    label = page.locator(".bio-properties-panel [contenteditable=true][aria-label='字段名称']")
    label.click()
    page.keyboard.press("Control+a")
    change_and_save(page, lambda: page.keyboard.insert_text("下一步"))
    (field,) = [
        each
        for each in json.loads(draft_text(workshop, draft_id, "forms/liwan/decide_outcome.form"))[
            "components"
        ]
        if each.get("key") == "deliberation.action"
    ]
    assert field["label"] == "下一步"
    page.reload()
    expect(page.locator(".fjs-form-field-label", has_text=re.compile("^下一步"))).to_be_visible()


def test_elements_are_copied_from_one_diagram_into_another(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "diagrams", "consult")
    page.locator("[data-element-id=hold_meeting]").click()
    page.keyboard.press("Control+c")
    open_editor(page, draft_id, "diagrams", "verify")
    xml = page.evaluate(
        f"""async () => {{
          const modeler = {MODELER};
          const lane = modeler.get("elementRegistry").filter((each) => each.type === "bpmn:Lane")[0];
          modeler.get("copyPaste").paste({{ element: lane, point: {{ x: lane.x + 200, y: lane.y + 60 }} }});
          return (await modeler.saveXML()).xml;
        }}"""
    )
    (pasted,) = re.findall(
        r'<bpmn:userTask id="(\w+)" name="会商研判会议">(.*?)</bpmn:userTask>', xml, re.DOTALL
    )
    assert 'formId="hold_meeting"' in pasted[1]
    assert 'candidateGroups="handler"' in pasted[1]
    assert 'value="001 多部门会商研判"' in pasted[1]


def test_an_operation_is_chosen_as_a_ready_step(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "diagrams", "consult", element="log_no_reply")
    page.locator(".bio-properties-panel-select-template-button").click()
    page.locator(".djs-popup-search input").fill("制定回访计划")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.locator(".djs-popup .entry", has_text="制定回访计划").click()
    await_saved(page)
    saved = draft_text(workshop, draft_id, "bpmn/liwan/consult.bpmn")
    step = saved[
        saved.index('id="log_no_reply"') : saved.index(
            "</bpmn:serviceTask>", saved.index('id="log_no_reply"')
        )
    ]
    assert '<zeebe:taskDefinition type="plan_revisits"' in step
    assert 'target="dates"' in step
    # What was written for the step before is told where it stands no longer, with the way to mend it.
    left = page.locator(".problem", has_text="log_no_reply.text")
    expect(left.locator("button", has_text="删去这条英文")).to_be_visible()


def test_the_walk_through_a_diagram_is_offered(workshop: Site, designers: People) -> None:
    page = designers("designer")
    open_editor(page, begin_draft(workshop), "diagrams", "consult")
    page.locator("[data-do=simulate]").click()
    page.locator(".bts-context-pad:visible").first.click()
    expect(page.locator(".bts-token-count, .bts-token").first).to_be_attached()
    page.locator("[data-do=simulate]").click()
    expect(page.locator(".djs-palette")).to_be_visible()


def test_a_small_screen_may_look_and_is_told_why_not_more(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    page = designers.newcomer(width=390)
    sign_in(page, "designer")
    for address, drawn in _SEEN.items():
        page.goto(f"/workbench/drafts/{draft_id}/{address}")
        expect(page.locator(".editor-narrow")).to_be_visible()
        expect(page.locator(".editor-canvas")).to_be_hidden()
        page.locator(".editor-narrow a").click()
        expect(page.locator(drawn[0]).first).to_contain_text(drawn[1])
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), address
    page.context.close()


@pytest.mark.parametrize(
    ("kind", "name"), [("diagrams", "consult"), ("tables", "outcome"), ("forms", "decide_outcome")]
)
def test_what_we_put_around_the_editors_can_be_reached_by_everybody(
    workshop: Site, designers: People, kind: str, name: str
) -> None:
    page = designers("designer")
    bring_axe(page)
    open_editor(page, begin_draft(workshop), kind, name)
    # The drawing, the table and the property panel are other people's work: axe's findings there are theirs to mend.
    page.evaluate(
        "() => document.querySelectorAll('.editor-body, .djs-popup').forEach((each) => each.remove())"
    )
    assert find_violations(page) == []


_FLOW = "flow_has_enough_bodies_to_to_classify"


def suggestions(page: Page, field: Locator, typed: str) -> Locator:
    """What is offered after ``typed`` is written into an empty field."""
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(typed)
    return page.locator(".cm-tooltip-autocomplete")


def test_a_condition_is_offered_the_names_that_are_there_parameters_and_functions(
    workshop: Site, designers: People
) -> None:
    page = designers("designer")
    open_editor(page, begin_draft(workshop), "diagrams", "handle")
    await_names(page)
    select_element(page, _FLOW)
    unfold_properties(page)
    condition = page.locator("[data-entry-id=conditionExpression] .cm-content")
    expect(suggestions(page, condition, "situ")).to_contain_text("situation")
    expect(suggestions(page, condition, "situation.")).to_contain_text("consult_bodies")
    expect(suggestions(page, condition, "parameters.")).to_contain_text("accept_working_days")
    expect(suggestions(page, condition, "add work")).to_contain_text("add working days(date, n)")


def test_a_table_and_a_form_are_offered_the_facts_of_the_draft(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "tables", "outcome")
    await_names(page)
    page.locator("th.input-cell").first.dblclick()
    expect(suggestions(page, page.locator(".ref-input-editor .cm-content"), "situa")).to_contain_text(
        "situation"
    )
    open_editor(page, draft_id, "forms", "decide_outcome")
    await_names(page)
    page.evaluate(
        f"""() => {FORM_EDITOR}.get("selection").set(
          {FORM_EDITOR}.get("formFieldRegistry").getAll().find((each) => each.key === "deliberation.action"))"""
    )
    unfold_properties(page)
    key = page.locator("[data-properties] input[name=key]")
    key.focus()
    offered = page.locator(f"datalist#{key.get_attribute('list')} option")
    assert "situation.consult_bodies" in offered.evaluate_all("all => all.map((each) => each.value)")


def test_a_fix_that_asks_for_words_takes_them_beside_the_problem(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    texts = "bpmn/liwan/texts.en.toml"
    without = re.sub(r'(?m)^"classify_situation" = .*\n', "", draft_text(workshop, draft_id, texts))
    with workshop.place.database.write() as session:
        save_file(
            session, draft_id, texts, without.encode(), 0, workshop.place.actor("designer"), now(session)
        )
    page = designers("designer")
    open_editor(page, draft_id, "diagrams", "handle")
    missing = page.locator(".problem:has(.problem-fix input)")
    field = missing.locator("input")
    expect(missing).to_be_visible()
    expect(field).to_be_hidden()
    missing.locator(".problem-fix button").click()
    field.fill("Look at the situation")
    missing.locator(".problem-fix button").click()
    await_checked(page)
    expect(missing).to_have_count(0)
    assert "Look at the situation" in draft_text(workshop, draft_id, texts)
