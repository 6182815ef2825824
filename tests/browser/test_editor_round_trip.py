"""What the editors save is what they read, and what the desktop modeler reads and saves: shipped diagrams, tables and forms,
through our editor, through the stock one, and back.

The stock editors are the published programs that the desktop modeler is built of, none of ours in them, on an empty page.
A normal run takes a spread of the files; with ``RONGCUO_TEST_EDITORS=all`` (``make test-faults``) it is every one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PATIENCE, People, Site
from tests.browser.editing import FORM_EDITOR, MODELER, begin_draft, open_editor
from tests.practice_place import ROOT
from webapp.procedures.diagram_outlines import outline_diagram
from webapp.procedures.forms import read_form
from webapp.procedures.table_outlines import outline_decisions

pytestmark = pytest.mark.browser

_LIBRARIES = ROOT / "webapp" / "static" / "node_modules"

#: The stock editors as they are published, and what makes one on the empty page.
_STOCK = {
    "diagram": (
        "camunda-bpmn-js/dist/camunda-cloud-modeler.production.min.js",
        "new BpmnModeler({ container })",
    ),
    "decision": (
        "camunda-dmn-js/dist/camunda-cloud-modeler.production.min.js",
        "new DmnModeler({ container })",
    ),
    "form": ("@bpmn-io/form-js/dist/form-editor.umd.js", "new FormEditor.FormEditor({ container })"),
}

_PLANE = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNPlane"
_BOUNDS = {"x", "y", "width", "height"}

#: What an editor writes out though it is what a reader takes where nothing is written, and the other way round.
_DEFAULTS: dict[str, dict[str, str]] = {"decisionTable": {"hitPolicy": "UNIQUE"}}

#: The form editor writes out what the list would be without a word.
_LIST_DEFAULTS = {"isRepeating": True, "defaultRepetitions": 1, "showOutline": True, "allowAddRemove": True}

_THROUGH_MODELER = """async (sources) => {
  const saved = [];
  for (const source of sources) {
    const { warnings } = await EDITOR.importXML(source);
    saved.push([(await EDITOR.saveXML({ format: true })).xml, warnings.map(({ message }) => message)]);
  }
  return saved;
}"""

_THROUGH_FORM_EDITOR = """async (sources) => {
  const saved = [];
  for (const source of sources) {
    const { warnings } = await EDITOR.importSchema(JSON.parse(source));
    saved.push([JSON.stringify(EDITOR.saveSchema()), warnings.map(String)]);
  }
  return saved;
}"""

#: A file's text as an editor saved it, and what the editor warned of while it read the file.
Saved = tuple[str, list[str]]


def canonical(element: etree._Element) -> tuple[Any, ...]:
    """An element without formatting, prefixes and the order in which shapes are drawn."""
    tag = etree.QName(element).localname
    attributes = {
        **_DEFAULTS.get(tag, {}),
        **{str(name): str(value) for name, value in element.attrib.items()},
    }
    for name in _BOUNDS & attributes.keys():
        attributes[name] = f"{float(attributes[name]):g}"
    children: Iterable[tuple[Any, ...]] = [
        canonical(child) for child in element if isinstance(child.tag, str)
    ]
    if element.tag == _PLANE:
        children = sorted(children)
    return (
        str(element.tag),
        tuple(sorted(attributes.items())),
        (element.text or "").strip(),
        tuple(children),
    )


def read_xml(source: str) -> tuple[Any, ...]:
    return canonical(etree.fromstring(source.encode()))


def differences(before: tuple[Any, ...], after: tuple[Any, ...], place: str = "") -> list[str]:
    """Where two canonical elements differ, one line a place."""
    here = f"{place}/{etree.QName(before[0]).localname}"
    if before[:3] != after[:3] or len(before[3]) != len(after[3]):
        return [f"{here}: {before[:3]} {len(before[3])} → {after[:3]} {len(after[3])}"]
    return [line for pair in zip(before[3], after[3], strict=True) for line in differences(*pair, here)]


#: How many files of a kind a normal run takes, the largest among them.
_SPREAD = 3


def shipped(pattern: str) -> list[Path]:
    found = sorted(ROOT.glob(pattern), key=lambda path: path.stat().st_size, reverse=True)
    assert len(found) > _SPREAD
    if os.environ.get("RONGCUO_TEST_EDITORS") == "all":
        return found
    return found[:: len(found) // _SPREAD]


@pytest.fixture(scope="module")
def empty_page(browser: Browser) -> Iterator[Page]:
    """A page that nothing of ours is on."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def through_both(ours: Page, stock: Page, kind: str, sources: list[str]) -> Iterator[tuple[Saved, Saved]]:
    """Each file as our editor saves it, and as the stock editor saves what ours has saved."""
    way = _THROUGH_FORM_EDITOR if kind == "form" else _THROUGH_MODELER
    saved = ours.evaluate(way.replace("EDITOR", FORM_EDITOR if kind == "form" else MODELER), sources)
    program, make = _STOCK[kind]
    stock.goto("about:blank")
    stock.add_script_tag(path=_LIBRARIES / program)
    stock.evaluate(f"() => {{ const container = document.body; window.stock = {make}; }}")
    again = stock.evaluate(way.replace("EDITOR", "window.stock"), [text for text, _ in saved])
    return zip(saved, again, strict=True)


