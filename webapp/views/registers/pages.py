"""The list of registers, and one register with its filter and its files."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from webapp.cases.effects.answers import may_ask_standing
from webapp.cases.library import may_read_library
from webapp.cases.registers.catalogue import GROUPS
from webapp.cases.registers.listing import list_register, read_export
from webapp.cases.registers.listing import list_registers as list_readable
from webapp.cases.registers.pages import RegisterPage, RegisterRow
from webapp.cases.statistics.reading import may_read_statistics
from webapp.views.language import current_language, mark, translate
from webapp.views.lists import asked_page
from webapp.views.platform import database, get_actor
from webapp.views.registers.asking import asked_filter, check_format, send_table

#: The columns of every file, before those of its register and after them.
_BEFORE = (mark("登记编号"), mark("案号"), mark("地方"), mark("对象"), mark("所在单位"))
_AFTER = (mark("状态"), mark("标记"))


def list_registers() -> ResponseReturnValue:
    """The registers that the reader's roles read, by group, and what can be asked of them."""
    language = current_language()
    lines = list_readable(database(), get_actor(), language)
    groups = [
        (names.name(language), [line for line in lines if line.sheet.group == group])
        for group, names in GROUPS.items()
    ]
    return render_template(
        "registers/list.html",
        groups=[(name, found) for name, found in groups if found],
        may_ask=may_ask_standing(database(), get_actor()),
        has_library=may_read_library(database(), get_actor()),
        has_statistics=may_read_statistics(database(), get_actor()),
    )


def show_register(register: str) -> ResponseReturnValue:
    """One register, filtered, page by page."""
    asked = asked_filter()
    page = list_register(
        database(), get_actor(), register, asked, language=current_language(), page=asked_page()
    )
    return render_template("registers/register.html", register=page, asked=asked, narrowed=asked.as_facts())


def export_register(register: str, file_format: str) -> Response:
    """What the filter finds, with every column, as a file."""
    check_format(file_format)
    page = read_export(
        database(),
        get_actor(),
        register,
        asked_filter(),
        language=current_language(),
        file_format=file_format,
    )
    headings = [
        *map(translate, _BEFORE),
        *(heading for _, heading in page.columns),
        *map(translate, _AFTER),
    ]
    rows = (_cells(page, row) for row in page.rows)
    return send_table(register, page.name, headings, rows, file_format)


def _cells(page: RegisterPage, row: RegisterRow) -> list[str]:
    return [
        row.number,
        row.case_no,
        row.place_name,
        row.subject_name,
        row.subject_unit_name,
        *(row.texts.get(name, "") for name, _ in page.columns),
        row.state_label,
        translate("、").join(row.flags),
    ]
