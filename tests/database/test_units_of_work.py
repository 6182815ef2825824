"""A write unit is all or nothing and serialised; a read unit is one snapshot and cannot write."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from webapp.database import Database, PracticeClock, WriteInReadUnit, count_statements
from webapp.people import Unit


def add_unit(database: Database, code: str) -> None:
    with database.write() as session:
        session.add(Unit(jurisdiction="liwan", code=code, name=code, name_en=code, kind="street"))


def list_codes(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Unit.code).order_by(Unit.code)))


def run_together(*works: Callable[[], None]) -> None:
    """Run each in a thread of its own and raise what any of them raised."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if failures:
        raise failures[0]


def test_what_a_write_unit_did_is_there_after_it(database: Database) -> None:
    add_unit(database, "housing")
    assert list_codes(database) == ["housing"]


def add_two_units_and_fail(database: Database, failure: Exception) -> None:
    with database.write() as session:
        session.add(Unit(jurisdiction="liwan", code="housing", name="", name_en="", kind=""))
        session.flush()
        session.add(Unit(jurisdiction="liwan", code="audit", name="", name_en="", kind=""))
        raise failure


def test_a_write_unit_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="on purpose"):
        add_two_units_and_fail(database, RuntimeError("on purpose"))
    assert list_codes(database) == []


def test_a_broken_constraint_undoes_the_whole_unit(database: Database) -> None:
    add_unit(database, "housing")
    rows = [
        Unit(jurisdiction="liwan", code=code, name="", name_en="", kind="") for code in ("audit", "housing")
    ]
    with pytest.raises(IntegrityError), database.write() as session:
        session.add_all(rows)
    assert list_codes(database) == ["housing"]


def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(
            text("INSERT INTO notice_read (message_id, login_name, read_at) VALUES (99, 'a', '2026-01-01')")
        )


def test_a_read_unit_refuses_new_rows(database: Database) -> None:
    with pytest.raises(WriteInReadUnit), database.read() as session:
        session.add(PracticeClock(id=1, offset_seconds=0))


def test_a_read_unit_refuses_changed_rows_even_at_its_end(database: Database) -> None:
    add_unit(database, "housing")
    with pytest.raises(WriteInReadUnit), database.read() as session:
        session.scalars(select(Unit)).one().name = "住建局"


def test_a_read_unit_refuses_statements_that_write(database: Database) -> None:
    add_unit(database, "housing")
    with pytest.raises(WriteInReadUnit), database.read() as session:
        session.execute(text("DELETE FROM unit"))
    assert list_codes(database) == ["housing"]


def test_a_read_unit_sees_one_snapshot(database: Database) -> None:
    add_unit(database, "housing")
    with database.read() as session:
        before = session.scalars(select(Unit.code)).all()
        add_unit(database, "audit")
        after = session.scalars(select(Unit.code)).all()
    assert before == after == ["housing"]
    assert list_codes(database) == ["audit", "housing"]


def test_no_update_is_lost_between_concurrent_writers(database: Database) -> None:
    """The read-modify-write of which SQLAlchemy's default transactions on SQLite lose most."""
    with database.write() as session:
        session.add(PracticeClock(id=1, offset_seconds=0))

    def add_one_forty_times() -> None:
        for _ in range(40):
            with database.write() as session:
                row = session.scalars(select(PracticeClock).with_for_update()).one()
                row.offset_seconds += 1

    run_together(*[add_one_forty_times] * 4)
    with database.read() as session:
        assert session.scalars(select(PracticeClock.offset_seconds)).one() == 160


def test_threads_share_a_database_and_each_takes_its_own_session(database: Database) -> None:
    sessions: list[int] = []
    barrier = threading.Barrier(6)

    def read_and_write(code: str) -> None:
        barrier.wait(timeout=30)
        with database.read() as session:
            session.scalars(select(Unit)).all()
            sessions.append(id(session))
            add_unit(database, code)

    run_together(*[lambda code=f"unit_{number}": read_and_write(code) for number in range(6)])
    assert len(list_codes(database)) == 6
    assert len(sessions) == 6


def test_counting_tells_statements_and_commits_apart(database: Database) -> None:
    with count_statements(database) as count:
        add_unit(database, "housing")
        list_codes(database)
    add_unit(database, "audit")
    assert [statement.split()[0] for statement in count.statements] == ["INSERT", "SELECT"]
    assert count.commits == 1


def test_a_unit_that_failed_is_not_counted_as_committed(database: Database) -> None:
    with count_statements(database) as count, pytest.raises(RuntimeError):
        add_two_units_and_fail(database, RuntimeError("on purpose"))
    assert count.statements != []
    assert count.commits == 0
