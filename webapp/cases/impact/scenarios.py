"""Scenarios whose path or conclusion changes: those of the version in force, told to the proposed one as they stand."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from webapp.procedures import Pack
from webapp.procedures.proof import RunAnswer, run_scenarios_of
from webapp.procedures.scenario_results import END

_SCENARIOS = "tests/scenarios/"


def compare_scenarios(in_force: Pack, proposed: Pack) -> list[dict[str, Any]]:
    """The scenarios that change, as plain data: their names, the elements left and newly entered, what is no longer as expected.

    Each scenario of the version in force is run on that version, and unchanged on the proposed one: what it expects and does
    not find any more is what changes, in words. ``is_edited`` says that the proposal changed the scenario, too, ``is_gone``
    that it has it no more. Everything runs in the child process.

    Raises:
        ChecksBusy: drafts that are being checked take too long.
    """
    code = in_force.code
    mixed = {path: content for path, content in proposed.files.items() if not path.startswith(_SCENARIOS)}
    told = {path: content for path, content in in_force.files.items() if path.startswith(_SCENARIOS)}
    before = run_scenarios_of(in_force.files, code)
    after = run_scenarios_of({**mixed, **told}, code)
    names = {**element_names(in_force), **element_names(proposed)}
    return [
        change
        for path, run in before.items()
        if path in after and (change := _compare(run, after[path], proposed, told[path], names)) is not None
    ]


def _compare(
    before: RunAnswer, after: RunAnswer, proposed: Pack, told: bytes, names: Mapping[str, list[str]]
) -> dict[str, Any] | None:
    left, entered = path_of(before, after), path_of(after, after)
    if left == entered and before.is_passed == after.is_passed:
        return None
    return {
        "file": before.file,
        "zh": before.name.zh,
        "en": before.name.en,
        "left": tell_steps(left, entered, names),
        "entered": tell_steps(entered, left, names),
        "failures": [[each.zh, each.en] for each in after.failures],
        "is_edited": proposed.files.get(before.file, told) != told,
        "is_gone": before.file not in proposed.files,
    }


def path_of(run: RunAnswer, as_far_as: RunAnswer) -> list[str]:
    """The elements that a run enters, in order, up to the step at which ``as_far_as`` stops: of what comes behind it says nothing.

    Each is ``process:element``.
    """
    stops = [each.step for each in as_far_as.failures if each.step != END]
    last = min(stops, default=None)
    return [
        f"{mark.process}:{mark.element}"
        for mark in run.marks
        if not mark.is_flow and (last is None or mark.step <= last)
    ]


def tell_steps(path: Iterable[str], other: Container[str], names: Mapping[str, list[str]]) -> list[list[str]]:
    """The names, in Chinese and English, of what stands in one path alone; gateways without a name only where nothing else does."""
    alone = [step for step in dict.fromkeys(path) if step not in other]
    return [names[step] for step in alone if step in names] or [[step, step] for step in alone]


def element_names(pack: Pack) -> dict[str, list[str]]:
    """``process:element`` → its name in Chinese and in English, of those that have one."""
    english = pack.texts("en")
    return {
        f"{process.id}:{element.id}": [
            element.name,
            english.text(process.file, element.id, element.name),
        ]
        for process in pack.deployment.processes.values()
        for element in process.elements.values()
        if element.name
    }
