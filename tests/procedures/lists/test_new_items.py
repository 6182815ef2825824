"""A filled row becomes an item, and nothing else changes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from lxml import etree
from openpyxl import Workbook, load_workbook

from tests.practice_place import PLACE
from tests.procedures.lists.sheets import CODE, GOOD, LABEL, MATCH, TEXTS, filled, good
from webapp.procedures import Pack, check_pack, run_scenarios
from webapp.procedures.item_sheets.importing import (
    plan_import,
)
from webapp.procedures.item_sheets.layout import read_layout
from webapp.procedures.item_sheets.template import write_template


def test_a_filled_row_becomes_an_item_that_matches_and_that_forms_offer(pack: Pack, template: bytes) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    after = planned.after
    assert [item.code for item in planned.added] == [GOOD[CODE]]
    assert planned.warnings == ()
    assert after.list_items[-1] == {"value": GOOD[CODE], "label": GOOD[LABEL], "label_en": GOOD[2]}
    facts: dict[str, Any] = {
        "situation": {"field": "business_environment"},
        "subject": {"body_kind": "street"},
    }
    assert _matched(after, facts) == [f"{PLACE}:YSHJ", f"{PLACE}:JD", GOOD[CODE]]
    facts["subject"]["body_kind"] = "soe"
    assert _matched(after, facts) == [f"{PLACE}:YSHJ"]


def _matched(pack: Pack, facts: dict[str, Any]) -> list[Any]:
    """The codes of the items that the table proposes."""
    rows = pack.decisions.decide("match", facts)
    assert isinstance(rows, list)
    return [row["code"] for row in rows if isinstance(row, dict)]


def test_the_checks_stay_silent_and_the_scenarios_pass_with_new_items(pack: Pack, template: bytes) -> None:
    after = plan_import(pack, filled(template, GOOD), "list.xlsx").after
    assert check_pack(after) == []
    assert all(result.is_passed for result in run_scenarios(after, after.scenarios))


def test_only_lines_are_added_and_everything_else_keeps_its_bytes(pack: Pack, template: bytes) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    assert set(planned.changed) == {MATCH, TEXTS}
    for path, content in planned.changed.items():
        lines = content.decode().splitlines(keepends=True)
        old = pack.files[path].decode().splitlines(keepends=True)
        added = len(lines) - len(old)
        first = next(number for number, line in enumerate(old) if lines[number] != line)
        assert lines[:first] + lines[first + added :] == old
    assert "\n-" not in planned.difference().replace("\n---", "")


def test_the_same_sheet_always_gives_the_same_files(pack: Pack, template: bytes) -> None:
    content = filled(template, GOOD)
    digests = {plan_import(pack, content, "list.xlsx").after.digest for _ in range(2)}
    assert len(digests) == 1


def test_every_identifier_of_the_new_rows_is_new(pack: Pack, template: bytes) -> None:
    rows = [good(CODE=f"{PLACE}:YSHJ-{number}", LABEL=f"情形{number}") for number in range(1, 4)]
    planned = plan_import(pack, filled(template, *rows), "list.xlsx")
    root = etree.fromstring(planned.after.files[MATCH])
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert "match_rule_10" in ids


def test_an_import_can_be_repeated_and_then_changes_nothing(pack: Pack, template: bytes) -> None:
    content = filled(
        template, GOOD, good(CODE=f"{PLACE}:YSHJ-2", LABEL="别的", FIELD='not("other")', BODY="-")
    )
    once = plan_import(pack, content, "list.xlsx").after
    again = plan_import(once, content, "list.xlsx")
    assert again.added == ()
    assert plan_import(once, write_template(read_layout(once)), "list.xlsx").added == ()


def test_a_hostile_text_is_only_a_text(pack: Pack, template: bytes) -> None:
    label = '=1+1 "引号" <b> & ]]> \\ 末'

    def write(book: Workbook) -> None:
        sheet = book["清单"]
        for number, text in enumerate(good(LABEL=label)[:6], start=1):
            cell = sheet.cell(9, number, text)
            cell.data_type = "s"
        sheet.cell(9, 3, 'Says "so" \\ here').data_type = "s"
        sheet.cell(9, 7, "备注 <x/>").data_type = "s"
        sheet.cell(9, 8, "A 'note'").data_type = "s"

    planned = plan_import(pack, filled(template, change=write), "list.xlsx")
    assert planned.after.list_items[-1]["label"] == label
    assert planned.after.list_items[-1]["label_en"] == 'Says "so" \\ here'
    [item] = planned.added
    assert read_layout(planned.after).items[-1] == item
    book = load_workbook(BytesIO(write_template(read_layout(planned.after))))
    assert book["清单"]["B9"].data_type == "s"


def test_an_item_without_english_is_taken_with_a_remark(pack: Pack, template: bytes) -> None:
    row = list(GOOD)
    row[2] = None
    planned = plan_import(pack, filled(template, tuple(row)), "list.xlsx")
    assert [problem.code for problem in planned.warnings] == ["PK-221"]
    assert set(planned.changed) == {MATCH}
