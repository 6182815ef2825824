"""A mistake in a sheet is named by its cell; all of them are told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from tests.practice_place import PLACE
from tests.procedures.lists.sheets import (
    GOOD,
    SHEET,
    filled,
    good,
    refused,
    repack,
)
from webapp.procedures import Pack
from webapp.procedures.item_sheets import (
    ListItemsRefused,
)
from webapp.procedures.item_sheets.findings import CATALOGUE
from webapp.procedures.item_sheets.importing import (
    plan_import,
)
from webapp.procedures.item_sheets.workbook import MAX_ITEMS, MAX_ROW

BAD: Mapping[str, tuple[list[tuple[Any, ...]], str]] = {
    "LI-105": ([good(FIELD='=HYPERLINK("http://example.org")')], "D9"),
    "LI-106": ([good(LABEL=date(2026, 1, 1))], "B9"),
    "LI-107": ([good(LABEL="长" * 401)], "B9"),
    "LI-111": ([good(CODE=None)], "A9"),
    "LI-112": ([good(CODE=f"{PLACE}：YSHJ-1")], "A9"),
    "LI-113": ([GOOD, good(LABEL="另一条")], "A10"),
    "LI-115": ([good(LABEL="  ")], "B9"),
    "LI-116": ([good(SOURCE=None)], "F9"),
    "LI-117": ([good(SOURCE="听说")], "F9"),
    "LI-118": ([GOOD, good(CODE=f"{PLACE}:YSHJ-2")], "B10"),
    "LI-119": ([good(NOTE_EN="a note")], "H9"),
    "LI-121": ([good(FIELD="> > 3")], "D9"),
    "LI-122": ([good(BODY='"street","village"')], "E9"),
    "LI-123": ([good(BODY="村")], "E9"),
    "LI-124": (
        [good(BODY='not("county_dept","street","community","economic_union","soe","party_org")')],
        "E9",
    ),
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_row_is_named_by_its_cell(pack: Pack, template: bytes, code: str) -> None:
    rows, cell = BAD[code]
    found = refused(pack, filled(template, *rows))
    assert found.get(code) == f"清单!{cell}"


@pytest.mark.parametrize(
    "wrong",
    [
        "YSHJ-1",
        "other:YSHJ-1",
        f"{PLACE}:yshj-1",
        f"{PLACE}:QD",
        f"{PLACE}:YSHJ-0",
        f"{PLACE}:YSHJ-1x",
        f"{PLACE}:-1",
    ],
)
def test_a_code_has_one_form(pack: Pack, template: bytes, wrong: str) -> None:
    assert "LI-112" in refused(pack, filled(template, good(CODE=wrong)))


def test_all_mistakes_are_told_at_once_by_row(pack: Pack, template: bytes) -> None:
    rows = [
        good(CODE=None, LABEL=None, SOURCE=None, FIELD="x y", BODY="村"),
        good(SOURCE="?"),
        good(LABEL="重号"),
    ]
    with pytest.raises(ListItemsRefused) as refusal:
        plan_import(pack, filled(template, *rows), "list.xlsx")
    problems = refusal.value.problems
    assert [problem.line for problem in problems] == [9, 9, 9, 9, 9, 10, 11]
    assert len({problem.element_id for problem in problems}) == 7


def _set(coordinate: str, value: Any) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book["清单"][coordinate] = value

    return change


def _many_rows(book: Workbook) -> None:
    for number in range(MAX_ITEMS + 1):
        book["清单"].append([f"{PLACE}:Q-{number + 1}", f"条{number}", None, None, "街道", "001"])


SHAPES: Mapping[str, Callable[[Workbook], None]] = {
    "LI-101": _set("A1", "编号"),
    "LI-102": _set("F1", None),
    "LI-103": _set("G1", "依据"),
    "LI-104": _set("I1", "期限"),
    "LI-109": _many_rows,
    "LI-114": _set("B6", "改名"),
}


@pytest.mark.parametrize("code", SHAPES)
def test_a_sheet_of_the_wrong_shape_is_refused(pack: Pack, template: bytes, code: str) -> None:
    assert code in refused(pack, filled(template, change=SHAPES[code]))


def test_a_heading_may_stand_in_one_language(pack: Pack, template: bytes) -> None:
    def change(book: Workbook) -> None:
        for number, cell in enumerate(book["清单"][1]):
            cell.value = str(cell.value).split("\n")[number % 2]

    assert len(plan_import(pack, filled(template, GOOD, change=change), "list.xlsx").added) == 1


def test_content_beside_the_columns_is_not_lost_silently(pack: Pack, template: bytes) -> None:
    assert refused(pack, filled(template, GOOD, change=_set("K9", "要点"))) == {"LI-104": "清单!K9"}


def test_a_row_far_below_is_not_lost_silently(pack: Pack, template: bytes) -> None:
    assert "LI-109" in refused(pack, filled(template, change=_set(f"A{MAX_ROW + 1000}", "x")))


def test_invisible_characters_are_refused(pack: Pack, template: bytes) -> None:
    # The library writes none; the package is changed by hand.
    content = filled(template, good(LABEL="先行QQ先试"))
    changed = repack(content, {SHEET: lambda text: text.replace(b"QQ", b"\xc2\x85")})
    assert refused(pack, changed) == {"LI-108": "清单!B9"}


def test_every_finding_of_the_sheet_has_its_example() -> None:
    # One row for one thing is asked of the workbook of a new place only: tests/procedures/new_place.
    assert BAD.keys() | SHAPES.keys() | {"LI-108", "LI-110"} == CATALOGUE.keys()
