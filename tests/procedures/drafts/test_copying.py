"""Who came second keeps their work as a draft of its own, and the first one's draft stays as it is."""

from __future__ import annotations

import pytest

from tests.procedures.drafts.desk import NOW, Desk
from tests.procedures.small_pack import ARCHIVE, CODE, FILES, MATTER, OUTCOME
from webapp.people import NotPermitted
from webapp.procedures.drafts import DraftFileMisplaced, DraftLine, copy_draft, editors_of, get_draft

MINE = FILES[MATTER].replace("受理审查", "我的名称").encode()
THEIRS = FILES[MATTER].replace("受理审查", "对方的名称").encode()


def copy(desk: Desk, path: str, content: bytes, by: str = "designer2") -> tuple[DraftLine, str]:
    with desk.database.write() as session:
        return copy_draft(session, desk.draft_id, path, content, desk.actor(by), NOW)


def test_the_copy_holds_mine_and_all_else_that_the_first_draft_held(desk: Desk) -> None:
    desk.save(OUTCOME, FILES[OUTCOME].replace("认定建议", "建议").encode())
    desk.save(MATTER, THEIRS)
    before = desk.draft()
    line, path = copy(desk, MATTER, MINE)
    with desk.database.read() as session:
        made = get_draft(session, line.id)
        assert editors_of(session, line.id) == {"designer2"}
    assert path == MATTER
    assert made.files == {**before.files, MATTER: MINE}
    assert (made.line.base_digest, made.line.state) == (before.line.base_digest, "open")
    assert desk.draft() == before
    assert desk.recorded()[-1][:2] == ("store_draft", "designer2")


def test_a_shared_file_becomes_the_places_own_in_the_copy_with_its_english(desk: Desk) -> None:
    line, path = copy(desk, ARCHIVE, FILES[ARCHIVE].replace("整理归档", "立卷归档").encode())
    with desk.database.read() as session:
        made = get_draft(session, line.id)
    assert path == f"bpmn/{CODE}/archive.bpmn"
    assert made.pack.texts("en").text(path, "file_papers", "") == "File the papers"
    assert path not in desk.draft().files


def test_only_a_designer_makes_a_copy_and_only_of_what_a_pack_can_have(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        copy(desk, MATTER, MINE, by="auditor")
    with pytest.raises(DraftFileMisplaced):
        copy(desk, "bpmn/elsewhere.txt", MINE)
