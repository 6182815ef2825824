"""How a new city is made from a template, up to its first case closed: the steps of the guide for designers.

Every step is told what it is about by a `Template`; which one, a test says.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

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
from webapp.background import work_once
from webapp.procedures import current_version

CITY = "jiangxia"
DRAFT = "/workbench/drafts/1"
#: What the guide for designers shows of this story.
CITY_PICTURES = ("city-names", "city-diagram", "city-play", "city-review")
#: What is written at the new step.
_HEARD = {"hearing.opinion": "没有异议"}
#: What a draft's page says of one without errors.
_SOUND = re.compile("错误 0|没有问题")


@dataclass(frozen=True)
class Template:
    """What the story is told on: names and ids of the template, where the new step goes, and the facts of a short case."""

    name: str
    diagram: str
    #: What the first step is called from now on.
    check: str
    #: A point of the diagram on the flow that leads to the new step.
    way_out: tuple[int, int]
    #: Where it ends.
    end: str
    #: The default flow that is forgotten, and what the button says that makes it the default again.
    default_flow: str
    mended: str
    table: str
    #: Of the table's cells for conditions, which one is changed, with what leaves a gap and what it says rightly.
    condition: tuple[int, str, str]
    #: Where the cell is that is changed for good, and what it says then.
    lasting: tuple[str, str]
    #: A clause that the template's list of sources knows.
    clause: str
    application: Mapping[str, str]
    refusal: Mapping[str, str]
    #: What the application says otherwise in the city itself: a play has units made up for it, the city has its own.
    own_facts: Mapping[str, str] = field(default_factory=dict)
    #: Scenarios of the template that the new step stops: they are opened where they fail, and mended.
    stopped: tuple[str, ...] = ()
    #: Whether the guide shows this template.
    is_shown: bool = False


def make_a_city(site: Site, people: People, template: Template) -> None:
    """The whole story, by the people of the practice set."""
    designer = people("designer")
    describe_and_start(designer, template)
    add_a_form(designer)
    change_the_diagram(designer, template)
    change_the_table(designer, template)
    set_a_parameter(designer, template)
    write_the_english(designer)
    record_a_scenario(designer, template)
    mend_the_scenarios(designer, template)
    proposal = propose(designer)
    review_and_publish(site, designer, people("designer2"), proposal, template)
    if template.own_facts:
        enter_a_unit(people("admin"))
    give_the_roles(people("security"))
    take_a_case_to_its_end(people, template)
    with site.place.database.read() as session:
        assert f"bpmn/{CITY}/{template.diagram}.bpmn" in current_version(session, CITY).files


def picture(page: Page, template: Template, name: str, height: int, ready: str) -> None:
    """The page in both languages, for the guide; ``ready`` is what stands on it when it can be taken."""
    assert name in CITY_PICTURES
    if not (template.is_shown and os.environ.get(WRITE)):
        return
    for language, lang in (("en", "en"), ("zh", "zh-CN")):
        page.locator("button[name='language']").click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator(ready).first).to_be_visible()
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


def describe_and_start(page: Page, template: Template) -> None:
    """Choose the template, say what the city is called, and begin the draft; it is sound."""
    page.goto("/workbench")
    press(page, "新建地方")
    press(page, template.name)
    picture(page, template, "city-names", 820, "#mark")
    describe_the_city(page)
    press(page, "建立草稿")
    told(page, "已建立草稿")
    expect(page.locator("[data-draft-problems]")).to_contain_text(_SOUND)


def describe_the_city(page: Page) -> None:
    """Fill in the city's names."""
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


def change_the_diagram(page: Page, template: Template) -> None:
    """Give the first step another name, put one before the end, and break and mend a gateway."""
    open_editor(page, 1, "diagrams", template.diagram)
    select_element(page, "check_application")
    change_and_save(page, lambda: property_field(page, "name").fill(template.check))
    insert_a_task(page, *template.way_out)
    forget_the_default_flow_and_mend_it(page, template)


