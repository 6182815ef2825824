"""What the template enforces whoever asks: a second examiner, revisits by whoever determined, claims that are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from webapp.procedures import Pack, read_pack, run_scenario
from webapp.procedures.forms.schema import FieldComponent
from webapp.procedures.scenario_files import Person, Scenario

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def template() -> Pack:
    return read_pack("framework", ROOT)


def scenario(stem: str) -> Scenario:
    return next(each for each in template().scenarios if each.file.endswith(f"/{stem}.toml"))


def failures(
    stem: str, task: str, *, person: Person | None = None, facts: Mapping[str, Any] | None = None
) -> list[str]:
    """What goes wrong where somebody else does a task of a scenario, or enters something else."""
    told = scenario(stem)
    steps = tuple(
        replace(step, person=person or step.person, facts={**step.facts, **(facts or {})})
        if step.task == task
        else step
        for step in told.steps
    )
    return [failure.text("en") for failure in run_scenario(template(), replace(told, steps=steps)).failures]


def test_a_second_person_examines_the_determination() -> None:
    assert failures("grade_c_lighter", "approve_determination", person=Person("approver", "approver2")) == []
    [told] = failures("grade_c_lighter", "approve_determination", person=Person("approver", "decider"))
    assert "decider completed “Determine”" in told


def test_whoever_handled_the_matter_does_not_examine_it() -> None:
    [told] = failures("grade_c_lighter", "approve_determination", person=Person("approver", "handler"))
    assert "may not do “Examine the determination”" in told


@pytest.mark.parametrize("somebody", ["decider2", "revisitor"])
def test_nobody_but_whoever_determined_is_given_the_revisit(somebody: str) -> None:
    [told] = failures("determiner_revisits", "visit_subject", person=Person(somebody.rstrip("2"), somebody))
    assert "@decider" in told


def test_the_revisit_follows_another_determiner() -> None:
    told = scenario("determiner_revisits")
    steps = tuple(
        replace(step, person=Person("decider", "decider2"))
        if step.task in {"decide_outcome", "visit_subject"}
        else step
        for step in told.steps
    )
    facts = {"revisit.lead_visitor": "decider2"}
    steps = tuple(
        replace(step, facts={**step.facts, **facts}) if step.task == "visit_subject" else step
        for step in steps
    )
    assert run_scenario(template(), replace(told, steps=steps)).failures == ()


@pytest.mark.parametrize("stem", ["political_claim", "moral_claim"])
@pytest.mark.parametrize("result", ["accepted", "supplement", "transferred"])
def test_a_claim_of_political_or_moral_tolerance_can_only_be_refused(stem: str, result: str) -> None:
    told = failures(stem, "check_application", facts={"acceptance.result": result})
    assert told
    assert "acceptance.result" in told[0]


def test_the_matter_starts_on_application_alone() -> None:
    assert template().jurisdiction.start_roles == ("applicant", "intake")
    fields = template().forms["submit_application"].fields
    offered = {field.key: field.options for field in fields if isinstance(field, FieldComponent)}
    kinds = offered["application.applicant_kind"]
    assert kinds is not None
    assert [option.value for option in kinds.fixed] == ["individual", "unit"]


def test_it_says_that_it_is_no_real_place() -> None:
    note = template().jurisdiction.procedure_note
    assert note is not None
    assert "模板" in template().jurisdiction.zh
    assert "template" in note.text("en")
