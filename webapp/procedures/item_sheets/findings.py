"""Every mistake that a filled sheet can hold: code, and a text in both languages that says how to mend it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from webapp.errors import Problem
from webapp.procedures.finding_texts import error_text, make_finding

CATALOGUE = MappingProxyType(
    {
        # The sheet.
        "LI-101": error_text(
            "没有一张工作表的第一行有“{expected}”列。请用 rongcuo lists export 导出模板，在其中填写。",
            "No sheet has a column '{expected_en}' in its first row. Export a template with rongcuo lists export "
            "and fill it in.",
        ),
        "LI-102": error_text(
            "缺少“{column}”列。请从模板补回该列。",
            "The column '{column_en}' is missing. Restore it from the template.",
        ),
        "LI-103": error_text(
            "“{column}”列出现了两次。请只留一列。",
            "The column '{column_en}' stands there twice. Keep one.",
        ),
        "LI-104": error_text(
            "清单没有“{found}”列，其中的内容不会被采用。请删去该列，或改正列名。",
            "The list has no column '{found}'; its content would be lost. Remove it or correct its heading.",
        ),
        "LI-105": error_text(
            "单元格里是公式，公式不予计算。请改填文字。",
            "The cell holds a formula, and formulas are not calculated. Write the text instead.",
        ),
        "LI-106": error_text(
            "单元格里是{found}，应为文字。请把单元格格式设为“文本”后重填。",
            "The cell holds {found_en} instead of text. Format it as text and fill it in again.",
        ),
        "LI-107": error_text(
            "“{column}”有 {length} 个字符，最多 {limit} 个。请缩短。",
            "'{column_en}' has {length} characters, at most {limit} are allowed. Shorten it.",
        ),
        "LI-108": error_text(
            "单元格里有不可见的控制字符。请清除内容后重新键入。",
            "The cell holds invisible control characters. Clear it and type the text again.",
        ),
        "LI-109": error_text(
            "行数过多：最多 {limit} 条，且须在前 {last_row} 行之内。请删去多余的行和空行。",
            "There are too many rows: at most {limit} items, within the first {last_row} rows. Delete the rows and "
            "blank rows beyond.",
        ),
        "LI-110": error_text(
            "“{found}”在第 {first_row} 行已经写过。同一项只写一行，请合成一行。",
            "'{found}' stands in row {first_row} already. Put what belongs to it into one row.",
        ),
        # What identifies an item.
        "LI-111": error_text(
            "没有清单编码。请填写，如 {example}。", "The code is missing. Fill it in, such as {example}."
        ),
        "LI-112": error_text(
            "清单编码“{found}”不合格式。请写成“地区:大写字母和数字-序号”，如 {example}。",
            "The code '{found}' is malformed. Write jurisdiction:CAPITALS-number, such as {example}.",
        ),
        "LI-113": error_text(
            "清单编码“{found}”与第 {first_row} 行重复。请改用别的编码。",
            "The code '{found}' is already used in row {first_row}. Choose another.",
        ),
        "LI-114": error_text(
            "清单编码“{found}”已在清单中，而内容不同（{columns}）。导入只增补条目：请改用新编码，或照原样恢复该行；"
            "要改已有条目，请在判断表编辑器中改。",
            "The code '{found}' is already in the list with other content ({columns_en}). An import only adds items: "
            "choose a new code or restore the row; existing items are changed in the table editor.",
        ),
        "LI-115": error_text(
            "没有适用情形。请填写条目的名称。", "The label is missing. Fill in the name of the item."
        ),
        "LI-116": error_text(
            "没有依据。请写明来源和条款，以 {known} 之一开头。",
            "The source mark is missing. Name source and clause, beginning with one of {known}.",
        ),
        "LI-117": error_text(
            "依据“{found}”不在所列的来源中。请以 {known} 之一开头，或在 jurisdiction.toml 的 [sources] 中补列。",
            "The source mark '{found}' is not among the listed sources. Begin with one of {known}, or list it under "
            "[sources] of jurisdiction.toml.",
        ),
        "LI-118": error_text(
            "适用情形和条件与 {found} 完全相同。请删去重复的一条。",
            "Label and conditions are the same as those of {found}. Remove one of the two.",
        ),
        "LI-119": error_text(
            "有英文备注而没有备注。请补上备注，或删去英文。",
            "There is an English note without a note. Add the note, or remove its English.",
        ),
        # Conditions.
        "LI-121": error_text(
            "“{column}”的“{found}”既不是选项，也不是有效的 FEEL 条件（{reason}）。{choices}",
            "'{found}' in '{column_en}' is neither a choice nor a valid FEEL condition ({reason_en}). {choices_en}",
        ),
        "LI-122": error_text(
            "“{column}”中的“{found}”不是选项。{choices}",
            "'{found}' in '{column_en}' is not among the choices. {choices_en}",
        ),
        "LI-123": error_text(
            "“{column}”中的“{found}”不是已知的名称。文字请加英文双引号。{choices}",
            "'{found}' in '{column_en}' is no known name. Put texts into double quotes. {choices_en}",
        ),
        "LI-124": error_text(
            "“{column}”的条件“{found}”对哪个选项都不成立，该条永远不会提出。请改正。{choices}",
            "The condition '{found}' in '{column_en}' fits none of the choices: the item would never be proposed. "
            "Mend it. {choices_en}",
        ),
    }
)


def finding(
    code: str, file: str, *, cell: str | None = None, row: int | None = None, **facts: Any
) -> Problem:
    """A finding at its place: ``cell`` is sheet and coordinate (``清单!D5``), ``row`` counts from 1."""
    return make_finding(CATALOGUE, code, file, cell, row, facts)
