"""A new city, from the template to its first case closed, in a real browser: as the guide for designers tells it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import People, Site
from tests.browser.editing import (
    MODELER,
    await_saved,
    change_and_save,
    open_editor,
    property_field,
    select_element,
    unfold_properties,
)
from tests.browser.person import fill, submit, take_up
from tests.browser.pictures import WRITE, take_picture
from tests.browser.small_city import drawn_matter
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import MATTER
from tests.views.conftest import make_small_database, open_copy
from webapp.background import work_once
from webapp.procedures import current_version

pytestmark = pytest.mark.browser

CITY = "jiangxia"
DRAFT = "/workbench/drafts/1"
#: What the guide for designers shows of this story.
CITY_PICTURES = ("city-names", "city-diagram", "city-play", "city-review")
#: Milliseconds until the checks have come back, on a machine that has other things to do.
_CHECKED = 20_000


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice database with a place whose procedure is small, its diagram drawn."""
    return make_small_database(tmp_path_factory.mktemp("city"), {MATTER: drawn_matter()})


@pytest.fixture
def place(template: Path, tmp_path: Path) -> Iterator[PracticePlace]:
    """The place from which the city is made."""
    with open_copy(template, tmp_path) as opened:
        yield opened


def test_a_new_city_goes_from_the_template_to_its_first_case(site: Site, people: People) -> None:
    designer = people("designer")
    make_the_city(designer)
    add_a_form(designer)
    change_the_diagram(designer)
    change_the_table(designer)
    set_a_parameter(designer)
    write_the_english(designer)
    record_a_scenario(designer)
    proposal = propose(designer)
    review_and_publish(site, designer, people("designer2"), proposal)
    give_the_roles(people("security"))
    take_a_case_to_its_end(people)
    with site.place.database.read() as session:
        assert f"bpmn/{CITY}/matter.bpmn" in current_version(session, CITY).files


def picture(page: Page, name: str, height: int, ready: str) -> None:
    """The page in both languages, for the guide; ``ready`` is what stands on it when it can be taken."""
    assert name in CITY_PICTURES
    if not os.environ.get(WRITE):
        return
    for language, lang in (("en", "en"), ("zh", "zh-CN")):
        page.locator("button[name='language']").click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator(ready).first).to_be_visible(timeout=_CHECKED)
        if name == "city-names":
            describe_the_city(page)
        page.evaluate("window.scrollTo(0, 0)")
        take_picture(page, f"{name}.{language}.png", height=height)
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, words: str) -> None:
    """Press the first button or link of the page's content that says ``words``."""
    page.locator("main").locator("button, a").filter(has_text=re.compile(f"^\\s*{words}")).first.click()


def told(page: Page, words: str) -> None:
    """The page says that something was done."""
    expect(page.locator(".alert", has_text=words).first).to_be_visible()


def make_the_city(page: Page) -> None:
    page.goto("/workbench")
    press(page, "新建地方")
    press(page, "小城")
    picture(page, "city-names", 820, "#mark")
    describe_the_city(page)
    press(page, "建立草稿")
    told(page, "已建立草稿")
    expect(page.locator("[data-draft-problems]")).to_contain_text("错误 0", timeout=_CHECKED)


def describe_the_city(page: Page) -> None:
    for name, text in {
        "zh": "江夏区",
        "en": "Jiangxia District",
        "code": CITY,
        "organ": "江夏区容错纠错办公室",
        "organ_en": "Jiangxia Office for Tolerance of Error",
        "mark": "夏容",
    }.items():
        page.locator(f"#{name}").fill(text)


