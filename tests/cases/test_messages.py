"""Messages into a running case."""

from __future__ import annotations

from itertools import takewhile

import pytest

from tests.practice_place import PracticePlace
from webapp.cases import get_message_page
from webapp.cases.replay import replay_scenario


@pytest.mark.parametrize(
    ("message", "login_name", "entity"),
    [("supervision", "inspector", "supervision"), ("petition", "handler", "further_petition")],
)
def test_a_second_message_of_a_kind_starts_from_an_empty_form(
    place: PracticePlace, message: str, login_name: str, entity: str
) -> None:
    scenario = place.scenario("supervised_on_the_way")
    place.start_clock_at(scenario.opened_at)
    steps = list(takewhile(lambda step: step.task != "check_supervision", scenario.steps))
    assert message in [step.message for step in steps]
    case_id = replay_scenario(place.database, place.pack, scenario, steps=steps)
    _, action = get_message_page(place.database, place.actor(login_name), case_id, message, "zh")
    assert entity not in action.context
