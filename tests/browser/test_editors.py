"""The editors of the workbench, in a real browser: what is changed is saved, told, and never lost."""

from __future__ import annotations

import json
import re
from functools import partial

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
    english_on,
    open_editor,
    property_field,
    select_element,
    unfold_properties,
)
from tests.browser.person import sign_in
from webapp.database import now
from webapp.procedures.drafts import save_file

pytestmark = pytest.mark.browser

#: A field is dropped on the top of the form.
_ADD_A_FIELD = f"""() => {{
  const form = {FORM_EDITOR}.get("formFieldRegistry").getAll().find((each) => each.type === "default");
  {FORM_EDITOR}.get("modeling").addFormField({{ type: "textfield" }}, form, 0);
}}"""

#: What somebody who looks only sees of each kind of file.
_SEEN = {
    "diagrams/consult": ("[data-diagram] [data-element-id=hold_meeting]", "会商研判会议"),
    "tables/outcome": ("[data-decision=outcome]", "认定参考意见"),
    "forms/decide_outcome": ("[data-form][data-ready=yes]", "怎样处理"),
}


def suggestions(page: Page, field: Locator, typed: str) -> Locator:
    """What is offered after ``typed`` is written into an empty field."""
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(typed)
    return page.locator(".cm-tooltip-autocomplete")


def test_a_diagram_saves_itself_and_its_problems_lead_to_the_element(
    workshop: Site, designers: People
) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "diagrams", "consult")
    select_element(page, "hold_meeting")

    # What is typed is taken a moment later, field by field: each is waited for.
    for field, text in (("procedure-source", "S9 第一条"), ("name", "联席会议")):
        change_and_save(page, partial(property_field(page, field).fill, text))
    # A shared diagram that is changed becomes the place's own.
    assert 'id="hold_meeting" name="联席会议"' in draft_text(workshop, draft_id, "bpmn/liwan/consult.bpmn")
    await_names(page)
    form = property_field(page, "procedure-form")
    expect(form.locator("option", has_text="write_report")).to_be_attached()
    await_checked(page)
    expect(page.locator(".problem-error")).to_have_count(0)
    warned, refused = (
        page.locator(f".has-{each}[data-element-id=hold_meeting]") for each in ("warning", "error")
    )
    expect(warned).to_have_count(1)
    expect(page.locator(".problem-warning", has_text="S9 第一条").locator(".badge")).to_have_text("提醒")
    change_and_save(page, lambda: form.select_option(""))
    problem = page.locator(".problem-error", has_text="EN-155")
    expect(problem).to_be_visible()
    expect(refused).to_have_count(1)
    expect(warned).to_have_count(0)
    select_element(page, "needs_meeting")
    problem.locator("button.as-link").click()
    selected = page.evaluate(f"() => {MODELER}.get('selection').get().map((each) => each.id)")
    assert selected == ["hold_meeting"]
    change_and_save(page, lambda: page.locator("[data-do=undo]").click())
    expect(problem).to_have_count(0)
    page.reload()
    expect(page.locator("[data-element-id=hold_meeting]")).to_contain_text("联席会议")


def rename(page: Page, name: str) -> None:
    """Give the selected element another name."""
    property_field(page, "name").fill(name)


