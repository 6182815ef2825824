"""Facts tried on a table: rows light up, steps are told, what would change it and what is still open, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE
from tests.views.visitor import Visitor, has_chinese, read, visible_texts
from webapp.audit.models import AuditEntry
from webapp.cases.models import CaseFile
from webapp.procedures.table_scenario_files import read_table_scenario

TABLE = f"/procedures/{CODE}/tables/outcome"


@pytest.fixture
def reader(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in("intake")
    return visitor


def try_fault(visitor: Visitor, fault: str) -> str:
    return visitor.post(f"{TABLE}/try", {"assessment.f_fault": fault}).text


def test_the_table_stands_beside_a_form_for_its_facts(reader: Visitor) -> None:
    page = read(reader.get(TABLE))
    assert page.xpath("//select[@name='assessment.f_fault'] | //input[@name='assessment.f_fault']")
    assert not page.xpath("//tr[contains(@class, 'fired')]")


def test_the_row_that_fits_lights_up_with_the_conclusion(reader: Visitor) -> None:
    page = read(reader.post(f"{TABLE}/try", {"assessment.f_fault": "slight"}))
    [row] = page.xpath("//tr[contains(@class, 'fired')]")
    assert row.get("id") == "row-2"
    assert "educate" in page.xpath("string(//*[@id='trial-result']//p[contains(@class, 'verdict')])")


def test_what_was_filled_in_is_still_there(reader: Visitor) -> None:
    page = read(reader.post(f"{TABLE}/try", {"assessment.f_fault": "grave"}))
    chosen = page.xpath("//*[@name='assessment.f_fault']//option[@selected]/@value") or page.xpath(
        "//input[@name='assessment.f_fault'][@checked]/@value"
    )
    assert chosen == ["grave"]


def test_each_fact_that_would_change_the_advice_is_told_in_words(reader: Visitor) -> None:
    page = read(reader.post(f"{TABLE}/try", {"assessment.f_fault": "slight"}))
    rows = [
        " ".join(row.text_content().split())
        for row in page.xpath("//*[@id='trial-result']//h3[contains(., '意见就变')]/following::tbody[1]/tr")
    ]
    assert len(rows) == 2
    assert all("f_fault" not in row for row in rows)


def test_without_facts_the_missing_ones_are_named_and_all_conclusions_are_open(reader: Visitor) -> None:
    page = read(reader.post(f"{TABLE}/try"))
    said = " ".join(page.xpath("string(//*[@id='trial-result'])").split())
    assert "还缺" in said
    assert len(page.xpath("//*[@id='trial-result']//h3[1]/following-sibling::ul[1]/li")) == 3


def test_a_value_that_is_not_offered_is_refused_with_a_reason(reader: Visitor) -> None:
    page = read(reader.post(f"{TABLE}/try", {"assessment.f_fault": "enormous"}))
    assert page.xpath("//*[contains(@class, 'error-summary')]")
    assert not page.xpath("//tr[contains(@class, 'fired')]")


def test_a_trial_keeps_nothing(reader: Visitor, town: PracticePlace) -> None:
    def count() -> tuple[int | None, int | None]:
        with town.database.read() as session:
            return (
                session.scalar(select(func.count()).select_from(CaseFile)),
                session.scalar(select(func.count()).select_from(AuditEntry)),
            )

    before = count()
    try_fault(reader, "slight")
    assert count() == before


def test_the_page_speaks_english(reader: Visitor) -> None:
    reader.speak("en")
    for response in (reader.get(TABLE), reader.post(f"{TABLE}/try", {"assessment.f_fault": "slight"})):
        region = read(response).xpath(
            "//*[@id='trial']//h2 | //*[@id='trial']//h3 | //*[@id='trial']//button"
        )
        assert region
        assert not any(has_chinese(text) for each in region for text in [each.text_content()])


def test_a_decision_that_is_not_there_is_a_missing_page(reader: Visitor) -> None:
    assert reader.get(f"/procedures/{CODE}/tables/nothing").status_code == 404
    assert reader.post(f"/procedures/{CODE}/tables/nothing/try").status_code == 404


def test_the_trial_says_that_people_decide(reader: Visitor) -> None:
    assert any("认定由人作出" in text for text in visible_texts(read(reader.get(TABLE))))


def test_facts_are_kept_as_a_scenario_file_that_proves_the_table(reader: Visitor) -> None:
    response = reader.post(f"{TABLE}/keep", {"assessment.f_fault": "slight"})
    assert "attachment" in response.headers["Content-Disposition"]
    scenario, problems = read_table_scenario(response.data, "kept.toml")
    assert scenario is not None, problems
    [case] = scenario.cases
    assert case.facts == {"assessment": {"f_fault": "slight"}}
    assert (case.value, case.rules) == ("educate", (2,))


def test_facts_that_are_refused_are_not_kept(reader: Visitor) -> None:
    response = reader.post(f"{TABLE}/keep", {"assessment.f_fault": "enormous"})
    assert "Content-Disposition" not in response.headers
    assert read(response).xpath("//*[contains(@class, 'error-summary')]")


def test_too_few_facts_are_kept_with_what_is_missing(reader: Visitor) -> None:
    scenario, _ = read_table_scenario(reader.post(f"{TABLE}/keep").data, "kept.toml")
    assert scenario is not None
    assert scenario.cases[0].missing == ("assessment.f_fault",)


def test_the_examples_of_a_table_can_be_taken_along(reader: Visitor) -> None:
    response = reader.get(f"{TABLE}/examples")
    scenario, problems = read_table_scenario(response.data, "examples.toml")
    assert scenario is not None, problems
    assert [case.rules for case in scenario.cases] == [(1,), (2,), (3,)]
    assert reader.get(f"/procedures/{CODE}/tables/nothing/examples").status_code == 404


def test_the_file_of_a_table_can_be_drawn_by_the_browser(reader: Visitor, town: PracticePlace) -> None:
    page = read(reader.get(TABLE))
    [address] = page.xpath("//@data-decisions")
    response = reader.get(address)
    assert response.status_code == 200
    assert response.data == town.pack.files[f"dmn/{CODE}/outcome.dmn"]


def test_the_rows_that_fired_are_named_for_the_drawing_too(reader: Visitor) -> None:
    page = read(reader.post(f"{TABLE}/try", {"assessment.f_fault": "slight"}))
    assert page.xpath("string(//@data-fired-rows)") == "r2"
