"""A new place by spreadsheet: one workbook with the roles, the parameters and the own days, to fill in and hand back.

It is read as the sheet of a list is: hostile until proven plain. This loads the spreadsheet library, which is slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from webapp.errors import Problem
from webapp.procedures.item_sheets.errors import ListItemsRefused
from webapp.procedures.item_sheets.findings import finding
from webapp.procedures.item_sheets.layout import SheetColumn
from webapp.procedures.item_sheets.workbook import FilledSheet, read_sheet
from webapp.procedures.new_place.wishes import Name, ParameterWish, PlaceWishes, YearWish, show_parameter
from webapp.procedures.packs import Pack

ROLES = (
    SheetColumn("code", "岗位代码", "Role id", 80),
    SheetColumn("label", "中文名称", "Chinese name", 200),
    SheetColumn("label_en", "英文名称", "English name", 200),
)
PARAMETERS = (
    SheetColumn("code", "参数代码", "Parameter id", 80),
    SheetColumn("label", "参数", "Parameter", 200),
    SheetColumn("note", "值", "Value", 2000),
    SheetColumn("source", "依据", "Source", 2000),
)
YEARS = (
    SheetColumn("code", "年份", "Year", 4),
    SheetColumn("note", "放假的日子", "Days off", 2000),
    SheetColumn("note", "上班的日子", "Days worked", 2000),
    SheetColumn("source", "依据", "Source", 2000),
)
_ABSENT = "LI-101"
_WIDTH = 36


def write_place_sheet(template: Pack) -> bytes:
    """The workbook with what the template has: change what differs. A sheet may be left out, and so may rows."""
    place = template.jurisdiction
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(book, "岗位", ROLES, ((each.id, each.zh, each.en) for each in place.roles.values()))
    _fill(
        book,
        "参数",
        PARAMETERS,
        (
            (each.id, f"{each.zh} {each.en}", show_parameter(each.value), each.source)
            for each in place.parameters.values()
        ),
    )
    _fill(book, "本地日历", YEARS, ())
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(book: Workbook, title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, texts in enumerate([[each.heading for each in columns], *rows], start=1):
        for position, text in enumerate(texts, start=1):
            cell = sheet.cell(number, position, text)
            # A text that begins with "=" stays a text, and a mark such as 001 keeps its zeros.
            cell.data_type, cell.number_format = "s", "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for position in range(1, len(columns) + 1):
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = _WIDTH
        sheet.column_dimensions[letter].number_format = "@"


def fill_from_sheet(wishes: PlaceWishes, template: Pack, file: str, content: bytes) -> PlaceWishes:
    """The wishes with what a filled workbook changes of the template, which goes before what was typed.

    Raises:
        ListFileTooLarge, ListFileSwollen, ListFileUnreadable, ListFileActive: the file is not taken at all.
        ListItemsRefused: sheets have mistakes; each is named by its cell.
    """
    roles, parameters, years = (read_sheet(content, file, each) for each in (ROLES, PARAMETERS, YEARS))
    _refuse_mistakes(file, (roles, parameters, years))
    called, held = template.jurisdiction.roles, template.jurisdiction.parameters
    return replace(
        wishes,
        roles={
            **wishes.roles,
            **{
                code: Name(zh, en)
                for code, zh, en in _texts(roles)
                if code not in called or (zh, en) != (called[code].zh, called[code].en)
            },
        },
        parameters={
            **wishes.parameters,
            **{
                code: ParameterWish(value, source)
                for code, _, value, source in _texts(parameters)
                if code not in held
                or (value, source) != (show_parameter(held[code].value), held[code].source)
            },
        },
        calendar=(*wishes.calendar, *(YearWish(*texts) for texts in _texts(years))),
    )


def _refuse_mistakes(file: str, sheets: Sequence[FilledSheet]) -> None:
    """A sheet that is not there says nothing; a workbook without any of them is none of ours."""
    found = [each for each in sheets if all(problem.code != _ABSENT for problem in each.problems)]
    problems = [problem for each in found or sheets[:1] for problem in (*each.problems, *_repeated(each))]
    if problems:
        raise ListItemsRefused(file, problems)


def _repeated(sheet: FilledSheet) -> Iterator[Problem]:
    """Rows about what a row above is about: one of the two would be lost."""
    first: dict[str, int] = {}
    for row in sheet.rows:
        code = row.texts[0]
        if first.setdefault(code, row.number) != row.number:
            cell = sheet.place(row.number, 0)
            yield finding("LI-110", sheet.file, cell=cell, row=row.number, found=code, first_row=first[code])


def _texts(sheet: FilledSheet) -> list[tuple[str, ...]]:
    return [row.texts for row in sheet.rows]
