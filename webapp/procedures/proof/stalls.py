"""Why a failing scenario does not go on: the case stands at a task that it does not play, or it plays one that is not open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from webapp.procedures.expectations import Difference
from webapp.procedures.packs import Pack
from webapp.procedures.proof.leaving_out import find_played, leave_out
from webapp.procedures.proof.taking_in import find_place
from webapp.procedures.proof.walkthroughs import Walkthrough, is_awaited
from webapp.procedures.scenario_files import Scenario
from webapp.procedures.scenario_results import END

#: ``missing``: a task that the scenario does not play; ``gone``: one that it plays and that is not on the way.
StallKind = Literal["missing", "gone"]


@dataclass(frozen=True, slots=True)
class Stall:
    """A task at which a scenario stops. It is to come behind step ``behind`` (0: the opening), or stands there to be left out.

    ``is_within``: the clock first moves as the next step says. ``process`` is empty for what no diagram holds.
    """

    kind: StallKind
    process: str
    element: str
    behind: int
    is_within: bool = False


def find_stalls(pack: Pack, scenario: Scenario) -> list[Stall]:
    """The tasks that could be taken in, or the one that could be left out, for the scenario to come farther."""
    stopped = Walkthrough(pack, scenario)
    stopped.run()
    if stopped.halt is None or stopped.halt.step == 0:
        return []
    gone = _gone(stopped)
    if gone is not None and not gone.process:
        return [gone]  # What no diagram holds comes first: the case cannot wait for it.
    return list(_missing(stopped)) or ([gone] if gone else [])


def _missing(stopped: Walkthrough) -> Iterable[Stall]:
    """Open tasks that the rest of the scenario neither does nor expects to be open."""
    walk, halt = stopped.walk, stopped.halt
    steps = stopped.scenario.steps
    if halt is None or _has_another_reason(stopped):
        return
    known: set[str] = set()
    if halt.step != END:
        known |= {step.task for step in steps[halt.step - bool(halt.refusal) :]}
    if halt.refusal is None:
        at = stopped.scenario.expect if halt.step == END else steps[halt.step - 1].expect
        known |= set(at.open or ())
    is_told = halt.refusal is not None or any(each.key == "open" for each in halt.differences)
    for task in {each.element_id: each for each in walk.run.open_tasks()}.values():
        place = find_place(stopped, task.element_id)
        if task.element_id in known or place is None:
            continue
        if is_told or _less_differs(stopped, task.element_id):
            yield Stall("missing", task.process_id, task.element_id, place.behind, place.is_within)


def _has_another_reason(stopped: Walkthrough) -> bool:
    """A task is open and was refused; or what was concluded is something else, so that the case went another way."""
    halt = stopped.halt
    if halt is None or halt.refusal is None:
        return halt is not None and _concludes_otherwise(halt.differences)
    return is_awaited(stopped.walk, stopped.scenario.steps[halt.step - 1])


def _concludes_otherwise(differences: Sequence[Difference]) -> bool:
    concluded = ("advice", "fired")
    return any(
        each.key.partition(".")[0] in concluded and each.seen not in (None, []) for each in differences
    )


def _less_differs(stopped: Walkthrough, element: str) -> bool:
    """Whether less differs once the task is done, whatever its form would say: tried on a walk of its own."""
    trial = Walkthrough(stopped.pack, stopped.scenario)
    trial.run()
    for task in trial.walk.run.open_tasks():
        if task.element_id == element:
            trial.walk.run.complete_task(task.id, {}, {})
    trial.walk.settle()
    before = trial.halt.differences if trial.halt else ()
    number = trial.halt.step if trial.halt else END
    steps = trial.scenario.steps
    expected = trial.scenario.expect if number == END else steps[number - 1].expect
    return len(trial.differing(number, expected)) < len(before)


def _gone(stopped: Walkthrough) -> Stall | None:
    """The step that the scenario plays, or expects to be open, and that is not; where it comes farther without."""
    number = find_played(stopped)
    if number is not None:
        element = stopped.scenario.steps[number - 1].task
    else:
        number, element = _expected_in_vain(stopped)
    if not element or not leave_out(stopped.pack, stopped.scenario, element).is_farther:
        return None
    return Stall("gone", _process_of(stopped.pack, element), element, number)


def _expected_in_vain(stopped: Walkthrough) -> tuple[int, str]:
    """Where something is expected to be open that no diagram holds; nothing where nothing is."""
    halt = stopped.halt
    if halt is None or not any(each.key == "open" for each in halt.differences):
        return 0, ""
    expected = stopped.scenario.expect
    if halt.step != END:
        expected = stopped.scenario.steps[halt.step - 1].expect
    found = (name for name in expected.open or () if not _process_of(stopped.pack, name))
    return halt.step, next(found, "")


def _process_of(pack: Pack, element: str) -> str:
    """The process that holds an element; empty where none does."""
    processes = pack.deployment.processes.values()
    return next((each.id for each in processes if element in each.elements), "")
