"""Reading a filled .xlsx: hostile until proven plain. Nothing in it is calculated, followed or run.

The package is looked through before the spreadsheet library sees it: sizes, macros, links, embedded objects, document
types. What is taken from it are the texts of one sheet's cells.
"""

from __future__ import annotations

import codecs
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from webapp.errors import Problem
from webapp.procedures.item_sheets.errors import (
    ListFileActive,
    ListFileExists,
    ListFileSwollen,
    ListFileTooLarge,
    ListFileUnreadable,
)
from webapp.procedures.item_sheets.findings import finding
from webapp.procedures.item_sheets.layout import SheetColumn
from webapp.zips import UNREADABLE_ZIP

MAX_FILE_MB: Final = 4
MAX_UNPACKED_MB: Final = 24
MAX_PARTS: Final = 200
MAX_ITEMS: Final = 1000
MAX_ROW: Final = 5000
MAX_COLUMN: Final = 120

_ACTIVE = re.compile(
    r"vba|macro|activex|externallinks|embeddings|ctrlprops|querytables|connections\.xml", re.IGNORECASE
)
_ACTIVE_TYPES = re.compile(rb"macroEnabled|vbaProject|externalLink\b|oleObject|activeX", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
#: What XML 1.0 cannot hold, and what nobody types.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_FOUND = {"d": ("日期", "a date"), "e": ("错误值", "an error"), "b": ("真假值", "a truth value")}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One filled row. ``texts`` follow the columns of the layout."""

    number: int
    texts: tuple[str, ...]


@dataclass(slots=True)
class FilledSheet:
    """The rows of a sheet, and where each column stands in it."""

    file: str
    title: str = ""
    letters: dict[int, str] = field(default_factory=dict)
    rows: list[SheetRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def place(self, row: int, column: int) -> str:
        """Sheet and coordinate of a layout's column in a row."""
        return f"{self.title}!{self.letters.get(column, '')}{row}"


def read_sheet_file(path: Path) -> bytes:
    """The bytes of a spreadsheet file, no more of it than is ever taken.

    Raises:
        ListFileTooLarge: it is larger than `MAX_FILE_MB`.
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        content = stream.read(MAX_FILE_MB * 2**20 + 1)
    _check_size(content, path.name)
    return content


def write_new(target: Path, content: bytes) -> None:
    """Write a spreadsheet to be filled in.

    Raises:
        ListFileExists: there is a file of that name; it may be somebody's filled one.
    """
    try:
        with target.open("xb") as stream:
            stream.write(content)
    except FileExistsError as error:
        raise ListFileExists(file=str(target)) from error


def read_sheet(content: bytes, file: str, columns: tuple[SheetColumn, ...]) -> FilledSheet:
    """The rows of the sheet that holds the list; mistakes in its shape are in ``problems``.

    Raises:
        ListFileTooLarge, ListFileSwollen, ListFileUnreadable, ListFileActive: the file is not taken at all.
    """
    _inspect(content, file)
    try:
        with warnings.catch_warnings():
            # The library warns of decorations that it does not know; none of them matters here.
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                return _read(book, file, columns)
            finally:
                book.close()
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # A malformed workbook fails in the library in every way there is.
        raise ListFileUnreadable(file=file) from error


def _check_size(content: bytes, file: str) -> None:
    if len(content) > MAX_FILE_MB * 2**20:
        raise ListFileTooLarge(file=file, limit_mb=MAX_FILE_MB)


def _inspect(content: bytes, file: str) -> None:
    _check_size(content, file)
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            # What a part unpacks to never exceeds what it declares: the reader stops there.
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_MB * 2**20:
                raise ListFileSwollen(file=file, limit_mb=MAX_UNPACKED_MB, limit_parts=MAX_PARTS)
            for part in parts:
                _inspect_part(package, part, file)
    except UNREADABLE_ZIP as error:
        raise ListFileUnreadable(file=file) from error


def _inspect_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> None:
    if _ACTIVE.search(part.filename):
        raise ListFileActive(file=file, part=part.filename)
    # Any part may be read as XML, whatever it is called: the package itself says which is which.
    content = package.read(part).removeprefix(codecs.BOM_UTF8)
    declared = _DECLARED.match(content)
    is_foreign = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<"))
    if is_foreign or (declared and declared[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise ListFileUnreadable(file=file)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ListFileUnreadable(file=file)
    is_manifest = part.filename == "[Content_Types].xml" or part.filename.lower().endswith(".rels")
    if is_manifest and (found := _ACTIVE_TYPES.search(content)):
        raise ListFileActive(file=file, part=f"{part.filename}: {found[0].decode()}")


def _read(book: Any, file: str, columns: tuple[SheetColumn, ...]) -> FilledSheet:
    names = {
        _key(name): number for number, each in enumerate(columns) for name in (each.heading, each.zh, each.en)
    }
    for sheet in book.worksheets:
        rows = _rows(sheet)
        heading = next(rows, (1, ()))[1]
        found = [(cell, _name(str(cell.value), names)) for cell in heading if cell.value is not None]
        if any(names.get(name) == 0 for _, name in found):
            filled = FilledSheet(file, sheet.title)
            wanted = _place_columns(filled, found, names, columns)
            _take_rows(filled, rows, wanted, columns)
            return filled
    filled = FilledSheet(file)
    filled.problems.append(finding("LI-101", file, expected=columns[0].zh, expected_en=columns[0].en))
    return filled


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    # The library fills the gaps between rows: a cell in the last row of all would make a million of them.
    return enumerate(sheet.iter_rows(max_row=MAX_ROW + 1, max_col=MAX_COLUMN), start=1)


def _name(heading: str, names: dict[str, int]) -> str:
    """The heading, or its first line alone where the whole says nothing: its English may have been other once."""
    whole = _key(heading)
    return whole if whole in names else _key(heading.strip().partition("\n")[0])


def _key(heading: str) -> str:
    return re.sub(r"\s+", "", heading).casefold()


def _place_columns(
    filled: FilledSheet, found: list[tuple[Any, str]], names: dict[str, int], columns: tuple[SheetColumn, ...]
) -> dict[int, int | None]:
    """Sheet column (from 0) → column of the layout; None for one that the list does not have."""
    wanted: dict[int, int | None] = {}
    for cell, name in found:
        number = names.get(name)
        letter = get_column_letter(cell.column)
        if number is None:
            where = f"{filled.title}!{letter}1"
            shown = " ".join(str(cell.value).split())[:60]
            filled.problems.append(finding("LI-104", filled.file, cell=where, row=1, found=shown))
        elif number in filled.letters:
            _add(filled, "LI-103", f"{filled.title}!{letter}1", 1, columns[number])
        else:
            filled.letters[number] = letter
        wanted[cell.column - 1] = number
    for number, column in enumerate(columns):
        if number not in filled.letters:
            _add(filled, "LI-102", None, 1, column)
    return wanted


def _add(
    filled: FilledSheet, code: str, cell: str | None, row: int, column: SheetColumn, **facts: Any
) -> None:
    filled.problems.append(
        finding(code, filled.file, cell=cell, row=row, column=column.zh, column_en=column.en, **facts)
    )


def _take_rows(
    filled: FilledSheet,
    rows: Iterator[tuple[int, tuple[Any, ...]]],
    wanted: dict[int, int | None],
    columns: tuple[SheetColumn, ...],
) -> None:
    for row_number, cells in rows:
        texts = [""] * len(columns)
        is_filled = False
        for position, cell in enumerate(cells):
            if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
                continue
            is_filled = True
            number = wanted.get(position)
            text = _text(filled, cell, row_number, None if number is None else columns[number])
            if number is not None:
                texts[number] = text
            elif position not in wanted:
                where = f"{filled.title}!{get_column_letter(position + 1)}{row_number}"
                shown = get_column_letter(position + 1)
                filled.problems.append(
                    finding("LI-104", filled.file, cell=where, row=row_number, found=shown)
                )
        if is_filled:
            filled.rows.append(SheetRow(row_number, tuple(texts)))
        if len(filled.rows) > MAX_ITEMS or row_number > MAX_ROW:
            filled.problems.append(
                finding("LI-109", filled.file, row=row_number, limit=MAX_ITEMS, last_row=MAX_ROW)
            )
            return


def _text(filled: FilledSheet, cell: Any, row: int, column: SheetColumn | None) -> str:
    """The text of a cell, its white space evened out; what is no text is a problem."""
    where = f"{filled.title}!{get_column_letter(cell.column)}{row}"
    kind, value = cell.data_type, cell.value
    if kind == "f":
        filled.problems.append(finding("LI-105", filled.file, cell=where, row=row))
        return ""
    if kind == "n" and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(int(value)) if value == int(value) else str(value)
    if not isinstance(value, str) or kind in _FOUND:
        zh, en = _FOUND.get(kind, ("别的内容", "something else"))
        filled.problems.append(finding("LI-106", filled.file, cell=where, row=row, found=zh, found_en=en))
        return ""
    if _CONTROL.search(value):
        filled.problems.append(finding("LI-108", filled.file, cell=where, row=row))
        return ""
    text = " ".join(value.split())
    if column is not None and len(text) > column.limit:
        _add(filled, "LI-107", where, row, column, length=len(text), limit=column.limit)
        return text[: column.limit]
    return text
