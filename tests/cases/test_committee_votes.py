"""A committee votes: each member has a ballot of their own, who stands aside has none and is not counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.practice_place import PracticePlace
from webapp.cases import assign_task, get_handover_page, list_inbox
from webapp.cases.errors import PersonNotEligible
from webapp.cases.models import CaseTask, RegisterEntry
from webapp.cases.replay import replay_scenario
from webapp.cases.terms import read_record_values


def ballots_of(place: PracticePlace, login: str, case_id: int) -> list[str | None]:
    """The names on the ballots in somebody's inbox."""
    inbox = list_inbox(place.database, place.actor(login), "mine", language="zh")
    return [line.item for line in inbox.lines if line.case_id == case_id]


def test_every_member_gets_a_ballot_under_their_own_name_and_the_recused_none(sasac: PracticePlace) -> None:
    story = sasac.scenario("committee_recusals")
    convened = next(number for number, step in enumerate(story.steps) if step.task == "cast_ballot")
    case_id = replay_scenario(
        sasac.database, sasac.pack, story, steps=story.steps[:convened], move_clock=False
    )
    assert sasac.open_elements(case_id) == ["cast_ballot"] * 4
    assert ballots_of(sasac, "committee_member3", case_id) == ["平言"]
    assert ballots_of(sasac, "committee_member2", case_id) == []
    assert_is_cast_in_person(sasac, case_id)


def assert_is_cast_in_person(place: PracticePlace, case_id: int) -> None:
    """Nobody, not even who hands out tasks, gets a member's ballot to another member, who would have two."""
    with place.database.read() as session:
        [task_id] = session.scalars(select(CaseTask.id).filter_by(case_id=case_id, item="committee_member4"))
    for login in ("committee_member4", "handler"):
        page = get_handover_page(place.database, place.actor(login), task_id, "zh")
        assert (page.may_delegate, page.may_assign, page.people) == (False, False, ())
    with pytest.raises(PersonNotEligible):
        assign_task(place.database, place.actor("handler"), task_id, "committee_member5", "出差")


def test_members_who_stand_aside_are_not_counted(sasac: PracticePlace) -> None:
    story = sasac.scenario("committee_recusals")
    voted = 1 + max(number for number, step in enumerate(story.steps) if step.task == "cast_ballot")
    # A second matter from the same story: the keys of submissions are made from the file's name.

    again = replace(story, file="tests/scenarios/again.toml")
    case_id = replay_scenario(sasac.database, sasac.pack, again, steps=again.steps[:voted], move_clock=False)
    with sasac.database.read() as session:
        [vote] = session.query(RegisterEntry).filter_by(register="votes", case_id=case_id).all()
        record = read_record_values(vote.record)
    assert (record["entitled"], record["present"], record["result"]) == (3, 3, "passed")
    assert record["recused"] == ["committee_member2", "committee_member3"]
