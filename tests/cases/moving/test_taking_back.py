"""A move is taken back for one case or for all, until a case goes on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from tests.cases.moving.observing import MEMBER, candidates, check_rows, entries, open_some, states
from tests.cases.moving.versions import MovingPlace
from tests.cases.small_place import REQUEST, SLIGHT
from webapp.background import work_once
from webapp.cases import (
    claim_task,
    save_draft,
)
from webapp.cases.moving import (
    CaseMovedOn,
    get_move_page,
    move_cases,
    undo_case,
    undo_move,
)
from webapp.cases.moving.models import MovedCase


def test_a_move_can_be_taken_back_until_the_case_goes_on(town: MovingPlace) -> None:
    back, on = open_some(town, 2)
    verifier = town.actor("verifier")
    task = town.task(back, "check_application")
    claim_task(town.database, verifier, task.id)
    before = {case_id: town.case(case_id) for case_id in (back, on)}
    town.say("renamed", {("matter", "check_application"): "check_matter"})
    move_id = town.start("renamed")
    move_cases(town.database)
    town.do(on, "check_matter", SLIGHT | MEMBER, by="verifier")
    admin = town.actor("admin")
    page = get_move_page(town.database, admin, move_id, "zh")
    assert {line.case_id: line.may_undo for line in page.cases} == {back: True, on: False}
    assert page.undoable == 1
    undo_case(town.database, admin, move_id, back)
    after = town.case(back)
    assert (after.state, after.pack_digest) == (before[back].state, town.digests["first"])
    assert after.next_due_at == before[back].next_due_at
    restored = town.task(back, "check_application")
    assert (restored.id, restored.assignee_id, restored.form_id) == (
        task.id,
        verifier.account_id,
        "check_application",
    )
    check_rows(town, back)
    assert [each["to"] for each in entries(town, back, "undo_move")] == [town.digests["first"]]
    with pytest.raises(CaseMovedOn) as refused:
        undo_case(town.database, admin, move_id, on)
    assert town.case(on).case_no in refused.value.text("en")
    with pytest.raises(CaseMovedOn):
        undo_case(town.database, admin, move_id, back)
    town.do(back, "check_application", SLIGHT | MEMBER, by="verifier")


def test_what_was_typed_and_claimed_after_the_move_stays_when_it_is_taken_back(town: MovingPlace) -> None:
    case_id = town.open_matter(REQUEST)
    move_id = town.start("timed")
    move_cases(town.database)
    task = town.task(case_id, "check_application")
    verifier = town.actor("verifier")
    claim_task(town.database, verifier, task.id)
    save_draft(town.database, verifier, task.id, {"assessment.f_fault": "grave"})
    undo_case(town.database, town.actor("admin"), move_id, case_id)
    restored = town.task(case_id, "check_application")
    assert restored.assignee_id == verifier.account_id
    assert restored.draft is not None
    assert "grave" in restored.draft
    check_rows(town, case_id)


def test_who_was_given_a_task_back_holds_it_again_when_the_move_is_taken_back(town: MovingPlace) -> None:
    case_id = town.open_matter(REQUEST)
    task = town.task(case_id, "check_application")
    verifier = town.actor("verifier")
    claim_task(town.database, verifier, task.id)
    move_id = town.start("people")
    move_cases(town.database)
    assert town.task(case_id, "check_application").assignee_id is None
    undo_case(town.database, town.actor("admin"), move_id, case_id)
    restored = town.task(case_id, "check_application")
    assert restored.assignee_id == verifier.account_id
    assert candidates(town, restored) == {f"{town.code}:verifier"}


def test_a_whole_move_is_taken_back_in_the_background_as_far_as_cases_have_not_gone_on(
    town: MovingPlace,
) -> None:
    cases = open_some(town, 3)
    move_id = town.start("timed")
    move_cases(town.database)
    town.do(cases[0], "check_application", SLIGHT | MEMBER, by="verifier")
    assert undo_move(town.database, town.actor("admin"), move_id) == 3
    town.do(cases[1], "check_application", SLIGHT | MEMBER, by="verifier")
    assert work_once(town.database) == 3
    assert states(town, move_id) == {cases[0]: "kept", cases[1]: "kept", cases[2]: "undone"}
    assert town.case(cases[2]).pack_digest == town.digests["first"]


def test_what_a_case_could_be_taken_back_to_goes_when_it_moves_on(town: MovingPlace) -> None:
    on, still = open_some(town, 2)
    town.start("timed")
    move_cases(town.database)

    def kept() -> Sequence[int]:
        with town.database.read() as session:
            found = select(MovedCase.case_id).where(MovedCase.former.is_not(None)).order_by(MovedCase.case_id)
            return session.scalars(found).all()

    assert kept() == [on, still]
    town.do(on, "check_application", SLIGHT | MEMBER, by="verifier")
    move_cases(town.database)
    assert kept() == [still]
