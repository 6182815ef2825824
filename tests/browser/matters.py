"""Matters that have come as far as a test needs them."""

from __future__ import annotations

from dataclasses import replace

from tests.practice_place import PracticePlace
from webapp.cases import claim_task
from webapp.cases.replay import replay_scenario


def open_case_before(
    place: PracticePlace, task: str, *, story: str = "lw2_educate", key: str = "first"
) -> int:
    """A case that stands before the first step of a story with a task, or a message, of that name; its id.

    A second matter of the story in the same place takes a ``key`` of its own.
    """
    scenario = replace(place.scenario(story), file=f"{story}-{key}")
    number = next(at for at, step in enumerate(scenario.steps) if task in (step.task, step.message))
    return replay_scenario(place.database, place.pack, scenario, steps=scenario.steps[:number])


def open_archived_case(place: PracticePlace) -> int:
    """A case of LW-2 that has gone to its end, in its own months of the practice clock; its id."""
    scenario = place.scenario("lw2_educate")
    place.start_clock_at(scenario.opened_at)
    return replay_scenario(place.database, place.pack, scenario)


def claim(place: PracticePlace, case_id: int, element_id: str, login_name: str) -> int:
    """Claim the open task at an element; its id."""
    task_id = place.task(case_id, element_id).id
    claim_task(place.database, place.actor(login_name), task_id)
    return task_id