def insert_a_task(page: Page, at_x: int, at_y: int) -> None:
    """Drop a task on the way out, and say who does it with which form."""
    page.locator(".djs-palette [data-action='create.task']").click()
    x, y = on_screen(page, at_x, at_y)
    page.mouse.move(x - 30, y - 30)
    page.mouse.move(x, y, steps=4)
    page.mouse.click(x, y)
    page.keyboard.press("Escape")
    page.locator(".djs-context-pad [data-action='replace']").first.click()
    page.locator(".djs-popup [data-id='replace-with-user-task']").click()
    property_field(page, "id").fill("hear_parties")
    property_field(page, "name").fill("听取意见")
    role = property_field(page, "procedure-role")
    expect(role.locator("option[value='intake']")).to_be_attached()
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


def forget_the_default_flow_and_mend_it(page: Page, template: Template) -> None:
    """A gateway that may find no way is told, and mended by the button beside the problem."""
    problem = page.locator(".problem", has_text="EN-141")
    select_element(page, template.default_flow)
    page.locator(".djs-context-pad [data-action='replace']").first.click()
    change_and_save(page, lambda: page.locator(".djs-popup [data-id='replace-with-sequence-flow']").click())
    expect(problem).to_be_visible()
    picture(page, template, "city-diagram", 900, ".problem-error:has-text('EN-141')")
    problem.locator("button", has_text=template.mended).click()
    expect(problem).to_have_count(0)


def change_the_table(page: Page, template: Template) -> None:
    """A cell that leaves a gap is told and written anew; another is changed for good."""
    open_editor(page, 1, "tables", template.table)
    gap = page.locator(".problem-error", has_text=re.compile(r"DM-\d"))
    number, wrong, right = template.condition
    condition = page.locator("td.input-cell [contenteditable=true]").nth(number)
    write_into(page, condition, wrong)
    expect(gap.first).to_be_visible()
    write_into(page, condition, right)
    cell, text = template.lasting
    write_into(page, page.locator(f"{cell} [contenteditable=true]").first, text)
    expect(gap).to_have_count(0)


def set_a_parameter(page: Page, template: Template) -> None:
    """Say where the time to accept is written."""
    page.goto(f"{DRAFT}/place")
    press(page, "受理期限")
    page.locator("[name='f.source']").fill(template.clause)
    press(page, "保存到草稿")
    told(page, "保存")


def write_the_english(page: Page) -> None:
    """Give the new form and its field their English."""
    page.goto(f"{DRAFT}/words?show=missing")
    for key, en in {"hear_parties": "Hear the parties", "hearing.opinion": "Opinion of the parties"}.items():
        page.get_by_label(f"英文 {key}", exact=True).fill(en)
    press(page, "保存本页的改动")
    told(page, "已保存 2 条文字")


def record_a_scenario(page: Page, template: Template) -> None:
    """Play a case through the new step to its end, and keep it as a scenario."""
    page.goto(f"{DRAFT}/proof")
    press(page, "录制新情景")
    fill(page, template.application)
    press(page, "发起")
    take_step(page, template.refusal)
    picture(page, template, "city-play", 900, ".proof-people")
    take_step(page, _HEARD)
    expect(page.locator(".page-head")).to_contain_text("已了结")
    press(page, "存为情景")
    for name, text in {
        "name": "不予办理以前听取意见",
        "name_en": "Heard before the refusal",
        "stem": "heard",
    }.items():
        page.locator(f"#{name}").fill(text)
    press(page, "存为情景")
    told(page, "已存为草稿的情景")
    expect(page.locator("h1 .badge")).to_have_text("通过")


def mend_the_scenarios(page: Page, template: Template) -> None:
    """Each that stops at the new step is opened where it fails; what it expected there is mended, and it goes on to its end."""
    if not template.stopped:
        return
    page.goto(f"{DRAFT}/proof")
    press(page, "全部运行")
    expect(page.locator(".badge.tone-red")).to_have_count(len(template.stopped))
    for name in template.stopped:
        page.goto(f"{DRAFT}/proof")
        row = page.locator("tr").filter(has=page.get_by_role("link", name=name, exact=True))
        row.locator("button", has_text="在失败处打开").click()
        expect(page.locator(".page-head")).to_contain_text("试走")
        mend_what_it_expects(page)
        take_step(page, _HEARD)
        expect(page.locator(".page-head")).to_contain_text("已了结")
        press(page, "存为情景")
        press(page, "存为情景")
        told(page, "已存为草稿的情景")
        expect(page.locator("h1 .badge")).to_have_text("通过")


