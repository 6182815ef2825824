"""How a designer proves a draft on its pages: forms filled in and sent, a play begun, files changed beside it."""

from __future__ import annotations

from typing import Any

from lxml import html

from tests.practice_place import PracticePlace
from tests.procedures.drafts.desk import NOW
from tests.views.visitor import Visitor, read
from webapp.procedures.drafts import get_draft, save_file
from webapp.procedures.scenario_files import Scenario, read_scenario

PROOF = "/workbench/drafts/1/proof"


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
