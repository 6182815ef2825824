"""What the addresses of registers carry: filters, days, formats of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from flask import Response, make_response, request
from werkzeug.utils import secure_filename

from webapp.cases.library import LibraryFilter
from webapp.cases.registers.files import CSV_TYPE, WORKBOOK_TYPE, write_csv, write_workbook
from webapp.cases.registers.pages import RegisterFilter
from webapp.cases.statistics.counting import StatisticsPeriod
from webapp.views.errors import AddressMissing, DayUnreadable

#: The longest text that is looked for.
_LONGEST = 200

Rows = Iterable[Sequence[str]]
Writer = Callable[[str, Sequence[str], Rows], bytes]

#: The formats of files: how each is written, and what the browser is told it is.
FORMATS: Mapping[str, tuple[Writer, str]] = MappingProxyType(
    {
        "csv": (lambda _title, headings, rows: write_csv(headings, rows), CSV_TYPE),
        "xlsx": (write_workbook, WORKBOOK_TYPE),
    }
)


def asked_text(name: str) -> str:
    """A text of the address, without the space around it."""
    return request.args.get(name, "").strip()[:_LONGEST]


def asked_day(name: str) -> date | None:
    """A day of the address (``2026-03-02``), or None where none is asked for. Raises: `DayUnreadable`."""
    text = asked_text(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DayUnreadable(name=name, found=text) from error


def asked_filter() -> RegisterFilter:
    """The filter that the address carries. Raises: `DayUnreadable`."""
    return RegisterFilter(
        place=asked_text("place"),
        from_on=asked_day("from_on"),
        to_on=asked_day("to_on"),
        subject=asked_text("subject"),
        unit=asked_text("unit"),
        state=asked_text("state"),
        category=asked_text("category"),
        flag=asked_text("flag"),
        search=asked_text("search"),
    )


def asked_period() -> StatisticsPeriod:
    """The place and period of figures. Raises: `DayUnreadable`."""
    return StatisticsPeriod(asked_text("place"), asked_day("from_on"), asked_day("to_on"))


def asked_library() -> LibraryFilter:
    """What of the library is looked for."""
    like = request.args.get("like", type=int)
    return LibraryFilter(
        place=asked_text("place"),
        item=asked_text("item"),
        outcome=asked_text("outcome"),
        search=asked_text("search"),
        like_case=like if like is not None and 0 < like < 2**63 else None,
    )


def check_format(file_format: str) -> None:
    """Raises: `AddressMissing` for a format that no file is made in; asked before anything is read and recorded."""
    if file_format not in FORMATS:
        raise AddressMissing


def send_table(name: str, title: str, headings: Sequence[str], rows: Rows, file_format: str) -> Response:
    """A table as a file to keep: ``name`` becomes the file's, ``title`` the sheet's."""
    write, media_type = FORMATS[file_format]
    response = make_response(write(title, headings, rows))
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{secure_filename(name)}.{file_format}"'
    return response
