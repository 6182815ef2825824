"""The pictures in the README and the manual show the pages as they are: these tests take them.

They are taken where ``RONGCUO_TEST_PICTURES=all`` says so, as `make test-faults` does; with
``RONGCUO_TEST_WRITE_PICTURES=1`` they are also written to ``webapp/static/img``. Every run sees that what is shown is there.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People, Site
from tests.browser.matters import claim, open_case_before
from tests.browser.new_city import CITY_PICTURES
from tests.browser.pictures import PICTURES, take_picture
from webapp.cases.practice import practice_data

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NAMES = ("inbox", "task-page", "case-page", "table-page", "calendar-page", "supervision")
LANGUAGES = {"zh": "zh-CN", "en": "en"}
ALL = {f"{name}.{language}.png" for name in (*NAMES, *CITY_PICTURES) for language in LANGUAGES}
LARGEST_BYTES = 200_000
takes_pictures = pytest.mark.skipif(
    not {"RONGCUO_TEST_PICTURES", "RONGCUO_TEST_WRITE_PICTURES"} & os.environ.keys(),
    reason="pictures are taken by make test-faults",
)


def picture(page: Page, name: str, address: str, *, height: int = 900) -> None:
    """Take one page in both languages."""
    for language, lang in LANGUAGES.items():
        page.goto(address)
        if page.locator("html").get_attribute("lang") != lang:
            page.locator("button[name='language']").click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        if name == "table-page":
            fill_the_trial(page)
        assert len(take_picture(page, f"{name}.{language}.png", height=height)) < LARGEST_BYTES


_CHOOSE_FIRST = """() => {
  document.querySelectorAll("#trial select").forEach(field => { field.selectedIndex = 1; });
  document.querySelectorAll("#trial input[type='radio'][value='false']").forEach(field => { field.checked = true; });
}"""


def fill_the_trial(page: Page) -> None:
    """Give every fact, so that one row of the table fires."""
    page.evaluate(_CHOOSE_FIRST)
    page.locator("#trial form .btn-primary").click()
    expect(page.locator("tr.fired")).to_be_attached()
    page.evaluate("window.scrollTo(0, 0)")


@takes_pictures
def test_inbox_task_and_case(site: Site, people: People) -> None:
    case_id = open_case_before(site.place, "decide_outcome")
    task_id = claim(site.place, case_id, "decide_outcome", "decider")
    page = people("decider")
    picture(page, "inbox", "/tasks", height=520)
    picture(page, "task-page", f"/tasks/{task_id}", height=1150)
    picture(page, "case-page", f"/cases/{case_id}", height=1150)


@takes_pictures
def test_a_table_with_facts_to_try(people: People) -> None:
    picture(people("handler"), "table-page", "/procedures/liwan/tables/outcome", height=1750)


@takes_pictures
def test_a_calendar_year(people: People) -> None:
    login_name = practice_data()["administrators"]["system_admin"]["login"]
    picture(people(login_name), "calendar-page", "/administration/calendar", height=1000)


@takes_pictures
def test_a_demand_of_inspection(site: Site, people: People) -> None:
    case_id = open_case_before(site.place, "review_recusal")
    picture(people("inspector"), "supervision", f"/cases/{case_id}/messages/supervision", height=900)


def test_every_picture_that_is_shown_is_taken_and_every_one_taken_is_shown() -> None:
    texts = [(ROOT / "README.md").read_text(encoding="utf-8")]
    texts += [each.read_text(encoding="utf-8") for each in (ROOT / "webapp" / "help").glob("*.html")]
    shown = {found for text in texts for found in re.findall(r"img/([\w.-]+\.png)", text)}
    assert shown == ALL
    assert {each.name for each in PICTURES.glob("*.png")} == ALL