def mend_what_it_expects(page: Page) -> None:
    """Set what a play's steps expect and do not meet to what is so. What is expected of the end comes with the end."""
    differences = page.locator(".proof-difference input:not([value^='-1 '])")
    if differences.count():
        for each in differences.all():
            each.check()
        press(page, "按实际改勾选的期望")
        expect(differences).to_have_count(0)


def take_step(page: Page, facts: Mapping[str, str]) -> None:
    """Take the only open task of a play, as the first person who may."""
    page.locator(".proof-people a").first.click()
    fill(page, facts)
    press(page, "走这一步")
    expect(page.locator("#form")).to_have_count(0)


def propose(page: Page) -> str:
    """Ask for review; the address of the proposal."""
    page.goto(DRAFT)
    expect(page.locator("[data-draft-problems]")).to_contain_text(_SOUND)
    press(page, "提交审核")
    page.locator("#message").fill("江夏区的第一版：不予办理以前听取意见。")
    press(page, "检查并提交")
    page.wait_for_url("**/workbench/proposals/*")
    return page.url


def review_and_publish(site: Site, designer: Page, reviewer: Page, proposal: str, template: Template) -> None:
    """Who changed the draft is not asked; somebody else reads the changes and the impact, and publishes."""
    expect(designer.locator("form[action$='/approve']")).to_have_count(0)
    work_in_the_background(site)
    reviewer.goto("/workbench")
    press(reviewer, "提案")
    reviewer.wait_for_url(proposal)
    expect(reviewer.locator("main")).to_contain_text("与模板“")
    expect(reviewer.locator("main")).to_contain_text("听取意见")
    expect(reviewer.locator("#impact")).to_contain_text("走的路不同")
    picture(reviewer, template, "city-review", 1150, "[data-diagram] .djs-shape")
    press(reviewer, "审核通过")
    expect(reviewer.locator("h1 .badge")).to_have_text(re.compile("已通过|已发布"))
    work_in_the_background(site)
    reviewer.reload()
    expect(reviewer.locator("h1 .badge")).to_have_text("已发布")


def work_in_the_background(site: Site) -> None:
    """What a running server does by itself: measure the impact, publish what is due."""
    while work_once(site.place.database):
        pass


def enter_a_unit(page: Page) -> None:
    """The system administrator enters a unit of the city, which applications name from then on."""
    page.goto("/administration/units")
    page.locator("#jurisdiction").select_option(CITY)
    for name, text in {"name": "江夏街道", "name_en": "Jiangxia Street", "code": "street"}.items():
        page.locator(f"#{name}").fill(text)
    page.locator("#kind").select_option("street")
    press(page, "添加单位")
    told(page, "单位已添加")


def give_the_roles(page: Page) -> None:
    """The security administrator gives people the roles of the city."""
    for login_name, role in (("applicant", "applicant"), ("intake", "intake")):
        page.goto(f"/administration/accounts?search={login_name}")
        page.locator("tr", has=page.get_by_text(login_name, exact=True)).locator("a").first.click()
        page.locator(f"#roles-of-{CITY} > summary").click()
        page.locator(f"input[value='{CITY}:{role}']").check()
        page.locator(f"#roles-of-{CITY} button").click()
        told(page, "授予")


def take_a_case_to_its_end(people: People, template: Template) -> None:
    """Somebody applies, intake decides, the new step is taken, and the case is where the template's way out leads."""
    applicant, officer = people("applicant"), people("intake")
    applicant.goto(f"/cases/new/{CITY}")
    fill(applicant, {**template.application, **template.own_facts})
    submit(applicant)
    number = applicant.locator(".page-head .caption .numeral").inner_text()
    for task, facts in ((template.check, template.refusal), ("听取意见", _HEARD)):
        take_up(officer, number, task)
        fill(officer, facts)
        submit(officer)
    officer.goto(applicant.url)
    expect(officer.locator(f"[data-element-id='{template.end}'].walked")).to_be_attached()
