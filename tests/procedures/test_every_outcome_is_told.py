"""Every outcome of a place, and every answer by which its diagrams choose a way, is given in one of its scenarios.

That every flow, step and timer is walked, or is named in ``[unwalked]`` with a reason, is a check of its own (PK-241).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.feel import Value
from webapp.procedures import Pack, read_pack
from webapp.procedures.forms.schema import FieldComponent

ROOT = Path(__file__).resolve().parent.parent.parent
PLACES = sorted(
    file.parent.name for file in ROOT.glob("bpmn/*/jurisdiction.toml") if file.parent.name != "shared"
)
OUTCOME = "determination.outcome"


@pytest.fixture(scope="module", params=PLACES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return read_pack(request.param, ROOT)


def list_conditions(pack: Pack) -> str:
    """The conditions of all flows, as they are written."""
    diagrams = (content.decode() for path, content in pack.files.items() if path.endswith(".bpmn"))
    found = (re.findall(r"conditionExpression[^>]*>(.*?)</", diagram, re.DOTALL) for diagram in diagrams)
    return "\n".join(condition for each in found for condition in each)


def asked_forms(pack: Pack) -> set[str]:
    """The forms that somebody fills in: of starts, of steps, of messages; others only name facts for papers."""
    processes = pack.deployment.processes.values()
    steps = {element.form_id for process in processes for element in process.elements.values()}
    starts = {process.start_form_id for process in processes}
    messages = {message.form_id for message in pack.jurisdiction.messages.values()}
    return {form for form in steps | starts | messages if form}


def routing_fields(pack: Pack) -> Iterator[FieldComponent]:
    """The fields with a closed list of answers that a condition of a flow reads, and the outcome."""
    conditions = list_conditions(pack)
    for form_id in sorted(asked_forms(pack) & pack.forms.keys()):
        for field in pack.forms[form_id].fields:
            if not isinstance(field, FieldComponent) or field.options is None or not field.options.fixed:
                continue
            if field.key == OUTCOME or re.search(rf"(?<![\w.]){re.escape(field.key)}(?!\w)", conditions):
                yield field


def given_answers(pack: Pack, key: str) -> set[Value]:
    """The answers that the scenarios of the place give in a field."""
    answers = (
        facts[key]
        for scenario in pack.scenarios
        for facts in (scenario.start, *(step.facts for step in scenario.steps))
        if key in facts
    )
    return {one for answer in answers for one in (answer if isinstance(answer, list) else [answer])}


def test_every_answer_that_decides_the_way_is_given_in_a_scenario(pack: Pack) -> None:
    missing = {
        f"{field.key} = {option.value}"
        for field in routing_fields(pack)
        for option in (field.options.fixed if field.options else ())
        if option.value not in given_answers(pack, field.key) and field.default is None
    }
    assert missing == set()


def test_every_outcome_that_a_review_may_change_to_is_an_outcome_of_a_scenario(pack: Pack) -> None:
    """The outcomes of a place are those that its parameters name, be its form fixed or not."""
    outcomes = pack.parameter_values["review_outcomes"]
    assert isinstance(outcomes, list)
    assert set(outcomes) <= given_answers(pack, OUTCOME)


def test_every_entrance_is_used_by_a_scenario(pack: Pack) -> None:
    used = {scenario.entrance or pack.jurisdiction.root_process for scenario in pack.scenarios}
    assert {entrance.process_id for entrance in pack.jurisdiction.entrances.values()} <= used


def test_a_place_has_at_least_fifteen_scenarios_of_matters(pack: Pack) -> None:
    assert len(pack.scenarios) >= 15
