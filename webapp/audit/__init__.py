"""The record of who did what: chains of entries that can be added to and never changed.

Each case has its chain; `PEOPLE`, `PROCEDURES` and `SYSTEM` are chains of their own. The hash of an
entry covers its text, its place in the chain and the entry before it.

    done = Entry("complete_task", {"task": "verify_facts"}, "chenhua", "陈华")
    append(session, "town-2026-0001", [done], at)
    report = verify(session)
    report.is_intact

Checkpoints, signed and kept in a file outside the database, hold where all chains ended at some moment:

    keep_checkpoint(database, CheckpointFile(path), AuditKey(secret))
    verify_record(database, CheckpointFile(path), AuditKey(secret)).is_intact
"""

from webapp.audit.canonical import canonical_json
from webapp.audit.chain import (
    PEOPLE,
    PROCEDURES,
    SYSTEM,
    SYSTEM_NAME,
    Entry,
    RecordedEntry,
    Tip,
    append,
    list_entries,
    list_tips,
)
from webapp.audit.checkpoint_file import CheckpointFile
from webapp.audit.checkpoint_findings import FLAW_TEXTS, CheckpointFinding
from webapp.audit.checkpointing import KEEP_CHECKPOINT, keep_checkpoint
from webapp.audit.checkpoints import AuditKey, Checkpoint
from webapp.audit.digests import DEFAULT_ALGORITHM
from webapp.audit.errors import (
    AuditIsAppendOnly,
    CheckpointFileMissing,
    CheckpointFileUnusable,
    DigestUnknown,
)
from webapp.audit.models import AuditChain, AuditEntry
from webapp.audit.record_verification import RecordReport, verify_record
from webapp.audit.verification import DAMAGE_TEXTS, AuditFinding, AuditReport, verify

__all__ = [
    "DAMAGE_TEXTS",
    "DEFAULT_ALGORITHM",
    "FLAW_TEXTS",
    "KEEP_CHECKPOINT",
    "PEOPLE",
    "PROCEDURES",
    "SYSTEM",
    "SYSTEM_NAME",
    "AuditChain",
    "AuditEntry",
    "AuditFinding",
    "AuditIsAppendOnly",
    "AuditKey",
    "AuditReport",
    "Checkpoint",
    "CheckpointFile",
    "CheckpointFileMissing",
    "CheckpointFileUnusable",
    "CheckpointFinding",
    "DigestUnknown",
    "Entry",
    "RecordReport",
    "RecordedEntry",
    "Tip",
    "append",
    "canonical_json",
    "keep_checkpoint",
    "list_entries",
    "list_tips",
    "verify",
    "verify_record",
]
