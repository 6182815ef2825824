"""A filled sheet against the list: which rows are new, and everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from webapp.errors import Problem
from webapp.procedures.item_sheets.conditions import ConditionColumn, ConditionRefused, read_condition
from webapp.procedures.item_sheets.findings import finding
from webapp.procedures.item_sheets.layout import Item, ListLayout
from webapp.procedures.item_sheets.workbook import FilledSheet, SheetRow
from webapp.procedures.source_marks import unlisted_sources


def find_new_items(layout: ListLayout, sheet: FilledSheet) -> tuple[tuple[Item, ...], list[Problem]]:
    """The items that the list does not have yet, in the order of the sheet, and all problems by row.

    A row that repeats an item of the list as it is, as an exported sheet has them all, adds nothing.
    """
    check = _Check(layout, sheet)
    items = [item for row in sheet.rows if (item := check.read(row)) is not None]
    problems = [*sheet.problems, *check.problems]
    return tuple(items), sorted(problems, key=lambda each: (each.line or 0, each.element_id or ""))


@dataclass(frozen=True, slots=True)
class _Cell:
    row: int
    column: int
    text: str


class _Check:
    def __init__(self, layout: ListLayout, sheet: FilledSheet) -> None:
        self.problems: list[Problem] = []
        self._layout = layout
        self._sheet = sheet
        #: Cells that could not be read: one mistake is told once.
        self._unread = {problem.element_id for problem in sheet.problems}
        self._existing = {item.code: item for item in layout.items}
        self._rows: dict[str, int] = {}
        self._meanings = {(item.label, item.conditions): item.code for item in layout.items}
        code = re.escape(layout.pack.code)
        self._code_form = re.compile(rf"{code}:[A-Z][A-Z0-9]{{0,19}}-[1-9][0-9]{{0,3}}")
        self._example = f"{layout.pack.code}:{_example_group(layout)}-1"
        self._sources = ", ".join([*layout.pack.jurisdiction.sources, "assumed"])

    def read(self, row: SheetRow) -> Item | None:
        """The new item of a row; None for one that is there already, and for one with mistakes."""
        before = len(self.problems)
        cells = {column.kind: number for number, column in enumerate(self._layout.columns)}
        given = {kind: _Cell(row.number, number, row.texts[number]) for kind, number in cells.items()}
        item = Item(
            code=given["code"].text,
            label=given["label"].text,
            label_en=given["label_en"].text,
            conditions=tuple(self._conditions(row)),
            source=given["source"].text,
            note=given["note"].text,
            note_en=given["note_en"].text,
        )
        is_repeated = self._check_repeats(given["code"], item)
        existing = self._existing.get(item.code)
        if existing is not None:
            if existing != item and not is_repeated:
                self._report_difference(given["code"], existing, item)
            return None
        self._check_code(given["code"], is_repeated=is_repeated)
        if not item.label:
            self._add("LI-115", given["label"])
        self._check_source(given["source"])
        if item.note_en and not item.note:
            self._add("LI-119", given["note_en"])
        if len(self.problems) > before:
            return None
        return self._check_meaning(given["label"], item)

    def _conditions(self, row: SheetRow) -> Iterator[str]:
        for number, column in enumerate(self._layout.columns):
            if column.condition is None:
                continue
            try:
                yield read_condition(column.condition, row.texts[number])
            except ConditionRefused as refusal:
                self._add(
                    refusal.finding,
                    _Cell(row.number, number, ""),
                    column=column.zh,
                    column_en=column.en,
                    found=refusal.found[:120],
                    reason=refusal.reason,
                    reason_en=refusal.reason_en,
                    **_list_choices(column.condition),
                )
                yield row.texts[number]

    def _check_repeats(self, cell: _Cell, item: Item) -> bool:
        if not item.code:
            return False
        first = self._rows.setdefault(item.code, cell.row)
        if first != cell.row:
            self._add("LI-113", cell, found=item.code, first_row=first)
        return first != cell.row

    def _check_code(self, cell: _Cell, *, is_repeated: bool) -> None:
        if not cell.text:
            self._add("LI-111", cell, example=self._example)
        elif not is_repeated and not self._code_form.fullmatch(cell.text):
            self._add("LI-112", cell, found=cell.text, example=self._example)

    def _check_source(self, cell: _Cell) -> None:
        if not cell.text:
            self._add("LI-116", cell, known=self._sources)
        elif unlisted_sources(self._layout.pack.jurisdiction, cell.text, "", None):
            self._add("LI-117", cell, found=cell.text, known=self._sources)

    def _check_meaning(self, cell: _Cell, item: Item) -> Item | None:
        other = self._meanings.setdefault((item.label, item.conditions), item.code)
        if other != item.code:
            self._add("LI-118", cell, found=other)
            return None
        return item

    def _report_difference(self, cell: _Cell, existing: Item, item: Item) -> None:
        names = {column.kind: (column.zh, column.en) for column in self._layout.columns}
        differing = []
        for each in fields(Item):
            if each.name == "conditions":
                pairs = zip(self._layout.condition_columns, existing.conditions, item.conditions, strict=True)
                differing += [(column.zh, column.en) for column, old, new in pairs if old != new]
            elif getattr(existing, each.name) != getattr(item, each.name):
                differing.append(next(name for kind, name in names.items() if kind == each.name))
        self._add(
            "LI-114",
            cell,
            found=item.code,
            columns="、".join(zh for zh, _ in differing),
            columns_en=", ".join(en for _, en in differing),
        )

    def _add(self, code: str, cell: _Cell, **facts: Any) -> None:
        place = self._sheet.place(cell.row, cell.column)
        if place in self._unread:
            return
        self.problems.append(finding(code, self._sheet.file, cell=place, row=cell.row, **facts))


def _example_group(layout: ListLayout) -> str:
    groups = (item.code.partition(":")[2].partition("-")[0] for item in layout.items)
    return next((group for group in groups if group.isascii() and group.isalnum() and group.isupper()), "QD")


def _list_choices(column: ConditionColumn) -> dict[str, str]:
    if not column.choices:
        return {
            "choices": '文字写成 "…"，数字可写 > 3，不限写 -。',
            "choices_en": 'Write texts as "…", numbers as > 3, and - for any.',
        }
    return {
        "choices": f"可选：{'、'.join(choice.zh for choice in column.choices)}；不限写 -。",
        "choices_en": f"The choices are: {', '.join(choice.en for choice in column.choices)}; write - for any.",
    }
