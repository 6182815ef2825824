"""Every shipped procedure: its diagrams pass the checks, and running its scenarios evaluates no Python."""

from __future__ import annotations

from pathlib import Path

import pytest

import webapp
from tests.engine.watching import watched
from webapp.engine import check_diagrams, check_in_child
from webapp.procedures import Pack, list_jurisdictions, read_pack, run_scenario

ROOT = Path(webapp.__file__).parent.parent
SHIPPED = list_jurisdictions(ROOT)


@pytest.fixture(params=SHIPPED, name="pack")
def _pack(request: pytest.FixtureRequest) -> Pack:
    return read_pack(request.param, ROOT)


def test_the_diagrams_pass_the_checks_in_the_child_too(pack: Pack) -> None:
    diagrams = pack.with_suffix(".bpmn")
    assert check_diagrams(diagrams, pack.surroundings) == []
    assert check_in_child(diagrams, pack.surroundings) == []


def test_running_the_scenarios_compiles_and_executes_nothing(pack: Pack) -> None:
    assert pack.scenarios
    for scenario in pack.scenarios:
        run_scenario(pack, scenario)  # the first time round, modules load and tables are made
    with watched() as seen:
        results = [run_scenario(pack, scenario) for scenario in pack.scenarios]
    assert seen == []
    assert all(not result.failures for result in results)
