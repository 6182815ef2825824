"""A notice that tells of a unit calls it as the place does, in the language of its reader."""

from __future__ import annotations

from itertools import takewhile

import pytest

from tests.practice_place import PracticePlace
from webapp.cases.replay import replay_scenario
from webapp.outbox import list_notices
from webapp.people import find_unit


def told_to_handler(place: PracticePlace, story: str, before: str) -> tuple[str, str]:
    """The newest notice of whoever handles the matter, after the steps of a story that come before a task."""
    scenario = place.scenario(story)
    place.start_clock_at(scenario.opened_at)
    steps = list(takewhile(lambda step: step.task != before, scenario.steps))
    assert len(steps) < len(scenario.steps)
    number = place.case(replay_scenario(place.database, place.pack, scenario, steps=steps)).case_no
    with place.database.read() as session:
        [notice] = [
            each for each in list_notices(session, place.actor("handler")) if "未答复" in each.subject_zh
        ]
    return notice.subject_zh.removesuffix(number), notice.subject_en.removesuffix(number)


@pytest.mark.parametrize(
    ("code", "story", "before", "zh", "en"),
    [
        (
            "liwan",
            "multi_department",
            "hold_meeting",
            "会商单位期满未答复，视为无意见：演练区生态环境局，",
            "A consulted body did not answer in time, which counts as no comment: Ecology and environment bureau (practice), ",
        ),
        (
            "framework",
            "experts_heard",
            "score_quantity",
            "专家期满未答复：演练区生态环境局，",
            "An expert did not answer in time: Ecology and environment bureau (practice), ",
        ),
    ],
)
def test_a_body_that_did_not_answer_is_named(
    every_place: PracticePlace, code: str, story: str, before: str, zh: str, en: str
) -> None:
    assert told_to_handler(PracticePlace(every_place.database, code), story, before) == (zh, en)


def test_a_unit_without_an_english_name_is_called_by_its_chinese_one(every_place: PracticePlace) -> None:
    with every_place.database.write() as session:
        unit = find_unit(session, "framework", "environment")
        assert unit is not None
        unit.name_en = ""
    framework = PracticePlace(every_place.database, "framework")
    assert told_to_handler(framework, "experts_heard", "score_quantity")[1] == (
        "An expert did not answer in time: 演练区生态环境局, "
    )
