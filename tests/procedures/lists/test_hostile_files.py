"""A file that is no sheet, or pretends to be one, is refused in one message."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest

from tests.procedures.lists.sheets import SHEET, repack
from webapp.errors import RongcuoError
from webapp.procedures import Pack
from webapp.procedures.item_sheets import (
    ListFileActive,
    ListFileSwollen,
    ListFileTooLarge,
    ListFileUnreadable,
)
from webapp.procedures.item_sheets.importing import (
    plan_import,
)
from webapp.procedures.item_sheets.workbook import MAX_FILE_MB, read_sheet_file

_ENTITY = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


def _utf16(text: bytes) -> bytes:
    return text.decode().replace("UTF-8", "UTF-16").encode("utf-16")


HOSTILE: Mapping[str, tuple[type[RongcuoError], Callable[[bytes], bytes]]] = {
    "no workbook": (ListFileUnreadable, lambda _: b"code;label\n"),
    "nothing": (ListFileUnreadable, lambda _: b""),
    "an old .xls": (ListFileUnreadable, lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "cut off": (ListFileUnreadable, lambda content: content[: len(content) // 2]),
    "a zip of something else": (ListFileUnreadable, lambda _: repack(_empty_zip(), extra={"a.txt": b"a"})),
    "too large": (ListFileTooLarge, lambda _: b"PK" + b"\0" * (MAX_FILE_MB * 2**20)),
    "a bomb": (
        ListFileSwollen,
        lambda content: repack(content, extra={"xl/media/a.png": b"\0" * (30 * 2**20)}),
    ),
    "a thousand parts": (
        ListFileSwollen,
        lambda content: repack(content, extra={f"xl/media/{number}.png": b"" for number in range(300)}),
    ),
    "macros": (ListFileActive, lambda content: repack(content, extra={"xl/vbaProject.bin": b"x"})),
    "macros by type": (
        ListFileActive,
        lambda content: repack(
            content,
            {"[Content_Types].xml": lambda text: text.replace(b"sheet.main", b"sheet.macroEnabled.main")},
        ),
    ),
    "external links": (
        ListFileActive,
        lambda content: repack(content, extra={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
    ),
    "embedded objects": (
        ListFileActive,
        lambda content: repack(content, extra={"xl/embeddings/oleObject1.bin": b"x"}),
    ),
    "connections": (ListFileActive, lambda content: repack(content, extra={"xl/connections.xml": b"<x/>"})),
    "entities": (
        ListFileUnreadable,
        lambda content: repack(content, {SHEET: lambda text: _ENTITY + text}),
    ),
    "another encoding": (ListFileUnreadable, lambda content: repack(content, {"xl/workbook.xml": _utf16})),
    "broken XML": (ListFileUnreadable, lambda content: repack(content, {SHEET: lambda text: text[:-40]})),
}


def _empty_zip() -> bytes:
    target = BytesIO()
    zipfile.ZipFile(target, "w").close()
    return target.getvalue()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_one_message(pack: Pack, template: bytes, kind: str) -> None:
    error, make = HOSTILE[kind]
    with pytest.raises(error) as refusal:
        plan_import(pack, make(template), "list.xlsx")
    assert "list.xlsx" in refusal.value.text("zh")
    assert "list.xlsx" in refusal.value.text("en")


def test_a_part_that_lies_about_its_size_gives_no_more_than_it_declares(pack: Pack, template: bytes) -> None:
    content = bytearray(repack(template, extra={"xl/media/a.png": b"\0" * (30 * 2**20)}))
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/media/a.png"))
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    with pytest.raises(ListFileUnreadable):
        plan_import(pack, bytes(content), "list.xlsx")


def test_a_file_is_read_no_further_than_its_cap(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with path.open("wb") as stream:
        stream.truncate(MAX_FILE_MB * 2**20 * 50)
    with pytest.raises(ListFileTooLarge, match="RC-3204"):
        read_sheet_file(path)
