"""A record with three checkpoints to try things on, and the hands that tamper with record and file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.audit.records import record, tamper
from webapp.audit import AuditEntry, AuditKey, CheckpointFile, RecordReport, keep_checkpoint, verify_record
from webapp.database import Database

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
