"""Every scenario of one shipped procedure, played through the use cases on a real database, and read whole at its end.

The pack's own proof runs scenarios on the engine with a book in memory. Here accounts claim and complete tasks, the
practice clock moves, timers fire from the database: path, status and registers must come out the same.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.cases.told import assert_ends_as_told
from tests.practice_place import PLACE, ROOT, PracticePlace
from webapp.cases import get_case_page
from webapp.errors import Language
from webapp.procedures import read_pack

STORIES = [Path(scenario.file).stem for scenario in read_pack(PLACE, ROOT).scenario_set.matters]


@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_in_the_database_as_its_scenario_says_and_is_read_whole_in_both_languages(
    place: PracticePlace, name: str
) -> None:
    case_id = assert_ends_as_told(place, name)
    assert_is_read_whole(place, case_id, "zh")
    assert_is_read_whole(place, case_id, "en")


def assert_is_read_whole(place: PracticePlace, case_id: int, language: Language) -> None:
    page = get_case_page(place.database, place.actor("handler"), case_id, language)
    assert page.facts
    assert page.timeline
    assert page.diagrams
    told = [group.task_name for group in page.facts] + [line.action for line in page.timeline]
    assert all(told)
    if language == "en":
        names = [line.name for line in page.tasks] + [diagram.name for diagram in page.diagrams]
        chinese = [name for name in names if any("\u4e00" <= sign <= "\u9fff" for sign in name)]
        assert chinese == []


def test_the_stories_are_those_the_first_release_promises() -> None:
    assert len(STORIES) >= 6
    assert {Path(name).stem for name in STORIES} >= {"lw1_exempt", "lw2_educate"}


def test_the_clock_of_a_story_starts_where_the_story_does(place: PracticePlace) -> None:
    start: datetime = place.scenario("lw2_educate").opened_at
    place.start_clock_at(start)
    assert abs((place.now() - start).total_seconds()) < 60
