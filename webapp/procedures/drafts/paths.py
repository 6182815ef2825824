"""Which files a draft may hold, and where a place's own copy of a shared file goes."""

from __future__ import annotations

from functools import partial

from webapp.procedures.drafts.errors import DraftFileMisplaced, DraftFileRefused, SharedFileFixed
from webapp.procedures.files import MAX_FILE_BYTES, is_safe_path
from webapp.procedures.findings import finding
from webapp.procedures.resolution import (
    KINDS,
    jurisdiction_path,
    papers_path,
    scenario_folder,
    texts_path,
)

#: Read in layers, the place's own first: none is copied from another place.
_LAYERED = (jurisdiction_path, texts_path, partial(texts_path, language="zh"), papers_path)


def folder_of(path: str) -> str:
    """The place, or ``shared``, that a file belongs to; empty when its path has no such part."""
    parts = path.split("/")
    if path.startswith("tests/scenarios/"):
        return parts[2] if len(parts) > 3 else ""
    return parts[1] if len(parts) > 2 else ""


def is_own(path: str, code: str) -> bool:
    """Whether the file is the place's own."""
    return folder_of(path) == code


def own_path(path: str, code: str) -> str:
    """Where the file lies when it is the place's own: a shared one is copied there when it is changed.

    Raises:
        SharedFileFixed: what is shared in layers is not copied.
        DraftFileMisplaced: the place has no such file.
        DraftFileRefused: the path is not safe.
    """
    if not is_safe_path(path):
        raise DraftFileRefused(path, finding("PK-103", path))
    folder = folder_of(path)
    for layer in _LAYERED:
        if path == layer(folder):
            if folder != code:
                raise SharedFileFixed(path=path, own=layer(code))
            return path
    if path.startswith(f"{scenario_folder(code)}/") and path.endswith(".toml") and path.count("/") == 3:
        return path
    for place, suffix in KINDS.values():
        parent, _, name = path.rpartition("/")
        if folder and parent == place.format(folder=folder) and name.endswith(suffix) and name != suffix:
            return f"{place.format(folder=code)}/{name}"
    raise DraftFileMisplaced(path=path, place=code)


def check_size(path: str, content: bytes) -> None:
    """Raise `DraftFileRefused` when the file is larger than any reader accepts."""
    if len(content) > MAX_FILE_BYTES:
        raise DraftFileRefused(path, finding("PK-101", path, limit_kb=MAX_FILE_BYTES // 1024))
