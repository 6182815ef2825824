"""Where a pack's files come from: a folder that mirrors the repository, or files held in memory.

Everything that enters passes here, so the limits on names and sizes are kept in one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from webapp.procedures.errors import PackFileUnreadable
from webapp.procedures.findings import finding

#: One diagram, table, form or scenario: the largest that any reader below accepts.
MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_PACK_BYTES = 32 * 1024 * 1024
MAX_PACK_FILES = 600

_PART = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]{1,120}")


class PackFiles(Protocol):
    """Read access to files by paths from the top of the repository: ``bpmn/town/handle.bpmn``."""

    @property
    def place(self) -> str:
        """What to call the source in a message."""

    def list_paths(self, folder: str) -> list[str]:
        """The files directly in ``folder``, sorted; empty when there is no such folder."""

    def read(self, path: str) -> bytes:
        """The content of one file.

        Raises:
            PackFileUnreadable: no such file, an unsafe path, or more than `MAX_FILE_BYTES`.
        """


def is_safe_path(path: str) -> bool:
    """Whether ``path`` is relative, names no hidden or parent folder, and can exist on every system."""
    parts = path.split("/")
    return len(parts) <= 8 and all(
        _PART.fullmatch(part) is not None and not part.startswith(".") and part == part.strip()
        for part in parts
    )


class FolderFiles:
    """The files below one folder. A link that leads out of the folder is not followed."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    @property
    def place(self) -> str:
        return str(self._root)

    def list_paths(self, folder: str) -> list[str]:
        directory = self._root / folder
        if not is_safe_path(folder) or not directory.is_dir() or not self._is_inside(directory):
            return []
        paths = (f"{folder}/{entry.name}" for entry in directory.iterdir() if entry.is_file())
        return sorted(path for path in paths if is_safe_path(path) and self._is_inside(self._root / path))

    def read(self, path: str) -> bytes:
        target = self._root / path
        if not is_safe_path(path) or not self._is_inside(target):
            raise PackFileUnreadable(finding("PK-103", path))
        try:
            # One byte past the cap tells a file that is too large without reading the rest of it.
            with target.open("rb") as stream:
                content = stream.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise PackFileUnreadable(finding("PK-102", path, reason=error.strerror or str(error))) from error
        return _within_cap(path, content)

    def _is_inside(self, target: Path) -> bool:
        return target.resolve().is_relative_to(self._root)


class HeldFiles:
    """Files already in memory: a published version, an unpacked import, a test's pack."""

    def __init__(self, files: Mapping[str, bytes], place: str = "memory") -> None:
        self._files = dict(files)
        self._place = place

    @property
    def place(self) -> str:
        return self._place

    def list_paths(self, folder: str) -> list[str]:
        return sorted(
            path for path in self._files if is_safe_path(path) and path.rpartition("/")[0] == folder
        )

    def read(self, path: str) -> bytes:
        if not is_safe_path(path):
            raise PackFileUnreadable(finding("PK-103", path))
        if path not in self._files:
            raise PackFileUnreadable(finding("PK-102", path, reason="not found"))
        return _within_cap(path, self._files[path])


def _within_cap(path: str, content: bytes) -> bytes:
    if len(content) > MAX_FILE_BYTES:
        raise PackFileUnreadable(finding("PK-101", path, limit_kb=MAX_FILE_BYTES // 1024))
    return content
