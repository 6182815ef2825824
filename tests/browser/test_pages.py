"""The pages in a real browser: by keyboard, in both languages, on a small screen, without script, pressed twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import People, Site
from tests.browser.person import fill, submit
from webapp.cases.practice import practice_data, practice_password

pytestmark = pytest.mark.browser

ADMINISTRATORS = {role: who["login"] for role, who in practice_data()["administrators"].items()}


def start_facts(site: Site) -> dict[str, object]:
    return dict(site.place.scenario("lw2_educate").start)


def focused(page: Page) -> str:
    """The id, or else the text, of what has the focus."""
    found: str = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
    return found


def test_one_logs_in_by_keyboard_alone(people: People) -> None:
    page = people.newcomer()
    page.goto("/sign-in")
    assert focused(page) == "login_name"
    page.keyboard.type("intake")
    page.keyboard.press("Tab")
    assert focused(page) == "password"
    page.keyboard.type(practice_password())
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("待办")


def test_the_first_tab_offers_to_skip_to_the_content(people: People) -> None:
    page = people("intake")
    page.goto("/tasks")
    page.keyboard.press("Tab")
    assert focused(page) == "跳到正文"
    skip = page.locator(".skip-link")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page) == "content"


def test_the_focus_is_seen(people: People) -> None:
    page = people("intake")
    page.goto("/tasks")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width == "3px"


def test_the_language_is_switched_and_stays(people: People) -> None:
    page = people("handler")
    page.goto("/tasks?tab=claimable")
    page.locator("button[name='language']").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(r"/tasks\?tab=claimable$"))
    page.goto("/cases")
    expect(page.locator("h1")).to_have_text("Cases")
    page.locator("button[name='language']").click()
    expect(page.locator("h1")).to_have_text("案件")


def test_pressing_twice_files_one_matter(site: Site, people: People) -> None:
    page = people("applicant")
    page.goto("/cases/new/liwan")
    fill(page, start_facts(site))
    page.locator("#task-form .actions .btn-primary").dblclick()
    expect(page.locator(".alert-success")).to_be_visible()
    page.goto("/cases")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_what_was_typed_is_kept_as_a_draft_by_itself(site: Site, people: People) -> None:
    page = people("applicant")
    page.goto("/cases/new/liwan")
    with page.expect_response(lambda answer: answer.request.headers.get("hx-target") == "draft-state"):
        page.locator("[name='application.title']").fill("还没写完")
    expect(page.locator("#draft-state")).to_have_text("草稿已保存。")
    page.goto("/cases/new/liwan")
    expect(page.locator("[name='application.title']")).to_have_value("还没写完")


def test_a_draft_waits_for_the_answer_to_the_one_before_it(people: People) -> None:
    page = people("applicant")
    page.clock.install()
    page.goto("/cases/new/liwan")
    held: list[Route] = []
    page.route("**/draft", lambda route: route.continue_() if held else held.append(route))
    title = page.locator("[name='application.title']")
    title.fill("还没")
    with page.expect_request("**/draft"):
        page.clock.run_for(1500)
    title.fill("还没写完")
    page.clock.run_for(1500)
    with page.expect_response(lambda answer: "%E5%86%99%E5%AE%8C" in (answer.request.post_data or "")):
        held[0].continue_()
    page.goto("/cases/new/liwan")
    expect(title).to_have_value("还没写完")


def test_a_field_appears_when_its_condition_holds_and_typing_goes_on(site: Site, people: People) -> None:
    page = people("intake")
    page.goto("/cases/new/liwan")
    hidden = page.locator("[name='application.organ_basis']")
    expect(hidden).to_have_count(0)
    page.locator("[name='application.title']").fill("正在写")
    page.locator("[name='application.applicant_kind'][value='organ_self']").check()
    expect(hidden).to_be_visible()
    expect(page.locator("[name='application.title']")).to_have_value("正在写")
    page.locator("[name='application.applicant_kind'][value='unit']").check()
    expect(hidden).to_have_count(0)


def test_errors_are_summed_up_and_lead_to_their_fields(people: People) -> None:
    page = people("applicant")
    page.goto("/cases/new/liwan")
    page.locator("#task-form .actions .btn-primary").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    link = summary.locator("a").first
    target = str(link.get_attribute("href"))
    link.click()
    expect(page.locator(target)).to_be_in_viewport()


def test_everything_works_without_script(site: Site, people: People) -> None:
    page = people.newcomer(scripts=False)
    page.goto("/sign-in")
    page.locator("form:has(input[value='applicant']) button").click()
    page.goto("/cases/new/liwan")
    for key, value in start_facts(site).items():
        if isinstance(value, list):
            for each in value:
                page.locator(f"[name='{key}'][value='{each}']").check()
            continue
        field = page.locator(f"[name='{key}']").first
        if field.get_attribute("type") == "radio":
            page.locator(f"[name='{key}'][value='{value}']").check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))
    page.locator("#task-form .actions button").nth(1).click()
    expect(page.locator(".alert-success")).to_have_text("草稿已保存。")
    submit(page)
    expect(page.locator("h1")).to_have_text(str(start_facts(site)["application.title"]))
    page.locator("form[action='/sign-out'] button").click()
    expect(page.locator("h1")).to_have_text("登录")


def test_the_menu_of_a_small_screen_opens(people: People) -> None:
    page = people("intake")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/tasks")
    cases = page.locator(".site-nav a").filter(has_text="案件")
    expect(cases).to_be_hidden()
    page.locator(".nav-toggle summary").click()
    cases.click()
    expect(page.locator("h1")).to_have_text("案件")


def test_every_diagram_of_the_procedure_is_drawn(people: People) -> None:
    page = people("handler")
    page.goto("/procedures/liwan")
    folds = page.locator("#diagrams details")
    assert folds.count() >= 9
    for number in range(folds.count()):
        fold = folds.nth(number)
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        expect(fold.locator("[data-ready='yes'] .djs-shape").first).to_be_attached()
