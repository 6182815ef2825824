"""Taking a checkpoint: into the file first, then into the record itself.

The entry in the record makes the removal of the file's newest lines, or of the whole file, visible.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webapp.audit.chain import SYSTEM, Entry, Tip, append, list_entries, list_tips
from webapp.audit.checkpoint_file import CheckpointFile, digest_of
from webapp.audit.checkpoints import AuditKey, Checkpoint, SignedCheckpoint, sign_checkpoint
from webapp.database import Database, database_now, now

#: The action that enters a checkpoint in the record.
KEEP_CHECKPOINT = "keep_checkpoint"


def keep_checkpoint(
    database: Database, file: CheckpointFile, key: AuditKey, *, apart: timedelta | None = None
) -> Checkpoint | None:
    """Sign where all chains end now, and add it to ``file``.

    With ``apart`` only when the last one is at least that old and the record has moved since; otherwise None is
    returned. Of several processes with one file, one does it. Raises `CheckpointFileUnusable` and what the
    database raises.
    """
    with file.hold() as held:
        with database.read() as session:
            at, tips = database_now(session), tuple(list_tips(session))
            if apart is not None and not _is_due(session, held.last, tips, at, apart):
                return None
        last = held.last
        checkpoint = Checkpoint(
            number=last.checkpoint.number + 1 if last else 1,
            at=at,
            previous_hash=last.hash if last else "",
            tips=tips,
            key_id=key.id,
            remains=digest_of(held.remains),
        )
        held.append(sign_checkpoint(checkpoint, key))
        # A crash here leaves a checkpoint of which the record knows nothing. That is no damage.
        facts = {"number": checkpoint.number, "hash": checkpoint.hash, "key": checkpoint.key_id}
        with database.write() as session:
            append(session, SYSTEM, [Entry(KEEP_CHECKPOINT, facts)], now(session))
    return checkpoint


def _is_due(
    session: Session, last: SignedCheckpoint | None, tips: tuple[Tip, ...], at: datetime, apart: timedelta
) -> bool:
    if last is None:
        return bool(tips)
    # A last checkpoint of the future means that the clock was set back: waiting for it could take years.
    if timedelta(0) <= at - last.checkpoint.at < apart:
        return False
    moved = set(tips) ^ set(last.checkpoint.tips)
    if {tip.chain for tip in moved} != {SYSTEM}:
        return bool(moved)
    # The entry that tells of the last checkpoint is no reason for another.
    seen = next((tip.seq for tip in last.checkpoint.tips if tip.chain == SYSTEM), 0)
    new = list_entries(session, SYSTEM, after=seen)
    return not new or any(entry.action != KEEP_CHECKPOINT for entry in new)
