"""Scenarios as files: ``tests/scenarios/<jurisdiction>/*.toml``, read into typed values.

A scenario opens a matter, takes steps and says what must then hold. Every mistake in the file is reported
with its line and key; a scenario is only run when its file has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from webapp.errors import Language, Problem
from webapp.procedures.jurisdiction import MAIN_ENTRANCE
from webapp.procedures.toml_tables import TomlTable, read_toml

#: More people than this hold no role in a scenario.
MOST_PEOPLE = 20

Facts = Mapping[str, Any]
"""``entity.field`` → value as TOML gives it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: a role, and where it matters an account and a unit.

    ``by`` names one of the role's two people, ``verifier`` or ``verifier2``: who must not be the same person, such as
    the author of a report and whoever confirms it, is told apart by it.
    """

    role: str
    account: str = ""
    name: str = ""
    unit: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold after a step or at the end. None means: not looked at.

    ``open`` lists the elements with an open task, each as often as it has one. ``due`` gives the last day
    of an open task or a running timer. ``path`` lists ``process:element`` in the order they must be
    entered, with anything between. ``fired`` gives the rows of the last evaluation of a decision. Each
    record in ``registers`` must be matched by a record of its own, in order; an empty list means that the
    register is empty.
    """

    open: tuple[str, ...] | None = None
    status: str | None = None
    due: Mapping[str, str] = field(default_factory=dict)
    variables: Facts = field(default_factory=dict)
    is_ended: bool | None = None
    path: tuple[str, ...] = ()
    advice: Facts = field(default_factory=dict)
    fired: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    registers: Mapping[str, tuple[Facts, ...]] = field(default_factory=dict)
    incidents: tuple[str, ...] = ()
    lines: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the clock moves, then a task is completed or a message sent, then something must hold."""

    number: int
    line: int | None
    advance_to: datetime | None
    task: str
    item: Any
    message: str
    person: Person | None
    facts: Facts
    expect: Expectation


@dataclass(frozen=True, slots=True)
class Scenario:
    """A matter from its opening to what must hold at the end. ``entrance`` is the way in, the main one if not given.

    ``units`` are the codes and names that its forms offer; without them, every code that it uses counts as
    a unit. ``practice_steps`` says how many of its steps a practice place takes, the clock unmoved; None keeps
    the matter out of it. ``risk_filings`` are what was put on file before, number → record; ``people`` says of a role how
    many hold it, where two are too few.
    """

    file: str
    name: str
    name_en: str
    source: str
    opened_at: datetime
    opened_by: Person
    start: Facts
    steps: tuple[Step, ...]
    expect: Expectation
    units: Mapping[str, str] | None = None
    practice_steps: int | None = None
    entrance: str = MAIN_ENTRANCE
    risk_filings: Mapping[str, Facts] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)

    def title(self, language: Language = "zh") -> str:
        return self.name_en if language == "en" and self.name_en else self.name


#: Stands for an instant that is missing; a scenario without one is refused.
_UNTOLD = datetime(1970, 1, 1, tzinfo=UTC)


def read_scenario(content: bytes, file: str) -> tuple[Scenario | None, list[Problem]]:
    """Read a scenario file: the scenario, or None when the file has errors, and what is wrong with it."""
    problems: list[Problem] = []
    top = read_toml(content, file, problems)
    return (None if top is None else scenario_of(top)), problems


def scenario_of(top: TomlTable) -> Scenario | None:
    """The scenario that a file's top table describes; None when it has errors, which are then reported."""
    opened_at = top.instant("opened_at")
    steps = tuple(_read_step(number, table) for number, table in enumerate(top.array("step"), start=1))
    scenario = Scenario(
        file=top.file,
        name=top.text("name"),
        name_en=top.text("name_en", required=False),
        source=top.text("source", required=False),
        opened_at=opened_at or _UNTOLD,
        opened_by=_read_person(top.table("opened_by", required=True), closing=True),
        start=_flatten(top.table("start")),
        steps=steps,
        expect=_read_expectation(top.table("expect", required=True)),
        units=_read_units(top),
        practice_steps=_read_practice_steps(top, steps),
        entrance=top.text("entrance", required=False),
        risk_filings=_read_risk_filings(top.table("risk_filings")),
        people=_read_people(top.table("people")),
    )
    top.close()
    return None if top.has_errors else scenario


