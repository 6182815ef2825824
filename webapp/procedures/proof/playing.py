"""A case played as far as wanted: its steps taken again in memory, then what stands open and what can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.engine import OpenTask
from webapp.feel import Value
from webapp.procedures.errors import ScenarioStopped
from webapp.procedures.expectations import Difference, as_plain, compare
from webapp.procedures.packs import Pack
from webapp.procedures.proof.observing import mend_expectation
from webapp.procedures.scenario_files import Expectation, Person, Scenario
from webapp.procedures.scenario_people import logins_of, require_theirs
from webapp.procedures.scenario_results import END
from webapp.procedures.scenario_walk import ScenarioWalk
from webapp.procedures.table_scenario_files import flatten_facts

#: A matter that is only described, not opened yet.
NOT_OPENED = -1
#: How many facts of a case are told.
MOST_FACTS = 2000


@dataclass(slots=True)
class Played:
    """A walk stopped behind ``reached`` steps (`NOT_OPENED`: the opening was refused), and what differed on the way.

    ``before`` are the facts before the last step. ``keys`` are the differences to mend, by the step (or `END`) that they
    belong to, and ``mended`` what is expected there then.
    """

    walk: ScenarioWalk
    reached: int
    differences: list[tuple[int, Difference]] = field(default_factory=list)
    before: dict[str, Value] = field(default_factory=dict)
    keys: Mapping[int, Sequence[str]] = field(default_factory=dict)
    mended: dict[int, Expectation] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.reached != NOT_OPENED


def play_to(
    pack: Pack, scenario: Scenario, position: int, keys: Mapping[int, Sequence[str]] | None = None
) -> tuple[Played, Played | None]:
    """Take ``position`` steps. Where one is refused: the state before it, and the walk that was refused.

    ``keys`` are the differences to mend on the way, by step: each as it is seen behind its own step.
    """
    played = _play(pack, scenario, position, keys or {})
    if not played.walk.failures:
        return played, None
    if not played.is_open:
        return played, played
    return _play(pack, scenario, played.reached, keys or {}), played


def _play(pack: Pack, scenario: Scenario, position: int, keys: Mapping[int, Sequence[str]]) -> Played:
    played = Played(ScenarioWalk(pack, scenario, is_restarting=False), NOT_OPENED, keys=keys)
    if position == NOT_OPENED or not played.walk.open_matter():
        return played
    played.reached = 0
    for step in scenario.steps[:position]:
        if step.number == position:
            played.before = list_facts(played.walk)
        if not played.walk.take_step(step):
            return played
        played.reached = step.number
        _note(played, step.number, step.expect)
    if played.reached == len(scenario.steps):
        _note(played, END, scenario.expect)
    return played


def _note(played: Played, number: int, expected: Expectation) -> None:
    """What differs; an incident that nobody expects counts at each step, as it does when the scenario is run."""
    played.differences += [(number, each) for each in compare(expected, played.walk.view)]
    if number in played.keys:
        played.mended[number] = mend_expectation(expected, played.keys[number], played.walk.view)


def list_facts(walk: ScenarioWalk) -> dict[str, Value]:
    """What the case holds, ``entity.field`` → value."""
    facts: dict[str, Value] = {}
    for name, value in flatten_facts(walk.run.variables()):
        if len(facts) == MOST_FACTS:
            break
        if value is not None:
            facts[name] = value
    return facts


def list_doers(walk: ScenarioWalk, task: OpenTask) -> list[Person]:
    """The people of the scenario who may do a task, as its own rules say."""
    units = {group.partition("@")[0]: group.partition("@")[2] for group in task.candidate_groups}
    opener = walk.forms.account_of(walk.scenario.opened_by)
    found: list[Person] = []
    for person in [walk.scenario.opened_by, *list_people(walk, units)]:
        account = walk.forms.account_of(person)
        if any(walk.forms.account_of(other) == account for other in found):
            continue
        try:
            require_theirs(task, person, account, opener, walk.host.book, walk.done, walk.words)
        except ScenarioStopped:
            continue
        found.append(person)
    return found


def list_people(walk: ScenarioWalk, units: Mapping[str, str]) -> Iterator[Person]:
    """The people of every role, in the unit that is asked of it where one is."""
    for role in walk.pack.jurisdiction.roles:
        unit = units.get(role, "")
        for login in logins_of(role, walk.scenario.people):
            yield Person(role, unit=unit, by="" if login == role else login)


def key_of(task: OpenTask) -> str:
    """The name of an open task: its element, and its item where it has one."""
    return task.element_id if task.item is None else f"{task.element_id}[{as_plain(task.item)}]"


def item_of(task: OpenTask) -> Any:
    """The item of an open task as a scenario file names it."""
    return None if task.item is None else as_plain(task.item)
