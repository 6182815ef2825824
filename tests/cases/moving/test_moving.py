"""Running cases are moved to another version: state, rows and record together, drafts, claims and deadlines kept."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

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
from webapp.cases.models import CaseFile, CaseTask, IncidentRecord, TaskCandidate
from webapp.cases.moving import (
    CaseMovedOn,
    MappingUnfit,
    MoveNotFound,
    MoveUnderWay,
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
from webapp.cases.moving.models import MovedCase
from webapp.cases.replay import facts_reader
from webapp.cases.running import load_run
from webapp.people import NotPermitted
from webapp.procedures import get_version


def open_some(town: MovingPlace, count: int) -> list[int]:
    return [town.open_matter(REQUEST, key=f"k{number}") for number in range(count)]


def entries(town: MovingPlace, case_id: int, action: str) -> list[dict[str, Any]]:
    with town.database.read() as session:
        found = audit.list_entries(session, f"case:{town.case(case_id).case_no}")
        return [dict(entry.facts) for entry in found if entry.action == action]


def states(town: MovingPlace, move_id: int) -> dict[int, str]:
    page = get_move_page(town.database, town.actor("admin"), move_id, "en")
    return {line.case_id: line.state for line in page.cases}


def codes(town: MovingPlace, move_id: int, case_id: int) -> list[str]:
    page = get_move_page(town.database, town.actor("admin"), move_id, "zh")
    (line,) = [line for line in page.cases if line.case_id == case_id]
    return [finding.code for finding in line.findings]


def candidates(town: MovingPlace, task: CaseTask) -> set[str]:
    with town.database.read() as session:
        found = select(TaskCandidate.candidate).where(TaskCandidate.task_id == task.id)
        return set(session.scalars(found))


def check_rows(town: MovingPlace, case_id: int) -> None:
    """The rows say of a case what its state says, and the record is whole."""
    with town.database.read() as session:
        case = session.get_one(CaseFile, case_id)
        run = load_run(session, case, get_version(session, case.pack_digest), town.now())
        rows = session.scalars(
            select(CaseTask)
            .where(CaseTask.case_id == case_id, CaseTask.state == "open")
            .order_by(CaseTask.id)
        ).all()
        assert [(row.engine_id, row.element_id, row.form_id, row.due_at) for row in rows] == [
            (task.id, task.element_id, task.form_id, task.due_at) for task in run.open_tasks()
        ]
        for row in rows:
            assert candidates(town, row) == set(row.candidates.split(","))
        assert case.next_due_at == min((due.due_at for due in run.due_times()), default=None)
        assert case.awaited_messages == ",".join(sorted({each.message for each in run.subscriptions()}))
        incidents = session.scalars(
            select(IncidentRecord).where(
                IncidentRecord.case_id == case_id, IncidentRecord.resolved_at.is_(None)
            )
        ).all()
        assert {(each.engine_id, each.element_id) for each in incidents} == {
            (each.id, each.element_id) for each in run.incidents()
        }
        assert audit.verify(session).is_intact


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


MEMBER = {"team.member": "verifier2"}


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


def test_only_running_cases_of_that_version_are_moved(town: MovingPlace) -> None:
    ended, moved, elsewhere = open_some(town, 3)
    read = facts_reader({"withdrawal.reason": "情况已变"})
    send_message(town.database, town.actor("applicant"), ended, "withdraw", read, submission_key="w")
    with town.database.write() as session:
        session.execute(
            update(CaseFile).where(CaseFile.id == elsewhere).values(pack_digest=town.digests["people"])
        )
    move_id = town.start("timed")
    assert move_cases(town.database) == 1
    assert states(town, move_id) == {moved: "moved"}


def test_a_case_that_ended_while_it_waited_is_left_alone(town: MovingPlace) -> None:
    case_id = town.open_matter(REQUEST)
    move_id = town.start("timed")
    read = facts_reader({"withdrawal.reason": "情况已变"})
    send_message(town.database, town.actor("applicant"), case_id, "withdraw", read, submission_key="w")
    move_cases(town.database)
    assert states(town, move_id) == {case_id: "refused"}
    assert codes(town, move_id, case_id) == ["CF-190"]


def test_a_case_with_an_incident_of_the_whole_waits_for_its_retry(town: MovingPlace) -> None:
    broken, sound = open_some(town, 2)
    state = town.case(broken).state
    with town.database.write() as session:
        session.execute(
            update(CaseFile)
            .where(CaseFile.id == broken)
            .values(state=b"\x02broken", next_due_at=town.now() - timedelta(days=1))
        )
    fire_due(town.database)
    move_id = town.start("timed")
    move_cases(town.database)
    assert states(town, move_id) == {broken: "failed", sound: "moved"}
    assert codes(town, move_id, broken) == ["CF-189"]
    with town.database.write() as session:
        session.execute(update(CaseFile).where(CaseFile.id == broken).values(state=state))
    again = town.start("timed")
    move_cases(town.database)
    assert codes(town, again, broken) == ["EN-321", "CF-186"]
    assert states(town, again) == {broken: "refused"}


def test_the_work_can_stop_anywhere_and_go_on(town: MovingPlace) -> None:
    cases = open_some(town, 5)
    move_id = town.start("timed")
    assert move_cases(town.database, limit=2) == 2
    (line,) = list_moves(town.database, town.actor("admin"), "zh")
    assert (line.total, line.outstanding, dict(line.counts)) == (5, 3, {"moved": 2, "waiting": 3})
    assert move_cases(town.database) == 3
    assert states(town, move_id) == dict.fromkeys(cases, "moved")
    assert move_cases(town.database) == 0
    assert [len(entries(town, case_id, "move_case")) for case_id in cases] == [1] * 5


def test_two_workers_share_the_work_and_move_no_case_twice(town: MovingPlace) -> None:
    cases = open_some(town, 6)
    town.start("timed")
    assert town.at_once(move_cases, move_cases) == ["done"] * 2
    move_cases(town.database)
    assert [len(entries(town, case_id, "move_case")) for case_id in cases] == [1] * 6
    for case_id in cases:
        check_rows(town, case_id)


def test_a_kill_in_the_midst_leaves_each_case_old_or_new_and_the_rest_is_done_later(
    town: MovingPlace,
) -> None:
    """Another process dies by SIGKILL while its third case is not committed yet."""
    cases = open_some(town, 4)
    move_id = town.start("timed")
    script = (
        "import os, signal, sys; from sqlalchemy import event; from sqlalchemy.orm import Session;"
        "from webapp.cases.moving import move_cases; from webapp.database import open_database;"
        "seen = [];"
        "event.listen(Session, 'before_commit', lambda s: (s.flush(), seen.append(1),"
        " os.kill(os.getpid(), signal.SIGKILL) if len(seen) == 3 else None));"
        "move_cases(open_database(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", script, town.url], check=False)
    assert done.returncode == -signal.SIGKILL
    moved = [entries(town, case_id, "move_case") != [] for case_id in cases]
    assert moved == [True, True, False, False]
    for case_id in cases:
        check_rows(town, case_id)
    assert move_cases(town.database) == 2
    assert states(town, move_id) == dict.fromkeys(cases, "moved")
    assert [len(entries(town, case_id, "move_case")) for case_id in cases] == [1] * 4


def test_an_action_during_a_move_and_the_move_come_one_after_the_other(town: MovingPlace) -> None:
    cases = open_some(town, 4)
    tasks = [town.task(case_id, "check_application") for case_id in cases]
    verifier = town.actor("verifier")
    for task in tasks:
        claim_task(town.database, verifier, task.id)
    town.start("timed")

    def act(at: int) -> object:
        def complete(database: Any) -> None:
            from webapp.cases import complete_task

            task = town.task(cases[at], "check_application")
            complete_task(
                database,
                verifier,
                task.id,
                facts_reader(SLIGHT | MEMBER),
                revision=task.revision,
                submission_key=f"act-{at}",
            )

        return complete

    outcomes = town.at_once(move_cases, act(1), act(3))  # type: ignore[arg-type]
    assert outcomes[0] == "done"
    # Whoever completes after the move reads of it first, because the task has changed.
    assert set(outcomes[1:]) <= {"done", "CF-106"}
    move_cases(town.database)
    for at, case_id in enumerate(cases):
        check_rows(town, case_id)
        assert town.case(case_id).pack_digest == town.digests["timed"]
        is_done = at in (1, 3) and outcomes[1 if at == 1 else 2] == "done"
        assert town.open_elements(case_id) == (["file_papers"] if is_done else ["check_application"])


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


def test_of_two_who_start_at_once_one_is_told(town: MovingPlace) -> None:
    town.open_matter(REQUEST)
    admin = town.actor("admin")
    first, timed = town.digests["first"], town.digests["timed"]

    def start(database: Any) -> None:
        start_move(database, admin, town.code, first, timed)

    assert sorted(town.at_once(start, start)) == sorted(["done", MoveUnderWay.code])
    assert move_cases(town.database) == 1


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
