"""Examination of the file of checkpoints by itself: each line, their row, and what the record knows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from webapp.audit.chain import Tip
from webapp.audit.checkpoint_file import Line
from webapp.audit.checkpoint_findings import FLAW_TEXTS, CheckpointFinding, Flaw, Kind, spell_numbers
from webapp.audit.checkpoints import AuditKey, Checkpoint, SignedCheckpoint, read_line


@dataclass(slots=True)
class FileExamination:
    """What the lines of the file turned out to be.

    ``genuine`` holds the checkpoints that the key signed, in the order of the file; ``doubtful`` the numbers that
    the others claim. ``flawed`` holds spans of numbers (of checkpoints, or of lines where none can be read).
    """

    genuine: list[Checkpoint] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)
    flawed: dict[Kind, list[tuple[int, int]]] = field(default_factory=dict)
    notes: list[CheckpointFinding] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is no checkpoint at all, genuine or not."""
        return not self.genuine and not self.doubtful

    def add_flaw(self, flaw: Flaw, first: int, last: int | None = None) -> None:
        """Note that ``flaw`` was found at a number, or at all from ``first`` to ``last``."""
        self.flawed.setdefault(flaw, []).append((first, first if last is None else last))

    def list_flaws(self) -> list[CheckpointFinding]:
        """One finding for each kind of flaw, with all numbers that have it."""
        return [
            CheckpointFinding(flaw, spell_numbers(self.flawed[flaw]))
            for flaw in FLAW_TEXTS
            if flaw in self.flawed
        ]

    def list_known_tips(self) -> list[Tip]:
        """The tips of all genuine checkpoints, each once."""
        return list(dict.fromkeys(tip for checkpoint in self.genuine for tip in checkpoint.tips))


def examine_file(lines: Sequence[Line], key: AuditKey | None) -> FileExamination:
    """Examine every line and the row of checkpoints that they make."""
    examination = FileExamination()
    remains: list[Line] = []
    for line in lines:
        signed = read_line(line.content)
        if signed is None:
            remains.append(line)
            continue
        is_genuine = _examine_signature(examination, signed, key)
        _examine_remains(examination, remains, signed.checkpoint if is_genuine else None)
        remains = []
    _examine_remains(examination, remains, None)
    _examine_row(examination)
    return examination


def _examine_signature(examination: FileExamination, signed: SignedCheckpoint, key: AuditKey | None) -> bool:
    checkpoint = signed.checkpoint
    if key is not None and signed.is_signed_with(key):
        examination.genuine.append(checkpoint)
        return True
    examination.doubtful.add(checkpoint.number)
    if key is None:
        examination.add_flaw("no_key", checkpoint.number)
    else:
        examination.add_flaw("changed" if checkpoint.key_id == key.id else "wrong_key", checkpoint.number)
    return False


def _examine_remains(examination: FileExamination, remains: list[Line], after: Checkpoint | None) -> None:
    """Lines that are no checkpoint: damage, unless the checkpoint after them says what an interruption left."""
    for line in remains:
        if line is remains[-1] and after is not None and after.remains == line.digest != "":
            examination.notes.append(CheckpointFinding("interrupted", str(line.number)))
        else:
            examination.add_flaw("unreadable" if line.is_ended else "torn", line.number)


def _examine_row(examination: FileExamination) -> None:
    """Numbers from 1 without a gap, in order, each with the hash of the one before it."""
    numbers = [checkpoint.number for checkpoint in examination.genuine]
    counts = Counter(numbers)
    for found, expected in zip(numbers, sorted(numbers), strict=True):
        if found != expected:
            examination.add_flaw("reordered", found)
    for first, second in pairwise([0, *sorted({*numbers, *examination.doubtful})]):
        # A number that nobody signed may be any number: only those before a genuine one can be missing.
        if first + 1 < second and numbers and first < max(numbers):
            examination.add_flaw("missing", first + 1, min(second - 1, max(numbers) - 1))
    hashes: dict[int, set[str]] = {0: {""}}
    for checkpoint in examination.genuine:
        hashes.setdefault(checkpoint.number, set()).add(checkpoint.hash)
    for checkpoint in examination.genuine:
        before = hashes.get(checkpoint.number - 1)
        if counts[checkpoint.number] > 1:
            examination.add_flaw("reordered", checkpoint.number)
        elif before is not None and checkpoint.previous_hash not in before:
            examination.add_flaw("broken_link", checkpoint.number)


def compare_with_record(
    examination: FileExamination, recorded: Iterable[tuple[int, str]], added_since: Iterable[Checkpoint] = ()
) -> None:
    """Compare with what the record knows of checkpoints of the same key: number and hash.

    A number may be on record twice: where the newest lines were taken out, the next checkpoint takes their number.
    ``added_since`` are those written to the file after it was read.
    """
    in_file = {checkpoint.number: checkpoint.hash for checkpoint in [*added_since, *examination.genuine]}
    newest = max(in_file, default=0)
    for number, recorded_hash in recorded:
        if number in in_file:
            if in_file[number] != recorded_hash:
                examination.add_flaw("exchanged", number)
        elif number > newest and number not in examination.doubtful:
            examination.add_flaw("missing", number)
