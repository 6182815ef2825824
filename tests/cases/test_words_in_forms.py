"""Units and list items in the texts and choices of the shipped forms, in the language of the reader."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

import pytest

from tests.practice_place import PracticePlace
from webapp.cases import get_task_page
from webapp.cases.context import offered_choices
from webapp.cases.replay import replay_scenario
from webapp.errors import Language
from webapp.feel import from_python
from webapp.procedures.forms import BoundForm, bind_form
from webapp.procedures.forms.bound import BoundField, BoundText


def open_before(place: PracticePlace, story: str, task: str) -> int:
    """A case that stands before the first task at ``task`` of a story; its id."""
    scenario = place.scenario(story)
    place.start_clock_at(scenario.opened_at)
    steps = list(takewhile(lambda step: step.task != task, scenario.steps))
    assert len(steps) < len(scenario.steps)
    return replay_scenario(place.database, place.pack, scenario, steps=steps)


def form_before(place: PracticePlace, story: str, task: str, by: str, language: Language) -> BoundForm:
    """The form of the first task at ``task`` of a story, as it is met there."""
    case_id = open_before(place, story, task)
    page = get_task_page(place.database, place.actor(by), place.task(case_id, task).id, language)
    assert page.form is not None
    return bind_form(page.form, page.context, language)


def text_of(form: BoundForm, component_id: str) -> str:
    [found] = [item for item in form.components if isinstance(item, BoundText) and item.id == component_id]
    return re.sub("<[^>]+>", "", found.html).strip()


def options_of(form: BoundForm, key: str) -> list[str]:
    [found] = [item for item in form.components if isinstance(item, BoundField) and item.key == key]
    return [option.label for option in found.options]


@pytest.mark.parametrize(
    ("language", "text", "item"),
    [
        ("zh", "表格提出的清单条目：经济联社", "经济联社"),
        ("en", "Items proposed by the table: Economic association", "Economic association"),
    ],
)
def test_the_items_that_the_table_proposes_are_named(
    place: PracticePlace, language: Language, text: str, item: str
) -> None:
    form = form_before(place, "lw2_educate", "assess_factors", "handler", language)
    assert text_of(form, "proposed_items") == text
    assert item in options_of(form, "assessment.f_list_codes")


@pytest.mark.parametrize(
    ("language", "row"),
    [("zh", ("新的认定结论", "免责")), ("en", ("New outcome", "Exempt"))],
)
def test_an_outcome_that_only_some_places_offer_is_told_by_its_name_afterwards(
    place: PracticePlace, language: Language, row: tuple[str, str]
) -> None:
    case_id = open_before(place, "review_changed", "serve_review")
    page = get_task_page(
        place.database, place.actor("handler"), place.task(case_id, "serve_review").id, language
    )
    assert row in [each for group in page.facts for each in group.rows]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "会商意见——演练区生态环境局：同意容错"),
        ("en", "Opinions: Ecology and environment bureau (practice): for"),
    ],
)
def test_the_bodies_consulted_are_named_to_whoever_decides(
    place: PracticePlace, language: Language, text: str
) -> None:
    form = form_before(place, "lw2_educate", "decide_outcome", "decider", language)
    assert text_of(form, "opinions_shown") == text


@pytest.mark.parametrize(
    ("bodies", "text"),
    [
        ([{"value": "housing", "label": "住建局", "label_en": "Housing"}], "Opinions: Housing: for"),
        ([{"value": "housing", "label": "住建局", "label_en": None}], "Opinions: 住建局: for"),
        ([{"value": "housing", "label": "住建局"}], "Opinions: 住建局: for"),
        ([], "Opinions: housing: for"),
    ],
)
@pytest.mark.parametrize("form_id", ["decide_outcome", "hold_meeting"])
def test_a_body_without_an_english_name_goes_by_what_there_is(
    place: PracticePlace, form_id: str, bodies: list[dict[str, Any]], text: str
) -> None:
    context = {
        "units": from_python(bodies),
        "opinions": from_python([{"body": "housing", "opinion": "support"}]),
    }
    assert text_of(bind_form(place.pack.forms[form_id], context, "en"), "opinions_shown") == text


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([{"value": "x:1", "label": "条目", "label_en": "Item"}], "Items proposed by the table: Item"),
        ([{"value": "x:1", "label": "条目", "label_en": None}], "Items proposed by the table: 条目"),
        ([], "Items proposed by the table: 条目"),
    ],
)
def test_an_item_without_an_english_name_goes_by_its_chinese_one(
    place: PracticePlace, items: list[dict[str, Any]], text: str
) -> None:
    context = {
        "list_items": from_python(items),
        "matched_items": from_python([{"code": "x:1", "label": "条目"}]),
    }
    assert text_of(bind_form(place.pack.forms["assess_factors"], context, "en"), "proposed_items") == text


def test_units_and_items_are_offered_under_both_names(place: PracticePlace) -> None:
    with place.database.read() as session:
        choices = offered_choices(session, place.pack)
    for name in ("units", "list_items"):
        offered = choices[name]
        assert isinstance(offered, list)
        assert offered
        for each in offered:
            assert isinstance(each, dict)
            assert each["label"]
            assert each["label_en"]
