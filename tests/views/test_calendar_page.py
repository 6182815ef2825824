"""The calendar page: look at a year, try a change, save it; what is provisional says so."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor, read
from webapp.cases.practice import practice_data
from webapp.cases.recomputing import recompute_deadlines

CALENDAR = "/administration/calendar"
SPRING = "春节：2月15日至24日放假调休，共10天。2月14日（周六）、2月28日（周六）上班。"


@pytest.fixture
def admin(app: Flask) -> Visitor:
    """The system administrator, signed in."""
    visitor = Visitor(app)
    visitor.sign_in(practice_data()["administrators"]["system_admin"]["login"])
    return visitor


def month(page: html.HtmlElement, number: int) -> html.HtmlElement:
    """The table of one month."""
    found: html.HtmlElement = page.xpath("//table[@class='calendar-month']")[number - 1]
    return found


def marked(table: html.HtmlElement, kind: str) -> list[str]:
    """The days of a month with this mark."""
    return [
        "".join(cell.xpath("text()"))
        for cell in table.xpath(f".//td[contains(concat(' ', @class, ' '), ' day-{kind} ')]")
    ]


def typed(page: html.HtmlElement) -> dict[str, str]:
    """What a browser would send of the form that saves the preview."""
    (form,) = page.xpath("//form[@action='/administration/calendar']")
    return {field.get("name"): field.get("value") for field in form.xpath(".//input")}


def test_a_year_stands_as_twelve_months_with_days_off_and_weekend_days_worked(admin: Visitor) -> None:
    page = read(admin.get(f"{CALENDAR}?year=2026"))
    assert len(page.xpath("//table[@class='calendar-month']")) == 12
    assert marked(month(page, 2), "off") == [str(day) for day in range(15, 24)]
    assert marked(month(page, 2), "made_up") == ["14", "28"]
    assert marked(month(page, 3), "off") == []
    assert "国办发明电〔2025〕7号" in page.text_content()
    assert not page.xpath("//*[contains(@class, 'alert-warning')]")


def test_a_year_that_nobody_entered_says_that_it_is_provisional(admin: Visitor) -> None:
    page = read(admin.get(f"{CALENDAR}?year=2027"))
    assert "尚未公布" in page.xpath("string(//*[contains(@class, 'alert-warning')])")
    assert marked(month(page, 10), "off") == ["1"]
    assert page.xpath("//nav[@aria-label='年份']//li[contains(., '2027')]//*[contains(., '暂定')]")


def test_a_notice_is_previewed_saved_and_recomputes_open_deadlines(
    admin: Visitor, town: PracticePlace
) -> None:
    page = read(admin.get(f"{CALENDAR}?year=2026"))
    everything = "\n".join(page.xpath("//textarea[@name='days_off']/text()"))
    off = everything.replace("2026-02-23", "2026-02-24")
    worked = "\n".join(page.xpath("//textarea[@name='works_on']/text()"))
    asked = {
        "year": "2026",
        "days_off": off,
        "works_on": worked,
        "source_title": "试行通知",
        "is_announced": "y",
    }
    preview = read(admin.post(f"{CALENDAR}/preview", asked))
    assert "2026年2月24日" in preview.xpath("string(//section[@id='preview'])")
    assert marked(month(preview, 2), "changed") == ["24"]
    assert "24" not in marked(month(read(admin.get(f"{CALENDAR}?year=2026")), 2), "off")
    assert admin.post(CALENDAR, typed(preview)).status_code == 302
    saved = read(admin.get(f"{CALENDAR}?year=2026"))
    assert "24" in marked(month(saved, 2), "off")
    assert "试行通知" in saved.text_content()
    assert recompute_deadlines(town.database) == 0


def test_a_pasted_notice_fills_the_lists(admin: Visitor) -> None:
    preview = read(
        admin.post(f"{CALENDAR}/preview", {"year": "2026", "notice": SPRING, "source_title": "试行通知"})
    )
    assert preview.xpath("string(//textarea[@name='days_off'])").strip() == "2026-02-15 至 2026-02-24"
    assert preview.xpath("string(//textarea[@name='works_on'])").split() == ["2026-02-14", "2026-02-28"]
    assert "尚未公布" in preview.text_content(), "the box that says it is announced was not ticked"


def test_while_deadlines_wait_the_page_tells_how_many_cases(admin: Visitor, town: PracticePlace) -> None:
    town.open_matter({"application.request_text": "请求容错"})
    preview = read(
        admin.post(f"{CALENDAR}/preview", {"year": "2026", "notice": SPRING, "source_title": "试行通知"})
    )
    admin.post(CALENDAR, typed(preview))
    assert "还有 1 件案件" in admin.get(CALENDAR).text
    recompute_deadlines(town.database)
    assert "等待重算" not in admin.get(CALENDAR).text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"days_off": "端午 6月19日"}, "端午"),
        ({"days_off": "2026-02-30"}, "没有这一天"),
        ({"source_title": " "}, "依据"),
        ({"works_on": "2026-06-15"}, "2026-06-15"),
        ({"days_off": "2025-10-01"}, "2025-10-01"),
    ],
)
def test_what_cannot_be_read_is_said_and_what_was_typed_stays(
    admin: Visitor, change: dict[str, str], code: str
) -> None:
    asked = {"year": "2026", "days_off": "2026-06-19", "works_on": "", "source_title": "试行通知", **change}
    for address in (f"{CALENDAR}/preview", CALENDAR):
        response = admin.post(address, asked)
        assert response.status_code == 422
        page = read(response)
        assert code in page.xpath("string(//*[@role='alert'])")
        assert page.xpath("string(//textarea[@name='days_off'])").strip() == asked["days_off"]


def test_a_preview_grown_old_is_not_saved(admin: Visitor) -> None:
    asked = {"year": "2026", "notice": SPRING, "source_title": "试行通知"}
    first = typed(read(admin.post(f"{CALENDAR}/preview", asked)))
    second = typed(read(admin.post(f"{CALENDAR}/preview", {**asked, "source_title": "另一通知"})))
    assert admin.post(CALENDAR, first).status_code == 302
    response = admin.post(CALENDAR, second)
    assert response.status_code == 422
    assert "已被他人修改" in response.text


@pytest.mark.parametrize("year", ["1", "99999", "2199", "1901"])
def test_the_first_and_the_last_year_can_be_shown_and_none_beyond(admin: Visitor, year: str) -> None:
    response = admin.get(f"{CALENDAR}?year={year}")
    assert response.status_code == (200 if year in {"2199", "1901"} else 400)
