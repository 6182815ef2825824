"""The child's part of repairing scenarios: one step taken into many of them or left out, and what becomes of each file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from webapp.procedures.expectations import Difference
from webapp.procedures.packs import Pack
from webapp.procedures.proof.answers import Repaired, RepairedPlace, RevisedLine
from webapp.procedures.proof.leaving_out import LeavingOut, leave_out, write_left_out
from webapp.procedures.proof.step_words import tell_who
from webapp.procedures.proof.taking_in import NewStep, TakingIn, take_in, write_taken_in
from webapp.procedures.proof.telling import refusing
from webapp.procedures.proof.walkthroughs import Halt, Walkthrough
from webapp.procedures.scenario_changes import read_step_facts
from webapp.procedures.scenario_files import Person, Scenario
from webapp.procedures.toml_writing import TomlNotChanged


@refusing
def tell_repairs(pack: Pack, asked: Any) -> Any:
    """What becomes of each of ``files`` with the task ``element`` taken in (``missing``) or left out (``gone``).

    ``step`` is the task to take in as a scenario's file holds it, ``person`` who does it where they may.
    """
    wanted = set(asked["files"])
    scenarios = (each for each in pack.scenario_set.matters if each.file in wanted)
    return [asdict(_repair(pack, each, asked)) for each in scenarios]


def _repair(pack: Pack, scenario: Scenario, asked: Mapping[str, Any]) -> Repaired:
    if asked["kind"] == "gone":
        return _left_out(pack, scenario, asked["element"])
    person = Person(**asked["person"]) if asked["person"] else None
    return _taken_in(pack, scenario, NewStep(asked["element"], person, read_step_facts(asked["step"])))


def _taken_in(pack: Pack, scenario: Scenario, new: NewStep) -> Repaired:
    taken = take_in(pack, scenario, new)
    places = tuple(
        RepairedPlace(
            each.behind,
            "" if each.step.item is None else str(each.step.item),
            tell_who(pack, each.step.person or Person("")),
        )
        for each in taken.put
    )
    halt = taken.refused_at[1] if taken.refused_at else taken.halt
    reason = _reason(taken, halt)
    if not taken.is_farther:
        return Repaired(scenario.file, None, reason=reason)
    revised = _lines(taken, taken.moved)
    return _written(taken, scenario.file, places, revised, reason if taken.refused_at else None)


def _left_out(pack: Pack, scenario: Scenario, element: str) -> Repaired:
    left = leave_out(pack, scenario, element)
    if not left.is_farther:
        return Repaired(scenario.file, None, reason=_reason(left, left.halt))
    acts = {step.number: step for step in scenario.steps}
    places = tuple(
        RepairedPlace(
            number,
            "" if acts[number].item is None else str(acts[number].item),
            tell_who(pack, acts[number].person or Person("")),
        )
        for number in sorted(left.out)
    )
    revised = _lines(left, [(each.step, difference) for each, difference in left.revised])
    return _written(left, scenario.file, places, revised, None)


def _written(
    changed: TakingIn | LeavingOut,
    file: str,
    places: tuple[RepairedPlace, ...],
    revised: tuple[RevisedLine, ...],
    reason: tuple[str, str] | None,
) -> Repaired:
    content = changed.pack.files[file]
    try:
        if isinstance(changed, TakingIn):
            written = write_taken_in(changed, content, file)
        else:
            written = write_left_out(changed, content, file)
    except TomlNotChanged as refused:
        return Repaired(file, None, reason=(refused.text("zh"), refused.text("en")))
    return Repaired(file, written, places, revised, reason)


def _reason(changed: Walkthrough, halt: Halt | None) -> tuple[str, str] | None:
    return None if halt is None else halt.text(changed.walk)


def _lines(changed: Walkthrough, revised: Iterable[tuple[int, Difference]]) -> tuple[RevisedLine, ...]:
    words = changed.walk.words
    return tuple(
        RevisedLine(step, *(each.tell(difference).what for each in words)) for step, difference in revised
    )
