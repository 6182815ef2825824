"""What the pages of moving show: numbers of cases, where they stand, why they stay. No fact of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from webapp.procedures import VersionLine


@dataclass(frozen=True, slots=True)
class PlaceVersions:
    """A place with its versions, newest first, and how many cases run on each (by digest)."""

    jurisdiction: str
    name: str
    versions: tuple[VersionLine, ...]
    running: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move in a list, with how many of its cases are in which state."""

    move_id: int
    jurisdiction: str
    place_name: str
    from_digest: str
    to_digest: str
    started_by: str
    started_at: datetime
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All its cases."""
        return sum(self.counts.values())

    @property
    def outstanding(self) -> int:
        """Those that still wait to be moved, or taken back."""
        return self.counts.get("waiting", 0) + self.counts.get("undoing", 0)


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in words, and how many cases have it."""

    code: str
    is_refusal: bool
    text: str
    cases: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """What happens at one place: ``moved``, ``cancelled`` or ``added``. ``target`` is empty where it stays what it is."""

    action: str
    name: str
    target: str
    due_at: datetime | None
    count: int


@dataclass(frozen=True, slots=True)
class CasePlanLine:
    """The plan of one case. ``failure`` is set where its state could not be read at all."""

    case_no: str
    steps: tuple[StepLine, ...]
    findings: tuple[FindingLine, ...]
    is_refused: bool


@dataclass(frozen=True, slots=True)
class StandingGroup:
    """Cases that stand at the same steps: how many, how many of them move, and what was found, with one plan each."""

    places: tuple[str, ...]
    cases: int
    movable: int
    findings: tuple[FindingLine, ...]
    plans: tuple[CasePlanLine, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An element or flow of the new version, to choose."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class MappingQuestion:
    """What may be said by hand of one element or flow of the old version. ``chosen`` is what was said, None nothing."""

    process_id: str
    element_id: str
    name: str
    choices: tuple[Choice, ...]
    may_cancel: bool
    chosen: str | None


@dataclass(frozen=True, slots=True)
class MovePreview:
    """The plan of a move: of ``running`` cases ``looked_at`` were planned."""

    place: PlaceVersions
    from_version: VersionLine
    to_version: VersionLine
    running: int
    looked_at: int
    movable: int
    groups: tuple[StandingGroup, ...]
    questions: tuple[MappingQuestion, ...]
    is_under_way: bool


@dataclass(frozen=True, slots=True)
class MovedCaseLine:
    """What came of one case. ``may_undo``: it can be taken back, because it has not gone on."""

    case_id: int
    case_no: str
    state: str
    findings: tuple[FindingLine, ...]
    done_at: datetime | None
    may_undo: bool


@dataclass(frozen=True, slots=True)
class MovePage:
    """A move with its cases, a page of them at a time."""

    line: MoveLine
    cases: tuple[MovedCaseLine, ...]
    page: int
    pages: int
    undoable: int