def test_who_comes_second_is_told_and_chooses(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    first, second = designers("designer"), designers("designer2")
    for page in (first, second):
        open_editor(page, draft_id, "diagrams", "handle")
        select_element(page, "classify_situation")
    expect(second.locator("[data-presence]")).to_contain_text("也打开了这个文件")
    change_and_save(first, lambda: rename(first, "甲的名称"))
    rename(second, "乙的名称")
    told = second.locator("dialog[open]")
    expect(told).to_contain_text(workshop.place.actor("designer").display_name)
    expect(second.locator("[data-saving]")).to_have_attribute("data-saving", "conflict")
    with second.context.expect_page() as opened:
        told.locator("[data-choice=look]").click()
    theirs = opened.value.locator("[data-diagram] [data-element-id=classify_situation]")
    expect(theirs).to_contain_text("甲的名称")
    opened.value.close()
    # Who goes on working is not saved; the choices stay at hand, for what stands there by then.
    second.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(second.locator("[data-saving]")).to_contain_text("没有保存")
    rename(second, "乙的第二个名称")
    expect(second.locator("[data-element-id=classify_situation]").first).to_contain_text("乙的第二个名称")
    second.locator("[data-settle]").click()
    with second.expect_download() as copy:
        told.locator("[data-choice=download]").click()
    assert "乙的第二个名称" in copy.value.path().read_text("utf-8")
    held = draft_text(workshop, draft_id, "bpmn/liwan/handle.bpmn")
    assert "甲的名称" in held
    assert "乙的" not in held
    with second.expect_response(lambda answer: answer.request.method == "PUT"):
        told.locator("[data-choice=mine]").click()
    await_saved(second)
    assert "乙的第二个名称" in draft_text(workshop, draft_id, "bpmn/liwan/handle.bpmn")
    # Now the first is the one who comes second, and keeps their own in a draft of its own.
    rename(first, "甲的第二个名称")
    first.locator("dialog[open] [data-choice=copy]").click()
    first.wait_for_url(lambda address: f"/drafts/{draft_id}/" not in address)
    expect(first.locator("[data-element-id=classify_situation]").first).to_contain_text("甲的第二个名称")
    assert "甲的第二个名称" not in draft_text(workshop, draft_id, "bpmn/liwan/handle.bpmn")


def test_a_cell_of_a_table_is_edited_with_the_facts_of_the_draft_offered(
    workshop: Site, designers: People
) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "tables", "outcome")
    await_names(page)
    page.locator("th.input-cell").first.dblclick()
    head = page.locator(".ref-input-editor .cm-content")
    expect(suggestions(page, head, "situa")).to_contain_text("situation")
    page.locator("[data-do=undo]").click()
    page.keyboard.press("Escape")
    cell = page.locator("td.output-cell [contenteditable=true]").first
    expect(suggestions(page, cell, "parameters.acc")).to_contain_text("accept_working_days")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    change_and_save(page, lambda: page.keyboard.type('"exempt"'))
    assert draft_text(workshop, draft_id, "dmn/liwan/outcome.dmn").count('<text>"exempt"</text>') == 2
    page.reload()
    expect(page.locator("td.output-cell").first).to_have_text('"exempt"')


def test_a_field_of_a_form_is_edited_with_the_keys_of_the_draft_offered(
    workshop: Site, designers: People
) -> None:
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
    await_names(page)
    key = page.locator("[data-properties] input[name=key]")
    key.focus()
    offered = page.locator(f"datalist#{key.get_attribute('list')} option")
    assert "situation.consult_bodies" in offered.evaluate_all("all => all.map((each) => each.value)")
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
    expect(page.locator("[data-editor]")).to_have_attribute("data-state", "ready")
    undo = page.locator("[data-do=undo]")
    expect(undo).to_be_disabled()
    # The first drop can be taken back at once.
    change_and_save(page, lambda: page.evaluate(_ADD_A_FIELD))
    change_and_save(page, undo.click)
    expect(undo).to_be_disabled()


_PASTED = re.compile(r'<bpmn:userTask id="(\w+)" name="会商研判会议">(.*?)</bpmn:userTask>', re.DOTALL)


