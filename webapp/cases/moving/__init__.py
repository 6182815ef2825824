"""Moving the running cases of a place to another version of its procedure.

A running case finishes on the version it started on, unless a system administrator moves it. `preview_move` plans each
case with `webapp.engine.moving` and shows only numbers, steps and reasons; `start_move` lets them be moved one by one in
the background (`move_cases`), each planned anew at that moment; `undo_case` and `undo_move` take back what has not gone
on since. Each case's record tells both versions and the mapping.
"""

from webapp.cases.moving.errors import (
    CASE_MOVE_FINDINGS,
    CaseMovedOn,
    MappingUnfit,
    MoveNotFound,
    MoveUnderWay,
    MoveVersionsUnfit,
    NothingToMove,
)
from webapp.cases.moving.following import get_move_page, list_moves
from webapp.cases.moving.pages import (
    CasePlanLine,
    Choice,
    FindingLine,
    MappingQuestion,
    MovedCaseLine,
    MoveLine,
    MovePage,
    MovePreview,
    PlaceVersions,
    StandingGroup,
    StepLine,
)
from webapp.cases.moving.previewing import list_places, preview_move
from webapp.cases.moving.starting import map_elements, start_move
from webapp.cases.moving.undoing import undo_case, undo_move
from webapp.cases.moving.working import move_cases

__all__ = [
    "CASE_MOVE_FINDINGS",
    "CaseMovedOn",
    "CasePlanLine",
    "Choice",
    "FindingLine",
    "MappingQuestion",
    "MappingUnfit",
    "MoveLine",
    "MoveNotFound",
    "MovePage",
    "MovePreview",
    "MoveUnderWay",
    "MoveVersionsUnfit",
    "MovedCaseLine",
    "NothingToMove",
    "PlaceVersions",
    "StandingGroup",
    "StepLine",
    "get_move_page",
    "list_moves",
    "list_places",
    "map_elements",
    "move_cases",
    "preview_move",
    "start_move",
    "undo_case",
    "undo_move",
]
