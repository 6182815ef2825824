"""Scenarios of whole matters written as the files that `scenario_files` reads: the one writer of that format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from webapp.clock import PLACE_ZONE
from webapp.procedures.jurisdiction import MAIN_ENTRANCE
from webapp.procedures.scenario_files import Expectation, Facts, Person, Scenario, Step
from webapp.procedures.toml_values import toml_key, toml_text, toml_value

#: Longer lists of texts stand one to a line.
_LONG = 3


def write_scenario(scenario: Scenario, comment: str = "") -> bytes:
    """The file of a scenario; read again, it is the same scenario. ``comment`` stands above it, line by line.

    Raises:
        ValueError: a fact is of a kind that TOML has no word for.
    """
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += _head(scenario)
    if scenario.units is not None:
        lines += ["", *_table("units", scenario.units)]
    if scenario.people:
        lines += ["", *_table("people", scenario.people)]
    for number, record in scenario.risk_filings.items():
        lines += ["", *_table(f"risk_filings.{toml_key(number)}", record)]
    if scenario.start:
        lines += ["", *_table("start", scenario.start)]
    for step in scenario.steps:
        lines += ["", *_step(step)]
    lines += ["", *_expectation("expect", scenario.expect, always=True)]
    return ("\n".join(lines) + "\n").encode()


def write_step(step: Step) -> str:
    """One step as it stands in a file, without a line break at its end.

    Raises: what `write_scenario` raises.
    """
    return "\n".join(_step(step))


def leading_comment(content: bytes) -> str:
    """What stands above a file's first line that is no comment, without the signs."""
    taken = []
    for line in content.decode("utf-8-sig", errors="replace").splitlines():
        if not line.startswith("#"):
            break
        taken.append(line[1:].strip())
    return "\n".join(taken)


def _head(scenario: Scenario) -> Iterator[str]:
    yield f"name = {toml_text(scenario.name)}"
    if scenario.name_en:
        yield f"name_en = {toml_text(scenario.name_en)}"
    if scenario.source:
        yield f"source = {toml_text(scenario.source)}"
    yield f"opened_at = {scenario.opened_at.astimezone(PLACE_ZONE).isoformat()}"
    yield f"opened_by = {toml_value(_person(scenario.opened_by))}"
    if scenario.entrance != MAIN_ENTRANCE:
        yield f"entrance = {toml_text(scenario.entrance)}"
    if scenario.practice_steps is not None:
        yield f"practice_steps = {scenario.practice_steps}"


def _person(person: Person) -> dict[str, str]:
    named = {
        "role": person.role,
        "account": person.account,
        "name": person.name,
        "unit": person.unit,
        "by": person.by,
    }
    return {key: value for key, value in named.items() if value or key == "role"}


def _step(step: Step) -> Iterator[str]:
    yield "[[step]]"
    if step.advance_to is not None:
        yield f"advance_to = {step.advance_to.astimezone(PLACE_ZONE).isoformat()}"
    if step.task:
        yield f"task = {toml_text(step.task)}"
    if step.item is not None:
        yield f"item = {toml_value(step.item)}"
    if step.message:
        yield f"message = {toml_text(step.message)}"
    if step.person is not None:
        yield from (f"{key} = {toml_text(value)}" for key, value in _person(step.person).items())
    if step.facts:
        yield from _table("step.payload" if step.message else "step.facts", step.facts)
    idle = not (step.task or step.message or step.advance_to is not None)
    yield from _expectation("step.expect", step.expect, always=idle)


def _expectation(name: str, expected: Expectation, *, always: bool) -> Iterator[str]:
    simple = list(_simple(expected))
    tables = [*_nested(name, expected)]
    if simple or tables or always:
        yield f"[{name}]"
    yield from simple
    yield from tables


def _simple(expected: Expectation) -> Iterator[str]:
    if expected.open is not None:
        yield f"open = {_texts(expected.open)}"
    if expected.status is not None:
        yield f"status = {toml_text(expected.status)}"
    if expected.is_ended is not None:
        yield f"ended = {toml_value(expected.is_ended)}"
    if expected.path:
        yield f"path = {_texts(expected.path)}"
    if expected.incidents:
        yield f"incidents = {_texts(expected.incidents)}"


def _nested(name: str, expected: Expectation) -> Iterator[str]:
    due = {key: date.fromisoformat(day) for key, day in expected.due.items()}
    fired = {key: list(rows) for key, rows in expected.fired.items()}
    empty: Facts = {key: [] for key, rows in expected.registers.items() if not rows}
    for part, values in (
        ("due", due),
        ("variables", expected.variables),
        ("advice", expected.advice),
        ("fired", fired),
        ("registers", empty),
    ):
        if values:
            yield from _table(f"{name}.{part}", values)
    for register, rows in expected.registers.items():
        for row in rows:
            yield from _table(f"{name}.registers.{toml_key(register)}", row, is_row=True)


def _texts(texts: Sequence[str]) -> str:
    if len(texts) <= _LONG:
        return toml_value(list(texts))
    return "[\n" + "".join(f"    {toml_text(text)},\n" for text in texts) + "]"


def _table(name: str, values: Facts | Mapping[str, Any], *, is_row: bool = False) -> Iterator[str]:
    yield f"[[{name}]]" if is_row else f"[{name}]"
    yield from (f"{toml_key(key)} = {toml_value(value)}" for key, value in values.items())
