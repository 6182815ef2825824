"""Whoever owns the database can get past the triggers; what they did is found."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.audit.records import AT, record, tamper
from webapp.audit import AuditEntry, AuditReport, Tip, list_tips, verify
from webapp.audit.chain import seal_entry
from webapp.database import Database


def examine(database: Database, *known_tips: Tip) -> AuditReport:
    with database.read() as session:
        return verify(session, known_tips=known_tips)


def findings(database: Database, *known_tips: Tip) -> list[tuple[str, int, str]]:
    return [(found.chain, found.seq, found.damage) for found in examine(database, *known_tips).findings]


@pytest.fixture(autouse=True)
def two_chains(database: Database) -> None:
    record(database, "lw-1", "open", "claim", "complete", "decide", "archive")
    record(database, "lw-2", "open", "claim")


def test_an_untouched_record_is_intact(database: Database) -> None:
    report = examine(database)
    assert report.is_intact
    assert (report.chains, report.entries) == (2, 7)


def test_an_empty_record_is_intact(database: Database) -> None:
    tamper(database, "DELETE FROM audit_entry", "DELETE FROM audit_chain")
    assert examine(database).is_intact


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET action = 'deny'",
        "UPDATE audit_entry SET facts = '{}'",
        "UPDATE audit_entry SET actor_name = '张三'",
        "UPDATE audit_entry SET actor_account = 'zhangsan'",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00.000000'",
        "UPDATE audit_entry SET previous_hash = ''",
        "UPDATE audit_entry SET hash = 'f'",
    ],
)
def test_a_changed_entry_is_found(database: Database, change: str) -> None:
    tamper(database, change + " WHERE chain = 'lw-1' AND seq = 3")
    assert ("lw-1", 3, "changed") in findings(database)


def test_one_changed_letter_is_one_finding(database: Database) -> None:
    tamper(database, "UPDATE audit_entry SET facts = facts || ' ' WHERE chain = 'lw-1' AND seq = 3")
    assert findings(database) == [("lw-1", 3, "changed")]


def test_a_removed_entry_is_found(database: Database) -> None:
    tamper(database, "DELETE FROM audit_entry WHERE chain = 'lw-1' AND seq IN (2, 3)")
    assert findings(database) == [("lw-1", 2, "missing"), ("lw-1", 3, "missing")]


def test_a_removed_beginning_is_found(database: Database) -> None:
    tamper(database, "DELETE FROM audit_entry WHERE chain = 'lw-1' AND seq = 1")
    assert findings(database) == [("lw-1", 1, "missing")]


def test_a_gap_closed_by_moving_the_rest_up_is_found(database: Database) -> None:
    tamper(
        database,
        "DELETE FROM audit_entry WHERE chain = 'lw-1' AND seq = 3",
        "UPDATE audit_entry SET seq = 3 WHERE chain = 'lw-1' AND seq = 4",
        "UPDATE audit_entry SET seq = 4 WHERE chain = 'lw-1' AND seq = 5",
        "UPDATE audit_chain SET seq = 4 WHERE name = 'lw-1'",
    )
    assert {place for _chain, place, _damage in findings(database)} == {3, 4}


def test_exchanged_entries_are_found(database: Database) -> None:
    tamper(
        database,
        "UPDATE audit_entry SET seq = 99 WHERE chain = 'lw-1' AND seq = 2",
        "UPDATE audit_entry SET seq = 2 WHERE chain = 'lw-1' AND seq = 3",
        "UPDATE audit_entry SET seq = 3 WHERE chain = 'lw-1' AND seq = 99",
    )
    assert findings(database) == [("lw-1", 2, "reordered"), ("lw-1", 3, "reordered")]


def test_an_entry_moved_to_another_chain_is_found(database: Database) -> None:
    tamper(
        database,
        "UPDATE audit_entry SET chain = 'lw-2', seq = 3 WHERE chain = 'lw-1' AND seq = 5",
        "UPDATE audit_chain SET seq = 3 WHERE name = 'lw-2'",
    )
    assert ("lw-1", 5, "cut") in findings(database)
    assert ("lw-2", 3, "changed") in findings(database)


def test_a_cut_tail_is_found(database: Database) -> None:
    tamper(database, "DELETE FROM audit_entry WHERE chain = 'lw-1' AND seq > 3")
    assert findings(database) == [("lw-1", 4, "cut")]


def test_a_chain_emptied_is_found(database: Database) -> None:
    tamper(database, "DELETE FROM audit_entry WHERE chain = 'lw-2'")
    assert findings(database) == [("lw-2", 1, "cut")]


def test_an_entry_added_from_outside_is_found(database: Database) -> None:
    forge(database, seq=6, action="exempt")
    assert ("lw-1", 6, "added") in findings(database)


def test_an_entry_resealed_by_someone_who_knows_how_breaks_the_link_after_it(database: Database) -> None:
    reseal(database, seq=3, action="exempt")
    assert findings(database) == [("lw-1", 4, "broken_link")]


def test_a_resealed_last_entry_does_not_fit_the_chains_end(database: Database) -> None:
    reseal(database, seq=5, action="exempt")
    assert findings(database) == [("lw-1", 5, "broken_link")]


def test_an_unknown_algorithm_is_found(database: Database) -> None:
    tamper(database, "UPDATE audit_entry SET algorithm = 'rot13' WHERE chain = 'lw-1' AND seq = 5")
    assert findings(database) == [("lw-1", 5, "unknown_algorithm")]


def test_damage_in_one_chain_does_not_hide_damage_in_another(database: Database) -> None:
    tamper(
        database,
        "UPDATE audit_entry SET action = 'z' WHERE chain = 'lw-1' AND seq = 1",
        "DELETE FROM audit_entry WHERE chain = 'lw-2' AND seq = 2",
    )
    assert findings(database) == [("lw-1", 1, "changed"), ("lw-2", 2, "cut")]


def test_only_a_checkpoint_notices_a_tail_cut_off_with_its_end(database: Database) -> None:
    with database.read() as session:
        checkpoint = list_tips(session)
        third = session.scalars(
            select(AuditEntry.hash).where(AuditEntry.chain == "lw-1", AuditEntry.seq == 3)
        ).one()
    tamper(
        database,
        "DELETE FROM audit_entry WHERE chain = 'lw-1' AND seq > 3",
        "UPDATE audit_chain SET seq = 3, tip = :tip WHERE name = 'lw-1'",
        values={"tip": third},
    )
    assert findings(database) == []
    assert findings(database, *checkpoint) == [("lw-1", 4, "cut")]


def test_only_a_checkpoint_notices_a_chain_removed_without_trace(database: Database) -> None:
    with database.read() as session:
        checkpoint = list_tips(session)
    tamper(
        database,
        "DELETE FROM audit_entry WHERE chain = 'lw-2'",
        "DELETE FROM audit_chain WHERE name = 'lw-2'",
    )
    assert findings(database) == []
    assert findings(database, *checkpoint) == [("lw-2", 2, "removed")]


def test_a_checkpoint_of_the_past_stays_true_as_the_record_grows(database: Database) -> None:
    with database.read() as session:
        checkpoint = list_tips(session)
    record(database, "lw-1", "revisit")
    assert findings(database, *checkpoint) == []


def test_an_entry_that_differs_from_the_checkpoint_is_called_forged(database: Database) -> None:
    assert findings(database, Tip("lw-1", 3, "0" * 64)) == [("lw-1", 3, "forged")]


def test_a_finding_says_where_and_what_in_both_languages(database: Database) -> None:
    tamper(database, "UPDATE audit_entry SET action = 'z' WHERE chain = 'lw-1' AND seq = 3")
    [found] = examine(database).findings
    assert found.text("zh") == "lw-1: 第 3 条记录的内容被修改"
    assert found.text("en") == "lw-1: entry 3 was changed"


def reseal(database: Database, *, seq: int, action: str) -> None:
    """Change an entry and seal it anew, as somebody could who has read this code."""
    with database.read() as session:
        row = session.scalars(
            select(AuditEntry).where(AuditEntry.chain == "lw-1", AuditEntry.seq == seq)
        ).one()
        values = {column.key: getattr(row, column.key) for column in AuditEntry.__table__.columns}
    values["action"] = action
    values["hash"] = seal_entry(values)
    tamper(
        database,
        "UPDATE audit_entry SET action = :action, hash = :hash WHERE chain = :chain AND seq = :seq",
        values={name: values[name] for name in ("action", "hash", "chain", "seq")},
    )


def forge(database: Database, *, seq: int, action: str) -> None:
    """Add a well-sealed entry behind the chain's end."""
    with database.read() as session:
        last = session.scalars(
            select(AuditEntry.hash).where(AuditEntry.chain == "lw-1").order_by(AuditEntry.seq.desc()).limit(1)
        ).one()
    values = {
        "chain": "lw-1",
        "seq": seq,
        "at": AT,
        "actor_account": None,
        "actor_name": "x",
        "action": action,
        "facts": "{}",
        "previous_hash": last,
        "algorithm": "sha256",
    }
    with database.write() as session:
        session.add(AuditEntry(**values, hash=seal_entry(values)))
