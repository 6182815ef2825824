"""A scenario told by the people of a practice place: they take its steps, and its end is compared with what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from tests.practice_place import PracticePlace
from webapp import audit
from webapp.cases import list_incidents
from webapp.cases.models import RegisterEntry
from webapp.cases.replay import replay_scenario
from webapp.feel import from_json, from_python, to_json, to_python
from webapp.procedures.filing_choices import RISK_FILINGS
from webapp.procedures.scenario_files import Scenario


def assert_ends_as_told(place: PracticePlace, name: str) -> int:
    """Play a scenario of the place on its database and compare the end. Returns the case's id."""
    scenario = place.scenario(name)
    place.start_clock_at(scenario.opened_at)
    put_on_file(place, scenario)
    case_id = replay_scenario(place.database, place.pack, scenario)
    assert_has_ended_as_told(place, scenario, case_id)
    return case_id


def assert_has_ended_as_told(place: PracticePlace, scenario: Scenario, case_id: int) -> None:
    """Compare a case that has taken all steps of a scenario with what the scenario says of its end."""
    case = place.case(case_id)
    expected = scenario.expect
    if expected.status is not None:
        assert case.status == expected.status
    if expected.is_ended is not None:
        assert (case.closed_at is not None) == expected.is_ended
    if expected.is_ended:
        assert place.open_elements(case_id) == []
        assert case.next_due_at is None
    for register, wanted in expected.registers.items():
        if register in {"status", "messages"}:
            continue
        kept = iter(_records(place, case_id, register))
        for record in wanted:
            assert any(_matches(found, record) for found in kept), (register, record)
    assert list_incidents(place.database, place.actor("admin"), "zh") == ()
    with place.database.read() as session:
        assert audit.verify(session).is_intact


def put_on_file(place: PracticePlace, scenario: Scenario) -> None:
    """Enter the risk filings that were made before the scenario's matter, under a matter of their own."""
    if not scenario.risk_filings:
        return
    before = replay_scenario(place.database, place.pack, replace(scenario, file="filed-before"), steps=())
    with place.database.write() as session:
        for number, record in scenario.risk_filings.items():
            values = {name: to_json(from_python(value)) for name, value in record.items()}
            session.add(
                RegisterEntry(
                    register=RISK_FILINGS,
                    number=number,
                    case_id=before,
                    jurisdiction=place.code,
                    record=json.dumps(values),
                    recorded_at=scenario.opened_at,
                )
            )


def _records(place: PracticePlace, case_id: int, register: str) -> list[dict[str, Any]]:
    with place.database.read() as session:
        rows = session.scalars(
            select(RegisterEntry.record)
            .where(RegisterEntry.case_id == case_id, RegisterEntry.register == register)
            .order_by(RegisterEntry.id)
        )
        return [json.loads(row) for row in rows]


def _matches(found: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    return all(to_python(from_json(found.get(name))) == value for name, value in expected.items())
