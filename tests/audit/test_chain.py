"""Entries are added in order, with few statements, in the caller's transaction, and never changed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.audit.records import AT, record
from webapp.audit import (
    SYSTEM_NAME,
    AuditChain,
    AuditEntry,
    AuditIsAppendOnly,
    Entry,
    append,
    list_entries,
    list_tips,
    verify,
)
from webapp.database import Database, count_statements


def test_an_entry_keeps_who_did_what_and_when(database: Database) -> None:
    with database.write() as session:
        append(session, "lw-1", [Entry("claim_task", {"task": "verify_facts"}, "chenhua", "陈华")], AT)
    with database.read() as session:
        [entry] = list_entries(session, "lw-1")
    assert (entry.chain, entry.seq, entry.at, entry.action) == ("lw-1", 1, AT, "claim_task")
    assert (entry.actor_account, entry.actor_name) == ("chenhua", "陈华")
    assert entry.facts == {"task": "verify_facts"}
    assert entry.algorithm == "sha256"


def test_what_nobody_did_stands_in_the_systems_name(database: Database) -> None:
    record(database, "lw-1", "fire_timer")
    with database.read() as session:
        [entry] = list_entries(session, "lw-1")
    assert (entry.actor_account, entry.actor_name) == (None, SYSTEM_NAME)


@pytest.mark.parametrize("count", [1, 2, 50])
def test_three_statements_do_for_any_number_of_entries(database: Database, count: int) -> None:
    """Entries with and without an account together: they must not fall into two statements."""
    entries = [Entry("a", {"n": n}, "chenhua" if n % 2 else None) for n in range(count)]
    for _ in range(2):  # A new chain, then one that exists.
        with count_statements(database) as counted, database.write() as session:
            append(session, "lw-1", entries, AT)
        assert len(counted.statements) == 3
        assert counted.commits == 1
    with database.read() as session:
        assert [entry.seq for entry in list_entries(session, "lw-1")] == list(range(1, 2 * count + 1))
        assert verify(session).is_intact


def test_adding_nothing_sends_nothing(database: Database) -> None:
    with count_statements(database) as counted, database.write() as session:
        append(session, "lw-1", [], AT)
    assert counted.statements == []


def test_each_entry_holds_the_hash_of_the_one_before_it(database: Database) -> None:
    record(database, "lw-1", "a", "b")
    record(database, "lw-1", "c")
    with database.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        [tip] = list_tips(session)
    assert [row.previous_hash for row in rows] == ["", rows[0].hash, rows[1].hash]
    assert (tip.chain, tip.seq, tip.hash) == ("lw-1", 3, rows[2].hash)


def test_chains_are_independent(database: Database) -> None:
    record(database, "lw-1", "a")
    record(database, "lw-2", "b", "c")
    with database.read() as session:
        assert [(tip.chain, tip.seq) for tip in list_tips(session)] == [("lw-1", 1), ("lw-2", 2)]


def test_entries_of_an_action_that_failed_are_gone_with_it(database: Database) -> None:
    def act_and_fail() -> None:
        with database.write() as session:
            append(session, "lw-1", [Entry("a", {})], AT)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        act_and_fail()
    with database.read() as session:
        assert list_entries(session, "lw-1") == []
        assert list_tips(session) == []


def test_a_long_chain_is_read_in_pages(database: Database) -> None:
    record(database, "lw-1", *[str(number) for number in range(1, 8)])
    with database.read() as session:
        first = list_entries(session, "lw-1", limit=5)
        rest = list_entries(session, "lw-1", after=first[-1].seq, limit=5)
    assert [entry.action for entry in first + rest] == ["1", "2", "3", "4", "5", "6", "7"]


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"), database.write() as session:
        append(session, "lw-1", [Entry("a", {})], datetime(2026, 3, 2))  # noqa: DTZ001 (the mistake under test)


def test_writers_on_one_chain_take_turns(database: Database) -> None:
    """On a chain that does not exist yet: its creation is the race."""
    barrier = threading.Barrier(4)
    failures: list[BaseException] = []

    def add(name: str) -> None:
        barrier.wait(timeout=30)
        try:
            for number in range(10):
                record(database, "lw-1", f"{name}{number}", "and")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=add, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    with database.read() as session:
        report = verify(session)
    assert (report.chains, report.entries, report.findings) == (1, 80, ())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'z'",
        "UPDATE audit_entry SET facts = '{}' WHERE seq = 1",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_chain",
        "UPDATE audit_chain SET seq = 1",
        "UPDATE audit_chain SET tip = ''",
        "UPDATE audit_chain SET name = 'lw-9'",
    ],
)
def test_the_database_refuses_to_change_the_record(database: Database, statement: str) -> None:
    record(database, "lw-1", "a", "b")
    with pytest.raises(DBAPIError), database.write() as session:
        session.execute(text(statement))
    with database.read() as session:
        report = verify(session)
    assert report.is_intact
    assert report.entries == 2


def test_the_session_refuses_to_change_an_entry(database: Database) -> None:
    record(database, "lw-1", "a")
    with pytest.raises(AuditIsAppendOnly), database.write() as session:
        session.scalars(select(AuditEntry)).one().action = "z"


def test_the_session_refuses_to_remove_an_entry(database: Database) -> None:
    record(database, "lw-1", "a")
    with pytest.raises(AuditIsAppendOnly), database.write() as session:
        session.delete(session.scalars(select(AuditEntry)).one())


@pytest.mark.parametrize("table", [AuditEntry, AuditChain])
def test_the_session_refuses_changes_in_bulk(
    database: Database, table: type[AuditEntry] | type[AuditChain]
) -> None:
    for statement in (update(table).values({"seq": 7}), delete(table)):
        with pytest.raises(AuditIsAppendOnly), database.write() as session:
            session.execute(statement)


def test_instants_of_another_zone_are_sealed_as_one_instant(database: Database) -> None:
    with database.write() as session:
        append(session, "lw-1", [Entry("a", {})], datetime(2026, 3, 2, 1, 2, 3, 999999, tzinfo=UTC))
    with database.read() as session:
        assert verify(session).is_intact