def test_a_shipped_diagram_comes_back_as_it_was(workshop: Site, designers: People, empty_page: Page) -> None:
    page = designers("designer")
    open_editor(page, begin_draft(workshop), "diagrams", "consult")
    files = shipped("bpmn/*/*.bpmn")
    sources = [path.read_text("utf-8") for path in files]
    results = through_both(page, empty_page, "diagram", sources)
    for path, source, (ours, stock) in zip(files, sources, results, strict=True):
        assert (ours[1], stock[1]) == ([], []), path
        assert differences(read_xml(source), read_xml(ours[0])) == [], path
        assert differences(read_xml(source), read_xml(stock[0])) == [], path
        before, after = outline_diagram(source.encode()), outline_diagram(stock[0].encode())
        assert before is not None
        assert after is not None
        assert [step.id for step in after.steps] == [step.id for step in before.steps]
        assert (after.callees, after.decisions, after.forms) == (
            before.callees,
            before.decisions,
            before.forms,
        )


def test_a_shipped_table_comes_back_as_it_was(workshop: Site, designers: People, empty_page: Page) -> None:
    page = designers("designer")
    open_editor(page, begin_draft(workshop), "tables", "outcome")
    files = shipped("dmn/*/*.dmn")
    sources = [path.read_text("utf-8") for path in files]
    results = through_both(page, empty_page, "decision", sources)
    for path, source, (ours, stock) in zip(files, sources, results, strict=True):
        assert (ours[1], stock[1]) == ([], []), path
        assert differences(read_xml(source), read_xml(ours[0])) == [], path
        assert differences(read_xml(source), read_xml(stock[0])) == [], path
        before, after = outline_decisions(source.encode()), outline_decisions(stock[0].encode())
        assert before is not None
        assert after is not None
        assert [row.id for table in after.tables for row in table.rows] == [
            row.id for table in before.tables for row in table.rows
        ]


def test_a_shipped_form_comes_back_as_it_was(workshop: Site, designers: People, empty_page: Page) -> None:
    page = designers("designer")
    open_editor(page, begin_draft(workshop), "forms", "decide_outcome")
    files = shipped("forms/*/*.form")
    sources = [path.read_text("utf-8") for path in files]
    results = through_both(page, empty_page, "form", sources)
    for path, source, (ours, stock) in zip(files, sources, results, strict=True):
        assert (ours[1], stock[1]) == ([], []), path
        assert plain_form(json.loads(ours[0])) == plain_form(json.loads(source)), path
        # Between the two editors not even the version of the format may differ.
        assert json.loads(stock[0]) == json.loads(ours[0]), path
        assert list(read_form(stock[0].encode(), path.stem).field_keys) == list(
            read_form(source.encode(), path.stem).field_keys
        )


def plain_form(part: Any) -> Any:
    """A form without the version of its format and with a list's defaults written out."""
    if isinstance(part, list):
        return [plain_form(each) for each in part]
    if not isinstance(part, dict):
        return part
    defaults = _LIST_DEFAULTS if part.get("type") == "dynamiclist" else {}
    return {key: plain_form(value) for key, value in {**defaults, **part}.items() if key != "schemaVersion"}
