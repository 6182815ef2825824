"""Who else has a draft open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.procedures.drafts.desk import LATER, NOW, Desk
from tests.procedures.small_pack import FILES, MATTER
from webapp.people import NotPermitted
from webapp.procedures.drafts import DraftNotFound, PresentPerson, list_present, note_presence
from webapp.procedures.drafts.presence import GONE_AFTER, HEARTBEAT


def come(desk: Desk, by: str, path: str = MATTER, seconds: float = 0) -> list[PresentPerson]:
    with desk.database.write() as session:
        return note_presence(session, desk.draft_id, path, desk.actor(by), LATER + timedelta(seconds=seconds))


def test_the_second_person_on_a_draft_is_told_of_the_first_and_when_they_last_saved(desk: Desk) -> None:
    desk.save(MATTER, FILES[MATTER].encode() + b"\n", at=NOW)
    assert come(desk, "designer") == []
    assert come(desk, "designer2") == [PresentPerson("designer", "卓程", MATTER, LATER, NOW)]
    assert [(each.display_name, each.saved_at) for each in come(desk, "designer", "", 5)] == [("卓越", None)]


def test_who_gives_no_sign_of_life_is_gone(desk: Desk) -> None:
    come(desk, "designer")
    late = GONE_AFTER.total_seconds()
    assert come(desk, "designer2", seconds=late - 1) != []
    assert come(desk, "designer2", seconds=late) == []


def test_an_open_editor_tells_often_enough_to_be_seen_all_the_time() -> None:
    assert HEARTBEAT * 3 < GONE_AFTER


def test_one_person_in_two_windows_is_not_told_of_themselves(desk: Desk) -> None:
    come(desk, "designer")
    assert come(desk, "designer", "") == []
    assert [each.path for each in come(desk, "designer2")] == ["", MATTER]


def test_a_page_that_is_only_read_lists_the_same_people(desk: Desk) -> None:
    come(desk, "designer")
    with desk.database.read() as session:
        told = list_present(session, desk.draft_id, desk.actor("admin"), LATER)
    assert [each.login_name for each in told] == ["designer"]


def test_who_has_no_part_in_procedures_is_told_nothing(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        come(desk, "auditor")


def test_there_is_nobody_on_a_draft_that_is_not_there(desk: Desk) -> None:
    desk.draft_id = 99
    with pytest.raises(DraftNotFound):
        come(desk, "designer")
