"""A new task taken into a scenario: done wherever the case comes to stand at it, and the expectations taken along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from webapp.engine import OpenTask
from webapp.procedures.expectations import Difference, compare
from webapp.procedures.packs import Pack
from webapp.procedures.proof.playing import item_of, list_doers
from webapp.procedures.proof.recording import MOST_STEPS, make_step
from webapp.procedures.proof.walkthroughs import Halt, Walkthrough, open_tasks_of
from webapp.procedures.scenario_changes import PutIn, Revised, put_steps_in
from webapp.procedures.scenario_files import Expectation, Facts, Person, Scenario, Step
from webapp.procedures.scenario_walk import ScenarioWalk


@dataclass(frozen=True, slots=True)
class NewStep:
    """A task to take in: by whom, where that person may do it, and with which facts."""

    element: str
    person: Person | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task comes to be open: behind a step, or ``is_within`` the move of the clock with which the next one begins."""

    behind: int
    is_within: bool = False


@dataclass
class TakingIn(Walkthrough):
    """A walk that does the new task at some ``places``.

    What differs behind the step before, and holds once the task is done, is expected behind the task: ``moved``.
    """

    new: NewStep = field(kw_only=True)
    places: frozenset[Place] = field(kw_only=True)
    put: list[PutIn] = field(default_factory=list)
    moved: list[tuple[int, Difference]] = field(default_factory=list)
    #: The place at which the task was refused, and why.
    refused_at: tuple[Place, Halt] | None = None
    #: Whether the scenario comes farther with the task than without it; known once all places are.
    is_farther: bool = False

    def opened(self) -> None:
        self._do(Place(0), None)

    def before(self, step: Step) -> None:
        place = Place(step.number - 1, is_within=True)
        if place in self.places and step.advance_to is not None:
            moving = replace(make_step(advance_to=step.advance_to), number=step.number)
            if self.walk.take_step(moving):
                self._do(place, step.advance_to)

    def differing(self, number: int, expected: Expectation) -> Sequence[Difference]:
        first = compare(expected, self.walk.view)
        if not self._do(Place(number), None):
            return first
        after = {each.key: each for each in compare(expected, self.walk.view)}
        # Incidents are looked at behind every step, whether the file speaks of them or not.
        if "incidents" in after:
            return [after["incidents"], *(each for each in first if each.key != "incidents")]
        moved = [each for each in first if each.key not in after and each.key != "incidents"]
        if moved:
            last = self.put[-1]
            taken = pick_expectation(expected, [each.key for each in moved])
            self.put[-1] = replace(last, step=replace(last.step, expect=taken))
            self.moved += [(number, each) for each in moved]
        return [each for each in first if each not in moved]

    def _do(self, place: Place, at: datetime | None) -> bool:
        """Do the task as often as it is open here; whether it was done at all."""
        done = False
        while place in self.places and (tasks := open_tasks_of(self.walk, self.new.element)):
            if len(self.scenario.steps) + len(self.put) >= MOST_STEPS:
                break
            step = self._step(tasks[0], None if done else at)
            if not self.walk.take_step(replace(step, number=self.walk.journal.step)):
                self.refused_at = self.refused_at or (place, Halt(place.behind, self.walk.failures[-1]))
                break
            self.put.append(PutIn(place.behind, step))
            done = True
        return done

    def _step(self, task: OpenTask, at: datetime | None) -> Step:
        return make_step(
            task=task.element_id,
            item=item_of(task),
            person=choose_doer(self.walk, task, self.new.person),
            facts=self.new.facts,
            advance_to=at,
        )


def choose_doer(walk: ScenarioWalk, task: OpenTask, wished: Person | None) -> Person:
    """Whoever is wished for, where they may do the task; else the first who may. Nobody may: who is refused for it."""
    doers = list_doers(walk, task)
    same = [each for each in doers if wished and (each.role, each.by) == (wished.role, wished.by)]
    return next(iter([*same, *doers]), wished or Person(""))


def take_in(pack: Pack, scenario: Scenario, new: NewStep) -> TakingIn:
    """The walk with the new task done at every place where the case does not go on without it.

    A place where the task is refused is left as it is; the walk then stops there.
    """
    places: set[Place] = set()
    refused: dict[Place, Halt] = {}
    before = None
    while True:
        attempt = TakingIn(pack, scenario, new=new, places=frozenset(places - refused.keys()))
        attempt.run()
        before = before or attempt.progress
        if attempt.refused_at is not None:
            refused[attempt.refused_at[0]] = attempt.refused_at[1]
            continue
        place = find_place(attempt, new.element)
        if place is None or place in places:
            break
        places.add(place)
    first = min(refused, key=lambda each: each.behind, default=None)
    attempt.refused_at = None if first is None else (first, refused[first])
    attempt.is_farther = bool(attempt.put) and attempt.progress > before
    return attempt


def find_place(stopped: Walkthrough, element: str) -> Place | None:
    """Since when the case has stood at an open task of ``element``; None where it does not."""
    walk, halt = stopped.walk, stopped.halt
    if halt is None or halt.step == 0 or not (tasks := open_tasks_of(walk, element)):
        return None
    process = tasks[0].process_id
    entered = [
        each.step
        for each in walk.journal.passed
        if (each.process_id, each.element_id) == (process, element) and not each.is_flow
    ]
    since = entered[-1] if entered else 0
    if halt.refusal is not None and since == halt.step:
        return Place(since - 1, is_within=True)
    return Place(since)


def write_taken_in(taken: TakingIn, content: bytes, file: str) -> bytes:
    """The scenario's file with the new steps.

    Raises:
        TomlNotChanged: the file is laid out so that this cannot be done line by line.
    """
    revised = [Revised(number, each.key) for number, each in taken.moved]
    return put_steps_in(content, file, taken.put, revised)


def pick_expectation(expected: Expectation, keys: Sequence[str]) -> Expectation:
    """Of an expectation, only what ``keys`` (of differences, such as ``advice.outcome``) name."""
    parts: dict[str, list[str]] = {}
    for key in keys:
        part, _, rest = key.partition(".")
        parts.setdefault(part, []).append(rest)

    def named(part: str) -> list[str]:
        return parts.get(part, [])

    return Expectation(
        open=expected.open if "open" in parts else None,
        status=expected.status if "status" in parts else None,
        due={key: expected.due[key] for key in named("due")},
        variables={key: expected.variables[key] for key in named("variables")},
        is_ended=expected.is_ended if "ended" in parts else None,
        path=expected.path if "path" in parts else (),
        advice={key: expected.advice[key] for key in named("advice")},
        fired={key: expected.fired[key] for key in named("fired")},
        registers={key: expected.registers[key] for key in named("registers")},
        incidents=expected.incidents if "incidents" in parts else (),
    )
