"""Several scenarios told at once, as in a real office: their steps interleave by the day on which they are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from tests.practice_place import PracticePlace
from webapp.cases import open_case, replay
from webapp.procedures.scenario_files import Scenario, Step

#: What happens to the people of these registers: an exemption, education with a departure from the table, a conclusion
#: replaced by review, a malicious report, a correction that ran late, lighter handling with an end.
STORIES = (
    "lw1_exempt",
    "lw2_educate",
    "departure",
    "review_changed",
    "malicious_report",
    "correction_followed_up",
    "multi_department",
)
UNTIL = datetime.fromisoformat("2026-07-15T00:00:00+08:00")


def tell(place: PracticePlace, names: Iterable[str] = STORIES, until: datetime = UNTIL) -> dict[str, int]:
    """Take the steps of the scenarios that lie before ``until``; each scenario's case by its name."""
    scenarios = [place.scenario(name) for name in names]
    place.start_clock_at(min(each.opened_at for each in scenarios))
    cases = {name: _open(place, scenario) for name, scenario in zip(names, scenarios, strict=True)}
    timed = [
        (at, order, step.number, scenario, step)
        for order, scenario in enumerate(scenarios)
        for at, step in _moments(scenario)
        if at < until
    ]
    for at, order, _, scenario, step in sorted(timed, key=lambda each: each[:3]):
        if at > place.now():
            place.advance(at - place.now())
        if step.person is not None:
            actor = replay._actor(place.database, scenario, step.person, step.number)
            case_id = cases[tuple(names)[order]]
            replay._take(place.database, scenario, case_id, step, actor, f"{case_id}:told:{step.number:05}")
    if until > place.now():
        place.advance(until - place.now())
    return cases


def _open(place: PracticePlace, scenario: Scenario) -> int:
    return open_case(
        place.database,
        place.actor(scenario.opened_by.by or scenario.opened_by.role),
        place.code,
        replay.facts_reader(scenario.start),
        submission_key=f"told:{scenario.file}".ljust(20)[-60:],
    ).case_id


def _moments(scenario: Scenario) -> Iterator[tuple[datetime, Step]]:
    at = scenario.opened_at
    for step in scenario.steps:
        at = step.advance_to or at
        yield at, step
