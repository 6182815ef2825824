"""`rongcuo calendar show` and `rongcuo calendar import`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from webapp.calendar import CalendarFileInvalid, YearDays, read_year, runs_of
from webapp.cases import get_calendar_page, preview_year, save_year
from webapp.clock import place_day
from webapp.commands.console import DONE, choose, say
from webapp.commands.place import open_place, read_place
from webapp.database import Database, now
from webapp.errors import Language


def show_year(arguments: argparse.Namespace) -> int:
    """Print the days off and the weekend days worked of a year, and where they come from.

    Raises:
        RongcuoError: there is no such year.
    """
    language: Language = arguments.language
    database = open_place(read_place(arguments))
    page = get_calendar_page(database, None, arguments.year or _present_year(database))
    days = page.line.days
    if page.line.is_provisional:
        say(choose(language, "暂定：放假安排尚未公布。", "Provisional: the holidays are not announced."))
    if days is None:
        say(
            choose(
                language,
                f"{page.line.year}：未录入，周一至周五，减去固定日期的法定节假日。",
                f"{page.line.year}: not entered; Monday to Friday, less the public holidays of fixed date.",
            )
        )
        return DONE
    say(f"{days.year}  {days.source_title} {days.source_number}".rstrip())
    say(choose(language, "放假：", "off: ") + _runs(days.days_off(), language))
    say(choose(language, "上班：", "worked: ") + _runs(days.days_worked(), language))
    return DONE


def import_year(arguments: argparse.Namespace) -> int:
    """Tell what a year's file would change and, with ``--save``, put it in force; the server recomputes deadlines.

    Raises:
        RongcuoError: the file cannot be used, or another year rules a day otherwise; nothing is changed then.
    """
    language: Language = arguments.language
    database = open_place(read_place(arguments))
    days = _read(Path(arguments.file))
    base = get_calendar_page(database, None, days.year).revision
    preview = preview_year(database, None, days)
    say(choose(language, "改为放假：", "become days off: ") + _runs(preview.newly_off, language))
    say(choose(language, "改为上班：", "become working days: ") + _runs(preview.newly_worked, language))
    moves = preview.moves
    say(
        choose(
            language,
            f"改变的期限：{moves.moved} 项，涉及案件 {moves.cases_moved} 件（试算 {moves.looked_at}/{moves.running} 件）。",
            f"Deadlines that move: {moves.moved}, in {moves.cases_moved} case(s) ({moves.looked_at} of {moves.running} tried).",
        )
    )
    if not arguments.save:
        say(
            choose(
                language,
                "只是试算，没有保存。加 --save 保存。",
                "Only tried, nothing was saved. Add --save to save.",
            )
        )
        return DONE
    save_year(database, None, days, base_revision=base)
    say(
        choose(
            language,
            f"已保存 {days.year} 年。期限由服务器在后台重算。",
            f"Saved {days.year}. The server recomputes the deadlines in the background.",
        )
    )
    return DONE


def _read(path: Path) -> YearDays:
    try:
        return read_year(path.read_bytes(), path.name)
    except OSError as failure:
        raise CalendarFileInvalid(
            file=path.name,
            detail_zh=f"无法读取（{failure.strerror}）。请检查路径和权限。",
            detail_en=f"it cannot be read ({failure.strerror}). Check the path and its permissions.",
        ) from failure


def _present_year(database: Database) -> int:
    with database.read() as session:
        return place_day(now(session)).year


def _runs(days: Iterable[date], language: Language) -> str:
    told = [str(first) if first == last else f"{first}..{last}" for first, last in runs_of(days)]
    return ", ".join(told) or choose(language, "无", "none")