def add_a_form(page: Page) -> None:
    """A form of the city's own, with one field to write into."""
    page.goto(f"{DRAFT}/parts")
    page.locator("#name").fill("hear_parties")
    page.locator("#zh").fill("听取意见")
    page.locator("input[name='kind'][value='forms']").check()
    press(page, "加到草稿")
    expect(page.locator("[data-editor]")).to_have_attribute("data-state", "ready")
    offered = page.locator(".fjs-palette-field[data-field-type='textarea']")
    offered.focus()
    change_and_save(page, lambda: offered.press("Enter"))
    page.locator(".fjs-form-field-textarea").click()
    unfold_properties(page)
    write_into(
        page,
        page.locator(".bio-properties-panel [contenteditable=true][aria-label='字段名称']"),
        "当事人的意见",
    )
    change_and_save(
        page, lambda: page.locator(".bio-properties-panel input[name='key']").fill("hearing.opinion")
    )


def write_into(page: Page, field: Locator, text: str) -> None:
    """Replace what an editable text says, and wait until it is saved."""
    field.click()
    page.keyboard.press("Control+a")
    change_and_save(page, lambda: page.keyboard.insert_text(text))


def change_the_diagram(page: Page) -> None:
    open_editor(page, 1, "diagrams", "matter")
    select_element(page, "check_application")
    change_and_save(page, lambda: property_field(page, "name").fill("形式审查"))
    insert_a_task(page)
    forget_the_default_flow_and_mend_it(page)


def insert_a_task(page: Page) -> None:
    """Drop a task on the way to the refusal, and say who does it with which form."""
    page.locator(".djs-palette [data-action='create.task']").click()
    x, y = on_screen(page, 1080, 430)
    page.mouse.move(x - 30, y - 30)
    page.mouse.move(x, y, steps=4)
    page.mouse.click(x, y)
    page.keyboard.press("Escape")
    page.locator(".djs-context-pad [data-action='replace']").first.click()
    page.locator(".djs-popup [data-id='replace-with-user-task']").click()
    property_field(page, "id").fill("hear_parties")
    property_field(page, "name").fill("听取意见")
    role = property_field(page, "procedure-role")
    expect(role.locator("option[value='intake']")).to_be_attached(timeout=_CHECKED)
    role.select_option("intake")
    property_field(page, "procedure-form").select_option("hear_parties")
    property_field(page, "procedure-source").fill("assumed")
    await_saved(page)


def on_screen(page: Page, x: int, y: int) -> tuple[float, float]:
    """Where a point of the diagram is in the window."""
    place = page.evaluate(
        f"""([x, y]) => {{
          const canvas = {MODELER}.get("canvas");
          const box = canvas.viewbox(), at = canvas.getContainer().getBoundingClientRect();
          return [at.left + (x - box.x) * box.scale, at.top + (y - box.y) * box.scale];
        }}""",
        [x, y],
    )
    return place[0], place[1]


def forget_the_default_flow_and_mend_it(page: Page) -> None:
    problem = page.locator(".problem", has_text="EN-141")
    select_element(page, "f7")
    page.locator(".djs-context-pad [data-action='replace']").first.click()
    change_and_save(page, lambda: page.locator(".djs-popup [data-id='replace-with-sequence-flow']").click())
    expect(problem).to_be_visible(timeout=_CHECKED)
    picture(page, "city-diagram", 900, ".problem-error:has-text('EN-141')")
    problem.locator("button", has_text="听取意见").click()
    expect(problem).to_have_count(0, timeout=_CHECKED)


def change_the_table(page: Page) -> None:
    """A cell that leaves a gap is told and written anew; another is changed for good."""
    open_editor(page, 1, "tables", "outcome")
    gap = page.locator(".problem-error")
    condition = page.locator("td.input-cell [contenteditable=true]").nth(2)
    write_into(page, condition, '"slight"')
    expect(gap.first).to_be_visible(timeout=_CHECKED)
    write_into(page, condition, '"grave"')
    write_into(page, page.locator("td.output-cell [contenteditable=true]").first, '"educate"')
    expect(gap).to_have_count(0, timeout=_CHECKED)


def set_a_parameter(page: Page) -> None:
    page.goto(f"{DRAFT}/place")
    press(page, "受理期限")
    page.locator("[name='f.source']").fill("S1 第二条")
    press(page, "保存到草稿")
    told(page, "保存")


