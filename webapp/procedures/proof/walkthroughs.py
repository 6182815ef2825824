"""A scenario walked as it is run, with changes on the way: how far it comes, where it stops, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from webapp.engine import OpenTask
from webapp.procedures.expectations import Difference, as_plain, compare
from webapp.procedures.packs import Pack
from webapp.procedures.scenario_files import Expectation, Scenario, Step
from webapp.procedures.scenario_results import END, Failure
from webapp.procedures.scenario_walk import ScenarioWalk


@dataclass(frozen=True, slots=True)
class Halt:
    """Where a walk stops: a step (0: the opening, `END`: the end) that was refused, or behind which something differs."""

    step: int
    refusal: Failure | None
    differences: tuple[Difference, ...] = ()

    def text(self, walk: ScenarioWalk) -> tuple[str, str]:
        """Why, in Chinese and English."""
        if self.refusal is not None:
            return self.refusal.zh, self.refusal.en
        zh, en = walk.words
        return (
            "；".join(zh.sentence(each) for each in self.differences),
            "; ".join(en.sentence(each) for each in self.differences),
        )


@dataclass
class Walkthrough:
    """One walk of a scenario. What changes it on the way is a class of its own; this one changes nothing."""

    pack: Pack
    scenario: Scenario
    halt: Halt | None = None
    walk: ScenarioWalk = field(init=False)

    def __post_init__(self) -> None:
        self.walk = ScenarioWalk(self.pack, self.scenario, is_restarting=False)

    def run(self) -> None:
        """Walk until something is refused or differs, as a run does; `halt` then says what."""
        if not self.walk.open_matter():
            return self._refused(0)
        self.opened()
        for step in self.scenario.steps:
            self.before(step)
            if not self.walk.take_step(self.as_taken(step)):
                return self._refused(step.number)
            if not self._holds(step.number, step.expect):
                return None
        self._holds(END, self.scenario.expect)
        return None

    def _refused(self, number: int) -> None:
        self.halt = Halt(number, self.walk.failures[-1])

    def _holds(self, number: int, expected: Expectation) -> bool:
        differences = self.differing(number, expected)
        if differences:
            self.halt = Halt(number, None, tuple(differences))
        return not differences

    # -- what a change of the scenario overrides --------------------------------------------------

    def opened(self) -> None:
        """The matter was just opened."""

    def before(self, step: Step) -> None:
        """A step is about to be taken."""

    def as_taken(self, step: Step) -> Step:
        """What is done in place of a step."""
        return step

    def differing(self, number: int, expected: Expectation) -> Sequence[Difference]:
        """What differs behind a step, or at the end."""
        del number
        return compare(expected, self.walk.view)

    # -- how far it came --------------------------------------------------------------------------

    @property
    def progress(self) -> tuple[int, bool, int]:
        """Grows the farther the walk came: the step, whether that was taken, how little differs behind it."""
        if self.halt is None:
            return len(self.scenario.steps) + 2, True, 0
        step = len(self.scenario.steps) + 1 if self.halt.step == END else self.halt.step
        return step, self.halt.refusal is None, -len(self.halt.differences)


def is_awaited(walk: ScenarioWalk, step: Step) -> bool:
    """Whether the case waits for what a step does: its task is open, or its message may come."""
    if step.message:
        return any(each.message == step.message for each in walk.run.subscriptions())
    opened = open_tasks_of(walk, step.task)
    if step.item is not None:
        return any(as_plain(task.item) == as_plain(step.item) for task in opened)
    return bool(opened) or not step.task


def open_tasks_of(walk: ScenarioWalk, element: str) -> list[OpenTask]:
    """The open tasks of one element."""
    return [task for task in walk.run.open_tasks() if task.element_id == element]
