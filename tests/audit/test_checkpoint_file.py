"""The file of checkpoints: whatever is done to it is found, and an interruption costs nothing."""

from __future__ import annotations

import json
import resource
from pathlib import Path

import pytest

from tests.audit.checkpointed import (
    KEY,
    cut_with_tip,
    edit,
    examine,
    file,
    flaws,
    three_checkpoints,
)
from tests.audit.records import record
from webapp.audit import (
    AuditKey,
    CheckpointFile,
    CheckpointFileUnusable,
    keep_checkpoint,
)
from webapp.audit.checkpoints import read_line, sign_checkpoint
from webapp.database import Database

__all__ = ["file", "three_checkpoints"]


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
