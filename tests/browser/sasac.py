"""The state-owned assets commission of Nanjing in a real browser: what no other place has, a committee that votes and a
risk that is put on file in advance. ``make test-faults`` runs it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People, Site
from tests.browser.person import fill, submit, take_up
from tests.practice_place import PracticePlace
from webapp.cases.replay import replay_scenario
from webapp.clock import place_day
from webapp.procedures.scenario_files import Scenario

pytestmark = pytest.mark.browser

CODE = "nanjing_sasac"


@pytest.fixture
def place(every_place: PracticePlace) -> PracticePlace:
    """The commission's place, which the server serves."""
    return PracticePlace(every_place.database, CODE)


def test_each_member_casts_a_ballot_and_the_decision_is_taken_on_the_vote(site: Site, people: People) -> None:
    story = site.place.scenario("committee_recusals")
    case_id, case_no = come_before(site, story, "cast_ballot")
    for step in story.steps:
        if step.task == "cast_ballot" and step.person is not None:
            page = people(step.person.by or step.person.role)
            take_up(page, case_no, site.task_name(case_id, step.task))
            fill(page, step.facts)
            submit(page)
    assert_has_no_task(people("committee_member2"), case_no)
    page = people("decider")
    take_up(page, case_no, site.task_name(case_id, "decide_outcome"))
    expect(page.locator("#advice")).to_contain_text("表决")


def test_a_risk_is_filed_gets_its_receipt_and_is_found_again_and_linked(site: Site, people: People) -> None:
    number = put_on_file(site, people, site.place.scenario("risk_filing_filed"))
    story = site.place.scenario("risk_filing_linked")
    case_id, case_no = come_before(site, story, "classify_situation")
    step = next(each for each in story.steps if each.task == "classify_situation")
    page = people("handler")
    take_up(page, case_no, site.task_name(case_id, step.task))
    today = place_day(site.place.now())
    fill(page, {**step.facts, "situation.event_on": today, "situation.filings": [number]})
    submit(page)
    page.goto(f"/cases/{case_id}")
    expect(page.locator("#registers")).to_contain_text(number)


def put_on_file(site: Site, people: People, story: Scenario) -> str:
    """File a risk, have it reviewed and read the receipt; the filing's number."""
    page = people(story.opened_by.role)
    page.goto(f"/cases/new/{CODE}/by/{story.entrance}")
    fill(page, story.start)
    submit(page)
    found = re.search(r"/cases/(\d+)$", page.url)
    assert found is not None
    case_id = int(found[1])
    case_no = site.place.case(case_id).case_no
    [review] = [step for step in story.steps if step.task]
    officer = people("sasac")
    take_up(officer, case_no, site.task_name(case_id, review.task))
    fill(officer, review.facts)
    submit(officer)
    page.goto(f"/cases/{case_id}")
    expect(page.locator(".page-head")).to_contain_text("已备案")
    expect(page.locator("#papers")).to_contain_text("回执")
    return f"{case_no}-FX-01"


def come_before(site: Site, story: Scenario, task: str) -> tuple[int, str]:
    """A matter of the story that stands before its first step at ``task``; its id and number."""
    before = next(at for at, step in enumerate(story.steps) if step.task == task)
    # What was filed before is of another matter here: the story's own filings are left out.
    told = replace(story, risk_filings={})
    case_id = replay_scenario(
        site.place.database, site.place.pack, told, steps=story.steps[:before], move_clock=False
    )
    return case_id, site.place.case(case_id).case_no


def assert_has_no_task(page: Page, case_no: str) -> None:
    """Nothing of the case is before them or in their hands."""
    for tab in ("claimable", "mine"):
        page.goto(f"/tasks?tab={tab}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("tbody tr").filter(has_text=case_no)).to_have_count(0)
