"""The names of a zip's entries as their writer meant them, whatever encoding the packing program used.

A zip says of a name only whether it is UTF-8. Chinese Windows writes GBK and says nothing, macOS writes UTF-8 and says
nothing; Python reads both as code page 437, from which the bytes can be had back.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from zipfile import ZipInfo

_IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075


def decode_names(entries: Iterable[ZipInfo]) -> tuple[dict[int, str], str | None]:
    """Names by the position of their entries, with ``/`` between folders, and the encoding that was guessed, if any.

    One encoding is guessed for the whole archive: a short GBK name can look like UTF-8, all of them hardly do.
    """
    listed = list(entries)
    unmarked = [
        raw for entry in listed if not entry.flag_bits & _IS_UTF8 and not (raw := _raw(entry)).isascii()
    ]
    encoding = _guess(unmarked) if unmarked else None
    names = {}
    for position, entry in enumerate(listed):
        name = _extra_name(entry) or (
            entry.orig_filename
            if entry.flag_bits & _IS_UTF8
            else _raw(entry).decode(encoding or "ascii", "replace")
        )
        # The separator is looked for in the text: a GBK character's second byte may be a backslash.
        names[position] = unicodedata.normalize("NFC", name.replace("\\", "/"))
    return names, encoding


def same_name_key(path: str) -> str:
    """Equal for names that some system takes for one: by case, width or composition."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())


def _raw(entry: ZipInfo) -> bytes:
    try:
        return entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename.encode("utf-8", "surrogateescape")


def _guess(names: list[bytes]) -> str:
    for encoding in ("utf-8", "gb18030"):
        if _all_decode(names, encoding):
            return encoding
    return "cp437"


def _all_decode(names: list[bytes], encoding: str) -> bool:
    try:
        for name in names:
            name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _extra_name(entry: ZipInfo) -> str | None:
    """The name in the Unicode path field that some packing programs add, if it is of this name."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            (checksum,) = struct.unpack("<I", body[1:5])
            if checksum == zlib.crc32(_raw(entry)):
                try:
                    return body[5:].decode("utf-8")
                except UnicodeDecodeError:
                    return None
    return None


def find_twins(names: Mapping[int, str]) -> tuple[str, str] | None:
    """Two names that some system takes for one, if there are any."""
    seen: dict[str, str] = {}
    for name in names.values():
        key = same_name_key(name)
        if key in seen:
            return seen[key], name
        seen[key] = name
    return None
