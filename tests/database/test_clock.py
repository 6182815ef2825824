"""Time comes from the database; the practice clock stands ahead of it, in practice databases only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from webapp.clock import Clock
from webapp.database import (
    Database,
    DatabaseClock,
    NotPracticeDatabase,
    PracticeClockBackwards,
    advance_practice_clock,
    count_statements,
    database_now,
    is_practice,
    mark_practice,
    now,
)


def test_the_databases_time_is_the_present(database: Database) -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=2)
    with database.read() as session:
        read = database_now(session)
    assert before <= read <= datetime.now(UTC)
    assert read.tzinfo is not None


def test_time_stands_still_within_a_unit_and_costs_one_statement(database: Database) -> None:
    with database.read() as session, count_statements(database) as count:
        clock: Clock = DatabaseClock(session)
        readings = {now(session), clock.now(), database_now(session), now(session)}
    assert len(readings) == 1
    assert len(count.statements) == 1


def test_outside_practice_the_procedures_run_in_the_databases_time(database: Database) -> None:
    with database.read() as session:
        assert not is_practice(session)
        assert now(session) == database_now(session)


def test_outside_practice_nobody_moves_the_clock(database: Database) -> None:
    with pytest.raises(NotPracticeDatabase), database.write() as session:
        advance_practice_clock(session, timedelta(days=1))


def test_the_practice_clock_moves_at_once_and_for_all_later_units(database: Database) -> None:
    with database.write() as session:
        mark_practice(session)
        start = now(session)
        assert advance_practice_clock(session, timedelta(days=183)) == now(session)
        assert now(session) - start >= timedelta(days=183)
    with database.read() as session:
        assert is_practice(session)
        assert now(session) - database_now(session) == timedelta(days=183)


def test_moves_of_the_practice_clock_add_up(database: Database) -> None:
    with database.write() as session:
        mark_practice(session)
    for _ in range(3):
        with database.write() as session:
            advance_practice_clock(session, timedelta(hours=1))
    with database.read() as session:
        assert now(session) - database_now(session) == timedelta(hours=3)


def test_the_practice_clock_does_not_run_backwards(database: Database) -> None:
    with database.write() as session:
        mark_practice(session)
    with pytest.raises(PracticeClockBackwards), database.write() as session:
        advance_practice_clock(session, timedelta(seconds=-1))


def test_marking_for_practice_twice_keeps_the_clock(database: Database) -> None:
    with database.write() as session:
        mark_practice(session)
        advance_practice_clock(session, timedelta(days=1))
    with database.write() as session:
        mark_practice(session)
        assert now(session) - database_now(session) == timedelta(days=1)
