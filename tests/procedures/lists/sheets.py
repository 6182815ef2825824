"""Filled sheets of Liwan's list, and what is refused in them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.practice_place import PLACE
from webapp.procedures import Pack
from webapp.procedures.item_sheets import (
    ListItemsRefused,
)
from webapp.procedures.item_sheets.importing import (
    plan_import,
)

MATCH = f"dmn/{PLACE}/match.dmn"
TEXTS = f"bpmn/{PLACE}/texts.en.toml"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

#: A row as it should be: code, item, English, field, body, source, note, note in English.
GOOD: tuple[Any, ...] = (
    f"{PLACE}:YSHJ-1",
    "先行先试中的失误",
    "Errors in early trials",
    "营商环境",
    "街道、社区",
    "001 4个重点领域",
    None,
    None,
)
CODE, LABEL, FIELD, BODY, SOURCE, NOTE_EN = 0, 1, 3, 4, 5, 7


def filled(
    template: bytes, *rows: tuple[Any, ...], change: Callable[[Workbook], None] | None = None
) -> bytes:
    """The template with rows below those it has."""
    book = load_workbook(BytesIO(template))
    for row in rows:
        book["清单"].append(list(row))
    if change is not None:
        change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def good(**changes: Any) -> tuple[Any, ...]:
    row = list(GOOD)
    for name, value in changes.items():
        row[globals()[name]] = value
    return tuple(row)


def refused(pack: Pack, content: bytes) -> dict[str, str]:
    """Code of each problem → the cell that it names."""
    with pytest.raises(ListItemsRefused) as refusal:
        plan_import(pack, content, "list.xlsx")
    for problem in refusal.value.problems:
        assert problem.file == "list.xlsx"
        assert problem.severity == "error"
        assert problem.text("zh") in refusal.value.text("zh")
        assert problem.text("en") in refusal.value.text("en")
    return {problem.code: problem.element_id or "" for problem in refusal.value.problems}


#: The part of the package that holds the rows.
SHEET = "xl/worksheets/sheet1.xml"


def repack(
    content: bytes,
    changes: Mapping[str, Callable[[bytes], bytes]] | None = None,
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for part in source.infolist():
            old = source.read(part)
            change = (changes or {}).get(part.filename)
            new = old if change is None else change(old)
            assert change is None or new != old
            written.writestr(part.filename, new)
        for name, text in (extra or {}).items():
            written.writestr(name, text)
    return target.getvalue()
