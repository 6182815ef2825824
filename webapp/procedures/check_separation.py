"""Separation of duties in a pack: what ``separate_from`` names must exist, and stand where it has an effect."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from webapp.errors import Problem
from webapp.procedures.diagram_outlines import DiagramOutline, Step
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.separation import PROPERTY, read_separation
from webapp.procedures.toml_tables import suggest


def check_separation(diagrams: Mapping[str, DiagramOutline], jurisdiction: Jurisdiction) -> Iterator[Problem]:
    """Unknown roles and tasks, and the property on what nobody completes."""
    tasks = {step.id for outline in diagrams.values() for step in outline.steps if step.kind == "userTask"}
    for path, outline in diagrams.items():
        for step in outline.steps:
            if step.separate_from:
                yield from _check_step(path, step, tasks, jurisdiction)


def _check_step(
    path: str, step: Step, tasks: Collection[str], jurisdiction: Jurisdiction
) -> Iterator[Problem]:
    if step.kind != "userTask":
        yield finding("PK-208", path, element_id=step.id, line=step.line, name=step.name)
    separation = read_separation({PROPERTY: step.separate_from})
    for role in separation.roles:
        if role not in jurisdiction.roles:
            yield _unknown(path, step, f"role:{role}", suggest(role, jurisdiction.roles))
    for element in separation.elements:
        if element not in tasks:
            yield _unknown(path, step, element, suggest(element, tasks))


def _unknown(path: str, step: Step, found: str, hint: Mapping[str, str]) -> Problem:
    return finding("PK-207", path, element_id=step.id, line=step.line, found=found, **hint)
