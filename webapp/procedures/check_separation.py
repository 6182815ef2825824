"""Separation of duties in a pack: what ``separate_from`` names must exist, and stand where it has an effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.errors import Problem
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.outlines import DiagramOutline
from webapp.procedures.separation import PROPERTY, read_separation
from webapp.procedures.toml_tables import suggest


def check_separation(diagrams: Mapping[str, DiagramOutline], jurisdiction: Jurisdiction) -> Iterator[Problem]:
    """Unknown roles and tasks, and the property on what nobody completes."""
    tasks = {step.id for outline in diagrams.values() for step in outline.steps if step.kind == "userTask"}
    for path, outline in diagrams.items():
        for step in outline.steps:
            if not step.separate_from:
                continue
            place = {"element_id": step.id, "line": step.line}
            if step.kind != "userTask":
                yield finding("PK-208", path, **place, name=step.name)
            separation = read_separation({PROPERTY: step.separate_from})
            for role in separation.roles:
                if role not in jurisdiction.roles:
                    yield finding(
                        "PK-207", path, **place, found=f"role:{role}", **suggest(role, jurisdiction.roles)
                    )
            for element in separation.elements:
                if element not in tasks:
                    yield finding("PK-207", path, **place, found=element, **suggest(element, tasks))
