"""What time brings in Liwan's procedure, as pages show it: overdue corrections, visits over the years, the end of an influence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.practice_place import PracticePlace
from tests.views.liwan_office import Office, make_office


@pytest.fixture
def office(place: PracticePlace, tmp_path: Path) -> Office:
    return make_office(place, tmp_path)


def record(office: Office, case_id: int, register: str, language: str = "zh") -> list[dict[str, str]]:
    """The records of a register as the case page shows them, label to text."""
    card = office.page("handler", f"/cases/{case_id}", language).get_element_by_id("registers")
    (found,) = [each for each in card.xpath(".//details") if each.find("summary").text.strip() == register]
    lists = found.xpath(".//dl")
    return [
        {row.findtext("dt"): " ".join(row.find("dd").text_content().split()) for row in each.xpath("./div")}
        for each in lists
    ]


def test_visits_keep_to_their_number_a_year_and_the_influence_ends_with_a_follow_up(office: Office) -> None:
    until = {"decide_outcome": {"determination.effect_until_on": "2028-11-11"}}
    case_id = office.reach("multi_department", "visit_subject", until)
    poor = {"revisit.grade": "poor", "revisit.follow_up": "约谈，一个月后再访。"}
    office.finish(case_id, {"visit_subject": poor, "follow_up_promotion": {"promotion.kind": "none"}})
    visits = record(office, case_id, "回访")
    years = [each["完成日期"].partition("年")[0] for each in visits]
    assert years == ["2026", "2026", "2027", "2027", "2028", "2028"]
    assert [each["次序"] for each in visits] == ["1", "2", "3", "4", "5", "6"]
    assert visits[1]["下次回访日期"] == "2027年1月1日"
    assert {each["回访人"] for each in visits} == {"方访、方问"}
    (effects,) = record(office, case_id, "结果运用")
    assert (effects["截止日期"], effects["解除日期"]) == ("2028年11月11日", "2028年11月12日")
    (promotion,) = record(office, case_id, "影响期满后的使用")
    assert "未使用" in promotion.values()
    assert promotion["干部管理层级"] == "科级干部"
    assert office.place.case(case_id).status == "archived"
    assert "没有异常" in office.text("admin", "/administration/incidents")


def test_a_third_visit_in_a_year_is_not_asked_for(office: Office) -> None:
    case_id = office.reach("multi_department", "visit_subject")
    for day in ("2026-08-11", "2026-09-11"):
        office.advance_to(f"{day}T10:00:00+08:00")
        poor = {"revisit.grade": "poor", "revisit.follow_up": "约谈。"}
        steps = office.place.scenario("multi_department").steps
        typed = next(step.facts for step in steps if step.task == "visit_subject")
        kept = {name: fact for name, fact in typed.items() if name != "revisit.done_on"}
        office.do(case_id, "visit_subject", {**kept, **poor}, by="revisitor")
    office.advance_to("2026-12-31T23:00:00+08:00")
    assert "visit_subject" not in office.place.open_elements(case_id)
    office.advance_to("2027-01-01T09:00:30+08:00")
    assert "visit_subject" in office.place.open_elements(case_id)


def test_one_visitor_alone_is_refused(office: Office) -> None:
    case_id = office.reach("multi_department", "visit_subject")
    office.advance_to("2026-08-11T10:00:00+08:00")
    office.claim(case_id, "visit_subject", by="revisitor")
    steps = office.place.scenario("multi_department").steps
    typed = {**next(step.facts for step in steps if step.task == "visit_subject")}
    visitors = [name for name, fact in typed.items() if fact in ("revisitor", "revisitor2")]
    assert len(visitors) == 2
    refused = office.submit(
        case_id, "visit_subject", {**typed, visitors[1]: typed[visitors[0]]}, by="revisitor"
    )
    assert refused.status_code == 422


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_overdue_correction_is_escalated_and_followed_up(office: Office, language: str) -> None:
    case_id = office.reach("correction_followed_up")
    name = {"zh": "纠错", "en": "Corrections"}[language]
    (correction,) = record(office, case_id, name, language)
    overdue, body = {"zh": ("是否逾期", "报送机关"), "en": ("Overdue", "Escalated to")}[language]
    assert correction[overdue] == {"zh": "是", "en": "Yes"}[language]
    assert correction[body]
    assert office.text("inspector", "/notices")
