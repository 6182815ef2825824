"""What a story has left, as its people find it on the pages: the closed case, its registers, its papers, the effects."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.story import Story
from tests.papers.paper_place import papers_of
from tests.practice_place import PracticePlace
from webapp.cases.models import RegisterEntry
from webapp.cases.registers.catalogue import SHEETS

#: So often is a page loaded again on which papers are being made: each takes a moment, and there are some twenty.
_LOOKS = 200
#: What a register says to whoever reads a part of it.
_OWN_CASES_ONLY = "这里只有您经手的案件"


@dataclass(frozen=True)
class Left:
    """What a case has left: how many records in which register, and how many papers of which kind."""

    records: Counter[str]
    papers: Counter[str]


def left_by(place: PracticePlace, case_id: int) -> Left:
    """What a case has left in the registers and as papers."""
    with place.database.read() as session:
        found = select(RegisterEntry.register).where(RegisterEntry.case_id == case_id)
        records = Counter(session.scalars(found))
    return Left(records, Counter(paper.kind for paper in papers_of(place, case_id)))


def look_at_the_case(story: Story) -> None:
    """To each who took part and may still read it, the page of the case says that it is archived."""
    for login_name in (story.participants[0], story.participants[-1]):
        page = story.people(login_name)
        page.goto(f"/cases/{story.case_id}")
        expect(page.locator(".page-head .badge")).to_have_text("已归档")
        expect(page.locator(".next-step")).to_have_count(0)
        expect(page.locator("[data-element-id='end_archived'].walked")).to_be_attached()
        story.picture(page, f"archived-{login_name}")


def look_at_the_registers(story: Story, records: Counter[str]) -> None:
    """Every record of the case stands on the page of its register, for somebody who took part and reads all of it."""
    for register in records.keys() & SHEETS.keys():
        page = _reader_of(story, f"/registers/{register}")
        page.locator("#search").fill(story.case_no)
        page.locator("form.filters .btn").click()
        expect(page.locator(".register-table tbody tr")).to_have_count(records[register])
        story.picture(page, f"register-{register}")


def ask_what_counts(story: Story) -> None:
    """Asked about the person of the matter, the registers answer with its conclusion, if it came to one."""
    page = _reader_of(story, "/registers/standing")
    page.locator("#name").fill(story.scenario.start["subject.name"])
    page.locator("form.filters .btn-primary").click()
    expect(page.locator(".standing")).to_have_count(1)
    expect(page.locator(".standing")).to_contain_text(story.case_no)
    expect(page.locator(".standing .fact-list dt").first).to_be_visible()
    story.picture(page, "standing")


def _reader_of(story: Story, address: str) -> Page:
    """The page of a participant whose list of registers leads to ``address``, which it has followed, and who reads it whole."""
    for login_name in reversed(story.participants):
        page = story.people(login_name)
        page.goto("/registers")
        story.picture(page, f"registers-{login_name}")
        link = page.locator(f"main a[href='{address}']")
        if link.count():
            link.click()
            expect(page).to_have_url(re.compile(f"{address}$"))
            if not page.get_by_text(_OWN_CASES_ONLY).count():
                return page
    pytest.fail(f"nobody who took part reads all of {address}")


def look_at_the_papers(story: Story, expected: int) -> None:
    """Every paper is listed with the case, shows its text without a gap, and comes down as a document."""
    page = story.people(story.participants[-1])
    page.goto(f"/cases/{story.case_id}")
    for _ in range(_LOOKS):
        if not page.locator("#papers .badge.tone-blue").count():
            break
        page.reload()
    expect(page.locator("#papers .badge.tone-blue, #papers .badge.tone-red")).to_have_count(0)
    lines = page.locator("#papers li")
    expect(lines).to_have_count(expected)
    addresses = [str(each.get_attribute("href")) for each in page.locator("#papers li a").all()]
    for address in addresses:
        page.goto(address)
        number = page.locator(".page-head [lang='zh-CN']").inner_text()
        expect(page.locator("article.sheet")).to_contain_text(number)
        with page.expect_download() as coming:
            page.locator(".page-head .btn-primary").click()
        assert coming.value.path().read_bytes().startswith(b"PK"), address
        story.picture(page, f"paper-{page.locator('h1').inner_text()}")