def write_the_english(page: Page) -> None:
    page.goto(f"{DRAFT}/words?show=missing")
    for key, en in {"hear_parties": "Hear the parties", "hearing.opinion": "Opinion of the parties"}.items():
        page.get_by_label(f"英文 {key}", exact=True).fill(en)
    press(page, "保存本页的改动")
    told(page, "已保存 2 条文字")


def record_a_scenario(page: Page) -> None:
    """Play a case that is refused, through the new step, and keep it as a scenario."""
    page.goto(f"{DRAFT}/proof")
    press(page, "录制新情景")
    fill(page, {"application.request_text": "请求容错"})
    press(page, "发起")
    take_step(page, {"assessment.f_fault": "grave"})
    picture(page, "city-play", 900, ".proof-people")
    take_step(page, {"hearing.opinion": "没有异议"})
    expect(page.locator(".page-head")).to_contain_text("已了结")
    press(page, "存为情景")
    for name, text in {
        "name": "重大过失：听取意见",
        "name_en": "A grave fault: heard",
        "stem": "heard",
    }.items():
        page.locator(f"#{name}").fill(text)
    press(page, "存为情景")
    told(page, "已存为草稿的情景")
    expect(page.locator("main")).to_contain_text("通过")


def take_step(page: Page, facts: dict[str, str]) -> None:
    """Take the only open task of a play, as the first person who may."""
    page.locator(".proof-people a").first.click()
    fill(page, facts)
    press(page, "走这一步")
    expect(page.locator("#form")).to_have_count(0)


def propose(page: Page) -> str:
    """Ask for review; the address of the proposal."""
    page.goto(DRAFT)
    expect(page.locator("[data-draft-problems]")).to_contain_text("错误 0", timeout=_CHECKED)
    press(page, "提交审核")
    page.locator("#message").fill("江夏区的第一版：不予容错以前听取意见。")
    press(page, "检查并提交")
    page.wait_for_url("**/workbench/proposals/*")
    return page.url


def review_and_publish(site: Site, designer: Page, reviewer: Page, proposal: str) -> None:
    """Who changed the draft is not asked; somebody else reads the changes and the impact, and publishes."""
    expect(designer.locator("form[action$='/approve']")).to_have_count(0)
    work_in_the_background(site)
    reviewer.goto(proposal)
    expect(reviewer.locator("main")).to_contain_text("听取意见")
    expect(reviewer.locator("#impact")).to_contain_text("已重算全部")
    picture(reviewer, "city-review", 1150, "#impact")
    press(reviewer, "审核通过")
    expect(reviewer.locator("h1 .badge")).to_have_text(re.compile("已通过|已发布"))
    work_in_the_background(site)
    reviewer.reload()
    expect(reviewer.locator("h1 .badge")).to_have_text("已发布")


def work_in_the_background(site: Site) -> None:
    """What a running server does by itself: measure the impact, publish what is due."""
    while work_once(site.place.database):
        pass


def give_the_roles(page: Page) -> None:
    """The security administrator gives people the roles of the city."""
    for login_name, role in (("applicant", "applicant"), ("intake", "intake")):
        page.goto(f"/administration/accounts?search={login_name}")
        page.locator("tr", has=page.get_by_text(login_name, exact=True)).locator("a").first.click()
        page.locator("#role").select_option(f"{CITY}:{role}")
        press(page, "授予角色")
        told(page, "授予")


def take_a_case_to_its_end(people: People) -> None:
    applicant, officer = people("applicant"), people("intake")
    applicant.goto(f"/cases/new/{CITY}")
    fill(applicant, {"application.request_text": "请求容错"})
    submit(applicant)
    number = applicant.locator(".page-head .caption .numeral").inner_text()
    take_up(officer, number, "形式审查")
    fill(officer, {"assessment.f_fault": "grave"})
    submit(officer)
    take_up(officer, number, "听取意见")
    fill(officer, {"hearing.opinion": "没有异议"})
    submit(officer)
    case = applicant.url
    officer.goto(case)
    expect(officer.locator("[data-element-id='refused'].walked")).to_be_attached()
