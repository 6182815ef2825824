"""The shipped packs prove themselves: sound, walked by their scenarios, also when the server restarts after every step.

In one go the scenarios run wherever a place is published: `tests/migrations` publishes all that ship.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from webapp.errors import Problem
from webapp.procedures import Pack, check_pack, list_jurisdictions, read_pack, run_scenario
from webapp.procedures.table_scenarios import run_table_scenarios

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = list_jurisdictions(ROOT)

SCENARIOS = [
    pytest.param(code, scenario.file, id=f"{code}-{Path(scenario.file).stem}")
    for code in SHIPPED
    for scenario in read_pack(code, ROOT).scenario_set.matters
]


@cache
def shipped(code: str) -> Pack:
    return read_pack(code, ROOT)


@cache
def findings(code: str) -> tuple[Problem, ...]:
    return tuple(check_pack(shipped(code)))


def test_liwan_is_shipped() -> None:
    assert "liwan" in SHIPPED


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_pack_has_no_errors(code: str) -> None:
    errors = [problem for problem in findings(code) if problem.severity == "error"]
    assert [problem.text("en") for problem in errors] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_pack_is_complete_in_english(code: str) -> None:
    missing = [problem for problem in findings(code) if problem.code in {"PK-221", "PK-222", "PK-223"}]
    assert [problem.text("en") for problem in missing] == []


@pytest.mark.parametrize(("code", "file"), SCENARIOS)
def test_a_scenario_of_a_shipped_pack_passes_though_the_server_restarts_after_every_step(
    code: str, file: str
) -> None:
    pack = shipped(code)
    [scenario] = [each for each in pack.scenarios if each.file == file]
    result = run_scenario(pack, scenario, restart_after_each_step=True)
    assert [failure.text("en") for failure in result.failures] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_the_table_scenarios_of_a_shipped_pack_pass(code: str) -> None:
    results = run_table_scenarios(shipped(code), shipped(code).table_scenarios)
    assert results
    assert [failure.text("en") for result in results for failure in result.failures] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_every_element_and_flow_of_a_shipped_pack_is_walked(code: str) -> None:
    found = [problem for problem in findings(code) if problem.code == "PK-241"]
    assert [problem.text("en") for problem in found] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_pack_is_proven_by_at_least_fifteen_matters_and_two_tables(code: str) -> None:
    assert len(shipped(code).scenarios) >= 15
    assert len(shipped(code).table_scenarios) >= 2
