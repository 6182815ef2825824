"""Messages into a running case."""

from __future__ import annotations

from itertools import takewhile

import pytest

from tests.practice_place import PracticePlace
from webapp.cases import get_case_page, get_message_page
from webapp.cases.replay import replay_scenario
from webapp.people import add_grant, find_account, find_unit


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


def test_a_role_sends_its_message_where_a_task_was_put_before_it_and_nowhere_else(
    every_place: PracticePlace,
) -> None:
    county = PracticePlace(every_place.database, "shengsi")
    scenario = county.scenario("branch_b_kept")
    asked = next(step.number for step in scenario.steps if step.task == "explain_up")
    case_id = replay_scenario(
        county.database, county.pack, scenario, steps=scenario.steps[:asked], move_clock=False
    )
    with county.database.write() as session:
        intake = find_account(session, "intake")
        assert intake is not None
        unit = find_unit(session, "shengsi", "committee")
        add_grant(session, intake, jurisdiction="shengsi", role="party_committee", unit=unit)
    assert "superior_answer" in offered(county, "party_committee", case_id)
    # Intake reads the case by another role: as the committee of that one unit nobody asked them.
    assert "superior_answer" not in offered(county, "intake", case_id)


def offered(place: PracticePlace, login_name: str, case_id: int) -> list[str]:
    """The messages that somebody's page of the case offers."""
    return [
        action.name
        for action in get_case_page(place.database, place.actor(login_name), case_id, "zh").messages
    ]
