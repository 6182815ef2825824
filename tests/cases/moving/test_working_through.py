"""A move works through its cases in the background: it stops anywhere, is killed, shared, and met by actions."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from tests.cases.moving.observing import MEMBER, check_rows, codes, entries, open_some, states
from tests.cases.moving.versions import MovingPlace
from tests.cases.small_place import REQUEST, SLIGHT
from webapp.cases import (
    claim_task,
    fire_due,
    send_message,
)
from webapp.cases.models import CaseFile
from webapp.cases.moving import (
    MoveUnderWay,
    list_moves,
    move_cases,
    start_move,
)
from webapp.cases.replay import facts_reader


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


def test_of_two_who_start_at_once_one_is_told(town: MovingPlace) -> None:
    town.open_matter(REQUEST)
    admin = town.actor("admin")
    first, timed = town.digests["first"], town.digests["timed"]

    def start(database: Any) -> None:
        start_move(database, admin, town.code, first, timed)

    assert sorted(town.at_once(start, start)) == sorted(["done", MoveUnderWay.code])
    assert move_cases(town.database) == 1
