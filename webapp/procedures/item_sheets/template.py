"""The sheet that an administrator fills in: the list as it is, empty rows below, choices to pick, instructions."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from webapp.procedures.item_sheets.conditions import ANY, ConditionColumn, show_condition
from webapp.procedures.item_sheets.layout import Item, ListLayout, SheetColumn
from webapp.procedures.item_sheets.workbook import MAX_ITEMS

LIST_SHEET: Final = "清单"
CHOICE_SHEET: Final = "选项"
HELP_SHEET: Final = "说明"

_HEADING_FILL = PatternFill("solid", fgColor="FFE8EEF7")
_WIDTHS: Final = {
    "code": 18,
    "label": 44,
    "label_en": 44,
    "condition": 24,
    "source": 30,
    "note": 30,
    "note_en": 30,
}

_INSTRUCTIONS: Final = (
    (
        "“{list}”由各地自己的文件规定。请照正式文本逐条填写，不要自拟。",
        (
            "The list '{list_en}' is laid down in the place's own documents. Copy the items from the official text; "
            "invent none."
        ),
    ),
    (
        "在“清单”表已有的行之下逐行填写，一行一条。已有的行请保持原样，导入只增补，不改不删。",
        (
            "On the sheet '清单', fill in one item a row below the rows that are there. Leave those as they are: an import "
            "only adds."
        ),
    ),
    (
        "清单编码：地区代码、冒号、大写字母和数字、短横、序号，如 {example}；不得重复。",
        "Code: jurisdiction, colon, capitals and digits, hyphen, number, such as {example}; each only once.",
    ),
    (
        "适用情形：条目的名称，必填。英文名称供英文页面使用，不填则显示中文。",
        "Item: its name, required. The English name is for English pages; without it they show the Chinese.",
    ),
    (
        (
            "条件列（{conditions}）：从下拉选项里选；几个选项之间用顿号隔开；“-”表示不限。也可以写 FEEL 条件，"
            '如 not("street")。几列条件须同时符合。'
        ),
        (
            "Conditions ({conditions_en}): pick from the list; separate several choices by commas; '-' means any. A FEEL "
            'condition may stand there too, such as not("street"). All columns must fit together.'
        ),
    ),
    (
        "依据：来源和条款，必填，以 {sources} 之一开头；几处依据用分号隔开。",
        "Source: document and clause, required, beginning with one of {sources}; separate several by semicolons.",
    ),
    (
        "不要使用公式、宏和外部链接，含有这些内容的文件不予读入。最多 {limit} 条。",
        "Use no formulas, macros or links to other files: a file that holds any is refused. At most {limit} items.",
    ),
    (
        (
            "填好后先试：rongcuo lists import 文件.xlsx --jurisdiction {place}，会列出全部问题或显示将有的改动；加 --write 写入"
            "文件夹，或加 --by 登录名 存为现行版本的草稿。"
        ),
        (
            "When done, try it: rongcuo lists import FILE.xlsx --jurisdiction {place} lists every problem or shows the "
            "changes. Add --write to write them into the folder, or --by LOGIN to store a draft of the version in force."
        ),
    ),
)


def write_template(layout: ListLayout) -> bytes:
    """The workbook for a list, with the items it has already."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(LIST_SHEET)
    _fill_list(sheet, layout)
    _fill_choices(book.create_sheet(CHOICE_SHEET), sheet, layout)
    _fill_help(book.create_sheet(HELP_SHEET), layout)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _fill_list(sheet: Worksheet, layout: ListLayout) -> None:
    for number, column in enumerate(layout.columns, start=1):
        _put(sheet, 1, number, column.heading, bold=True)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDTHS[column.kind]
        # Text, so that a mark such as 001 keeps its zeros and a code never becomes a date.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "B2"
    for row, item in enumerate(layout.items, start=2):
        for number, text in enumerate(_texts(layout, item), start=1):
            _put(sheet, row, number, text)


def _texts(layout: ListLayout, item: Item) -> list[str]:
    conditions = iter(item.conditions)
    return [
        show_condition(column.condition, next(conditions)) if column.condition else _own_text(column, item)
        for column in layout.columns
    ]


def _own_text(column: SheetColumn, item: Item) -> str:
    text: str = getattr(item, column.kind)
    return text


def _put(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False) -> None:
    if not text:
        return
    cell = sheet.cell(row, column, text)
    # A text that begins with "=" stays a text.
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
        cell.fill = _HEADING_FILL


def _fill_choices(choices: Worksheet, sheet: Worksheet, layout: ListLayout) -> None:
    """The choices of each condition in a block of three columns: Chinese, English, code."""
    position = 1
    for number, column in enumerate(layout.columns, start=1):
        condition = column.condition
        if condition is None or not condition.choices:
            continue
        for offset, title in enumerate((column.zh, column.en, "FEEL")):
            _put(choices, 1, position + offset, title, bold=True)
            choices.column_dimensions[get_column_letter(position + offset)].width = 24
        for row, words in enumerate(_choice_rows(condition), start=2):
            for offset, text in enumerate(words):
                _put(choices, row, position + offset, text)
        letter, last = get_column_letter(position), len(condition.choices) + 2
        validation = DataValidation(
            type="list",
            formula1=f"{CHOICE_SHEET}!${letter}$2:${letter}${last}",
            allow_blank=True,
            # Several choices, or FEEL, may be typed: the import checks them.
            showErrorMessage=False,
        )
        validation.promptTitle, validation.showInputMessage = column.zh[:32], True
        validation.prompt = "选一项；几项用“、”隔开；- 表示不限。\nPick one; several by commas; - means any."
        own = get_column_letter(number)
        validation.add(f"{own}2:{own}{MAX_ITEMS + 1}")
        sheet.add_data_validation(validation)
        position += 4


def _choice_rows(condition: ConditionColumn) -> list[tuple[str, str, str]]:
    rows = [(condition.shown_choice(each.code), each.en, each.code) for each in condition.choices]
    return [(ANY, "any", ANY), *rows]


def _fill_help(sheet: Worksheet, layout: ListLayout) -> None:
    place = layout.pack.jurisdiction
    conditions = layout.condition_columns
    facts = {
        "list": layout.info.name,
        "list_en": layout.pack.texts("en").text(layout.info.file, layout.info.id, layout.info.name),
        "example": f"{layout.pack.code}:QD-1",
        "conditions": "、".join(column.zh for column in conditions),
        "conditions_en": ", ".join(column.en for column in conditions),
        "sources": ", ".join([*place.sources, "assumed"]),
        "limit": MAX_ITEMS,
        "place": layout.pack.code,
    }
    _put(sheet, 1, 1, f"{place.zh}：{layout.info.name}", bold=True)
    _put(sheet, 1, 2, f"{place.en}: {facts['list_en']}", bold=True)
    for row, (zh, en) in enumerate(_INSTRUCTIONS, start=2):
        _put(sheet, row, 1, zh.format(**facts))
        _put(sheet, row, 2, en.format(**facts))
    for row, source in enumerate(place.sources.values(), start=len(_INSTRUCTIONS) + 3):
        _put(sheet, row, 1, f"{source.id}：{source.zh}")
        _put(sheet, row, 2, f"{source.id}: {source.en}")
    for letter in "AB":
        sheet.column_dimensions[letter].width = 80
