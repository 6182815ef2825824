"""The file of checkpoints: one a line, only ever added to, shared by the processes of one machine.

A line is whole on the disk before its writer goes on. What an interrupted writing left stays where it is: the
next checkpoint stands on a line of its own and holds the digest of those remains.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from webapp.audit.checkpoints import SignedCheckpoint, read_line
from webapp.audit.digests import compute_digest
from webapp.audit.errors import CheckpointFileUnusable

_BLOCK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file. ``number`` counts from 1; only the last may lack its end."""

    number: int
    content: bytes
    is_ended: bool

    @property
    def digest(self) -> str:
        """What a later checkpoint says of these remains."""
        return digest_of(self.content)


def digest_of(remains: bytes) -> str:
    """The digest of what an interrupted writing left; empty for nothing."""
    return compute_digest(remains.hex()) if remains else ""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """The file while this process alone may add to it."""

    handle: int
    last: SignedCheckpoint | None
    remains: bytes
    lacks_end: bool

    def append(self, signed: SignedCheckpoint) -> None:
        """Add a line, on the disk when this returns. What cannot be written whole is taken back."""
        before = os.fstat(self.handle).st_size
        data = b"\n" * self.lacks_end + signed.line.encode() + b"\n"
        try:
            while data:
                data = data[os.write(self.handle, data) :]
            os.fsync(self.handle)
        except OSError:
            os.ftruncate(self.handle, before)
            raise


@dataclass(frozen=True, slots=True)
class CheckpointFile:
    """The file at ``path``; it need not exist yet."""

    path: Path

    @contextmanager
    def hold(self) -> Iterator[HeldFile]:
        """Make the file if there is none, and wait until no other process writes or reads it.

        Raises `CheckpointFileUnusable`, also for what goes wrong with the file inside the block.
        """
        with self._tell_failures():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                if os.fstat(handle).st_size == 0:
                    _keep_name(self.path.parent)
                last, remains, lacks_end = _find_last(handle)
                yield HeldFile(handle, last, remains, lacks_end)
            finally:
                os.close(handle)  # This also lets the next process in.

    def find_last(self) -> SignedCheckpoint | None:
        """The newest checkpoint, None when there is none. Says nothing of whether it's genuine."""
        with self._tell_failures(), self._open() as handle:
            return None if handle is None else _find_last(handle)[0]

    def read_lines(self) -> list[Line] | None:
        """All lines, as they stand; None when there is no file. Raises `CheckpointFileUnusable`."""
        with self._tell_failures(), self._open() as handle:
            if handle is None:
                return None
            with os.fdopen(os.dup(handle), "rb") as stream:
                return [
                    Line(number, line.removesuffix(b"\n"), line.endswith(b"\n"))
                    for number, line in enumerate(stream, start=1)
                ]

    @contextmanager
    def _open(self) -> Iterator[int | None]:
        try:
            handle = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            yield None
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_SH)  # A line half written by a process at work is not torn.
            yield handle
        finally:
            os.close(handle)

    @contextmanager
    def _tell_failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as failure:
            raise CheckpointFileUnusable(file=self.path, reason=failure.strerror or failure) from failure


def _find_last(handle: int) -> tuple[SignedCheckpoint | None, bytes, bool]:
    """The last line that is a checkpoint, what stands after the last line's end, and whether an end is lacking."""
    remains, lacks_end = b"", False
    for place, content in enumerate(_read_backwards(handle)):
        found = read_line(content) if content else None
        if place == 0 and content:
            lacks_end = True
            remains = b"" if found else content
        if found:
            return found, remains, lacks_end
    return None, remains, lacks_end


def _read_backwards(handle: int) -> Iterator[bytes]:
    """What stands between the ends of lines, last first: what follows the last end comes first, often nothing."""
    place = os.fstat(handle).st_size
    kept = b""
    while place > 0:
        length = min(_BLOCK_BYTES, place)
        place -= length
        kept = os.pread(handle, length, place) + kept
        kept, *whole = kept.split(b"\n")
        yield from reversed(whole)
    yield kept


def _keep_name(folder: Path) -> None:
    """Have the folder's entry of a new file on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
