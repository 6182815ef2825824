"""Tables as files for spreadsheets: CSV that Excel and WPS open as it is, and .xlsx. No cell of either is ever calculated."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

CSV_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What makes a spreadsheet calculate a cell of a CSV file, and what full-width signs become on some machines.
_CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # fmt: skip
#: What no cell may hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: The longest text of a cell.
_LONGEST = 32_000
_WIDEST, _NARROWEST = 60, 8


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file with a byte-order mark, without which Excel misreads Chinese; text that it would calculate is quoted."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([quote_formula(text) for text in headings])
    writer.writerows([quote_formula(text) for text in row] for row in rows)
    return codecs.BOM_UTF8 + target.getvalue().encode("utf-8", "replace")


def quote_formula(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula."""
    clean = _CONTROL.sub("", text)
    # White space before the sign does not keep every program from calculating.
    is_calculated = clean.startswith(_CALCULATED) or clean.lstrip().startswith(_CALCULATED)
    return f"'{clean}" if is_calculated else clean


def write_workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """An .xlsx workbook of one sheet, every cell a text."""
    # Slow to load and needed by few requests: a start does without.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    table = [[_clean(text) for text in row] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "1")
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings):
        widest = max([len(heading), *(len(row[number]) for row in table)])
        # A Chinese character is as wide as two others.
        width = min(max(2 * widest, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(number + 1)].width = width
    bold = Font(bold=True)
    for row_number, row in enumerate([[_clean(text) for text in headings], *table]):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            # The library takes what begins with "=" for a formula, until it is told otherwise.
            cell.data_type = "s"
            cell.quotePrefix = True  # Typed over in Excel, it stays a text.
            if row_number == 0:
                cell.font = bold
            cells.append(cell)
        sheet.append(cells)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)[:_LONGEST]
