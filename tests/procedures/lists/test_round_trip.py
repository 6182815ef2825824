"""What is exported comes back unchanged."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from webapp.procedures import Pack
from webapp.procedures.item_sheets import (
    ListFileExists,
)
from webapp.procedures.item_sheets.importing import (
    export_list,
    plan_import,
)
from webapp.procedures.item_sheets.workbook import MAX_ITEMS


def test_an_exported_sheet_comes_back_without_a_change(pack: Pack, template: bytes) -> None:
    planned = plan_import(pack, template, "list.xlsx")
    assert planned.added == ()
    assert planned.after is pack
    assert planned.difference() == ""
    assert planned.warnings == ()


def test_the_template_speaks_both_languages_and_offers_the_choices_in_words(template: bytes) -> None:
    book = load_workbook(BytesIO(template))
    assert book.sheetnames == ["清单", "选项", "说明"]
    sheet = book["清单"]
    headings = [str(cell.value) for cell in sheet[1]]
    assert headings[0] == "清单编码\nCode"
    assert headings[1].startswith("适用情形\n")
    assert headings[3] == "重点领域\nField"
    assert sheet["D2"].value == "营商环境"
    assert sheet["E2"].value == "-"
    rules = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert rules == {f"D2:D{MAX_ITEMS + 1}": "选项!$A$2:$A$7", f"E2:E{MAX_ITEMS + 1}": "选项!$E$2:$E$8"}
    assert [cell.value for cell in book["选项"]["A"]][:3] == ["重点领域", "-", "营商环境"]
    told = [[cell.value for cell in row] for row in book["说明"].iter_rows(max_col=2)]
    assert all(zh and en for zh, en in told if zh or en)
    assert not any("{" in str(text) for row in told for text in row)


def test_a_template_is_never_written_over_a_file(pack: Pack, tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    assert export_list(pack, target) == 7
    before = target.read_bytes()
    with pytest.raises(ListFileExists, match="RC-3209"):
        export_list(pack, target)
    assert target.read_bytes() == before
