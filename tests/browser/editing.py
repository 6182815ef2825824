"""What a process designer does in the editors, in a real browser."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from webapp.database import now
from webapp.procedures.drafts import get_draft, read_draft_file, save_files, start_draft

#: The editors themselves, as their page keeps them.
MODELER = "document.querySelector('[data-editor]').modeler"
FORM_EDITOR = "document.querySelector('[data-editor]').editor"

#: Texts that are English in any language: names of languages and standards, and what is written in code.
PROPER_NAMES = re.compile(
    r"FEEL|BPMN(\.iO)?|bpmn\.io|DMN|HTML|JSON|ISO 8601|ID|URL|Markdown|https?|data URI|X-FRAME-OPTIONS|MIME|assumed|true|false"
)

#: Every text, title and label that stands on the page, but for what the designer wrote.
_GATHER = """() => {
  const own = ".djs-container svg, .site-head, .site-foot, .cm-content, textarea, noscript, code, script, style, [hidden], "
    + "[contenteditable=true], .bio-properties-panel-header-label, .bio-properties-panel-collapsible-entry-header-title, "
    + ".bio-properties-panel-description, [data-problems], [data-row-id], [data-col-id] .values, .fjs-form-field-label, "
    + "select[id*=procedure-] option";
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (parentElement && !parentElement.closest(own)) seen.add(data.trim());
  }
  for (const element of document.querySelectorAll("[title], [placeholder], [aria-label]")) {
    if (element.closest(".site-head, .site-foot")) continue;
    for (const name of ["title", "placeholder", "aria-label"]) seen.add((element.getAttribute(name) || "").trim());
  }
  return [...seen].filter(Boolean);
}"""

_UNFOLD = """() => {
  document.querySelectorAll(".bio-properties-panel-group-header:not(.open) .bio-properties-panel-group-header-title")
    .forEach((head) => head.click());
}"""
_UNFOLD_ITEMS = """() => document.querySelectorAll(".bio-properties-panel-collapsible-entry-header:not(.open)")
  .forEach((head) => head.click())"""

#: The browser has drawn what was asked of it before.
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def begin_draft(site: Site, login_name: str = "designer") -> int:
    """A draft of the place's procedure in force, without its scenarios: to play them takes longer than all other checks."""
    actor = site.place.actor(login_name)
    with site.place.database.write() as session:
        draft_id = start_draft(session, site.place.code, actor, now(session)).id
        scenarios = [path for path in get_draft(session, draft_id).files if path.startswith("tests/")]
        save_files(session, draft_id, dict.fromkeys(scenarios), {}, actor, now(session))
    return draft_id


def draft_text(site: Site, draft_id: int, path: str) -> str:
    """What the draft holds under ``path``."""
    with site.place.database.read() as session:
        return read_draft_file(session, draft_id, path)[0].decode()


def open_editor(page: Page, draft_id: int, kind: str, name: str, element: str = "") -> None:
    """Open a file of a draft (``diagrams``, ``tables``, ``forms``) and wait until it can be worked on."""
    page.goto(f"/workbench/drafts/{draft_id}/{kind}/{name}" + (f"?element={element}" if element else ""))
    expect(page.locator("[data-editor]")).to_have_attribute("data-state", "ready")


def await_saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator("[data-saving]")).to_have_attribute("data-saving", "saved")


def await_names(page: Page) -> None:
    """Wait until the editor knows the names that the draft offers."""
    expect(page.locator("[data-editor]")).to_have_attribute("data-names", "ready")


def await_checked(page: Page) -> None:
    """Wait until the problems of what was saved last are shown."""
    expect(page.locator("[data-problem-box]")).to_have_attribute("data-state", "checked")


def change_and_save(page: Page, change: Any) -> None:
    """Carry out ``change`` and wait for the save that follows by itself."""
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        change()
    assert saved.value.ok, saved.value.text()
    await_saved(page)


def select_element(page: Page, element_id: str) -> None:
    """Select an element of the diagram, with its properties drawn."""
    page.evaluate(
        f"id => {MODELER}.get('selection').select({MODELER}.get('elementRegistry').get(id))", element_id
    )
    page.evaluate(_DRAWN)


def property_field(page: Page, name: str) -> Locator:
    """The field of the property panel with this entry id, in an open group."""
    page.evaluate(_UNFOLD)
    return page.locator(f"[name='{name}']")


def unfold_properties(page: Page) -> None:
    """Open every group of the property panel and every item in them."""
    page.evaluate(_DRAWN)
    page.evaluate(_UNFOLD)
    page.evaluate(_DRAWN)
    page.evaluate(_UNFOLD_ITEMS)
    page.evaluate(_DRAWN)


def english_on(page: Page) -> set[str]:
    """Texts on the page that hold English words other than proper names and what is quoted code."""
    texts: list[str] = page.evaluate(_GATHER)
    return {text for text in texts if is_english(text)}


def is_english(text: str) -> bool:
    """Whether a text holds words that ought to be Chinese. Ids in brackets after a Chinese name are none."""
    plain = PROPER_NAMES.sub("", re.sub(r"[（(][A-Za-z_]+[)）]|\"[^\"]*\"", "", text))
    return bool(re.search(r"[A-Za-z]{2}", plain))


def chinese_on(page: Page) -> set[str]:
    """Runs of Chinese on the page, but for the problems and what stands in the site's head and foot."""
    texts: list[str] = page.evaluate(_GATHER)
    return {run for text in texts for run in re.findall(r"[\u3000-\u9fff\uff00-\uffef]+", text)}
