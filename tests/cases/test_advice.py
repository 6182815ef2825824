"""What the tables advised, on the pages of a case: in the reader's language, with the clause as it stands."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.cases.small_place import REQUEST, make_small_place
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CHECK_FORM
from tests.views.visitor import has_chinese
from webapp import audit
from webapp.cases import get_case_page
from webapp.cases.changes import changes_of_advice
from webapp.cases.models import DecisionRecord
from webapp.cases.pages import Advice, CasePage
from webapp.cases.replay import replay_scenario
from webapp.errors import Language

#: A matter in which every table of the main line is asked.
STORY = "lw2_educate"


@pytest.fixture
def case_id(place: PracticePlace) -> int:
    scenario = place.scenario(STORY)
    place.start_clock_at(scenario.opened_at)
    return replay_scenario(place.database, place.pack, scenario)


def page_of(place: PracticePlace, case_id: int, language: Language) -> CasePage:
    return get_case_page(place.database, place.actor("handler"), case_id, language)


def advice_of(page: CasePage, decision: str) -> Advice:
    return next(each for each in page.advice if each.decision_id == decision)


def words_of(advice: Advice) -> list[str]:
    """Everything that the advice says, but for source marks."""
    rules = [rule for step in advice.steps for rule in step.rules]
    return [
        *(advice.name, advice.value),
        *(word for rule in rules for pair in rule.outputs for word in pair),
        *(word for rule in rules for cell in rule.cells for word in (cell.label, cell.condition, cell.fact)),
        *(text for rule in rules for column, text in rule.annotations if column != "source"),
    ]


def annotations_of(advice: Advice, column: str) -> list[str]:
    rules = [rule for step in advice.steps for rule in step.rules]
    return [text for rule in rules for name, text in rule.annotations if name == column]


def test_english_advice_holds_no_chinese_but_its_source_marks(place: PracticePlace, case_id: int) -> None:
    page = page_of(place, case_id, "en")
    assert {each.decision_id for each in page.advice} >= {"match", "gate", "level", "outcome", "effects"}
    for advice in page.advice:
        assert [word for word in words_of(advice) if has_chinese(word)] == []


def test_the_row_that_fired_explains_itself_in_the_language_of_the_reader(
    place: PracticePlace, case_id: int
) -> None:
    explained = {
        language: annotations_of(advice_of(page_of(place, case_id, language), "outcome"), "description")
        for language in ("zh", "en")
    }
    assert explained["zh"] == ["B 等：免予处分，给予批评教育"]
    assert explained["en"] == ["Grade B: no sanction, criticism and education"]


def test_the_source_mark_quotes_the_clause_as_it_stands(place: PracticePlace, case_id: int) -> None:
    marks = annotations_of(advice_of(page_of(place, case_id, "en"), "outcome"), "source")
    assert marks == ["001 免予党纪处分，给予批评教育; assumed"]


def test_the_list_items_that_were_matched_are_named_in_the_language_of_the_reader(
    place: PracticePlace, case_id: int
) -> None:
    matched = {
        language: advice_of(page_of(place, case_id, language), "match").value for language in ("zh", "en")
    }
    told = [item for item in place.pack.list_items if str(item["label"]) in matched["zh"]]
    assert told
    for item in told:
        assert str(item["label_en"]) in matched["en"]
    for item in place.pack.list_items:
        assert str(item["value"]) not in matched["zh"] + matched["en"]


def test_the_record_holds_the_digest_of_each_advice_as_it_is_stored(
    place: PracticePlace, case_id: int
) -> None:
    explanations = (
        select(DecisionRecord.explanation)
        .where(DecisionRecord.case_id == case_id)
        .order_by(DecisionRecord.id)
    )
    with place.database.read() as session:
        stored = [hashlib.sha256(text.encode()).hexdigest() for text in session.scalars(explanations)]
        recorded = [
            event["explanation_sha256"]
            for entry in audit.list_entries(session, f"case:{place.case(case_id).case_no}")
            for event in entry.facts.get("events", ())
            if event["kind"] == "decision_made"
        ]
    assert stored
    assert recorded == stored


def test_the_advice_says_which_change_of_one_fact_would_change_it(place: PracticePlace, case_id: int) -> None:
    outcome = advice_of(page_of(place, case_id, "zh"), "outcome")
    changes = {(change.fact, change.then): change.conclusion for change in outcome.changes}
    assert any(fact == "挽回损失" and "从轻" in said for (fact, _), said in changes.items())
    assert any(fact == "程序方法" and "免责" in said for (fact, _), said in changes.items())
    assert all(change.now and change.then and change.conclusion for change in outcome.changes)


def test_what_would_change_the_advice_is_told_in_english_too(place: PracticePlace, case_id: int) -> None:
    for advice in page_of(place, case_id, "en").advice:
        said = [word for change in advice.changes for word in (change.fact, change.now, change.then)]
        assert [word for word in said if has_chinese(word)] == []


def test_an_explanation_that_does_not_lead_to_what_is_on_record_says_nothing_of_changes(
    place: PracticePlace, case_id: int
) -> None:
    with place.database.read() as session:
        rows = session.scalars(select(DecisionRecord).where(DecisionRecord.case_id == case_id)).all()
        told = {row.decision_id: json.loads(row.explanation) for row in rows}
    assert changes_of_advice(told, "outcome", place.pack, "zh")
    told["outcome"]["value"] = {"outcome": "deny", "follow_up": "ordinary_track"}
    assert changes_of_advice(told, "outcome", place.pack, "zh") == ()
    del told["level"]
    assert changes_of_advice(told, "outcome", place.pack, "zh") == ()


def test_where_facts_are_missing_what_can_still_be_concluded_is_told(
    tmp_path: Path, database_url: str
) -> None:
    optional = {CHECK_FORM: (', "validate": {"required": true}', "")}
    town = make_small_place(tmp_path, database_url, optional)
    case_id = town.open_matter(REQUEST)
    town.do(case_id, "check_application", {}, by="intake")
    [advice] = get_case_page(town.database, town.actor("intake"), case_id, "zh").advice
    assert advice.status == "incomplete"
    assert advice.missing == ("过失程度",)
    assert set(advice.possible) == {"exempt", "educate", "deny"}
    assert advice.changes == ()
    town.database.close()
