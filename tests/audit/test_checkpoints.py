"""Signed checkpoints outside the database: what the chains alone cannot notice, and what happens to the file itself."""

from __future__ import annotations

import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from tests.audit.checkpointed import (
    KEY,
    cut_with_tip,
    damages,
    examine,
    file,
    flaws,
    three_checkpoints,
)
from tests.audit.records import AT, record, tamper
from webapp.audit import (
    KEEP_CHECKPOINT,
    SYSTEM,
    AuditEntry,
    Checkpoint,
    CheckpointFile,
    Entry,
    append,
    keep_checkpoint,
    list_entries,
    list_tips,
    verify_record,
)
from webapp.audit.chain import Tip, seal_entry
from webapp.audit.checkpoints import sign_checkpoint
from webapp.background import CheckpointKeeper, Worker
from webapp.database import Database, database_now, open_database

__all__ = ["file", "three_checkpoints"]


# -- what a checkpoint is --------------------------------------------------------------------------------------


def test_an_untouched_record_with_its_checkpoints_is_intact(database: Database, file: CheckpointFile) -> None:
    report = examine(database, file)
    assert report.is_intact
    assert (report.checkpoints, report.flaws, report.notes) == (3, (), ())


def test_a_checkpoint_holds_all_tips_and_the_hash_of_the_one_before_it(
    database: Database, file: CheckpointFile
) -> None:
    with database.read() as session:
        tips = tuple(list_tips(session))
        before = database_now(session)
    first = file.find_last()
    second = keep_checkpoint(database, file, KEY)
    assert first is not None
    assert second is not None
    assert (second.number, second.previous_hash, second.tips) == (4, first.hash, tips)
    assert before <= second.at <= before + timedelta(minutes=1)
    assert len(second.short_form) == 12
    assert second.hash.startswith(second.short_form)
    assert (second.algorithm, second.signing) == ("sha256", "hmac-sha256")


def test_the_record_knows_each_checkpoint(database: Database, file: CheckpointFile) -> None:
    newest = file.find_last()
    assert newest is not None
    with database.read() as session:
        entries = list_entries(session, SYSTEM)
    assert [(entry.action, entry.facts["number"]) for entry in entries] == [
        (KEEP_CHECKPOINT, number) for number in (1, 2, 3)
    ]
    assert entries[-1].facts["hash"] == newest.hash
    assert KEY.secret not in str(entries)


def test_the_file_is_for_its_owner_only(file: CheckpointFile) -> None:
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_a_checkpoint_of_the_past_stays_true_as_the_record_grows(
    database: Database, file: CheckpointFile
) -> None:
    record(database, "lw-1", "revisit")
    record(database, "lw-3", "open")
    assert examine(database, file).is_intact


# -- the chains, against the checkpoints -----------------------------------------------------------------------


def test_a_changed_entry_is_found(database: Database, file: CheckpointFile) -> None:
    tamper(database, "UPDATE audit_entry SET action = 'deny' WHERE chain = 'lw-1' AND seq = 2")
    assert damages(database, file) == [("lw-1", 2, "changed")]


def test_a_missing_entry_is_found(database: Database, file: CheckpointFile) -> None:
    tamper(database, "DELETE FROM audit_entry WHERE chain = 'lw-1' AND seq = 2")
    assert damages(database, file) == [("lw-1", 2, "missing")]


def test_exchanged_entries_are_found(database: Database, file: CheckpointFile) -> None:
    tamper(
        database,
        "UPDATE audit_entry SET seq = 99 WHERE chain = 'lw-1' AND seq = 1",
        "UPDATE audit_entry SET seq = 1 WHERE chain = 'lw-1' AND seq = 2",
        "UPDATE audit_entry SET seq = 2 WHERE chain = 'lw-1' AND seq = 99",
    )
    assert {("lw-1", 1, "reordered"), ("lw-1", 2, "reordered")} <= set(damages(database, file))


def test_a_tail_cut_off_together_with_its_end_mark_is_found(database: Database, file: CheckpointFile) -> None:
    cut_with_tip(database, "lw-1", 3)
    assert damages(database, file) == [("lw-1", 4, "cut")]
    assert flaws(database, file) == []


def test_a_chain_removed_whole_is_found(database: Database, file: CheckpointFile) -> None:
    tamper(
        database,
        "DELETE FROM audit_entry WHERE chain = 'lw-2'",
        "DELETE FROM audit_chain WHERE name = 'lw-2'",
    )
    assert damages(database, file) == [("lw-2", 1, "removed")]
    told = examine(database, file)
    assert "lw-2: 整条链被移除" in told.text("zh")
    assert "lw-2: the whole chain was removed" in told.text("en")


def test_a_tail_written_anew_by_someone_who_knows_how_is_found(
    database: Database, file: CheckpointFile
) -> None:
    """Cut, then continued with well-sealed entries: every link fits, only the checkpoint tells."""
    cut_with_tip(database, "lw-1", 3)
    with database.write() as session:
        append(session, "lw-1", [Entry("exempt", {}), Entry("archive", {})], AT)
    assert ("lw-1", 5, "forged") in damages(database, file)


