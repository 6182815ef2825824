"""Handing a task on: by its holder to another candidate, by those who hand out tasks to anybody who may do it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.paired_place import paired
from tests.cases.small_place import PAPERS, REQUEST, SLIGHT, make_small_place
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import MATTER, SCENARIO, WITHDRAWAL
from webapp import audit, outbox
from webapp.audit import RecordedEntry
from webapp.cases import (
    CaseNotFound,
    TaskAlreadyClaimed,
    TaskNotFound,
    TaskNotOpen,
    TaskNotYours,
    assign_task,
    claim_task,
    complete_task,
    declare_recusal,
    delegate_task,
    get_case_page,
    get_handover_page,
    get_recusal_page,
    get_task_page,
    list_inbox,
    save_draft,
)
from webapp.cases.errors import AssignmentNotPermitted, PersonNotEligible, ReasonMissing, TaskRecused
from webapp.cases.models import CaseTask
from webapp.cases.replay import facts_reader
from webapp.outbox import Notice
from webapp.people import disable_account

CHECK = "check_application"


def held(pair: PracticePlace, by: str = "verifier") -> tuple[int, int]:
    """A case and its first task, which somebody holds."""
    case_id = pair.open_matter(REQUEST)
    task_id = pair.task(case_id, CHECK).id
    claim_task(pair.database, pair.actor(by), task_id)
    return case_id, task_id


def last(pair: PracticePlace, case_id: int) -> RecordedEntry:
    with pair.database.read() as session:
        return audit.list_entries(session, f"case:{pair.case(case_id).case_no}")[-1]


def notices(pair: PracticePlace, login: str) -> list[Notice]:
    with pair.database.read() as session:
        return outbox.list_notices(session, pair.actor(login))


def offered(pair: PracticePlace, task_id: int, login: str) -> set[str]:
    people = get_handover_page(pair.database, pair.actor(login), task_id, "zh").people
    return {person.login_name for person in people}


def inbox(pair: PracticePlace, login: str, tab: str) -> list[int]:
    found = list_inbox(pair.database, pair.actor(login), tab, language="zh").lines  # type: ignore[arg-type]  # a tab
    return [line.task_id for line in found]


def disable(pair: PracticePlace, login: str) -> None:
    with pair.database.write() as session:
        disable_account(session, pair.actor("security"), pair.actor(login).account_id)


# -- delegating -----------------------------------------------------------------------------------


def test_a_delegated_task_is_in_the_others_inbox_with_a_notice_and_the_draft(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    save_draft(pair.database, pair.actor("verifier"), task_id, {"assessment.f_fault": "slight"})
    assert delegate_task(pair.database, pair.actor("verifier"), task_id, "verifier2", "出差一周") == case_id
    assert inbox(pair, "verifier", "mine") == []
    assert inbox(pair, "verifier2", "mine") == [task_id]
    page = get_task_page(pair.database, pair.actor("verifier2"), task_id, "zh")
    assert page.draft == {"assessment.f_fault": "slight"}
    [notice] = notices(pair, "verifier2")
    assert notice.subject_zh == "何实把任务“受理审查”交给您办理"
    assert notice.subject_en == "何实 handed you the task “Check for acceptance”"
    assert (notice.body_zh, notice.case_no) == ("出差一周", pair.case(case_id).case_no)
    pair.do(case_id, CHECK, SLIGHT, by="verifier2")


def test_it_is_recorded_who_gave_it_to_whom_and_why(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    delegate_task(pair.database, pair.actor("verifier"), task_id, "verifier2", " 出差一周 ")
    entry = last(pair, case_id)
    assert (entry.action, entry.actor_account) == ("delegate_task", "verifier")
    assert (entry.facts["login_name"], entry.facts["reason"]) == ("verifier2", "出差一周")
    told = get_case_page(pair.database, pair.actor("handler"), case_id, "en").timeline[0]
    assert told.subject == "Check for acceptance → 何真"
    assert told.details == ("出差一周",)


def test_the_one_who_gave_it_away_can_no_longer_complete_it(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    revision = pair.task(case_id, CHECK).revision
    delegate_task(pair.database, pair.actor("verifier"), task_id, "verifier2", "出差")
    with pytest.raises(TaskAlreadyClaimed):
        complete_task(
            pair.database,
            pair.actor("verifier"),
            task_id,
            facts_reader(SLIGHT),
            revision=revision,
            submission_key="late",
        )


def test_only_the_holder_delegates(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    refusals: dict[str, type[Exception]] = {
        "verifier2": TaskNotYours,
        "handler": TaskNotYours,
        "archivist": TaskNotYours,
        "security": CaseNotFound,
    }
    for login, refusal in refusals.items():
        with pytest.raises(refusal):
            delegate_task(pair.database, pair.actor(login), task_id, "verifier2", "x")
    assert pair.task(case_id, CHECK).assignee_id == pair.actor("verifier").account_id


@pytest.mark.parametrize("reason", ["", "   ", "长" * 401])
def test_a_delegation_has_a_reason(pair: PracticePlace, reason: str) -> None:
    _, task_id = held(pair)
    with pytest.raises(ReasonMissing) as refused:
        delegate_task(pair.database, pair.actor("verifier"), task_id, "verifier2", reason)
    assert refused.value.code == "CF-125"


@pytest.mark.parametrize("login", ["archivist", "handler", "applicant", "security", "nobody", ""])
def test_it_goes_to_nobody_who_is_no_candidate(pair: PracticePlace, login: str) -> None:
    _, task_id = held(pair)
    with pytest.raises(PersonNotEligible):
        delegate_task(pair.database, pair.actor("verifier"), task_id, login, "x")
    assert offered(pair, task_id, "verifier") == {"verifier2"}


def test_giving_it_twice_is_giving_it_once(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    delegate_task(pair.database, pair.actor("verifier"), task_id, "verifier2", "出差")
    with pytest.raises(TaskNotYours):
        delegate_task(pair.database, pair.actor("verifier"), task_id, "verifier2", "出差")
    assert len(notices(pair, "verifier2")) == 1
    before = last(pair, case_id).seq
    delegate_task(pair.database, pair.actor("verifier2"), task_id, "verifier2", "给自己")
    assert last(pair, case_id).seq == before


def test_two_who_delegate_and_complete_at_once_end_with_one_of_both(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    verifier, revision = pair.actor("verifier"), pair.task(case_id, CHECK).revision
    outcomes = pair.at_once(
        lambda database: delegate_task(database, verifier, task_id, "verifier2", "出差"),
        lambda database: complete_task(
            database, verifier, task_id, facts_reader(SLIGHT), revision=revision, submission_key="k"
        ),
    )
    assert outcomes.count("done") == 1, outcomes
    is_completed = pair.open_elements(case_id) != [CHECK]
    assert is_completed or pair.task(case_id, CHECK).assignee_id == pair.actor("verifier2").account_id


# -- assigning ------------------------------------------------------------------------------------


def test_a_task_that_nobody_holds_is_assigned_without_ado(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST)
    task_id = pair.task(case_id, CHECK).id
    assert offered(pair, task_id, "handler") == {"verifier", "verifier2"}
    assign_task(pair.database, pair.actor("handler"), task_id, "verifier2")
    assert inbox(pair, "verifier2", "mine") == [task_id]
    assert (last(pair, case_id).action, last(pair, case_id).actor_account) == ("assign_task", "handler")
    assert [notice.subject_zh for notice in notices(pair, "verifier2")] == ["程安把任务“受理审查”交给您办理"]


def test_a_task_is_taken_from_its_holder_with_a_reason_and_both_are_told(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    with pytest.raises(ReasonMissing):
        assign_task(pair.database, pair.actor("handler"), task_id, "verifier2")
    assign_task(pair.database, pair.actor("handler"), task_id, "verifier2", "对方休病假")
    assert pair.task(case_id, CHECK).assignee_id == pair.actor("verifier2").account_id
    [told] = notices(pair, "verifier")
    assert told.subject_zh == "程安把您的任务“受理审查”改交何真办理"
    assert "Check for acceptance" in told.subject_en


def test_only_the_roles_that_the_place_names_assign(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    refusals: dict[str, type[Exception]] = {
        "verifier": AssignmentNotPermitted,
        "applicant": AssignmentNotPermitted,
        "archivist": AssignmentNotPermitted,
        "admin": CaseNotFound,
    }
    for login, refusal in refusals.items():
        with pytest.raises(refusal):
            assign_task(pair.database, pair.actor(login), task_id, "verifier2", "x")
    with pytest.raises(TaskNotFound):
        assign_task(pair.database, pair.actor("handler"), 999, "verifier2", "x")
    assert pair.task(case_id, CHECK).assignee_id == pair.actor("verifier").account_id


def test_where_the_place_names_none_nobody_assigns(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    task_id = town.task(case_id, CHECK).id
    for login in ("intake", "archivist"):
        with pytest.raises(AssignmentNotPermitted):
            assign_task(town.database, town.actor(login), task_id, "intake")


def test_a_finished_task_is_assigned_no_more(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    pair.do(case_id, CHECK, SLIGHT, by="verifier")
    with pytest.raises(TaskNotOpen):
        assign_task(pair.database, pair.actor("handler"), task_id, "verifier2", "x")
    page = get_handover_page(pair.database, pair.actor("handler"), task_id, "zh")
    assert (page.may_assign, page.may_delegate, page.people) == (False, False, ())


def test_neither_who_left_nor_who_stands_aside_is_offered_or_taken(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST)
    task_id = pair.task(case_id, CHECK).id
    declare_recusal(pair.database, pair.actor("verifier2"), case_id, "relative", "")
    disable(pair, "verifier")
    assert offered(pair, task_id, "handler") == set()
    with pytest.raises(TaskRecused):
        assign_task(pair.database, pair.actor("handler"), task_id, "verifier2")
    with pytest.raises(PersonNotEligible):
        assign_task(pair.database, pair.actor("handler"), task_id, "verifier")
    assert get_recusal_page(pair.database, pair.actor("handler"), case_id, "zh").stuck == (
        (task_id, "受理审查"),
    )


# -- tasks that name people only ------------------------------------------------------------------


def named_place(folder: Path, database_url: str, assignment: str) -> PracticePlace:
    """The place of two people whose first task names people, in a lane of verifiers."""
    lane = (
        '<bpmn:laneSet id="lanes"><bpmn:lane id="verifier" name="核查组">'
        "<bpmn:flowNodeRef>check_application</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        '<bpmn:startEvent id="started"'
    )
    changes = paired(
        {
            MATTER: [
                ('candidateGroups="verifier"', assignment),
                ('<bpmn:startEvent id="started"', lane),
            ]
        }
    )
    return make_small_place(folder, database_url, {**changes, SCENARIO: None, WITHDRAWAL: None})


def test_a_task_whose_only_person_left_is_mended_by_assigning_it(tmp_path: Path, database_url: str) -> None:
    place = named_place(tmp_path, database_url, 'assignee="verifier"')
    case_id = place.open_matter(REQUEST)
    task_id = place.task(case_id, CHECK).id
    assert place.task(case_id, CHECK).candidates == "@verifier"
    disable(place, "verifier")
    assert get_recusal_page(place.database, place.actor("handler"), case_id, "zh").stuck != ()
    assert offered(place, task_id, "handler") == {"verifier2"}
    assign_task(place.database, place.actor("handler"), task_id, "verifier2", "原承办人已离任")
    assert place.task(case_id, CHECK).candidates == "@verifier,@verifier2"
    assert get_recusal_page(place.database, place.actor("handler"), case_id, "zh").stuck == ()
    place.do(case_id, CHECK, SLIGHT, by="verifier2")
    assert place.open_elements(case_id) == ["file_papers"]
    place.database.close()


def test_a_task_whose_only_person_stands_aside_waits_for_whoever_is_assigned(
    tmp_path: Path, database_url: str
) -> None:
    place = named_place(tmp_path, database_url, 'assignee="verifier"')
    case_id = place.open_matter(REQUEST)
    declare_recusal(place.database, place.actor("verifier"), case_id, "relative", "")
    assert place.task(case_id, CHECK).assignee_id is None
    assign_task(place.database, place.actor("handler"), place.task(case_id, CHECK).id, "verifier2")
    place.do(case_id, CHECK, SLIGHT, by="verifier2")
    with pytest.raises(CaseNotFound):
        get_case_page(place.database, place.actor("verifier"), case_id, "zh")
    place.database.close()


def test_a_holder_gives_what_names_people_only_to_the_others_it_names(
    tmp_path: Path, database_url: str
) -> None:
    place = named_place(tmp_path, database_url, 'candidateUsers="verifier, handler2"')
    case_id = place.open_matter(REQUEST)
    task_id = place.task(case_id, CHECK).id
    claim_task(place.database, place.actor("verifier"), task_id)
    assert offered(place, task_id, "verifier") == {"handler2"}
    assert offered(place, task_id, "handler") == {"handler2", "verifier2"}
    with pytest.raises(PersonNotEligible):
        delegate_task(place.database, place.actor("verifier"), task_id, "verifier2", "x")
    delegate_task(place.database, place.actor("verifier"), task_id, "handler2", "出差")
    place.do(case_id, CHECK, SLIGHT, by="handler2")
    place.database.close()


@pytest.mark.parametrize(("login", "role"), [("verifier", "verifier"), ("handler2", "")])
def test_somebody_named_in_person_acts_in_the_role_of_the_lane_if_they_hold_it(
    tmp_path: Path, database_url: str, login: str, role: str
) -> None:
    place = named_place(tmp_path, database_url, 'candidateUsers="verifier, handler2"')
    case_id = place.open_matter(REQUEST)
    task_id = place.task(case_id, CHECK).id
    place.do(case_id, CHECK, SLIGHT, by=login)
    with place.database.read() as session:
        assert session.get_one(CaseTask, task_id).completed_as == role
    place.database.close()


def test_the_papers_still_need_another_person_after_all_this(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    delegate_task(pair.database, pair.actor("verifier"), task_id, "verifier2", "出差")
    pair.do(case_id, CHECK, SLIGHT, by="verifier2")
    pair.do(case_id, "file_papers", PAPERS, by="verifier")
    assert pair.case(case_id).status == "archived"
