"""Running scenarios: a whole matter in memory, its clock moved, by the rules that bind the screens."""

from __future__ import annotations

import time
from collections.abc import Sequence

from webapp.procedures.packs import Pack
from webapp.procedures.scenario_files import Scenario
from webapp.procedures.scenario_results import ScenarioResult
from webapp.procedures.scenario_walk import ScenarioWalk


def run_scenario(pack: Pack, scenario: Scenario, *, restart_after_each_step: bool = False) -> ScenarioResult:
    """Run one scenario. With ``restart_after_each_step`` the run is written out and read back after every
    step, and must be the same before and after.

    Raises:
        PackRefused: the pack itself cannot be read.
    """
    started = time.perf_counter()
    walk = ScenarioWalk(pack, scenario, restart_after_each_step)
    walk.run_through()
    seconds = time.perf_counter() - started
    journal = walk.journal
    return ScenarioResult(scenario, tuple(walk.failures), journal.coverage(), seconds, tuple(journal.passed))


def run_scenarios(
    pack: Pack, scenarios: Sequence[Scenario], *, restart_after_each_step: bool = False
) -> list[ScenarioResult]:
    """Run scenarios one after the other."""
    return [
        run_scenario(pack, scenario, restart_after_each_step=restart_after_each_step)
        for scenario in scenarios
    ]
