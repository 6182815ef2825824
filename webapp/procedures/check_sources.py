"""Source marks: every step, table row and parameter says which clause it rests on, or that it is assumed."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.errors import Problem
from webapp.procedures.diagram_outlines import DiagramOutline
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.source_marks import unlisted_sources
from webapp.procedures.table_outlines import DecisionsOutline


def check_diagram_sources(
    path: str, outline: DiagramOutline, jurisdiction: Jurisdiction
) -> Iterator[Problem]:
    """Each step that states a rule has the extension property ``source``."""
    for step in outline.steps:
        if not step.source:
            yield finding("PK-211", path, element_id=step.id, line=step.line, name=step.name)
        else:
            yield from unlisted_sources(jurisdiction, step.source, path, step.id)


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
