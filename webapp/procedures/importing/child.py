"""Reading what comes from outside happens in a child process: what bursts there takes nothing of the server with it."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import msgpack

import webapp
from webapp.procedures.importing import errors
from webapp.procedures.importing.archives import MAX_ARCHIVE_BYTES
from webapp.procedures.importing.errors import ArchiveTooLarge, ImportRefused, ReadingExhausted
from webapp.procedures.importing.reading import ReadImport, read_import
from webapp.procedures.importing.remarks import Remark

#: What the child may use.
MAX_SECONDS = 20
MAX_MEMORY_BYTES = 768 * 1024 * 1024


def read_in_child(
    content: bytes,
    file: str,
    code: str | None = None,
    roles: Mapping[str, str] | None = None,
    *,
    seconds: int = MAX_SECONDS,
    memory_bytes: int = MAX_MEMORY_BYTES,
) -> ReadImport:
    """What `read_import` answers, worked out in a child that has no settings, no database and no environment.

    Raises:
        ImportRefused: what `read_import` raises, or `ReadingExhausted` when the child passes a limit.
    """
    if len(content) > MAX_ARCHIVE_BYTES:
        raise ArchiveTooLarge(file=file, limit_mb=MAX_ARCHIVE_BYTES // 2**20)
    question = msgpack.packb([content, file, code, dict(roles or {}), seconds, memory_bytes])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "webapp.procedures.importing"],
            input=question,
            capture_output=True,
            timeout=seconds + 10,
            check=False,
            env={"PYTHONPATH": str(Path(webapp.__file__).parent.parent), "PYTHONHASHSEED": "0"},
        )
    except subprocess.TimeoutExpired as error:
        raise ReadingExhausted(file=file, reason=f"> {seconds} s") from error
    if done.returncode != 0:
        raise ReadingExhausted(file=file, reason=f"exit {done.returncode}")
    return _understand(done.stdout)


def _understand(answer: bytes) -> ReadImport:
    told = msgpack.unpackb(answer)
    if "refused" in told:
        refusal: type[ImportRefused] = getattr(errors, told["refused"])
        raise refusal(**told["facts"])
    remarks = tuple(Remark(**each) for each in told.pop("remarks"))
    return ReadImport(remarks=remarks, **told)


def answer() -> None:
    """The child's part: limits first, then the bytes."""
    content, file, code, roles, seconds, memory_bytes = msgpack.unpackb(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(msgpack.packb(_answer(content, file, code, roles)))


def _answer(content: bytes, file: str, code: str | None, roles: Mapping[str, str]) -> dict[str, object]:
    try:
        read = read_import(content, file, code, roles)
    except ImportRefused as refusal:
        return {"refused": type(refusal).__name__, "facts": refusal.facts}
    return {
        "code": read.code,
        "files": dict(read.files),
        "has_place": read.has_place,
        "is_closed": read.is_closed,
        "remarks": [asdict(each) for each in read.remarks],
    }
