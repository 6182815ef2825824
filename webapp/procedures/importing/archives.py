"""From a zip or a folder to files in memory: hostile content is refused whole, with a reason, before any of it is used."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from webapp.procedures.exporting import write_zip
from webapp.procedures.files import MAX_FILE_BYTES, MAX_PACK_BYTES, is_safe_path
from webapp.procedures.importing.entry_names import decode_names, find_twins
from webapp.procedures.importing.errors import (
    ArchiveCrowded,
    ArchiveSwollen,
    ArchiveTooLarge,
    ArchiveUnreadable,
    EntryEncrypted,
    EntryIsLink,
    EntryNameUnsafe,
    EntryOutside,
    EntryTooLarge,
    EntryTwice,
    NothingToImport,
)
from webapp.procedures.importing.remarks import Remark, remark
from webapp.zips import UNREADABLE_ZIP

MAX_ARCHIVE_BYTES = MAX_PACK_BYTES
#: Entries of a zip or files of a folder, with those that are skipped.
MAX_ENTRIES = 2000
#: XML packs about 1:20, a text of one repeated line 1:100. What packs better than this was made to burst.
MAX_RATIO = 200
_SMALL_BYTES = 64 * 1024

_HIDDEN = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_ARCHIVES = (".zip", ".jar", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_ABSOLUTE = re.compile(r"/|[A-Za-z]:")
_ENTRY_MARK = b"PK\x01\x02"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of a zip or folder by their names in it, and what was left out."""

    files: Mapping[str, bytes]
    remarks: tuple[Remark, ...]


