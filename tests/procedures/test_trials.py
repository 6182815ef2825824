"""Facts tried on the tables of a real procedure, whose diagrams feed one table's result into another."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from webapp.decisions import DecisionNotFound
from webapp.procedures import Pack, read_pack
from webapp.procedures.fact_forms import make_fact_form
from webapp.procedures.forms import bind_form, read_submission
from webapp.procedures.trials import try_facts
from webapp.procedures.what_if import ask_what_if, find_feeds

ROOT = Path(__file__).parents[2]

ASSESSMENT = {
    "f_motive": "public_interest",
    "f_procedure": "minor_flaw",
    "f_nature": "negligent",
    "f_consequence": "general",
    "f_remedy": "active",
    "f_duty_done": "partly",
    "breach_political_discipline": False,
    "serious_integrity_breach": False,
}


@cache
def liwan() -> Pack:
    return read_pack("liwan", ROOT)


def facts(**assessment: Any) -> dict[str, Any]:
    return {"assessment": {**ASSESSMENT, **assessment}, "situation": {"emergency": False}}


def outcome(value: Any) -> Any:
    return value["outcome"]


def test_the_diagrams_say_which_conclusion_feeds_which_table() -> None:
    feeds = find_feeds(liwan().deployment)
    assert feeds["level"] == "level"
    assert feeds["screening"] == "gate"


def test_a_trial_asks_the_feeding_tables_first_and_the_asked_one_last() -> None:
    trial = try_facts(liwan(), "outcome", facts())
    decided = [one.decision_id for one in trial.explanations]
    assert decided[-1] == "outcome"
    assert set(decided[:-1]) == {"level", "gate", "tolerable_domain"}
    assert trial.conclusion is not None
    assert outcome(trial.conclusion.value) == "educate"


def test_each_change_holds_when_the_tables_are_asked_again() -> None:
    trial = try_facts(liwan(), "outcome", facts())
    assert trial.changes
    for change in trial.changes:
        entity, _, field = change.path.partition(".")
        for value in change.values:
            changed = facts()
            changed[entity] = {**changed[entity], field: value}
            again = try_facts(liwan(), "outcome", changed)
            assert again.conclusion is not None
            assert again.conclusion.value == change.conclusion


def test_better_remedy_and_worse_remedy_are_told_apart() -> None:
    changes = {
        (change.path, value): outcome(change.conclusion)
        for change in try_facts(liwan(), "outcome", facts()).changes
        for value in change.values
    }
    assert changes["assessment.f_remedy", "passive"] == "mitigate_light"
    assert changes["assessment.f_procedure", "collective"] == "exempt"
    assert ("assessment.f_remedy", "full") not in changes


def test_a_missing_fact_leaves_only_what_the_others_allow() -> None:
    trial = try_facts(liwan(), "outcome", facts(f_remedy=None))
    assert trial.conclusion is None
    assert trial.missing == ("assessment.f_remedy",)
    assert trial.possibilities is not None
    assert {outcome(one.conclusion) for one in trial.possibilities.conclusions} == {
        "educate",
        "mitigate_light",
    }


def test_a_breach_of_political_discipline_decides_whatever_else_is_unknown() -> None:
    trial = try_facts(liwan(), "outcome", {"assessment": {"breach_political_discipline": True}})
    assert trial.possibilities is not None
    assert {outcome(one.conclusion) for one in trial.possibilities.conclusions} == {"deny"}


def test_an_unknown_decision_is_an_error() -> None:
    with pytest.raises(DecisionNotFound):
        try_facts(liwan(), "nothing", {})


def test_the_form_asks_for_facts_as_the_procedure_does_and_demands_none() -> None:
    schema = make_fact_form(liwan(), ask_what_if(liwan(), "outcome"))
    assert {"assessment.f_remedy", "situation.emergency"} <= schema.field_keys
    assert "situation.consult_bodies" not in schema.field_keys
    submission = read_submission(schema, {}, {}, "zh")
    assert submission.is_accepted
    labels = [part.label for part in bind_form(schema, {}, "zh").components if hasattr(part, "label")]
    assert "挽回损失" in labels


def test_a_box_of_the_form_may_be_left_open() -> None:
    """An unticked box would say no where nobody knows."""
    schema = make_fact_form(liwan(), ask_what_if(liwan(), "outcome"))
    left_open = read_submission(schema, {}, {}, "zh").values
    assert left_open["assessment"]["serious_integrity_breach"] is None
    said_no = read_submission(schema, {}, {"assessment.serious_integrity_breach": ["false"]}, "zh").values
    assert said_no["assessment"]["serious_integrity_breach"] is False


@pytest.mark.parametrize("decision", sorted(read_pack("liwan", ROOT).decisions.decisions))
def test_every_table_can_be_tried_from_its_own_form(decision: str) -> None:
    schema = make_fact_form(liwan(), ask_what_if(liwan(), decision))
    assert schema.components
    nothing = {name: dict(values) for name, values in read_submission(schema, {}, {}, "zh").values.items()}
    trial = try_facts(liwan(), decision, nothing)
    assert trial.explanations
