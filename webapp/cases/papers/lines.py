"""Papers as pages show them: plain, frozen read models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One version of a paper. ``state`` is made, waiting or failed; ``error`` says why it failed.

    ``gaps`` names the facts that were not given and are struck out in it. ``seals`` is the version that this one is the sealed
    form of, uploaded as ``file_name``; None for a version that the platform made.
    """

    paper_id: int
    task_id: int
    number: str
    title: str
    version: int
    state: str
    requested_at: datetime
    requested_by: str
    corrects: str
    error: str
    digest: str
    size_bytes: int
    gaps: tuple[str, ...]
    entry_seq: int
    entry_hash: str
    seals: int | None = None
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One paper for its reader: the version asked for, all versions newest first, and its text for print.

    ``source`` is the source mark of the step that issued it; ``newest`` the newest version that the platform made.
    """

    case_id: int
    case_no: str
    case_title: str
    line: PaperLine
    versions: tuple[PaperLine, ...]
    layout: dict[str, Any]
    may_correct: bool
    may_seal: bool
    source: str
    newest: int
