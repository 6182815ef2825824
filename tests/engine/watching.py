"""Watches, by an audit hook, whether Python is compiled, executed or a program started while something runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_FORBIDDEN = (
    "compile",
    "exec",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "subprocess.Popen",
    "pty.spawn",
)
_seen: list[str] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _seen is not None and event.startswith(_FORBIDDEN):
        _seen.append(f"{event} {arguments!r:.200}")


sys.addaudithook(_hook)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What was compiled, executed or started inside; an audit hook cannot be removed, so it is switched."""
    global _seen  # noqa: PLW0603 - the hook is one for the whole interpreter.
    _seen = []
    try:
        yield _seen
    finally:
        _seen = None
