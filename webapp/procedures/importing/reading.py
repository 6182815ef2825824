"""From the bytes that somebody hands in to the files of a pack: unpacked, placed, rewritten. Changes nothing anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.procedures.files import MAX_FILE_BYTES
from webapp.procedures.importing.archives import MAX_ARCHIVE_BYTES, Unpacked, check_name, is_zip, unpack
from webapp.procedures.importing.errors import ArchiveTooLarge, EntryTooLarge, EntryTwice
from webapp.procedures.importing.normalising.diagrams import Normalised, normalise_diagram
from webapp.procedures.importing.normalising.encodings import to_utf8
from webapp.procedures.importing.normalising.form_schemas import normalise_form
from webapp.procedures.importing.normalising.tables import normalise_table
from webapp.procedures.importing.placing import Placed, place_files
from webapp.procedures.importing.remarks import Remark, remark


@dataclass(frozen=True, slots=True)
class ReadImport:
    """The files of an import as this platform takes them, by their paths in a pack, and what was said of them."""

    code: str
    files: Mapping[str, bytes]
    has_place: bool
    is_closed: bool
    remarks: tuple[Remark, ...]


def read_import(content: bytes, file: str, code: str | None, roles: Mapping[str, str]) -> ReadImport:
    """Read a zip, or a single diagram, table or form called ``file``.

    ``code`` is the place that the person names, if any; ``roles`` are ids of roles by what they are called there.

    Raises:
        ImportRefused: what was handed in is not taken; its classes say why.
    """
    unpacked = unpack(content, file) if is_zip(content) else _single(content, file)
    return normalise_files(place_files(unpacked, file, code), file, roles)


def _single(content: bytes, file: str) -> Unpacked:
    """A file that is no zip, under its own name."""
    if len(content) > MAX_ARCHIVE_BYTES:
        raise ArchiveTooLarge(file=file, limit_mb=MAX_ARCHIVE_BYTES // 2**20)
    if len(content) > MAX_FILE_BYTES:
        raise EntryTooLarge(file=file, entry=file, limit_kb=MAX_FILE_BYTES // 1024)
    return Unpacked({check_name(file.replace("\\", "/").rpartition("/")[2], file): content}, ())


def normalise_files(placed: Placed, file: str, roles: Mapping[str, str]) -> ReadImport:
    """Each file rewritten where it has to be, and split where it holds several processes.

    Raises:
        EntryTwice: two files come to one path.
    """
    files: dict[str, bytes] = {}
    forms: dict[str, bytes] = {}
    remarks = list(placed.remarks)
    for path, content in sorted(placed.files.items()):
        for done in _normalise(path, content, is_loose=path in placed.loose, roles=roles):
            if done.path in files or (done.path != path and done.path in placed.files):
                raise EntryTwice(file=file, entry=path, other=done.path)
            files[done.path] = done.content
            remarks += done.remarks
            forms |= {f"forms/{placed.code}/{name}.form": made for name, made in done.forms.items()}
    for path, made in forms.items():
        if path not in files:
            files[path] = made
            remarks.append(remark("IM-203", path, found=path))
    return ReadImport(placed.code, files, placed.has_place, placed.is_closed, tuple(remarks))


def _normalise(
    path: str, content: bytes, *, is_loose: bool, roles: Mapping[str, str]
) -> tuple[Normalised, ...]:
    """The files that one becomes: of a diagram with several processes a file for each."""
    if path.endswith(".bpmn"):
        return normalise_diagram(path, content, is_loose=is_loose, roles=roles)
    if path.endswith(".dmn"):
        return (normalise_table(path, content, is_loose=is_loose),)
    if path.endswith(".form"):
        return (normalise_form(path, content, is_loose=is_loose),)
    if path.endswith(".toml"):
        text, encoding = to_utf8(content, is_xml=False)
        said = () if encoding is None else (remark("IM-204", path, found=encoding),)
        return (Normalised(path, text, said),)
    return (Normalised(path, content),)
