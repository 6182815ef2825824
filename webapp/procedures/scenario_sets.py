"""A folder of scenario files, read once and told apart: stories of whole matters, and cases of one decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.errors import Problem
from webapp.kept_readings import kept_by_content
from webapp.procedures.scenario_files import Scenario, scenario_of
from webapp.procedures.table_scenario_files import TableScenario, is_table_scenario, table_scenario_of
from webapp.procedures.toml_tables import KEPT_BYTES, read_toml


@dataclass(frozen=True, slots=True)
class ScenarioSet:
    """The scenarios that can be read, in the order of their files, and what is wrong with the others.

    A file that is no TOML counts among the matters.
    """

    matters: tuple[Scenario, ...]
    matter_problems: tuple[Problem, ...]
    tables: tuple[TableScenario, ...]
    table_problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _ReadFile:
    is_table: bool
    matter: Scenario | None
    table: TableScenario | None
    problems: tuple[Problem, ...]


@kept_by_content(KEPT_BYTES)
def _read_file(content: bytes, path: str) -> _ReadFile:
    problems: list[Problem] = []
    top = read_toml(content, path, problems)
    is_table = top is not None and is_table_scenario(top)
    matter = None if top is None or is_table else scenario_of(top)
    table = table_scenario_of(top) if top is not None and is_table else None
    return _ReadFile(is_table, matter, table, tuple(problems))


def read_scenario_set(files: Mapping[str, bytes]) -> ScenarioSet:
    """Read scenario files: path → content."""
    matters: list[Scenario | None] = []
    tables: list[TableScenario | None] = []
    matter_problems: list[Problem] = []
    table_problems: list[Problem] = []
    for path, content in sorted(files.items()):
        read = _read_file(content, path)
        if read.is_table:
            tables.append(read.table)
            table_problems += read.problems
        else:
            matters.append(read.matter)
            matter_problems += read.problems
    return ScenarioSet(
        matters=tuple(each for each in matters if each is not None),
        matter_problems=tuple(matter_problems),
        tables=tuple(each for each in tables if each is not None),
        table_problems=tuple(table_problems),
    )
