"""Scenarios against the pack: everything that they name exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from webapp.errors import Problem
from webapp.procedures.diagram_outlines import DiagramOutline
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.registers import REGISTERS
from webapp.procedures.scenario_files import Expectation, Person, Scenario, Step
from webapp.procedures.scenario_people import logins_of
from webapp.procedures.table_outlines import DecisionsOutline
from webapp.procedures.table_scenario_files import TableScenario
from webapp.procedures.toml_tables import suggest


def check_scenario_names(
    scenarios: Collection[Scenario],
    jurisdiction: Jurisdiction,
    diagrams: Mapping[str, DiagramOutline],
    tables: Mapping[str, DecisionsOutline],
) -> Iterator[Problem]:
    """Tasks, roles, messages, decisions and registers that scenarios name must exist."""
    tasks = {step.id for outline in diagrams.values() for step in outline.steps if step.kind == "userTask"}
    decisions = {name for outline in tables.values() for name in outline.decisions}
    for scenario in scenarios:
        file = scenario.file
        people: list[tuple[int | None, str, str]] = [(None, "opened_by.role", scenario.opened_by.role)]
        if scenario.entrance not in jurisdiction.entrances:
            hint = suggest(scenario.entrance, jurisdiction.entrances)
            yield finding("PK-261", file, line=None, found=scenario.entrance, **hint)
        for step in scenario.steps:
            key = f"step[{step.number}]"
            if step.person is not None:
                people.append((step.line, f"{key}.role", step.person.role))
                yield from _check_by(scenario, step, step.person, key)
            if step.task and step.task not in tasks:
                facts = {"key": f"{key}.task", "found": step.task, **suggest(step.task, tasks)}
                yield finding("PK-243", file, line=step.line, **facts)
            if step.message and step.message not in jurisdiction.messages:
                hint = suggest(step.message, jurisdiction.messages)
                yield finding("PK-247", file, line=step.line, found=step.message, **hint)
            yield from _check_expectation(file, f"{key}.expect", step.expect, tasks, decisions)
        for line, key, role in people:
            if role not in jurisdiction.roles:
                facts = {"key": key, "found": role, **suggest(role, jurisdiction.roles)}
                yield finding("PK-123", file, line=line, **facts)
        yield from _check_expectation(file, "expect", scenario.expect, tasks, decisions)


def check_tried_decisions(
    scenarios: Collection[TableScenario], tables: Mapping[str, DecisionsOutline]
) -> Iterator[Problem]:
    """The decision that a table scenario tries must exist."""
    decisions = {name for outline in tables.values() for name in outline.decisions}
    for scenario in scenarios:
        if scenario.decision not in decisions:
            hint = suggest(scenario.decision, decisions)
            yield finding("PK-254", scenario.file, line=scenario.line, found=scenario.decision, **hint)


def _check_by(scenario: Scenario, step: Step, person: Person, key: str) -> Iterator[Problem]:
    file, offered = scenario.file, logins_of(person.role, scenario.people)
    if person.by and person.by not in offered:
        yield finding(
            "PK-248", file, line=step.line, key=f"{key}.by", found=person.by, allowed=", ".join(offered)
        )


def _check_expectation(
    file: str, key: str, expected: Expectation, tasks: Collection[str], decisions: Collection[str]
) -> Iterator[Problem]:
    for task in expected.open or ():
        if task not in tasks:
            facts = {"key": f"{key}.open", "found": task, **suggest(task, tasks)}
            yield finding("PK-243", file, line=expected.lines.get("open"), **facts)
    for decision in expected.fired:
        if decision not in decisions:
            facts = {"key": f"{key}.fired", "found": decision, **suggest(decision, decisions)}
            yield finding("PK-244", file, line=expected.lines.get("fired"), **facts)
    for register in expected.registers:
        if register not in REGISTERS:
            facts = {"key": f"{key}.registers", "found": register, "allowed": ", ".join(REGISTERS)}
            yield finding("PK-245", file, line=expected.lines.get("registers"), **facts)
