"""What an import is put among: the files that came, then the parts that the place has already or that all places share."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.procedures.errors import PackFileUnreadable
from webapp.procedures.files import PackFiles
from webapp.procedures.findings import finding
from webapp.procedures.importing.reading import ReadImport


class Beside:
    """Files of an import before those of the version in force, and those before what the platform ships.

    An import that says what its place is replaces the place's own files; one that does not is added to them.
    """

    def __init__(self, read: ReadImport, in_force: Mapping[str, bytes], shipped: PackFiles) -> None:
        self._came = read.files
        self._own = read.code if read.has_place else None
        self._in_force = {path: content for path, content in in_force.items() if self._counts(path)}
        self._shipped = shipped

    @property
    def place(self) -> str:
        return "import"

    def _counts(self, path: str) -> bool:
        parts = path.split("/")
        return self._own is None or self._own != parts[2 if path.startswith("tests/") else 1]

    def list_paths(self, folder: str) -> list[str]:
        shipped = self._shipped.list_paths(folder) if self._counts(f"{folder}/") else []
        held = [path for path in (*self._came, *self._in_force) if path.rpartition("/")[0] == folder]
        return sorted({*held, *shipped})

    def read(self, path: str) -> bytes:
        for files in (self._came, self._in_force):
            if path in files:
                return files[path]
        if not self._counts(path):
            raise PackFileUnreadable(finding("PK-102", path, reason="not found"))
        return self._shipped.read(path)
