"""The main job by keyboard alone: log in, claim a task, fill in its form, be put right, submit."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import People, Site
from tests.browser.keyboard import press_at, tab_to, write_at, write_date_at
from tests.browser.matters import claim, open_case_before
from webapp.cases.practice import practice_password
from webapp.cases.recusals import recused_accounts

pytestmark = pytest.mark.browser


def log_in(page: Page, login_name: str) -> None:
    page.goto("/sign-in")
    expect(page.locator("[autofocus]")).to_be_focused()
    page.keyboard.type(login_name)
    page.keyboard.press("Tab")
    page.keyboard.type(practice_password())
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("待办")


def take_up(page: Page, login_name: str, case_no: str, task: str) -> None:
    """Log in and claim a task from the inbox."""
    log_in(page, login_name)
    press_at(page, page.locator(".nav-tabs a").filter(has_text="可签收"))
    expect(page.locator(".nav-tabs .active")).to_contain_text("可签收")
    row = page.locator("tbody tr").filter(has_text=case_no).filter(has_text=re.compile(re.escape(task)))
    press_at(page, row.locator("button"))
    expect(page.locator("h1")).to_contain_text(task)


def field(page: Page, key: str) -> Locator:
    return page.locator(f"[name='{key}']")


def await_redraw(page: Page, act: Callable[[], None]) -> None:
    """Other fields depend on this one: they are drawn anew, and the focus stays where it was."""
    before = page.locator("#form-fields").element_handle()
    act()
    page.wait_for_function("old => !old.isConnected", arg=before)


def submit_and_follow_the_first_error(page: Page) -> None:
    """Submit too early: the focus is on the summary, and its first link leads to the field."""
    press_at(page, page.locator("#task-form .actions .btn-primary"))
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    link = summary.locator("a").first
    press_at(page, link)
    target = page.locator(str(link.get_attribute("href")))
    expect(target).to_be_focused()


def test_a_decision_is_taken(site: Site, people: People) -> None:
    case_id = open_case_before(site.place, "decide_outcome")
    page = people.newcomer()
    take_up(page, "decider", site.place.case(case_id).case_no, site.task_name(case_id, "decide_outcome"))
    submit_and_follow_the_first_error(page)
    outcome = field(page, "determination.outcome")
    tab_to(page, outcome.first)
    await_redraw(page, lambda: page.keyboard.press("Space"))
    expect(outcome.first).to_be_focused()
    await_redraw(page, lambda: page.keyboard.press("ArrowDown"))
    expect(page.locator("[name='determination.outcome'][value='educate']")).to_be_checked()
    write_at(page, field(page, "determination.reasons"), "综合历史情况和积极整改。")
    write_at(page, field(page, "determination.decided_by"), "区纪检监察机关会议")
    correction = field(page, "determination.correction_needed")
    tab_to(page, correction)
    await_redraw(page, lambda: page.keyboard.press("Space"))
    expect(correction).to_be_checked()
    write_at(page, field(page, "determination.correction_duties"), "建立交接清单。")
    press_at(page, page.locator("#task-form .actions .btn-primary"))
    expect(page.locator(".alert-success").first).to_be_visible()
    assert site.open_tasks(case_id, "decide_outcome") == []


def test_a_choice_from_a_list_and_a_date_are_entered(site: Site, people: People) -> None:
    case_id = open_case_before(site.place, "inform_applicant")
    page = people.newcomer()
    take_up(page, "handler", site.place.case(case_id).case_no, site.task_name(case_id, "inform_applicant"))
    submit_and_follow_the_first_error(page)
    write_at(page, field(page, "applicant_notice.text"), "认定为批评教育。")
    method = field(page, "applicant_notice.method")
    press_at(page, method, "ArrowDown")
    expect(method).not_to_have_value("")
    write_date_at(page, field(page, "applicant_notice.receipt_on"), site.place.now().date())
    press_at(page, field(page, "applicant_notice.review_notified"), "Space")
    expect(field(page, "applicant_notice.review_notified")).to_be_checked()
    press_at(page, page.locator("#task-form .actions .btn-primary"))
    expect(page.locator(".alert-success").first).to_be_visible()
    assert site.open_tasks(case_id, "inform_applicant") == []


def choose_at(page: Page, wanted: Locator, value: str) -> None:
    """Go to a choice and move down it until ``value`` is chosen."""
    tab_to(page, wanted)
    for _ in range(wanted.locator("option").count()):
        if wanted.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    expect(wanted).to_have_value(value)


def test_a_task_is_handed_to_a_colleague(site: Site, people: People) -> None:
    case_id = open_case_before(site.place, "form_team")
    task_id = claim(site.place, case_id, "form_team", "handler")
    page = people.newcomer()
    log_in(page, "handler")
    press_at(page, page.locator("tbody a.task-title"))
    press_at(page, page.locator("#handover summary"))
    choose_at(page, page.locator("#handover-person"), "handler2")
    write_at(page, page.locator("#handover-reason"), "外出学习两周。")
    press_at(page, page.locator("#handover form .btn"))
    expect(page.locator(".alert-success").first).to_contain_text("已交办")
    [task] = site.open_tasks(case_id, "form_team")
    assert (task.id, task.assignee_id) == (task_id, site.place.actor("handler2").account_id)


def test_somebody_elses_recusal_is_recorded(site: Site, people: People) -> None:
    case_id = open_case_before(site.place, "form_team")
    page = people.newcomer()
    log_in(page, "handler")
    page.goto(f"/cases/{case_id}")
    press_at(page, page.locator("#recusal a").filter(has_text="登记他人回避"))
    press_at(page, page.locator("main .btn-danger"))
    expect(page.locator(".error-summary")).to_be_focused()
    choose_at(page, page.locator("#recusal-person"), "verifier2")
    choose_at(page, page.locator("#recusal-reason"), "relative")
    press_at(page, page.locator("main .btn-danger"))
    expect(page.locator(".alert-success").first).to_contain_text("回避已登记")
    recused = recused_accounts(site.place.case(case_id))
    assert site.place.actor("verifier2").account_id in recused
