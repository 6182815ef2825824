"""Adding to a chain, and reading it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.orm import Session

from webapp.audit.canonical import canonical_json
from webapp.audit.digests import DEFAULT_ALGORITHM, compute_digest
from webapp.audit.models import AuditChain, AuditEntry
from webapp.database import CanonicalText

#: Chains beside those of the cases.
PEOPLE, PROCEDURES, SYSTEM = "people", "procedures", "system"
#: Whose name stands beside what no person did.
SYSTEM_NAME = "系统"


@dataclass(frozen=True, slots=True)
class Entry:
    """One action to record. ``actor_account`` is a login name, None for what the system did by itself."""

    action: str
    facts: Mapping[str, object]
    actor_account: str | None = None
    actor_name: str = SYSTEM_NAME


@dataclass(frozen=True, slots=True)
class RecordedEntry:
    """One entry as it stands in its chain. ``seq`` counts from 1."""

    chain: str
    seq: int
    at: datetime
    actor_account: str | None
    actor_name: str
    action: str
    facts: dict[str, Any]
    hash: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a chain ended at some moment: what a checkpoint holds of it."""

    chain: str
    seq: int
    hash: str


# One statement creates the chain or locks its row, whoever else is about to do the same. Without the lock two
# writers would build on one tip. Both databases understand it as it stands.
_LOCK_CHAIN = text(
    "INSERT INTO audit_chain (name, seq, tip) VALUES (:name, 0, '') "
    "ON CONFLICT (name) DO UPDATE SET seq = audit_chain.seq RETURNING seq, tip"
).bindparams(bindparam("name", type_=CanonicalText()))
# The table's own insert: the mapper's would send rows with and without an account in separate statements.
_ADD_ENTRIES = insert(AuditEntry.metadata.tables[AuditEntry.__tablename__])
_MOVE_TIP = text("UPDATE audit_chain SET seq = :seq, tip = :tip WHERE name = :name")


def append(session: Session, chain: str, entries: Iterable[Entry], at: datetime) -> tuple[Tip, ...]:
    """Add ``entries`` to ``chain`` in the caller's transaction, with three statements however many they are.

    Returns where each of them stands: its place and its hash. ``at`` is the instant of the action (aware). Facts must have a canonical text (`canonical_json`), and must
    not hold secrets: the record is kept for good.
    """
    new = list(entries)
    if not new:
        return ()
    seq, tip = session.execute(_LOCK_CHAIN, {"name": chain}).one()
    rows = []
    for place, entry in enumerate(new, start=seq + 1):
        row = _make_row(chain, place, at, entry, previous_hash=tip)
        tip = row["hash"]
        rows.append(row)
    session.execute(_ADD_ENTRIES, rows)
    session.execute(_MOVE_TIP, {"name": chain, "seq": seq + len(rows), "tip": tip})
    return tuple(Tip(chain, row["seq"], row["hash"]) for row in rows)


def _make_row(chain: str, seq: int, at: datetime, entry: Entry, *, previous_hash: str) -> dict[str, Any]:
    row = {
        "chain": chain,
        "seq": seq,
        "at": at,
        "actor_account": entry.actor_account,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "facts": canonical_json(entry.facts),
        "previous_hash": previous_hash,
        "algorithm": DEFAULT_ALGORITHM,
    }
    return row | {"hash": seal_entry(row)}


#: What the hash of an entry covers, in this order.
_SEALED = (
    "algorithm",
    "chain",
    "seq",
    "at",
    "actor_account",
    "actor_name",
    "action",
    "facts",
    "previous_hash",
)


def seal_entry(row: Mapping[str, Any]) -> str:
    """The hash of an entry: over its stored text, its place, and the hash of the entry before it."""
    return compute_digest(canonical_json([row[name] for name in _SEALED]), row["algorithm"])


def list_entries(session: Session, chain: str, *, after: int = 0, limit: int = 500) -> list[RecordedEntry]:
    """The entries of ``chain`` with a ``seq`` greater than ``after``, oldest first, at most ``limit``."""
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.chain == chain, AuditEntry.seq > after)
        .order_by(AuditEntry.seq)
        .limit(limit)
    )
    return [
        RecordedEntry(
            row.chain,
            row.seq,
            row.at,
            row.actor_account,
            row.actor_name,
            row.action,
            json.loads(row.facts),
            row.hash,
            row.algorithm,
        )
        for row in rows
    ]


def list_tips(session: Session) -> list[Tip]:
    """Where every chain ends now, by name: what a checkpoint signs and keeps outside the database."""
    rows = session.execute(select(AuditChain.name, AuditChain.seq, AuditChain.tip).order_by(AuditChain.name))
    return [Tip(name, seq, tip) for name, seq, tip in rows]
