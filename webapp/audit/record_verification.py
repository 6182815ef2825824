"""Verification of the whole record: the chains, the file of checkpoints, and each by the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit.chain import SYSTEM, Tip, list_tips
from webapp.audit.checkpoint_file import CheckpointFile
from webapp.audit.checkpoint_findings import CheckpointFinding
from webapp.audit.checkpoint_verification import FileExamination, compare_with_record, examine_file
from webapp.audit.checkpointing import KEEP_CHECKPOINT
from webapp.audit.checkpoints import AuditKey, Checkpoint
from webapp.audit.models import AuditEntry
from webapp.audit.verification import AuditFinding, AuditReport, verify
from webapp.database import Database
from webapp.errors import Language


@dataclass(frozen=True, slots=True)
class RecordReport:
    """What was examined and found, in the chains and in the checkpoints.

    ``checkpoints`` counts the genuine ones, ``newest`` is the one with the highest number.
    """

    chains: AuditReport
    checkpoints: int
    newest: Checkpoint | None
    flaws: tuple[CheckpointFinding, ...]
    notes: tuple[CheckpointFinding, ...]

    @property
    def findings(self) -> tuple[AuditFinding | CheckpointFinding, ...]:
        """Everything that is wrong: what concerns the whole database and the checkpoints first."""
        return (*self.flaws, *self.chains.findings)

    @property
    def is_intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def text(self, language: Language = "zh") -> str:
        """What was examined and what was found, a line each, in the reader's language."""
        counts = (self.chains.chains, self.chains.entries, self.checkpoints)
        if language == "en":
            told = "{} chains, {} entries, {} checkpoints: ".format(*counts)
            told += "intact" if self.is_intact else "DAMAGED"
        else:
            told = "{} 条链、{} 条记录、{} 个检查点:".format(*counts)
            told += "完好" if self.is_intact else "有改动"
        return "\n".join([told, *(found.text(language) for found in (*self.findings, *self.notes))])


def verify_record(database: Database, file: CheckpointFile, key: AuditKey | None) -> RecordReport:
    """Examine every chain, every checkpoint in ``file``, and whether they agree.

    Without ``key`` no checkpoint can be trusted. Raises `CheckpointFileUnusable` and what the database raises.
    """
    # The file first: a checkpoint written in between would be ahead of what is then read of the database.
    examination = examine_file(file.read_lines() or [], key)
    with database.read() as session:
        chains = verify(session, known_tips=examination.list_known_tips())
        ends = list_tips(session)
        recorded = _list_recorded(session)
    if examination.is_empty:
        for entry in recorded:
            examination.add_flaw("lost", entry.number)
        if not recorded:
            examination.notes.append(CheckpointFinding("none"))
    elif key is not None:
        _compare(examination, recorded, file, key)
    older = _find_older(examination.genuine, ends, chains)
    flaws = ([older] if older else []) + examination.list_flaws()
    newest = max(examination.genuine, key=lambda checkpoint: checkpoint.number, default=None)
    return RecordReport(chains, len(examination.genuine), newest, tuple(flaws), tuple(examination.notes))


def _compare(
    examination: FileExamination, recorded: list[_Recorded], file: CheckpointFile, key: AuditKey
) -> None:
    ours = [(entry.number, entry.hash) for entry in recorded if entry.key_id == key.id]
    # The record may know a checkpoint that was written while it was read.
    last = file.find_last()
    compare_with_record(examination, ours, [last.checkpoint] if last and last.is_signed_with(key) else [])
    if len(ours) < len(recorded):
        examination.notes.append(CheckpointFinding("elsewhere", str(len(recorded) - len(ours))))


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What the record says of one checkpoint."""

    number: int
    hash: str
    key_id: str


def _list_recorded(session: Session) -> list[_Recorded]:
    found = session.scalars(
        select(AuditEntry.facts).where(AuditEntry.chain == SYSTEM, AuditEntry.action == KEEP_CHECKPOINT)
    )
    return [recorded for recorded in map(_read_recorded, found) if recorded is not None]


def _read_recorded(facts: str) -> _Recorded | None:
    """None for facts that were tampered with: the verification of the chain says so."""
    try:
        told = json.loads(facts)
        return _Recorded(int(told["number"]), str(told["hash"]), str(told["key"]))
    except (ValueError, KeyError, TypeError):
        return None


def _find_older(
    genuine: Iterable[Checkpoint], ends: Iterable[Tip], chains: AuditReport
) -> CheckpointFinding | None:
    """Whether the whole database stands as it was before some checkpoint.

    So it is when nothing but ends of chains is missing, and no chain is ahead of the first checkpoint that the
    database does not reach. Somebody who cuts one chain only leaves the others ahead.
    """
    if any(finding.damage not in {"cut", "removed"} for finding in chains.findings):
        return None
    reached = {tip.chain: tip.seq for tip in ends}
    for checkpoint in sorted(genuine, key=lambda checkpoint: checkpoint.number):
        known = {tip.chain: tip.seq for tip in checkpoint.tips}
        if all(reached.get(chain, 0) >= seq for chain, seq in known.items()):
            continue
        if all(seq <= known.get(chain, 0) for chain, seq in reached.items()):
            return CheckpointFinding("older", str(checkpoint.number), checkpoint.at)
        return None
    return None
