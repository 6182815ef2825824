"""A new place on the workbench: its draft and its proposal tell what is its own, and are found from the first page."""

from __future__ import annotations

from flask import Flask
from lxml.html import HtmlElement

from tests.cases.impact.planting import NEW_PLACE, begin_place, own_path, propose_place, replaced
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import ARCHIVE, MATTER, OUTCOME, SCENARIO, WITHDRAWAL
from tests.views.visitor import Visitor, has_chinese, read
from webapp.background import work_once
from webapp.procedures.drafts import get_draft

VERSIONS = f"/workbench/places/{NEW_PLACE}/versions"
OWN_TABLE = replaced(OUTCOME, ('name="认定建议"', 'name="认定的建议"'))


def sign_in(app: Flask, login_name: str) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(login_name)
    return visitor


def work(place: PracticePlace) -> None:
    while work_once(place.database):
        pass


def said(page: HtmlElement, path: str = "//main") -> str:
    return " ".join(" ".join(each.text_content() for each in page.xpath(path)).split())


def test_the_draft_of_a_new_place_marks_what_is_its_own_and_folds_what_is_as_in_the_template(
    app: Flask, town: PracticePlace
) -> None:
    address = f"/workbench/drafts/{begin_place(town, {})}"
    designer = sign_in(app, "designer")
    page = read(designer.get(address))
    assert "与模板不同的文件 1 个" in said(page), "what it calls itself"
    assert page.xpath("//main//details[@open]/table//code/text()") == [f"bpmn/{NEW_PLACE}/jurisdiction.toml"]
    assert "与模板相同的 2 个" in said(page, "//details[@id='scenario']")
    with town.database.read() as session:
        lines = {line.path: line for line in get_draft(session, 1).lines}
    assert (lines[own_path(SCENARIO)].is_as_in_template, lines[own_path(SCENARIO)].is_changed) == (
        True,
        False,
    )
    # A table of the template that is changed becomes the place's own, and so does a scenario.
    designer.put(f"{address}/files/{OUTCOME}", OWN_TABLE.encode(), **{"If-Match": '"0"'})
    story = replaced(SCENARIO, ("轻微过失", "小过失")).encode()
    designer.put(f"{address}/files/{own_path(SCENARIO)}", story, **{"If-Match": '"1"'})
    page = read(designer.get(address))
    assert "与模板不同的文件 4 个" in said(page), "with the English of the table"
    assert page.xpath("//details[@id='table']/table//code/text()") == [own_path(OUTCOME)]
    assert page.xpath("//details[@id='scenario']/table//code/text()") == [own_path(SCENARIO)]
    assert page.xpath("//details[@id='scenario']/details//code/text()") == [own_path(WITHDRAWAL)]
    (difference,) = page.xpath("//a[text()='看与模板的不同']/@href")
    compared = read(designer.get(difference))
    assert compared.xpath("//details[@class='change-file']/@id") == ["table-outcome", "scenario-tolerated"]


def test_a_first_version_is_reviewed_beside_its_template_and_never_against_a_version_that_was_not(
    app: Flask, town: PracticePlace
) -> None:
    proposal_id = propose_place(town, {OUTCOME: OWN_TABLE, own_path(WITHDRAWAL): None})
    address = f"/workbench/proposals/{proposal_id}"
    work(town)
    reviewer = sign_in(app, "designer2")
    home = read(reviewer.get("/workbench"))
    (row,) = home.xpath("//tr[.//a[@href='/workbench/drafts/1']]")
    assert address in row.xpath(".//a/@href")
    assert address in read(reviewer.get("/workbench/drafts/1")).xpath("//main//a/@href")
    page = read(reviewer.get(address))
    assert "与模板“小城”比较：这里没有在用的版本" in said(page)
    impact = said(page, "//section[@id='impact']")
    assert "这是首个版本" in impact
    counts = page.xpath("//section[@id='impact']//ul[contains(@class, 'change-parts')]/li")
    assert [said(each, ".") for each in counts] == [
        "走的路不同 0",
        "这里新增 0",
        "没有沿用 1",
        "走的路相同 1",
    ]
    assert "现行版本" not in impact
    assert [each.get("id") for each in page.xpath("//details[starts-with(@id, 'part-')]")] == [
        "part-table", "part-scenario", "part-place", "part-alike"
    ]  # fmt: skip
    (alike,) = page.xpath("//details[@id='part-alike'][not(@open)]")
    assert {MATTER, ARCHIVE, own_path(SCENARIO)} <= set(alike.xpath(".//code/text()"))
    told = page.xpath("//select[@name='path']/option/@value")
    assert own_path(OUTCOME) in told
    assert own_path(SCENARIO) not in told
    (today,) = page.xpath("//input[@name='publish_on']/@value")
    assert reviewer.post(f"{address}/approve", {"publish_on": today}).status_code == 302
    work(town)
    page = read(reviewer.get(address))
    assert "发布以前这里没有在用的版本" in said(page)
    assert "现行版本" not in said(page, "//section[@id='impact']")
    versions = read(reviewer.get(VERSIONS))
    assert "首个版本" in said(versions, "//tbody/tr")
    assert versions.xpath("//a[text()='与模板比较']")
    reviewer.speak("en")
    for each in (address, VERSIONS, "/workbench/drafts/1", "/workbench"):
        english = read(reviewer.get(each))
        for chinese in english.xpath("//main//*[starts-with(@lang, 'zh')] | //main//code | //main//option"):
            chinese.text = ""
        assert not has_chinese(said(english).replace("卓程", "").replace("卓越", "")), each


def test_a_second_first_draft_is_compared_with_the_version_that_came_first(
    app: Flask, town: PracticePlace
) -> None:
    first = propose_place(town, {})
    second = propose_place(town, {OUTCOME: OWN_TABLE})
    reviewer = sign_in(app, "designer2")
    (today,) = read(reviewer.get(f"/workbench/proposals/{first}")).xpath("//input[@name='publish_on']/@value")
    assert reviewer.post(f"/workbench/proposals/{first}/approve", {"publish_on": today}).status_code == 302
    work(town)
    page = read(reviewer.get(f"/workbench/proposals/{second}"))
    assert "现在已有版本" in said(page)
    assert "与模板" not in said(page)
    assert page.xpath("//details[starts-with(@id, 'part-')]/@id") == ["part-table"]
    assert page.xpath("//input[@name='confirmed_current']")


def test_the_way_to_a_new_place_is_a_button_beside_the_import(app: Flask) -> None:
    page = read(sign_in(app, "admin").get("/workbench"))
    buttons = page.xpath("//main//div[contains(@class, 'page-head')]//a[contains(@class, 'btn')]/@href")
    assert buttons[:2] == ["/workbench/new-place", "/workbench/import"]
