"""Signed checkpoints outside the database: what the chains alone cannot notice, and what happens to the file itself."""

from __future__ import annotations

import json
import resource
import stat
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.audit.records import AT, record, tamper
from webapp.audit import (
    KEEP_CHECKPOINT,
    SYSTEM,
    AuditEntry,
    AuditKey,
    Checkpoint,
    CheckpointFile,
    CheckpointFileUnusable,
    Entry,
    RecordReport,
    append,
    keep_checkpoint,
    list_entries,
    list_tips,
    verify_record,
)
from webapp.audit.chain import Tip, seal_entry
from webapp.audit.checkpoints import read_line, sign_checkpoint
from webapp.database import Database, database_now, open_database

KEY = AuditKey("a key for tests")
Edit = Callable[[list[bytes]], list[bytes]]


@pytest.fixture
def file(tmp_path: Path) -> CheckpointFile:
    """Where the checkpoints stand."""
    return CheckpointFile(tmp_path / "instance" / "audit_checkpoints.jsonl")


@pytest.fixture(autouse=True)
def three_checkpoints(database: Database, file: CheckpointFile) -> None:
    """Two chains, and a checkpoint after each of three steps."""
    record(database, "lw-1", "open", "claim")
    keep_checkpoint(database, file, KEY)
    record(database, "lw-1", "complete")
    record(database, "lw-2", "open")
    keep_checkpoint(database, file, KEY)
    record(database, "lw-1", "decide", "archive")
    keep_checkpoint(database, file, KEY)


def examine(database: Database, file: CheckpointFile, key: AuditKey | None = KEY) -> RecordReport:
    return verify_record(database, file, key)


def flaws(database: Database, file: CheckpointFile, key: AuditKey | None = KEY) -> list[tuple[str, str]]:
    return [(flaw.kind, flaw.number) for flaw in examine(database, file, key).flaws]


def damages(database: Database, file: CheckpointFile) -> list[tuple[str, int, str]]:
    return [(found.chain, found.seq, found.damage) for found in examine(database, file).chains.findings]


def edit(file: CheckpointFile, change: Edit) -> None:
    """Change the lines of the file as somebody with an editor could."""
    lines = file.path.read_bytes().splitlines()
    file.path.write_bytes(b"".join(line + b"\n" for line in change(lines)))


def hash_at(database: Database, chain: str, seq: int) -> str:
    with database.read() as session:
        return session.scalars(
            select(AuditEntry.hash).where(AuditEntry.chain == chain, AuditEntry.seq == seq)
        ).one()


def cut_with_tip(database: Database, chain: str, seq: int) -> None:
    """Cut ``chain`` after ``seq`` and set its end mark to match: what the chain alone cannot notice."""
    tamper(
        database,
        "DELETE FROM audit_entry WHERE chain = :chain AND seq > :seq",
        "UPDATE audit_chain SET seq = :seq, tip = :tip WHERE name = :chain",
        values={"chain": chain, "seq": seq, "tip": hash_at(database, chain, seq)},
    )


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


# -- the file --------------------------------------------------------------------------------------------------


def test_a_changed_checkpoint_is_found(database: Database, file: CheckpointFile) -> None:
    edit(file, lambda lines: [lines[0], lines[1].replace(b'"lw-2",1', b'"lw-2",0'), lines[2]])
    assert flaws(database, file) == [("changed", "2")]


def test_a_changed_number_is_found(database: Database, file: CheckpointFile) -> None:
    edit(file, lambda lines: [lines[0], lines[1].replace(b'"number":2', b'"number":999999999999'), lines[2]])
    assert flaws(database, file) == [("changed", "999999999999"), ("missing", "2")]


def test_a_checkpoint_hashed_anew_without_the_key_is_found(database: Database, file: CheckpointFile) -> None:
    def rewrite(lines: list[bytes]) -> list[bytes]:
        value = json.loads(lines[2])
        signed = read_line(lines[2])
        assert signed is not None
        forged = sign_checkpoint(signed.checkpoint, AuditKey("guessed"))
        value["signature"] = forged.signature
        return [*lines[:2], json.dumps(value, separators=(",", ":"), sort_keys=True).encode()]

    edit(file, rewrite)
    assert flaws(database, file) == [("changed", "3")]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [((0, 2), "2"), ((1, 2), "1"), ((0, 1), "3"), ((2,), "1–2"), ((0,), "2–3")],
)
def test_a_removed_checkpoint_is_found_wherever_it_stood(
    database: Database, file: CheckpointFile, kept: tuple[int, ...], expected: str
) -> None:
    edit(file, lambda lines: [lines[place] for place in kept])
    assert flaws(database, file) == [("missing", expected)]


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2, 1), (2, 1, 0)])
def test_reordered_checkpoints_are_found(
    database: Database, file: CheckpointFile, order: tuple[int, ...]
) -> None:
    edit(file, lambda lines: [lines[place] for place in order])
    [(kind, _numbers)] = flaws(database, file)
    assert kind == "reordered"


def test_a_checkpoint_put_in_twice_is_found(database: Database, file: CheckpointFile) -> None:
    edit(file, lambda lines: [*lines, lines[1]])
    assert ("reordered", "2–3") in flaws(database, file)


def test_a_removed_file_is_found(database: Database, file: CheckpointFile) -> None:
    file.path.unlink()
    assert flaws(database, file) == [("lost", "1–3")]


