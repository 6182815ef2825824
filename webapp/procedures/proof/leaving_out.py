"""A step that is no longer on the way left out of a scenario wherever it plays it, and the expectations taken along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from webapp.procedures.expectations import Difference, compare
from webapp.procedures.packs import Pack
from webapp.procedures.proof.walkthroughs import Walkthrough, is_awaited
from webapp.procedures.scenario_changes import Revised, take_steps_out
from webapp.procedures.scenario_files import Expectation, Scenario, Step
from webapp.procedures.scenario_results import END


@dataclass
class LeavingOut(Walkthrough):
    """A walk without what the steps ``out`` do: they still move the clock and say what must hold.

    ``revised`` are expectations that spoke of the step, as they are without it, each with the difference that it was.
    """

    element: str = field(kw_only=True)
    out: frozenset[int] = field(kw_only=True)
    revised: list[tuple[Revised, Difference]] = field(default_factory=list)
    #: The steps that were taken behind the first one left out.
    acts_behind: int = 0
    #: Whether the scenario comes farther without the step; known once all its places are.
    is_farther: bool = False

    def as_taken(self, step: Step) -> Step:
        if step.number in self.out:
            return replace(step, task="", item=None, person=None, facts={})
        return step

    def differing(self, number: int, expected: Expectation) -> Sequence[Difference]:
        if number != END and number not in self.out and self.out and number > min(self.out):
            step = self.scenario.steps[number - 1]
            self.acts_behind += bool(step.task or step.message)
        left = []
        for each in compare(expected, self.walk.view):
            is_told, value = self._without_the_step(number, each, expected)
            if is_told and (each.key != "path" or self._would_hold(value)):
                self.revised.append((Revised(number, each.key, value), each))
            else:
                left.append(each)
        return left

    def _without_the_step(
        self, number: int, difference: Difference, expected: Expectation
    ) -> tuple[bool, Any]:
        """Whether only the step makes the difference; and what is expected without it, None: nothing."""
        part, _, rest = difference.key.partition(".")
        if part == "due" and rest.partition("[")[0] == self.element:
            return self.element not in self._open(), None
        if part == "path":
            kept = [entry for entry in expected.path if entry.rpartition(":")[2] != self.element]
            is_gone = self.element not in {entry.rpartition(":")[2] for entry in self.walk.journal.entered}
            return is_gone and len(kept) < len(expected.path), kept or None
        if part == "open":
            return self._opens_what_comes(number, expected), self._open()
        return False, None

    def _open(self) -> list[str]:
        return sorted(task.element_id for task in self.walk.run.open_tasks())

    def _opens_what_comes(self, number: int, expected: Expectation) -> bool:
        """Whether in place of the step nothing stands open but what the scenario goes on to do, or says is open; or one
        other, where no diagram holds the step any more."""
        wanted, found = Counter(expected.open or ()), Counter(self._open())
        if self.element not in wanted or self.element in found:
            return False
        del wanted[self.element]
        came = set(found - wanted)
        later = () if number == END else self.scenario.steps[number:]
        told = {name for step in later for name in (step.task, *(step.expect.open or ()))}
        told |= {*(self.scenario.expect.open or ())}
        return not wanted - found and (came <= told or (self.is_gone and len(came) == 1))

    def _would_hold(self, path: Sequence[str] | None) -> bool:
        found = compare(replace(Expectation(), path=tuple(path or ())), self.walk.view)
        return not any(each.key == "path" for each in found)

    @property
    def is_gone(self) -> bool:
        """Whether no diagram holds the step any more."""
        processes = self.pack.deployment.processes.values()
        return not any(self.element in process.elements for process in processes)


def leave_out(pack: Pack, scenario: Scenario, element: str) -> LeavingOut:
    """The walk without the step wherever the scenario plays it and it is not open.

    It ``is_farther`` where the scenario passes or a later step of it is taken. A step that no diagram holds is of no use to
    any scenario: there it is enough that the walk comes to a later place.
    """
    out: set[int] = set()
    stopped = Walkthrough(pack, scenario)
    stopped.run()
    while True:
        attempt = LeavingOut(pack, scenario, element=element, out=frozenset(out))
        attempt.run()
        number = find_played(attempt, element)
        if number is None or number in out:
            break
        out.add(number)
    if attempt.is_gone:
        attempt.is_farther = bool(out or attempt.revised) and attempt.progress > stopped.progress
    else:
        attempt.is_farther = bool(out) and (attempt.halt is None or attempt.acts_behind > 0)
    return attempt


def find_played(stopped: Walkthrough, element: str = "") -> int | None:
    """The step that stops a walk because its task is not open: this step itself, or the next one, expected to be open.

    ``element`` names its task; without it, any counts.
    """
    halt = stopped.halt
    if halt is None or halt.step in (0, END):
        return None
    steps = stopped.scenario.steps
    if halt.refusal is not None:
        step = steps[halt.step - 1]
    else:
        found = next((each for each in steps[halt.step :] if each.task or each.message), None)
        told = steps[halt.step - 1].expect.open or ()
        if found is None or found.task not in told:
            return None
        step = found
    if not step.task or (element and step.task != element) or is_awaited(stopped.walk, step):
        return None
    return step.number


def write_left_out(left: LeavingOut, content: bytes, file: str) -> bytes:
    """The scenario's file without the steps.

    Raises:
        TomlNotChanged: the file is laid out so that this cannot be done line by line.
    """
    return take_steps_out(content, file, left.out, [revised for revised, _ in left.revised])
