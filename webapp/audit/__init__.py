"""The record of who did what: chains of entries that can be added to and never changed.

Each case has its chain; `PEOPLE`, `PROCEDURES` and `SYSTEM` are chains of their own. The hash of an
entry covers its text, its place in the chain and the entry before it.

    done = Entry("complete_task", {"task": "verify_facts"}, "chenhua", "陈华")
    append(session, "town-2026-0001", [done], at)
    report = verify(session)
    report.is_intact
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
from webapp.audit.digests import DEFAULT_ALGORITHM
from webapp.audit.errors import AuditIsAppendOnly, DigestUnknown
from webapp.audit.models import AuditChain, AuditEntry
from webapp.audit.verification import AuditFinding, AuditReport, verify

__all__ = [
    "DEFAULT_ALGORITHM",
    "PEOPLE",
    "PROCEDURES",
    "SYSTEM",
    "SYSTEM_NAME",
    "AuditChain",
    "AuditEntry",
    "AuditFinding",
    "AuditIsAppendOnly",
    "AuditReport",
    "DigestUnknown",
    "Entry",
    "RecordedEntry",
    "Tip",
    "append",
    "canonical_json",
    "list_entries",
    "list_tips",
    "verify",
]