def is_zip(content: bytes) -> bool:
    """Whether the bytes begin as a zip does, an empty one among them."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def unpack(content: bytes, file: str) -> Unpacked:
    """The files in a zip, each within the limits.

    Raises:
        ArchiveTooLarge, ArchiveUnreadable, ArchiveSwollen, ArchiveCrowded: the zip as a whole is not taken.
        EntryOutside, EntryIsLink, EntryTwice, EntryEncrypted, EntryTooLarge, EntryNameUnsafe: for one of its entries.
        NothingToImport: it holds no file.
    """
    if len(content) > MAX_ARCHIVE_BYTES:
        raise ArchiveTooLarge(file=file, limit_mb=MAX_ARCHIVE_BYTES // 2**20)
    # Counted before the directory is read: each entry of a directory costs memory, whatever it holds.
    if content.count(_ENTRY_MARK) > MAX_ENTRIES:
        raise ArchiveCrowded(file=file, limit=MAX_ENTRIES)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _Unpacking(archive, file).run()
    except UNREADABLE_ZIP as error:
        raise ArchiveUnreadable(file=file, reason=_reason(error), reason_en=_reason(error)) from error


def _reason(error: Exception) -> str:
    return str(error)[:120] or type(error).__name__


class _Unpacking:
    """One zip on its way into memory. Everything that the directory tells is checked before the first entry is read."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive = archive
        self._file = file
        self._remarks: list[Remark] = []

    def run(self) -> Unpacked:
        entries = self._archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise ArchiveCrowded(file=self._file, limit=MAX_ENTRIES)
        names, encoding = decode_names(entries)
        if encoding is not None and encoding != "utf-8":
            self._remarks.append(
                remark("IM-202", self._file, found="GBK" if encoding == "gb18030" else encoding)
            )
        wanted: dict[int, str] = {}
        for position, entry in enumerate(entries):
            name = check_name(names[position], self._file)
            self._check_kind(entry, name)
            if not name or names[position].endswith("/") or is_left_out(name, self._remarks):
                continue
            wanted[position] = name
        _refuse_twins(wanted, self._file)
        for position, name in wanted.items():
            self._check_entry(entries[position], name)
        self._check_total(sum(entries[position].file_size for position in wanted))
        if not wanted:
            raise NothingToImport(file=self._file)
        return Unpacked(
            self._read([(name, entries[position]) for position, name in wanted.items()]), tuple(self._remarks)
        )

    def _check_kind(self, entry: zipfile.ZipInfo, name: str) -> None:
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise EntryIsLink(file=self._file, entry=name)

    def _check_entry(self, entry: zipfile.ZipInfo, name: str) -> None:
        if entry.flag_bits & 0x1:
            raise EntryEncrypted(file=self._file, entry=name)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArchiveUnreadable(
                file=self._file,
                reason=f"“{name}”用了少见的压缩方法",
                reason_en=f"'{name}' is packed by an unusual method",
            )
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > _SMALL_BYTES and ratio > MAX_RATIO:
            raise ArchiveSwollen(file=self._file, entry=name, found=f"{ratio:.0f}:1", limit=f"{MAX_RATIO}:1")
        if entry.file_size > MAX_FILE_BYTES:
            raise EntryTooLarge(file=self._file, entry=name, limit_kb=MAX_FILE_BYTES // 1024)

    def _check_total(self, total: int) -> None:
        if total > MAX_PACK_BYTES:
            raise ArchiveSwollen(
                file=self._file,
                entry=self._file,
                found=f"{total // 2**20} MB",
                limit=f"{MAX_PACK_BYTES // 2**20} MB",
            )

    def _read(self, wanted: list[tuple[str, zipfile.ZipInfo]]) -> dict[str, bytes]:
        """The contents. A directory may lie about sizes: reading stops at the limits whatever it says."""
        files: dict[str, bytes] = {}
        total = 0
        for name, entry in wanted:
            with self._archive.open(entry) as stream:
                content = stream.read(MAX_FILE_BYTES + 1)
            if len(content) > MAX_FILE_BYTES:
                raise EntryTooLarge(file=self._file, entry=name, limit_kb=MAX_FILE_BYTES // 1024)
            total += len(content)
            self._check_total(total)
            files[name] = content
        return files


def read_folder(root: Path) -> Unpacked:
    """The files below a folder, under the same rules as those of a zip. Links are refused, not followed.

    Raises:
        ArchiveSwollen, ArchiveCrowded, EntryIsLink, EntryTwice, EntryTooLarge, EntryNameUnsafe, NothingToImport.
        OSError: a file cannot be read.
    """
    remarks: list[Remark] = []
    paths: dict[int, str] = {}
    for folder, folders, files in os.walk(root, onerror=_raise):
        folders.sort()
        for each in sorted([*folders, *files]):
            path = Path(folder) / each
            name = check_name(path.relative_to(root).as_posix(), str(root))
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise EntryIsLink(file=str(root), entry=name)
            if path.is_file() and not is_left_out(name, remarks):
                paths[len(paths)] = name
            if len(paths) + len(remarks) > MAX_ENTRIES:
                raise ArchiveCrowded(file=str(root), limit=MAX_ENTRIES)
        folders[:] = [each for each in folders if not _is_hidden(each)]
    _refuse_twins(paths, str(root))
    if not paths:
        raise NothingToImport(file=str(root))
    return Unpacked(_read_all(root, list(paths.values())), tuple(remarks))


def zip_folder(files: Iterable[tuple[str, bytes]]) -> tuple[bytes, str]:
    """A folder as a browser sends it, file by file with the path from the folder down: as a zip, and the folder's name.

    Nothing is judged here but that each name stands once; the zip goes the way of every zip.

    Raises:
        EntryTwice: a name came twice.
        NothingToImport: no file came.
    """
    gathered: dict[str, bytes] = {}
    for path, content in files:
        if path in gathered:
            raise EntryTwice(file=path.partition("/")[0], entry=path, other=path)
        gathered[path] = content
    if not gathered:
        raise NothingToImport(file="")
    return write_zip(gathered), next(iter(gathered)).partition("/")[0]


def _raise(error: OSError) -> None:
    raise error


def _read_all(root: Path, paths: list[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for path in paths:
        with (root / path).open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise EntryTooLarge(file=str(root), entry=path, limit_kb=MAX_FILE_BYTES // 1024)
        total += len(content)
        if total > MAX_PACK_BYTES:
            raise ArchiveSwollen(
                file=str(root),
                entry=str(root),
                found=f"{total // 2**20} MB",
                limit=f"{MAX_PACK_BYTES // 2**20} MB",
            )
        files[path] = content
    return files


def check_name(name: str, file: str) -> str:
    """The name without ``./`` and empty parts; empty for the folder itself.

    Raises:
        EntryOutside: it is absolute, names a drive or a parent folder.
        EntryNameUnsafe: it cannot exist on every system.
    """
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if _ABSOLUTE.match(name) or ".." in parts:
        raise EntryOutside(file=file, entry=_shown(name))
    cleaned = "/".join(parts)
    if any(_is_hidden(part) for part in parts):
        if "\0" in cleaned:
            raise EntryNameUnsafe(file=file, entry=_shown(name))
        return cleaned
    if cleaned and not is_safe_path(cleaned):
        raise EntryNameUnsafe(file=file, entry=_shown(name))
    return cleaned


def _shown(name: str) -> str:
    """The name as it can be printed, shortened."""
    return "".join(sign if sign.isprintable() else "�" for sign in name)[:120]


def is_left_out(name: str, remarks: list[Remark]) -> bool:
    """Whether a file is passed over: hidden, or an archive of its own. It is remarked on."""
    if any(_is_hidden(part) for part in name.split("/")):
        remarks.append(remark("IM-101", name))
        return True
    if name.casefold().endswith(_ARCHIVES):
        remarks.append(remark("IM-102", name))
        return True
    return False


def _is_hidden(part: str) -> bool:
    return part.startswith(".") or part.casefold() in _HIDDEN


def _refuse_twins(names: Mapping[int, str], file: str) -> None:
    twins = find_twins(names)
    if twins is not None:
        raise EntryTwice(file=file, entry=twins[0], other=twins[1])
