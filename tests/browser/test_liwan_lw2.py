"""LW-2 from log-in to archive, in a real browser, with the practice clock moved: the facts are the scenario's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People, Site
from tests.browser.person import advance_clock, fill, submit, take_up
from webapp.cases.practice import practice_data
from webapp.procedures.scenario_files import Scenario, Step

pytestmark = pytest.mark.browser

SCENARIO = "lw2_educate"
SYSTEM_ADMINISTRATOR = practice_data()["administrators"]["system_admin"]["login"]


def test_lw2_goes_from_log_in_to_archive(site: Site, people: People) -> None:
    scenario = site.place.scenario(SCENARIO)
    case_id, case_no = open_matter(people(scenario.opened_by.role), scenario)
    instant = scenario.opened_at
    for step in scenario.steps:
        if step.advance_to is not None:
            advance_clock(people(SYSTEM_ADMINISTRATOR), step.advance_to - instant)
            instant = step.advance_to
        if step.person is None:
            continue
        wait_for_task(people(SYSTEM_ADMINISTRATOR), site, case_id, step)
        page = people(step.person.by or step.person.role)
        take_up(page, case_no, site.task_name(case_id, step.task))
        if step.task == "decide_outcome":
            look_at_the_advice(page)
        fill(page, step.facts)
        submit(page)
    look_at_the_archived_case(people("intake"), case_id)


def open_matter(page: Page, scenario: Scenario) -> tuple[int, str]:
    """File the matter; its id and number."""
    page.goto("/cases/new/liwan")
    fill(page, scenario.start)
    submit(page)
    found = re.search(r"/cases/(\d+)$", page.url)
    assert found is not None
    return int(found[1]), page.locator(".page-head .caption .numeral").inner_text()


def wait_for_task(administrator: Page, site: Site, case_id: int, step: Step) -> None:
    """Move the clock on, a week at a time, until the step's task is open: dates differ with the day of the test."""
    for _ in range(6):
        if site.open_tasks(case_id, step.task):
            return
        advance_clock(administrator, timedelta(days=7))
    pytest.fail(f"{step.task} did not open; open are {site.place.open_elements(case_id)}")


def look_at_the_advice(page: Page) -> None:
    """Before the decision the page shows what the table advises, by which row, on what facts and basis."""
    advice = page.locator("#advice")
    expect(advice).to_contain_text("批评教育（免予处分）")
    expect(advice).to_contain_text("第 5 行命中")
    expect(advice).to_contain_text("轻微瑕疵")
    expect(advice).to_contain_text("依据 001")
    expect(page.locator(".diagram [data-element-id='decide_outcome'].at-place")).to_be_attached()


def look_at_the_archived_case(page: Page, case_id: int) -> None:
    """At the end the case page shows the result, the registers and the whole path."""
    page.goto(f"/cases/{case_id}")
    expect(page.locator(".page-head")).to_contain_text("已归档")
    for register in ("认定结论", "批评教育", "纠错", "回访", "归档"):
        expect(page.locator("#registers summary").filter(has_text=register).first).to_be_visible()
    expect(page.locator("#registers")).to_contain_text("批评教育（免予处分）")
    expect(page.locator("[data-element-id='end_archived'].walked")).to_be_attached()
