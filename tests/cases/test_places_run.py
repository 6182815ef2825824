"""Each place runs by the roles that its procedure names: whoever takes a step of a shipped scenario may take it.

They find the task in their inbox, may read the case, are offered what its form chooses from, and send the messages that
the procedure gives them. A spread runs with the other tests: in every place each task, each message, each
entrance and each role at least once. ``make test-faults`` plays all scenarios (RONGCUO_TEST_STORIES=all).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.told import assert_ends_as_told
from tests.practice_place import ROOT, PracticePlace
from webapp.procedures import read_pack
from webapp.procedures.scenario_files import Scenario

#: The places but one: `test_stories` plays every scenario of that.
SPREAD = {
    "shengsi": (
        "supplemented_and_accepted",
        "branch_a_not_started",
        "branch_b_kept",
        "supervised_on_the_way",
        "branch_c_malicious",
        "review_upheld_late",
        "withdrawn",
        "poor_conduct_mitigated",
        "exempt_investment",
        "correction_let_go",
    ),
    "framework": (
        "multi_department",
        "supplement_then_transfer",
        "supervised_on_the_way",
        "review_upheld_late",
        "experts_heard",
        "withdrawal",
        "determiner_revisits",
        "correction_followed_up",
        "malicious_report",
    ),
    "xinzhou": (
        "extended_reduced",
        "supplement_then_accepted",
        "supervised_on_the_way",
        "malicious_report",
        "review_upheld_late",
        "situation_9_agreed",
        "leaves_slow",
        "withdrawal",
        "correction_followed_up",
    ),
    "nanjing_sasac": (
        "sent_back",
        "risk_filing_watched",
        "papers_completed",
        "enterprise_escalated",
        "early_reminder_overdue",
        "review_upheld_late",
        "supervised_on_the_way",
        "joint_meeting_reduced",
        "risk_filing_filed",
        "risk_filing_linked",
        "withdrawal",
        "malicious_report",
        "correction_followed_up",
    ),
}


def all_stories() -> list[tuple[str, str]]:
    """Every scenario of every place that takes a matter through its steps."""
    return [
        (code, Path(scenario.file).stem)
        for code in SPREAD
        for scenario in read_pack(code, ROOT).scenario_set.matters
    ]


IS_LONG_RUN = os.environ.get("RONGCUO_TEST_STORIES") == "all"
STORIES = all_stories() if IS_LONG_RUN else [(code, name) for code, names in SPREAD.items() for name in names]


@pytest.mark.parametrize(("code", "name"), STORIES)
def test_every_step_is_taken_by_somebody_who_may_take_it(
    every_place: PracticePlace, code: str, name: str
) -> None:
    assert_ends_as_told(PracticePlace(every_place.database, code), name)


@pytest.mark.parametrize("code", SPREAD)
def test_the_spread_reaches_every_task_message_entrance_and_role(code: str) -> None:
    scenarios = read_pack(code, ROOT).scenario_set.matters
    spread = [scenario for scenario in scenarios if Path(scenario.file).stem in SPREAD[code]]
    assert len(spread) == len(SPREAD[code])
    assert reached(spread) == reached(scenarios)


def reached(scenarios: list[Scenario] | tuple[Scenario, ...]) -> set[tuple[str, str]]:
    """What the scenarios come by, each with what it is."""
    return {each for scenario in scenarios for each in _met(scenario)}


def _met(scenario: Scenario) -> Iterator[tuple[str, str]]:
    yield "entrance", scenario.entrance
    yield "role", scenario.opened_by.role
    for step in scenario.steps:
        if step.person is not None:
            yield "role", step.person.role
            yield ("message", step.message) if step.message else ("task", step.task)