def test_a_last_entry_resealed_together_with_its_end_mark_is_found(
    database: Database, file: CheckpointFile
) -> None:
    with database.read() as session:
        row = session.get_one(AuditEntry, ("lw-2", 1))
        values = {column.key: getattr(row, column.key) for column in AuditEntry.__table__.columns}
    values["action"] = "exempt"
    tamper(
        database,
        "UPDATE audit_entry SET action = 'exempt', hash = :hash WHERE chain = 'lw-2' AND seq = 1",
        "UPDATE audit_chain SET tip = :hash WHERE name = 'lw-2'",
        values={"hash": seal_entry(values)},
    )
    assert damages(database, file) == [("lw-2", 1, "forged")]


# -- a restored backup -----------------------------------------------------------------------------------------


def test_a_restored_backup_older_than_the_last_checkpoint_is_said_clearly(
    database: Database, file: CheckpointFile
) -> None:
    cut_with_tip(database, "lw-1", 3)
    cut_with_tip(database, SYSTEM, 2)
    [older] = examine(database, file).flaws
    assert (older.kind, older.number) == ("older", "3")
    assert "更早的备份" in older.text("zh")
    assert "an older backup was restored" in older.text("en")
    assert damages(database, file) == [("lw-1", 4, "cut")]


def test_an_empty_database_beside_old_checkpoints_is_said_clearly(
    database: Database, file: CheckpointFile
) -> None:
    tamper(database, "DELETE FROM audit_entry", "DELETE FROM audit_chain")
    assert flaws(database, file)[0] == ("older", "1")


def test_checkpoints_go_on_after_a_restored_backup_and_hide_nothing(
    database: Database, file: CheckpointFile
) -> None:
    cut_with_tip(database, "lw-1", 3)
    cut_with_tip(database, SYSTEM, 2)
    assert keep_checkpoint(database, file, KEY, apart=timedelta(0)) is not None
    assert ("lw-1", 4, "cut") in damages(database, file)


# -- when one is written ---------------------------------------------------------------------------------------


def test_none_is_written_while_the_record_stands_still(database: Database, file: CheckpointFile) -> None:
    """The entry about the last checkpoint is no reason for another."""
    assert keep_checkpoint(database, file, KEY, apart=timedelta(0)) is None
    record(database, SYSTEM, "advance_clock")
    assert keep_checkpoint(database, file, KEY, apart=timedelta(0)) is not None
    assert keep_checkpoint(database, file, KEY, apart=timedelta(0)) is None


def test_none_is_written_too_soon(database: Database, file: CheckpointFile) -> None:
    record(database, "lw-1", "revisit")
    assert keep_checkpoint(database, file, KEY, apart=timedelta(hours=1)) is None
    assert keep_checkpoint(database, file, KEY, apart=timedelta(0)) is not None


def test_one_is_written_when_the_clock_was_set_back_behind_the_last(
    database: Database, tmp_path: Path
) -> None:
    ahead = CheckpointFile(tmp_path / "ahead.jsonl")
    with database.read() as session:
        at = database_now(session) + timedelta(days=400)
    with ahead.hold() as held:
        held.append(sign_checkpoint(Checkpoint(1, at, "", (Tip("lw-1", 1, "x"),), KEY.id), KEY))
    assert keep_checkpoint(database, ahead, KEY, apart=timedelta(hours=1)) is not None


def test_an_empty_record_needs_no_checkpoint(database: Database, tmp_path: Path) -> None:
    tamper(database, "DELETE FROM audit_entry", "DELETE FROM audit_chain")
    empty = CheckpointFile(tmp_path / "empty.jsonl")
    assert keep_checkpoint(database, empty, KEY, apart=timedelta(0)) is None
    report = examine(database, empty)
    assert report.is_intact
    assert [note.kind for note in report.notes] == ["none"]


def test_workers_that_write_at_once_make_one_row(
    database: Database, database_url: str, file: CheckpointFile
) -> None:
    barrier = threading.Barrier(3)
    failures: list[BaseException] = []

    def work(name: str) -> None:
        own = open_database(database_url)
        try:
            barrier.wait(timeout=30)
            for number in range(6):
                record(own, name, f"{number}")
                keep_checkpoint(own, file, KEY)
                assert verify_record(own, file, KEY).is_intact
        except BaseException as error:
            failures.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert failures == []
    report = examine(database, file)
    assert report.is_intact
    assert report.checkpoints == 3 + 18


def test_of_workers_that_find_one_due_only_one_writes_it(database: Database, file: CheckpointFile) -> None:
    record(database, "lw-1", "revisit")
    barrier = threading.Barrier(4)
    written: list[object] = []

    def look() -> None:
        barrier.wait(timeout=30)
        written.append(keep_checkpoint(database, file, KEY, apart=timedelta(0)))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(written) == 4
    assert sum(one is not None for one in written) == 1


def test_a_worker_writes_a_last_checkpoint_when_it_stops(database: Database, file: CheckpointFile) -> None:
    record(database, "lw-1", "revisit")
    worker = Worker(database, 3600, CheckpointKeeper(database, file, KEY, timedelta(hours=1)))
    worker.start()
    worker.stop()
    newest = file.find_last()
    assert newest is not None
    assert newest.checkpoint.number == 4
    assert examine(database, file).is_intact


def test_a_worker_that_cannot_write_checkpoints_says_so_and_goes_on(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(database, 3600, CheckpointKeeper(database, CheckpointFile(tmp_path), KEY, timedelta(0)))
    worker.start()
    worker.stop()
    assert "RC-1302" in caplog.text
