"""A scenario of a place taken from its first page to its last step by the people whom it names, each at their own machine.

Nothing here knows a place: who does which step with which facts, and when, stands in the scenario's file.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import People, Site
from tests.browser.person import advance_clock, fill, submit, take_up
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.practice import practice_data
from webapp.cases.wording import Wording
from webapp.clock import place_day
from webapp.procedures.jurisdiction import MAIN_ENTRANCE
from webapp.procedures.scenario_files import Scenario, Step

SYSTEM_ADMINISTRATOR = practice_data()["administrators"]["system_admin"]["login"]
#: Names a folder: every page that a story comes by is kept there as a picture, once.
PICTURES = "RONGCUO_TEST_STORY_PICTURES"
_WIDTHS = (1280, 390)


@dataclass
class Story:
    """A scenario under way in the browser: its case, and the people at their machines."""

    site: Site
    people: People
    scenario: Scenario
    case_id: int = 0
    case_no: str = ""
    seen: set[str] = field(default_factory=set)

    @property
    def participants(self) -> tuple[str, ...]:
        """The login names of those who take part, in the order in which they do."""
        acting = (self.scenario.opened_by, *(step.person for step in self.scenario.steps if step.person))
        return tuple(dict.fromkeys(person.by or person.role for person in acting))

    def open_matter(self) -> None:
        """Choose the place and the way in, fill in the application and submit it."""
        person = self.scenario.opened_by
        page = self.people(person.by or person.role)
        page.goto("/tasks")
        page.locator("a[href='/cases/new']").first.click()
        entrance = self.scenario.entrance
        way = f"/by/{entrance}" if entrance != MAIN_ENTRANCE else ""
        self.picture(page, "choose")
        page.locator(f"a[href='/cases/new/{self.site.place.code}{way}']").click()
        fill(page, self.scenario.start)
        self.picture(page, f"entrance-{entrance or 'main'}")
        submit(page)
        found = re.search(r"/cases/(\d+)$", page.url)
        assert found is not None, page.url
        self.case_id = int(found[1])
        self.case_no = page.locator(".page-head .caption .numeral").inner_text()

    def upload(self, login_name: str, file: Path) -> None:
        """Add a piece of evidence on the page of the case; it is listed there from then on."""
        page = self.people(login_name)
        page.goto(f"/cases/{self.case_id}")
        page.locator("#evidence details summary").click()
        page.locator("#evidence input[type='file']").set_input_files(file)
        page.locator("#evidence form button").click()
        expect(page.locator("#evidence")).to_contain_text(file.name)

    def take_steps(self) -> None:
        """Take every step of the scenario, in its order, each on its day."""
        for step in self.scenario.steps:
            if step.advance_to is not None:
                self.await_day(step.advance_to)
            if step.person is not None:
                self.take(step)

    def await_day(self, instant: datetime) -> None:
        """Move the clock on to the day of ``instant``."""
        ahead = place_day(instant) - place_day(self.site.place.now())
        if ahead > timedelta():
            advance_clock(self.people(SYSTEM_ADMINISTRATOR), ahead)

    def take(self, step: Step) -> None:
        """The step's person finds the task in the inbox, or the message on the page of the case, and submits its form."""
        assert step.person is not None
        page = self.people(step.person.by or step.person.role)
        if step.message:
            page.goto(f"/cases/{self.case_id}")
            page.locator(f"a[href$='/cases/{self.case_id}/messages/{step.message}']").click()
        else:
            take_up(page, self.case_no, self.task_name(step), self.item_words(step))
        fill(page, step.facts)
        self.picture(page, step.message or step.task)
        submit(page)

    def task_name(self, step: Step) -> str:
        """What the step's open task is called."""
        if not self.site.open_tasks(self.case_id, step.task):
            open_now = self.site.place.open_elements(self.case_id)
            pytest.fail(f"step {step.number}: {step.task} is not open; open are {open_now}")
        return self.site.task_name(self.case_id, step.task)

    def item_words(self, step: Step) -> str:
        """What tells the step's task from those beside it in an inbox; a person finds nothing but their own."""
        if step.item is None:
            return ""
        with self.site.place.database.read() as session:
            case = session.get_one(CaseFile, self.case_id)
            task = session.scalars(
                select(CaseTask).where(
                    CaseTask.case_id == case.id,
                    CaseTask.element_id == step.task,
                    CaseTask.item == str(step.item),
                )
            ).first()
            assert task is not None, f"step {step.number}: no {step.task} of {step.item}"
            wording = Wording(session, "zh")
            return "" if wording.is_person(case, str(task.item)) else wording.item_name(task, case) or ""

    def picture(self, page: Page, name: str) -> None:
        """Keep what the page shows, wide and narrow, where the environment names a folder for it."""
        folder = os.environ.get(PICTURES)
        if not folder or name in self.seen:
            return
        self.seen.add(name)
        for width in _WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            file = Path(folder) / f"{self.site.place.code}-{name}-{width}.png"
            page.screenshot(path=file, full_page=True, animations="disabled")
        page.set_viewport_size({"width": _WIDTHS[0], "height": 900})