def _read_practice_steps(top: TomlTable, steps: Sequence[Step]) -> int | None:
    """How far a practice place goes: its clock shows today, so no step that moves the clock is taken there."""
    wanted = top.integer("practice_steps", required=False)
    most = next((place for place, step in enumerate(steps) if step.advance_to is not None), len(steps))
    if wanted is not None and not 0 <= wanted <= most:
        top.report("PK-249", "practice_steps", found=wanted, allowed=most)
    return wanted


def _read_person(table: TomlTable, *, closing: bool = False) -> Person:
    person = Person(
        role=table.text("role"),
        account=table.text("account", required=False),
        name=table.text("name", required=False),
        unit=table.text("unit", required=False),
        by=table.text("by", required=False),
    )
    if closing:
        table.close()
    return person


def _read_step(number: int, table: TomlTable) -> Step:
    task, message = table.text("task", required=False), table.text("message", required=False)
    acts = [key for key in ("task", "message") if table.has(key)]
    if len(acts) > 1 or not (acts or table.has("advance_to") or table.has("expect")):
        table.report("PK-246", found=", ".join(acts) or "—")
    facts = {**_flatten(table.table("facts")), **_flatten(table.table("payload"))}
    step = Step(
        number=number,
        line=table.line(),
        advance_to=table.instant("advance_to", required=False),
        task=task,
        item=table.anything("item"),
        message=message,
        person=_read_person(table) if acts else None,
        facts=facts,
        expect=_read_expectation(table.table("expect")),
    )
    table.close()
    return step


def _read_expectation(table: TomlTable) -> Expectation:
    due = table.table("due")
    fired = table.table("fired")
    registers = table.table("registers")
    opened = table.text_list("open") if table.has("open") else None
    expectation = Expectation(
        open=opened,
        status=table.text("status", required=False) or None,
        due={name: _day_text(due, name) for name in due.keys},
        variables=_flatten(table.table("variables")),
        is_ended=table.flag("ended"),
        path=table.text_list("path", required=False),
        advice=_flatten(table.table("advice")),
        fired={name: _numbers(fired, name) for name in fired.keys},
        registers={name: _records(registers, name) for name in registers.keys},
        incidents=table.text_list("incidents", required=False),
        lines={key: table.line(key) for key in table.keys},
    )
    table.close()
    return expectation


def _read_risk_filings(table: TomlTable) -> Mapping[str, Facts]:
    return {number: _flatten(table.table(number)) for number in table.keys}


def _read_people(table: TomlTable) -> Mapping[str, int]:
    held = {role: table.anything(role) for role in table.keys}
    for role, number in held.items():
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST_PEOPLE:
            facts = {
                "expected": f"1 至 {MOST_PEOPLE} 的整数",
                "expected_en": f"a whole number from 1 to {MOST_PEOPLE}",
            }
            table.report("PK-113", role, found=repr(number)[:80], **facts)
    return {role: number for role, number in held.items() if isinstance(number, int)}


def _read_units(top: TomlTable) -> Mapping[str, str] | None:
    if not top.has("units"):
        return None
    table = top.table("units")
    return {code: table.text(code) for code in table.keys}


def _day_text(table: TomlTable, key: str) -> str:
    day = table.day(key)
    return day.isoformat() if day else ""


def _numbers(table: TomlTable, key: str) -> tuple[int, ...]:
    values = table.values(key) or []
    if not all(isinstance(value, int) and not isinstance(value, bool) and value > 0 for value in values):
        facts = {"expected": "行号列表", "expected_en": "a list of row numbers"}
        table.report("PK-113", key, found=repr(values)[:80], **facts)
        return ()
    return tuple(values)


def _records(table: TomlTable, key: str) -> tuple[Facts, ...]:
    return tuple({name: each.anything(name) for name in each.keys} for each in table.array(key))


def _flatten(table: TomlTable, prefix: str = "") -> dict[str, Any]:
    """Facts may be written ``"entity.field" = …``, ``entity.field = …`` or as tables: all mean the same."""
    facts: dict[str, Any] = {}
    for key in table.keys:
        if table.is_table(key):
            facts.update(_flatten(table.table(key), f"{prefix}{key}."))
        else:
            facts[f"{prefix}{key}"] = table.anything(key)
    return facts
