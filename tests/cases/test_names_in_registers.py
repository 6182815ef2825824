"""Registers keep accounts and units by their codes; a page says them by name."""

from __future__ import annotations

import pytest

from tests.practice_place import PracticePlace
from webapp.cases import get_case_page
from webapp.cases.practice import practice_data
from webapp.cases.replay import replay_scenario
from webapp.errors import Language


def registers(place: PracticePlace, language: Language) -> dict[str, list[dict[str, str]]]:
    scenario = place.scenario("lw2_educate")
    place.start_clock_at(scenario.opened_at)
    case_id = replay_scenario(place.database, place.pack, scenario)
    page = get_case_page(place.database, place.actor("handler"), case_id, language)
    return {table.register: [dict(values) for _number, values in table.rows] for table in page.registers}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_visitors_and_units_stand_by_name_in_the_registers(place: PracticePlace, language: Language) -> None:
    shown = registers(place, language)
    [visit] = shown["revisits"]
    assert "revisitor" not in visit["visitors"]
    assert len(visit["visitors"].replace(", ", "、").split("、")) == 2
    [correction] = shown["corrections"]
    assert correction["owner"] != "union"
    assert [notice["to_body"] for notice in shown["notices"] if notice["to_body"] == correction["owner"]]


def test_who_may_do_a_task_by_name_is_told_by_name(place: PracticePlace) -> None:
    scenario = place.scenario("lw2_educate")
    place.start_clock_at(scenario.opened_at)
    before = next(at for at, step in enumerate(scenario.steps) if step.task == "verify_facts")
    case_id = replay_scenario(place.database, place.pack, scenario, steps=scenario.steps[:before])
    page = get_case_page(place.database, place.actor("handler"), case_id, "zh")
    [line] = [line for line in page.tasks if line.element_id == "verify_facts"]
    assert len(line.candidates) == 2
    assert set(line.candidates).isdisjoint(practice_data()["colleagues"])
    assert "verifier" not in line.candidates