def test_an_element_is_copied_into_another_tab_undone_found_and_walked_through(
    workshop: Site, designers: People
) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "diagrams", "consult")
    page.locator("[data-element-id=hold_meeting]").click()
    page.keyboard.press("Control+c")
    tab = page.context.new_page()
    open_editor(tab, draft_id, "diagrams", "verify")
    area = tab.locator("[data-canvas] .djs-container").bounding_box()
    assert area is not None
    middle = (area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
    # Not near the border: there the canvas scrolls by itself while something hangs on the pointer.
    tab.mouse.click(middle[0], area["y"] + 80)
    tab.keyboard.press("Control+v")
    # The clipboard is read in its own time; then the element hangs on the pointer.
    tab.wait_for_function(f"() => Boolean({MODELER}.get('dragging').context())")
    tab.mouse.move(*middle, steps=3)
    change_and_save(tab, lambda: tab.mouse.click(*middle))
    path = "bpmn/liwan/verify.bpmn"
    ((_, pasted),) = _PASTED.findall(draft_text(workshop, draft_id, path))
    assert 'formId="hold_meeting"' in pasted
    assert 'candidateGroups="handler"' in pasted
    assert 'value="001 多部门会商研判; 002 相关部门容错定期沟通会商机制"' in pasted
    tab.locator("[data-do=fit]").focus()
    change_and_save(tab, lambda: tab.keyboard.press("Control+z"))
    assert not _PASTED.search(draft_text(workshop, draft_id, path))
    tab.keyboard.press("Control+f")
    tab.locator(".djs-search-input input").fill("复核核实报告")
    tab.locator(".djs-search-result").first.click()
    expect(tab.locator(".bio-properties-panel-header-label")).to_have_text("复核核实报告")
    scale = f"() => {MODELER}.get('canvas').zoom()"
    before = tab.evaluate(scale)
    tab.locator("[data-do=larger]").click()
    assert tab.evaluate(scale) > before
    tab.locator("[data-do=smaller]").click()
    tab.locator("[data-do=smaller]").click()
    assert tab.evaluate(scale) < before
    tab.locator("[data-do=minimap]").click()
    expect(tab.locator(".djs-minimap.open svg").first).to_be_visible()
    tab.locator("[data-do=simulate]").click()
    tab.locator(".bts-context-pad:visible").first.click()
    expect(tab.locator(".bts-token").first).to_be_attached()
    tab.locator("[data-do=simulate]").click()
    expect(tab.locator(".bts-token")).to_have_count(0)
    expect(tab.locator(".djs-palette")).to_be_visible()
    # Work goes on without the server, and is saved when it answers.
    tab.context.set_offline(True)
    select_element(tab, "confirm_report")
    rename(tab, "断线时改的名称")
    expect(tab.locator("[data-saving]")).to_have_attribute("data-saving", "offline")
    tab.context.set_offline(False)
    await_saved(tab)
    assert "断线时改的名称" in draft_text(workshop, draft_id, path)
    tab.close()


#: What is chosen from the list of ready steps, and what stands in the diagram for it.
_READY_STEPS = {
    "会商": '<zeebe:calledElement processId="consult"',
    "登记认定结论": '<zeebe:taskDefinition type="record_determination"',
    "出具文书": '<zeebe:property name="papers"',
    "解除结果运用": '<zeebe:taskDefinition type="lift_effects"',
    "发送站内消息": '<zeebe:taskDefinition type="notify"',
}

_DRAW_TASK = f"""() => {{
  const modeler = {MODELER};
  const lane = modeler.get("elementRegistry").filter((each) => each.type === "bpmn:Lane")[0];
  const place = {{ x: lane.x + 200, y: lane.y + 60 }};
  const task = modeler.get("elementFactory").createShape({{ type: "bpmn:Task" }});
  modeler.get("selection").select(modeler.get("modeling").createShape(task, place, lane.parent));
}}"""


def diagram_text(page: Page) -> str:
    """The diagram as the editor would save it."""
    text: str = page.evaluate(f"async () => (await {MODELER}.saveXML()).xml")
    return text


def choose_step(page: Page, name: str) -> None:
    """Make the selected element the ready step of this name."""
    page.locator(".bio-properties-panel-select-template-button").click()
    page.locator(".djs-popup-search input").fill(name)
    page.locator(".djs-popup .entry", has_text=name).first.click()


def test_a_step_of_the_platform_is_chosen_from_the_list(workshop: Site, designers: People) -> None:
    draft_id = begin_draft(workshop)
    page = designers("designer")
    open_editor(page, draft_id, "diagrams", "consult", element="log_no_reply")
    change_and_save(page, lambda: choose_step(page, "制定回访计划"))
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
    for name, written in _READY_STEPS.items():
        page.evaluate(_DRAW_TASK)
        choose_step(page, name)
        unfold_properties(page)
        assert english_on(page) == set(), name
        assert written in diagram_text(page), name
    # What the case knows is known in the called process.
    assert 'propagateAllParentVariables="false"' not in diagram_text(page)


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
