"""Scenarios of the shipped packs: what a step costs, in a long matter against the short ones, and what proving a pack takes."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.practice_place import ROOT
from webapp.procedures import Pack, list_jurisdictions, read_pack, run_scenarios
from webapp.procedures.scenario_files import Scenario

#: A matter of this many steps or more counts as long.
LONG_STEPS = 30
_ROUNDS = 3


def _seconds(action: Callable[[], object]) -> float:
    """Seconds of the processor."""
    begun = time.process_time()
    action()
    return time.process_time() - begun


def measure_scenario(pack: Pack, scenario: Scenario) -> float:
    """Seconds of a whole matter; the best of some turns. It must pass."""

    def walk() -> None:
        (result,) = run_scenarios(pack, [scenario])
        assert result.is_passed, scenario.file

    return min(_seconds(walk) for _ in range(_ROUNDS))


def describe_pack(code: str) -> str:
    """The figures of one pack."""
    pack = read_pack(code, ROOT)
    reading = _seconds(lambda: (pack.deployment, pack.decisions, pack.forms, pack.scenarios))
    spans = {scenario.file: measure_scenario(pack, scenario) for scenario in pack.scenarios}
    steps = {scenario.file: max(1, len(scenario.steps)) for scenario in pack.scenarios}
    told = (
        f"scenarios of {code}: {len(spans)} with {sum(steps.values())} steps, "
        f"{sum(spans.values()) / max(1, sum(steps.values())) * 1000:.1f} ms a step; "
        f"all of them {sum(spans.values()) / reading:.2f} x compiling what the pack holds\n"
    )
    per_step = {file: spans[file] / steps[file] for file in spans}
    short = [cost for file, cost in per_step.items() if steps[file] < LONG_STEPS]
    for file, cost in per_step.items():
        if steps[file] >= LONG_STEPS and short:
            told += (
                f"  {Path(file).stem}: {steps[file]} steps, "
                f"each {cost / statistics.median(short):.2f} x one of a shorter matter\n"
            )
    return told


def main() -> None:
    """Print the figures of every shipped pack."""
    for code in list_jurisdictions(ROOT):
        sys.stdout.write(describe_pack(code))


if __name__ == "__main__":
    main()
