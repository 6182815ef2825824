"""Source marks: every step, table row and parameter says which clause it rests on, or that it is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.errors import Problem
from webapp.procedures.diagram_outlines import DiagramOutline
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.source_marks import source_of, unlisted_parts, unlisted_sources
from webapp.procedures.table_outlines import DecisionsOutline


def check_diagram_sources(
    outlines: Mapping[str, DiagramOutline], jurisdiction: Jurisdiction
) -> Iterator[Problem]:
    """Each step that states a rule has the extension property ``source``, and it names sources of the place.

    Diagrams that were shared and are the place's own by now bring along the sources of other places: one that many steps
    name is told once for the place, at the first of them.
    """
    by_source: dict[str, list[tuple[str, str, str]]] = {}
    for path, outline in outlines.items():
        for step in outline.steps:
            if not step.source:
                yield finding("PK-211", path, element_id=step.id, line=step.line, name=step.name)
            for part in unlisted_parts(jurisdiction, step.source, path):
                by_source.setdefault(source_of(part), []).append((path, step.id, part))
    for source, named in by_source.items():
        (path, step_id, part), steps = named[0], {(path, step_id) for path, step_id, _ in named}
        if len(steps) == 1:
            yield from (finding("PK-130", path, element_id=step_id, found=part) for _, _, part in named)
        else:
            files = len({path for path, _ in steps})
            yield finding(
                "PK-214", path, element_id=step_id, found=source, example=part, steps=len(steps), files=files
            )


def check_table_sources(
    path: str, outline: DecisionsOutline, jurisdiction: Jurisdiction
) -> Iterator[Problem]:
    """Each row fills the annotation column ``source``."""
    for table in outline.tables:
        if not table.has_source_column:
            yield finding(
                "PK-213",
                path,
                element_id=table.decision_id,
                line=table.line,
                name=table.name or table.decision_id,
            )
            continue
        for row in table.rows:
            if not row.source:
                yield finding("PK-212", path, element_id=row.id or None, line=row.line, rule=row.number)
            else:
                yield from unlisted_sources(jurisdiction, row.source, path, row.id or table.decision_id)
