"""The editors speak Chinese: every palette, menu and group of the property panel is looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import People, Site
from tests.browser.editing import (
    FORM_EDITOR,
    MODELER,
    await_names,
    begin_draft,
    chinese_on,
    draft_text,
    english_on,
    is_english,
    open_editor,
    select_element,
    unfold_properties,
)

pytestmark = pytest.mark.browser

#: One element of each kind in the diagram, by kind and event.
_EACH_KIND = f"""() => {{
  const kinds = new Map();
  {MODELER}.get("elementRegistry").forEach((each) => {{
    const {{ eventDefinitions: [event] = [], cancelActivity, isInterrupting }} = each.businessObject;
    const kind = [each.type, event && event.$type, cancelActivity, isInterrupting].join();
    if (each.type !== "label" && !kinds.has(kind)) kinds.set(kind, each.id);
  }});
  return [...kinds.values()];
}}"""

#: What the head of the property panel calls a timer on a step, one by one made into each other kind of event there.
_HEADS_OF_BOUNDARY_EVENTS = f"""async () => {{
  const heads = [];
  const timer = {MODELER}.get("elementRegistry").find((each) => each.type === "bpmn:BoundaryEvent" && !each.labelTarget);
  let event = timer;
  for (const kind of ["Message", "Timer", "Escalation", "Conditional", "Error", "Signal", "Compensate"]) {{
    for (const cancelActivity of ["Error", "Compensate"].includes(kind) ? [true] : [true, false]) {{
      event = {MODELER}.get("bpmnReplace").replaceElement(event, {{
        type: "bpmn:BoundaryEvent", eventDefinitionType: `bpmn:${{kind}}EventDefinition`, cancelActivity
      }});
      {MODELER}.get("selection").select(event);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      heads.push(document.querySelector(".bio-properties-panel-header-type").textContent);
    }}
  }}
  return heads;
}}"""

#: What the fields that were added last are called in the file, with their choices and columns.
_NAMES_OF_NEW_FIELDS = f"""(count) => {FORM_EDITOR}.saveSchema().components.slice(0, count).flatMap((field) => [
  field.label, field.dateLabel, field.type === "text" && field.text, ...[...(field.values || []), ...(field.columns || [])].map((each) => each.label)
]).filter(Boolean)"""

_FIELD_TYPES = [
    "textfield",
    "textarea",
    "number",
    "datetime",
    "expression",
    "filepicker",
    "checkbox",
    "checklist",
    "radio",
    "select",
    "taglist",
    "text",
    "image",
    "table",
    "html",
    "documentPreview",
    "spacer",
    "separator",
    "group",
    "dynamiclist",
    "iframe",
    "button",
]


def look_at_menu(page: Page, action: str) -> set[str]:
    """Open a menu of the element's context pad, read it and close it."""
    entry = page.locator(f".djs-context-pad.open [data-action={action}]")
    if entry.count() == 0:
        return set()
    entry.first.click()
    return read_open_menu(page)


def read_open_menu(page: Page) -> set[str]:
    """English in the menu, which is closed then: it hears the Escape key a moment after it is drawn only."""
    page.locator(".djs-popup .entry").first.wait_for()
    found = english_on(page)
    page.evaluate(f"() => {MODELER}.get('popupMenu').close()")
    return found


def test_the_diagram_editor_speaks_chinese(workshop: Site, designers: People) -> None:
    page = designers("designer")
    draft_id = begin_draft(workshop)
    found: set[str] = set()
    for name in ("handle", "consult"):
        open_editor(page, draft_id, "diagrams", name)
        found |= english_on(page)
        for element_id in page.evaluate(_EACH_KIND):
            select_element(page, element_id)
            unfold_properties(page)
            found |= english_on(page) | look_at_menu(page, "replace") | look_at_menu(page, "append")
    page.locator(".djs-palette [data-action=create]").click()
    found |= read_open_menu(page)
    heads = page.evaluate(_HEADS_OF_BOUNDARY_EVENTS)
    assert len(set(heads)) == 12
    found |= {head for head in heads if is_english(head)}
    for tool in ("search", "minimap", "simulate"):
        page.locator(f"[data-do={tool}]").click()
        found |= english_on(page)
    assert found == set()


def test_the_editor_of_tables_speaks_chinese(workshop: Site, designers: People) -> None:
    page = designers("designer")
    open_editor(page, begin_draft(workshop), "tables", "outcome")
    found = english_on(page)
    for head in ("th.input-cell", "th.output-cell"):
        page.locator(head).first.dblclick()
        found |= english_on(page)
        page.keyboard.press("Escape")
    for cell in ("td.input-cell", "td.output-cell"):
        page.locator(cell).first.click(button="right")
        found |= english_on(page)
        page.keyboard.press("Escape")
    for number in (0, 1):
        page.locator("td.input-cell").nth(number).click()
        page.locator(".simple-mode-button").first.click()
        found |= english_on(page)
        page.keyboard.press("Escape")
    page.locator("[data-tabs] button").first.click()
    for shape in page.locator(".djs-shape").all():
        shape.click(force=True)
        unfold_properties(page)
        found |= english_on(page)
    assert found == set()


def test_the_form_editor_speaks_chinese(workshop: Site, designers: People) -> None:
    page = designers("designer")
    open_editor(page, begin_draft(workshop), "forms", "decide_outcome")
    assert english_on(page) == set()
    page.evaluate("() => { document.querySelector('.editor-title').title = 'Left over'; }")
    assert english_on(page) == {"Left over"}
    page.evaluate("() => document.querySelector('.editor-title').removeAttribute('title')")
    found = english_on(page)
    for kind in _FIELD_TYPES:
        page.evaluate(
            f"""(type) => {{
              const fields = {FORM_EDITOR}.get("formFieldRegistry");
              const form = fields.getAll().find((each) => each.type === "default");
              {FORM_EDITOR}.get("modeling").addFormField({{ type }}, form, 0);
              {FORM_EDITOR}.get("selection").set(fields.getAll().find((each) => each.type === type));
            }}""",
            kind,
        )
        unfold_properties(page)
        found |= english_on(page)
    assert found == set()
    # What the editor names by itself stands in the file; only "ID" and the like are English there, too.
    named = page.evaluate(_NAMES_OF_NEW_FIELDS, len(_FIELD_TYPES))
    assert len(named) > len(_FIELD_TYPES) / 2
    assert {name for name in named if is_english(name)} == set()


_FILES = {
    "diagrams": ("consult", "bpmn/shared/consult.bpmn"),
    "tables": ("outcome", "dmn/liwan/outcome.dmn"),
    "forms": ("decide_outcome", "forms/liwan/decide_outcome.form"),
}


def test_an_english_reader_finds_chinese_only_where_the_file_holds_it(
    workshop: Site, designers: People
) -> None:
    page = designers("designer2")
    page.locator("form[action='/language'] button[value=en]").click()
    draft_id = begin_draft(workshop)
    for kind, (name, path) in _FILES.items():
        open_editor(page, draft_id, kind, name)
        await_names(page)
        if kind == "diagrams":
            select_element(page, "hold_meeting")
            unfold_properties(page)
        held = draft_text(workshop, draft_id, path)
        assert {run for run in chinese_on(page) if run not in held} == set(), kind
        page.goto(f"/workbench/drafts/{draft_id}/{kind}/{name}?view=1")
        assert {run for run in chinese_on(page) if run not in held} == set(), f"{kind}, looking only"
