"""A move is planned: the preview tells what becomes of each case, what does not fit is refused, and by whom it is done."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.moving.observing import MEMBER, open_some
from tests.cases.moving.versions import MovingPlace
from tests.cases.small_place import REQUEST, SLIGHT
from webapp.cases.moving import (
    MappingUnfit,
    MoveNotFound,
    MoveVersionsUnfit,
    NothingToMove,
    get_move_page,
    list_moves,
    list_places,
    map_elements,
    move_cases,
    preview_move,
    start_move,
    undo_case,
    undo_move,
)
from webapp.people import NotPermitted


def test_a_preview_groups_cases_by_where_they_stand_and_changes_nothing(town: MovingPlace) -> None:
    checked, *waiting = open_some(town, 3)
    town.do(checked, "check_application", SLIGHT | MEMBER, by="verifier")
    before = [town.case(case_id).revision for case_id in (checked, *waiting)]
    admin = town.actor("admin")

    def look(version: str, language: Any = "zh") -> Any:
        first = town.digests["first"]
        return preview_move(town.database, admin, town.code, first, town.digests[version], language)

    seen = look("put_away")
    assert (seen.running, seen.looked_at, seen.movable) == (3, 3, 2)
    assert [(group.places, group.cases, group.movable) for group in seen.groups] == [
        (("受理审查",), 2, 2),
        (("整理归档",), 1, 0),
    ]
    (finding,) = seen.groups[1].findings
    assert (finding.code, finding.is_refusal, finding.cases) == ("EN-302", True, 1)
    (question,) = seen.questions
    assert [choice.id for choice in question.choices] == ["put_away"]
    assert question.chosen is None
    town.say("put_away", {("archive", "file_papers"): "put_away"})
    seen = look("put_away", "en")
    assert seen.movable == 3
    assert seen.questions[0].chosen == "put_away"
    assert [group.places for group in seen.groups] == [("Check for acceptance",), ("File the papers",)]
    town.say("put_away", {("archive", "file_papers"): None})
    assert look("put_away").movable == 2
    assert [town.case(case_id).revision for case_id in (checked, *waiting)] == before


def test_pages_of_moving_hold_no_fact_of_a_case(town: MovingPlace) -> None:
    case_id = town.open_matter({"application.request_text": "不可外传的事由"})
    admin = town.actor("admin")
    seen = preview_move(town.database, admin, town.code, town.digests["first"], town.digests["renamed"], "zh")
    move_id = town.start("renamed")
    move_cases(town.database)
    page = get_move_page(town.database, admin, move_id, "zh")
    assert town.case(case_id).case_no in repr(seen)
    assert "不可外传的事由" not in repr(seen) + repr(page)
    assert town.case(case_id).title not in repr(page).replace(town.case(case_id).case_no, "")


def test_a_move_of_what_does_not_fit_is_refused(town: MovingPlace) -> None:
    admin = town.actor("admin")
    first, timed = town.digests["first"], town.digests["timed"]
    with pytest.raises(NothingToMove):
        town.start("timed")
    town.open_matter(REQUEST)
    for source, target, place in (
        (first, first, town.code),
        (first, "0" * 64, town.code),
        (first, timed, "x"),
    ):
        with pytest.raises(MoveVersionsUnfit):
            start_move(town.database, admin, place, source, target)
    with pytest.raises(MappingUnfit):
        town.say("timed", {("matter", "check_application"): "nothing"})
    with pytest.raises(MappingUnfit):
        town.say("timed", {("matter", "nothing"): "check_application"})
    with pytest.raises(MoveNotFound):
        get_move_page(town.database, admin, 99, "zh")
    with pytest.raises(MoveNotFound):
        undo_case(town.database, admin, 99, 1)
    with pytest.raises(MoveNotFound):
        undo_move(town.database, admin, 99)


@pytest.mark.parametrize("name", ["verifier", "security", "auditor", "designer"])
def test_only_a_system_administrator_moves_cases(town: MovingPlace, name: str) -> None:
    case_id = town.open_matter(REQUEST)
    move_id = town.start("timed")
    move_cases(town.database)
    actor, first, timed = town.actor(name), town.digests["first"], town.digests["timed"]
    for attempt in (
        lambda: list_places(town.database, actor, "zh"),
        lambda: preview_move(town.database, actor, town.code, first, timed, "zh"),
        lambda: map_elements(town.database, actor, town.code, first, timed, {}),
        lambda: start_move(town.database, actor, town.code, first, timed),
        lambda: list_moves(town.database, actor, "zh"),
        lambda: get_move_page(town.database, actor, move_id, "zh"),
        lambda: undo_case(town.database, actor, move_id, case_id),
        lambda: undo_move(town.database, actor, move_id),
    ):
        with pytest.raises(NotPermitted):
            attempt()
