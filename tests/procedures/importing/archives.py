"""Zips as people and attackers make them."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

#: The least that is a procedure to an import: one diagram.
DIAGRAM = (
    b'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    b'id="d" targetNamespace="t"><process id="p" isExecutable="true"/></definitions>'
)


def zip_of(files: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """A plain zip."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def zip_with(change: Callable[[zipfile.ZipInfo], None], name: str = "bpmn/town/handle.bpmn") -> bytes:
    """A zip with one diagram whose entry was tampered with before it was written."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        entry = zipfile.ZipInfo(name)
        change(entry)
        archive.writestr(entry, DIAGRAM)
    return target.getvalue()


def zip_with_raw_names(files: Mapping[bytes, bytes]) -> bytes:
    """A zip whose names are these bytes, without saying in which encoding: as Chinese Windows writes GBK."""
    # ASCII stand-ins of the same length, replaced in the finished bytes.
    stand_ins = {bytes([ord("A") + number]) * len(raw): raw for number, raw in enumerate(files)}
    content = zip_of({stand_in.decode(): files[raw] for stand_in, raw in stand_ins.items()})
    for stand_in, raw in stand_ins.items():
        content = content.replace(stand_in, raw)
    return content


def zip_with_link(name: str, target_path: str) -> bytes:
    """A zip with a symbolic link."""

    def make_link(entry: zipfile.ZipInfo) -> None:
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16

    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("bpmn/town/handle.bpmn", DIAGRAM)
        entry = zipfile.ZipInfo(name)
        make_link(entry)
        archive.writestr(entry, target_path)
    return target.getvalue()


def mark_encrypted(content: bytes) -> bytes:
    """The zip with the flag of encryption set on its first entry, in both of its headers."""
    changed = bytearray(content)
    changed[6] |= 0x01
    changed[content.index(b"PK\x01\x02") + 8] |= 0x01
    return bytes(changed)


def understate_size(content: bytes, size: int) -> bytes:
    """The zip whose directory says that its first entry unpacks to ``size`` bytes."""
    changed = bytearray(content)
    at = content.index(b"PK\x01\x02") + 24
    changed[at : at + 4] = struct.pack("<I", size)
    return bytes(changed)
