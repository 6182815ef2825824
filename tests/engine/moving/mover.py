"""Moves a case under test to another version, and goes on with it there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tests.engine.drawing import end, process, start
from tests.engine.places import CASE, Place
from webapp.engine import CaseRun, Deployment
from webapp.engine.moving import MovePlan, plan_move


def plan(
    place: Place,
    new: Deployment,
    mapping: Mapping[str, str] | None = None,
    drafts: Mapping[str, Collection[str]] | None = None,
) -> MovePlan:
    """The plan for a case; ``mapping`` names elements as ``element`` or ``process:element``."""
    named = {_key(old): target for old, target in (mapping or {}).items()}
    return plan_move(
        place.run.dump(), place.deployment, new, named, host=place.host, case=CASE, drafts=drafts or {}
    )


def _key(old: str) -> tuple[str, str]:
    process_id, _, element_id = old.rpartition(":")
    return process_id or "main", element_id


def move(place: Place, new: Deployment, mapping: Mapping[str, str] | None = None) -> MovePlan:
    """Move the case; a refusal fails the test."""
    made = plan(place, new, mapping)
    assert made.state is not None, [finding.text("en") for finding in made.refusals]
    place.deployment = new
    place.run = CaseRun.load(new, made.state, host=place.host, case=CASE)
    place._settle()
    return made


def refusals(
    place: Place, new: Deployment, mapping: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Code and element of what keeps the case from moving. Nothing of the case changes by asking."""
    before = place.run.dump()
    made = plan(place, new, mapping)
    assert (made.state is None) == bool(made.refusals)
    assert place.run.dump() == before
    for finding in made.findings:
        assert finding.text("zh") != finding.text("en")
    return [(finding.code, finding.element_id) for finding in made.refusals]


def warnings(place: Place, new: Deployment, mapping: Mapping[str, str] | None = None) -> list[str]:
    """The codes of what changes for a case that can move."""
    made = plan(place, new, mapping)
    assert made.state is not None, [finding.text("en") for finding in made.refusals]
    return [finding.code for finding in made.warnings]


def steps(made: MovePlan) -> list[tuple[str, str, str | None]]:
    """What a plan says of each place."""
    return [(step.action, step.element_id, step.target_id) for step in made.steps]


def row(*elements: str, flows: str, roots: str = "") -> bytes:
    """A process ``main`` of these elements, with a start and an end."""
    return process("main", start(form="apply"), *elements, end(), flows=flows, roots=roots)
