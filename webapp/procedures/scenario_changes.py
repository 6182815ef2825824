"""Changing a scenario's file that people write: steps put in or taken out, expectations moved; every other line stays.

`scenario_writing` writes a whole file anew and keeps no comment within it; this changes what is named and nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.procedures.scenario_files import Step
from webapp.procedures.scenario_results import END
from webapp.procedures.scenario_writing import write_step
from webapp.procedures.toml_changes import set_values
from webapp.procedures.toml_rows import drop_row, drop_value, insert_rows, replace_value
from webapp.procedures.toml_tables import KeyPath
from webapp.procedures.toml_writing import TomlNotChanged, read_text

_STEPS = "step"
#: What makes a step an act: without it, it moves the clock or only looks.
_ACT = ("task", "item", "role", "account", "name", "unit", "by", "facts")


@dataclass(frozen=True, slots=True)
class PutIn:
    """A step that comes behind step ``behind`` of the file (0: the opening)."""

    behind: int
    step: Step


@dataclass(frozen=True, slots=True)
class Revised:
    """What is expected behind a step (`END`: at the end) under a key such as ``due.check`` becomes ``value``; None: nothing."""

    step: int
    key: str
    value: Any = None


def put_steps_in(content: bytes, file: str, put: Sequence[PutIn], revised: Iterable[Revised] = ()) -> bytes:
    """The file with these steps, in their order, and expectations revised, both by the numbers as they were.

    A practice place goes as far as it did.

    Raises:
        TomlNotChanged: the file is laid out so that this cannot be done line by line.
    """
    changed = _revise(content, file, revised)
    for behind in sorted({each.behind for each in put}, reverse=True):
        blocks = [write_step(each.step) for each in put if each.behind == behind]
        changed = insert_rows(changed, file, _STEPS, behind, blocks)
    return _with_practice(changed, file, lambda steps: sum(each.behind < steps for each in put))


def take_steps_out(
    content: bytes, file: str, numbers: Iterable[int], revised: Iterable[Revised] = ()
) -> bytes:
    """The file without what these steps do, and with expectations revised.

    A step that also moves the clock or says what must hold goes on doing that; any other goes whole.

    Raises:
        TomlNotChanged: the file is laid out so that this cannot be done line by line.
    """
    changed, gone = _revise(content, file, revised), []
    for number in sorted(numbers, reverse=True):
        step = _read(changed, file)[_STEPS][number - 1]
        if "advance_to" not in step and "expect" not in step:
            changed = drop_row(changed, file, _STEPS, number - 1)
            gone.append(number)
            continue
        for key in _ACT:
            if key in step:
                changed = drop_value(changed, file, (_STEPS, number - 1, key), keep=2)
    return _with_practice(changed, file, lambda steps: -sum(number <= steps for number in gone))


def _read(content: bytes, file: str) -> dict[str, Any]:
    return read_text(content, file)[1]


def _revise(content: bytes, file: str, revised: Iterable[Revised]) -> bytes:
    for each in revised:
        around: KeyPath = ("expect",) if each.step == END else (_STEPS, each.step - 1, "expect")
        path = _find(_read(content, file), file, around, each.key)
        if each.value is None:
            content = drop_value(content, file, path, keep=len(around) if each.step == END else 2)
        else:
            content = replace_value(content, file, path, each.value)
    return content


def _find(data: Any, file: str, around: KeyPath, key: str) -> KeyPath:
    """Where a flat key such as ``variables.handling.result`` stands, however its file divides it into tables."""
    for part in around:
        data = data[part]
    for flat, path in _leaves(data):
        if flat == key:
            return (*around, *path)
    raise TomlNotChanged(file=file)


def _leaves(table: Mapping[str, Any], prefix: str = "", path: KeyPath = ()) -> Iterator[tuple[str, KeyPath]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.", (*path, key))
        else:
            yield f"{prefix}{key}", (*path, key)


def _with_practice(content: bytes, file: str, change: Callable[[int], int]) -> bytes:
    steps = _read(content, file).get("practice_steps")
    if steps is None or not (by := change(steps)):
        return content
    return set_values(content, file, (), {"practice_steps": steps + by})


def read_step_facts(block: str) -> Mapping[str, Any]:
    """The facts of a step as `write_step` wrote it."""
    facts: Mapping[str, Any] = tomllib.loads(block)[_STEPS][0].get("facts", {})
    return facts
