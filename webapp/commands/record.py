"""`rongcuo audit verify` and `rongcuo audit checkpoint`: the record of who did what."""

from __future__ import annotations

import argparse
from pathlib import Path

from webapp.audit import AuditKey, CheckpointFile, CheckpointFileMissing, keep_checkpoint, verify_record
from webapp.commands.console import DONE, NOT_PASSED, say
from webapp.commands.place import open_place, read_place
from webapp.keys import find_audit_key, load_audit_key


def verify(arguments: argparse.Namespace) -> int:
    """Prove that no entry was changed, removed, reordered or cut.

    Raises: `CheckpointFileMissing`, `SecretUnreadable`.
    """
    settings = read_place(arguments)
    named = Path(arguments.checkpoints) if arguments.checkpoints else None
    if named is not None and not named.exists():
        raise CheckpointFileMissing(file=named)
    secret = find_audit_key(settings)
    file = CheckpointFile(named or settings.checkpoint_file)
    report = verify_record(open_place(settings), file, AuditKey(secret) if secret else None)
    say(report.text(arguments.language))
    return DONE if report.is_intact else NOT_PASSED


def write_checkpoint(arguments: argparse.Namespace) -> int:
    """Sign where all chains end, in a file outside the database.

    Raises: `CheckpointFileUnusable`, `SecretUnreadable`.
    """
    settings = read_place(arguments)
    file = CheckpointFile(settings.checkpoint_file)
    written = keep_checkpoint(open_place(settings), file, AuditKey(load_audit_key(settings)))
    if written is not None:
        say(f"{written.number} {written.short_form} {written.at.isoformat()} {file.path}")
    return DONE
