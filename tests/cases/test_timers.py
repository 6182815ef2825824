"""Timers in the database: once, not early, each at its own instant, by the database's clock."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.cases.small_place import REQUEST, SLIGHT
from tests.practice_place import PracticePlace
from webapp import audit
from webapp.background import Worker, work_once
from webapp.cases import (
    ClockMovesForwardOnly,
    MessageNotAwaited,
    NotInPractice,
    TaskNotOpen,
    advance_practice_clock,
    fire_due,
    send_message,
)
from webapp.cases.replay import facts_reader
from webapp.database import Database, PracticeClock, open_database

#: How long the small place waits for the check before the matter lapses.
LAPSES_AFTER = timedelta(days=60)


def jump(town: PracticePlace, span: timedelta) -> None:
    """Move the clock as an outage does: nobody fires anything on the way."""
    with town.database.write() as session:
        session.get_one(PracticeClock, 1).offset_seconds += int(span.total_seconds())


def firings(town: PracticePlace, case_id: int) -> int:
    with town.database.read() as session:
        entries = audit.list_entries(session, f"case:{town.case(case_id).case_no}")
        return sum(entry.action == "fire_timer" for entry in entries)


def test_nothing_fires_before_its_time(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    jump(town, LAPSES_AFTER - timedelta(minutes=1))
    assert fire_due(town.database) == 0
    assert town.open_elements(case_id) == ["check_application"]


def test_after_an_outage_a_timer_fires_once(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    jump(town, timedelta(days=400))
    assert fire_due(town.database) == 1
    assert fire_due(town.database) == 0
    assert firings(town, case_id) == 1
    assert town.open_elements(case_id) == []
    assert town.case(case_id).closed_at is not None


def test_what_is_done_after_its_last_moment_is_too_late_though_no_timer_has_fired_yet(
    town: PracticePlace,
) -> None:
    case_id = town.open_matter(REQUEST)
    jump(town, LAPSES_AFTER + timedelta(seconds=1))
    with pytest.raises(TaskNotOpen):
        town.do(case_id, "check_application", SLIGHT, by="intake")
    with pytest.raises(MessageNotAwaited):
        withdraw(town, case_id)
    assert firings(town, case_id) == 0, "a refusal leaves nothing behind"
    assert fire_due(town.database) == 1
    assert town.open_elements(case_id) == []


def test_what_is_done_within_its_last_minute_is_in_time(town: PracticePlace) -> None:
    done, withdrawn = (town.open_matter(REQUEST, key=f"key-{number}") for number in range(2))
    jump(town, LAPSES_AFTER - timedelta(minutes=1))
    town.do(done, "check_application", SLIGHT, by="intake")
    withdraw(town, withdrawn)
    assert firings(town, done) == firings(town, withdrawn) == 0


def withdraw(town: PracticePlace, case_id: int) -> None:
    reason = facts_reader({"withdrawal.reason": "问题已经解决"})
    send_message(
        town.database,
        town.actor("applicant"),
        case_id,
        "withdraw",
        reason,
        submission_key=f"withdraw-{case_id}",
    )


def test_two_workers_at_once_fire_each_case_once(town: PracticePlace) -> None:
    cases = [town.open_matter(REQUEST, key=f"k{number}") for number in range(6)]
    jump(town, LAPSES_AFTER + timedelta(days=1))
    moved: list[int] = []
    at_once = threading.Barrier(2)

    def work() -> None:
        database = open_database(town.url)
        at_once.wait()
        moved.append(fire_due(database))
        database.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(moved) == len(cases)
    assert [firings(town, case_id) for case_id in cases] == [1] * len(cases)


def test_a_bounded_round_leaves_the_rest_for_the_next(town: PracticePlace) -> None:
    for number in range(3):
        town.open_matter(REQUEST, key=f"k{number}")
    jump(town, LAPSES_AFTER + timedelta(days=1))
    assert fire_due(town.database, limit=2) == 2
    assert fire_due(town.database, limit=2) == 1


def test_the_timer_of_a_finished_task_is_gone(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    town.do(case_id, "check_application", SLIGHT, by="intake")
    assert town.case(case_id).next_due_at is None


def test_moving_the_practice_clock_fires_on_the_way_at_the_timers_own_instant(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    due = town.case(case_id).next_due_at
    assert due is not None
    town.advance(timedelta(days=365))
    closed = town.case(case_id).closed_at
    assert closed is not None
    assert timedelta(0) <= closed - due < timedelta(minutes=1)
    assert town.now() - due > timedelta(days=300)


@pytest.mark.parametrize("days", [0, -1, 5000])
def test_the_practice_clock_only_moves_forward_and_not_beyond_reason(town: PracticePlace, days: int) -> None:
    with pytest.raises(ClockMovesForwardOnly):
        town.advance(timedelta(days=days))


@pytest.mark.parametrize("name", ["intake", "security", "auditor"])
def test_only_the_system_administrator_moves_the_practice_clock(town: PracticePlace, name: str) -> None:
    with pytest.raises(NotInPractice):
        advance_practice_clock(town.database, town.actor(name), timedelta(days=1))


def test_outside_practice_mode_nobody_moves_the_clock(database: Database) -> None:
    with pytest.raises(NotInPractice):
        advance_practice_clock(database, None, timedelta(days=1))


def test_the_worker_fires_what_is_due_and_stops_when_told(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    jump(town, LAPSES_AFTER + timedelta(days=1))
    assert work_once(town.database) == 1
    assert town.open_elements(case_id) == []
    worker = Worker(town.database, poll_seconds=3600)
    worker.start()
    worker.stop()
    assert worker._thread is not None
    assert not worker._thread.is_alive()


def test_moving_the_practice_clock_is_recorded_with_who_did_it(town: PracticePlace) -> None:
    advance_practice_clock(town.database, town.actor("admin"), timedelta(days=1))
    town.advance(timedelta(days=1))
    with town.database.read() as session:
        entries = audit.list_entries(session, audit.SYSTEM)
        assert [(entry.action, entry.actor_account) for entry in entries] == [
            ("advance_clock", "admin"),
            ("advance_clock", None),
        ]
        assert audit.verify(session).is_intact


def test_the_worker_outlives_a_failure_that_nobody_foresaw(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    jump(town, LAPSES_AFTER + timedelta(days=1))
    with town.database.write() as session:
        session.execute(text("ALTER TABLE case_file RENAME TO mislaid"))
    assert work_once(town.database) == 0
    with town.database.write() as session:
        session.execute(text("ALTER TABLE mislaid RENAME TO case_file"))
    assert work_once(town.database) == 1
    assert town.open_elements(case_id) == []
