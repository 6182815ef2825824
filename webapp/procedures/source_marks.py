"""Source marks as one place reads them: ``001 §2; assumed`` names a clause of a listed source, or says that nothing does.

The shared diagrams carry the clauses of every place that has them. A place rests only on the sources that it lists:
of a mark it reads the parts that begin with one of them, and ``assumed`` where none is left.
"""

from __future__ import annotations

import re

from webapp.errors import Problem
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import Jurisdiction

ASSUMED = "assumed"
_SHARED_FOLDER = "shared"


def mark_parts(mark: str) -> list[str]:
    """The parts of a mark, which semicolons divide."""
    return [part.strip() for part in re.split(r"[;；]", mark) if part.strip()]


def local_mark(place: Jurisdiction, mark: str) -> str:
    """The mark as it counts in a place: without clauses of sources that the place does not list."""
    kept = [part for part in mark_parts(mark) if _is_listed(place, part)]
    return "; ".join(kept) if kept else ASSUMED


def unlisted_sources(place: Jurisdiction, mark: str, file: str, element_id: str | None) -> list[Problem]:
    """A warning for each part of a source mark that begins neither with ``assumed`` nor a listed source."""
    return [
        finding("PK-130", file, element_id=element_id, found=part)
        for part in unlisted_parts(place, mark, file)
    ]


def unlisted_parts(place: Jurisdiction, mark: str, file: str) -> list[str]:
    """The parts of a mark in ``file`` that rest on no listed source. A shared file may name the sources of other places."""
    if file.split("/")[1:2] == [_SHARED_FOLDER]:
        return []
    return [part for part in mark_parts(mark) if not _is_listed(place, part)]


def source_of(part: str) -> str:
    """The source that a part of a mark begins with: ``001`` of ``001 §2``."""
    return part.split(maxsplit=1)[0]


def _is_listed(place: Jurisdiction, part: str) -> bool:
    return part.startswith((ASSUMED, *place.sources))
