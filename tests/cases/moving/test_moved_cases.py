"""A running case goes on on another version: state, rows and record together, drafts, claims and deadlines kept."""

from __future__ import annotations

from datetime import timedelta

from tests.cases.moving.observing import MEMBER, candidates, check_rows, codes, entries, open_some, states
from tests.cases.moving.versions import MovingPlace
from tests.cases.small_place import PAPERS, REQUEST, SLIGHT
from webapp import audit
from webapp.background import work_once
from webapp.cases import (
    claim_task,
    fire_due,
    get_case_page,
    get_task_page,
    list_inbox,
    save_draft,
    send_message,
)
from webapp.cases.moving import (
    move_cases,
)
from webapp.cases.replay import facts_reader


def test_a_case_goes_on_on_the_new_version_with_its_draft_claim_and_deadlines(town: MovingPlace) -> None:
    case_id = town.open_matter(REQUEST)
    task = town.task(case_id, "check_application")
    verifier = town.actor("verifier")
    claim_task(town.database, verifier, task.id)
    save_draft(town.database, verifier, task.id, {"assessment.f_fault": "slight"})
    before = town.case(case_id)
    town.say("renamed", {("matter", "check_application"): "check_matter"})
    move_id = town.start("renamed")
    assert town.case(case_id).pack_digest == town.digests["first"], (
        "nothing moves before the background does it"
    )
    assert work_once(town.database) == 1
    after = town.case(case_id)
    assert after.pack_digest == town.digests["renamed"]
    assert after.next_due_at == before.next_due_at
    moved = town.task(case_id, "check_matter")
    assert (moved.form_id, moved.name) == ("check_matter", "受理审查")
    assert (moved.id, moved.assignee_id, moved.draft) == (
        task.id,
        verifier.account_id,
        town.task(case_id, "check_matter").draft,
    )
    assert moved.draft is not None
    assert moved.due_at == task.due_at
    assert get_task_page(town.database, verifier, task.id, "zh").draft == {"assessment.f_fault": "slight"}
    assert states(town, move_id) == {case_id: "moved"}
    check_rows(town, case_id)
    town.do(case_id, "check_matter", SLIGHT | MEMBER, by="verifier")
    town.do(case_id, "file_papers", PAPERS, by="verifier2")
    assert town.case(case_id).status == "archived"
    check_rows(town, case_id)


def test_the_record_tells_both_versions_and_the_mapping(town: MovingPlace) -> None:
    case_id = town.open_matter(REQUEST)
    town.say("renamed", {("matter", "check_application"): "check_matter"})
    move_id = town.start("renamed")
    move_cases(town.database)
    (told,) = entries(town, case_id, "move_case")
    assert (told["from"], told["to"], told["move"]) == (
        town.digests["first"],
        town.digests["renamed"],
        move_id,
    )
    assert told["mapping"] == [["matter", "check_application", "check_matter"]]
    assert ["moved", "matter", "check_application", "check_matter"] in told["steps"]
    page = get_case_page(town.database, town.actor("verifier"), case_id, "zh")
    assert page.timeline is not None
    assert page.timeline[0].action == "迁移到流程的另一版本"
    with town.database.read() as session:
        made = [entry.action for entry in audit.list_entries(session, audit.PROCEDURES)]
    assert made[-2:] == ["map_elements", "start_move"]


def test_a_running_limit_keeps_its_instant_and_fires_by_it(town: MovingPlace) -> None:
    case_id = town.open_matter(REQUEST)
    due = town.case(case_id).next_due_at
    assert due is not None
    town.advance(timedelta(days=10))
    move_id = town.start("timed")
    move_cases(town.database)
    assert codes(town, move_id, case_id) == ["EN-321"]
    assert town.case(case_id).next_due_at == due
    town.advance(due - town.now() + timedelta(minutes=1))
    fire_due(town.database)
    assert town.case(case_id).closed_at is not None


def test_who_does_an_open_task_follows_the_new_version(town: MovingPlace) -> None:
    held, free = open_some(town, 2)
    task = town.task(held, "check_application")
    claim_task(town.database, town.actor("verifier"), task.id)
    save_draft(town.database, town.actor("verifier"), task.id, {"assessment.f_fault": "slight"})
    town.start("people")
    move_cases(town.database)
    for case_id in (held, free):
        assert candidates(town, town.task(case_id, "check_application")) == {f"{town.code}:archivist"}
        check_rows(town, case_id)
    given_back = town.task(held, "check_application")
    assert given_back.assignee_id is None, "who held it may not do it any more"
    assert given_back.draft is not None
    assert [each["task"] for each in entries(town, held, "release_task")] == ["check_application"]
    lines = list_inbox(town.database, town.actor("archivist"), "claimable", language="zh").lines
    assert {line.case_no for line in lines} == {town.case(case_id).case_no for case_id in (held, free)}


def test_a_case_whose_step_is_gone_stays_and_says_why(town: MovingPlace) -> None:
    case_id = town.open_matter(REQUEST)
    before = town.case(case_id)
    move_id = town.start("renamed")
    move_cases(town.database)
    assert states(town, move_id) == {case_id: "refused"}
    assert codes(town, move_id, case_id) == ["EN-302"]
    assert (town.case(case_id).state, town.case(case_id).revision) == (before.state, before.revision)
    assert entries(town, case_id, "move_case") == []
    town.do(case_id, "check_application", SLIGHT | MEMBER, by="verifier")


def test_separation_counts_what_was_done_under_another_name(town: MovingPlace) -> None:
    case_id = town.open_matter(REQUEST)
    town.do(case_id, "check_application", SLIGHT | MEMBER, by="verifier")
    verifier = town.actor("verifier")
    assert f",{verifier.account_id}," in town.task(case_id, "file_papers").barred
    first = town.start("renamed")
    move_cases(town.database)
    assert codes(town, first, case_id) == ["CF-187", "CF-188"], "nobody has said what it becomes"
    town.say("renamed", {("matter", "check_application"): "check_matter"})
    town.start("renamed")
    move_cases(town.database)
    assert town.case(case_id).pack_digest == town.digests["renamed"]
    assert f",{verifier.account_id}," in town.task(case_id, "file_papers").barred
    check_rows(town, case_id)
    page = get_case_page(town.database, verifier, case_id, "zh")
    assert "轻微" in repr(page.facts), "what was filled in then is read by the form of the new version"


def test_a_message_is_awaited_still(town: MovingPlace) -> None:
    case_id = town.open_matter(REQUEST)
    town.start("timed")
    move_cases(town.database)
    assert town.case(case_id).awaited_messages == "withdraw"
    read = facts_reader({"withdrawal.reason": "情况已变"})
    send_message(town.database, town.actor("applicant"), case_id, "withdraw", read, submission_key="w")
    assert town.case(case_id).closed_at is not None
