"""Facts for the matters of these tests, taken from the shipped scenarios so that they always fit the forms."""

from __future__ import annotations

from typing import Any

from tests.practice_place import PracticePlace

#: The real case with criticism and education: it walks the whole main line.
STORY = "lw2_educate"


def start_facts(place: PracticePlace) -> dict[str, Any]:
    """The facts of the form that opens the story's matter."""
    return dict(place.scenario(STORY).start)


def step_facts(place: PracticePlace, task: str) -> dict[str, Any]:
    """The facts with which the story completes its first task at ``task``."""
    step = next(step for step in place.scenario(STORY).steps if step.task == task)
    return dict(step.facts)