def test_an_emptied_file_is_found(database: Database, file: CheckpointFile) -> None:
    file.path.write_bytes(b"")
    assert flaws(database, file) == [("lost", "1–3")]


def test_a_file_begun_anew_is_found(database: Database, file: CheckpointFile) -> None:
    file.path.unlink()
    keep_checkpoint(database, file, KEY)
    assert flaws(database, file) == [("missing", "2–3"), ("exchanged", "1")]


def test_newest_lines_removed_before_the_next_checkpoint_are_found(
    database: Database, file: CheckpointFile
) -> None:
    edit(file, lambda lines: lines[:2])
    keep_checkpoint(database, file, KEY)
    assert flaws(database, file) == [("exchanged", "3")]


def test_a_wrong_key_is_said(database: Database, file: CheckpointFile) -> None:
    assert flaws(database, file, AuditKey("another")) == [("wrong_key", "1–3")]
    assert "不是用这里的审计密钥签的" in examine(database, file, AuditKey("another")).text("zh")


def test_a_lost_key_is_said(database: Database, file: CheckpointFile) -> None:
    assert flaws(database, file, None) == [("no_key", "1–3")]


def test_tips_that_nobody_signed_accuse_nobody(database: Database, file: CheckpointFile) -> None:
    """Somebody who can only write the file must not be able to make the record look damaged in a place."""
    edit(file, lambda lines: [*lines[:2], lines[2].replace(b'"lw-2",1', b'"lw-2",7')])
    report = examine(database, file)
    assert report.chains.findings == ()
    assert not report.is_intact


def test_a_place_with_another_key_is_pointed_to(database: Database, file: CheckpointFile) -> None:
    other = CheckpointFile(file.path.with_name("other.jsonl"))
    keep_checkpoint(database, other, AuditKey("of another machine"))
    report = examine(database, file)
    assert report.is_intact
    assert [(note.kind, note.number) for note in report.notes] == [("elsewhere", "1")]


def test_a_finding_says_which_in_both_languages(database: Database, file: CheckpointFile) -> None:
    edit(file, lambda lines: [lines[0], lines[2]])
    cut_with_tip(database, "lw-1", 3)
    report = examine(database, file)
    assert "检查点 2 缺失" in report.text("zh")
    assert "lw-1: 自第 4 条起的记录被截去" in report.text("zh")
    assert "checkpoint 2: missing" in report.text("en")
    assert "lw-1: the record was cut off from entry 4 on" in report.text("en")
    assert "DAMAGED" in report.text("en")


# -- interrupted writing ---------------------------------------------------------------------------------------


def test_a_torn_last_line_is_said(database: Database, file: CheckpointFile) -> None:
    with file.path.open("ab") as stream:
        stream.write(b'{"checkpoint":{"algorithm":"sha2')
    assert flaws(database, file) == [("torn", "4")]


def test_writing_goes_on_after_a_torn_line_and_states_it(database: Database, file: CheckpointFile) -> None:
    with file.path.open("ab") as stream:
        stream.write(b'{"checkpoint":{"algorithm":"sha2')
    next_one = keep_checkpoint(database, file, KEY)
    assert next_one is not None
    assert next_one.number == 4
    assert b'{"checkpoint":{"algorithm":"sha2\n' in file.path.read_bytes()
    report = examine(database, file)
    assert report.is_intact
    assert [(note.kind, note.number) for note in report.notes] == [("interrupted", "4")]
    assert report.checkpoints == 4


def test_remains_changed_afterwards_are_found(database: Database, file: CheckpointFile) -> None:
    with file.path.open("ab") as stream:
        stream.write(b"half a line")
    keep_checkpoint(database, file, KEY)
    edit(file, lambda lines: [b"something else" if line == b"half a line" else line for line in lines])
    assert flaws(database, file) == [("unreadable", "4")]


def test_a_genuine_last_checkpoint_cut_in_half_is_found_even_after_the_next(
    database: Database, file: CheckpointFile
) -> None:
    file.path.write_bytes(file.path.read_bytes()[:-40])
    assert flaws(database, file) == [("missing", "3"), ("torn", "3")]
    keep_checkpoint(database, file, KEY)
    assert flaws(database, file) == [("exchanged", "3")]


def test_a_last_line_that_lacks_only_its_end_counts(database: Database, file: CheckpointFile) -> None:
    file.path.write_bytes(file.path.read_bytes().removesuffix(b"\n"))
    assert examine(database, file).is_intact
    keep_checkpoint(database, file, KEY)
    report = examine(database, file)
    assert report.is_intact
    assert report.checkpoints == 4


def test_the_newest_checkpoint_is_found_behind_long_lines(database: Database, file: CheckpointFile) -> None:
    for number in range(1200):
        record(database, f"long-{number:04}-{'x' * 40}", "open")
    newest = keep_checkpoint(database, file, KEY)
    found = file.find_last()
    assert found is not None
    assert found.checkpoint == newest
    assert len(found.line) > 2 * 64 * 1024


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


def test_a_file_that_cannot_be_written_is_one_clear_sentence(database: Database, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(CheckpointFileUnusable) as refused:
        keep_checkpoint(database, CheckpointFile(tmp_path / "taken"), KEY)
    assert str(tmp_path / "taken") in refused.value.text("zh")


def test_a_full_disk_leaves_the_file_as_it_was(database: Database, file: CheckpointFile) -> None:
    before = file.path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with file.hold() as held:
        assert held.last is not None
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
        try:
            with pytest.raises(OSError, match="large"):
                held.append(held.last)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.path.read_bytes() == before
