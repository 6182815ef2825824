"""Reads a year's official days from TOML and says plainly what is wrong with a bad file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from webapp.calendar.days import Holiday, YearDays
from webapp.calendar.errors import CalendarFileInvalid

_FILE_KEYS = {"year", "source", "holiday"}
_SOURCE_KEYS = {"title", "number", "published_on"}
_HOLIDAY_KEYS = {"zh", "en", "first_on", "last_on", "works_on"}
#: No single holiday of a notice has ever come near this many days; more is a slip in a year or a month.
_LONGEST_HOLIDAY_DAYS = 31


def read_year(source: bytes, file: str) -> YearDays:
    """The official days in ``source`` (TOML, UTF-8); ``file`` names it in messages.

    Raises `CalendarFileInvalid`.
    """
    table = _parse(source, file)
    _only_known(table, _FILE_KEYS, file, "")
    year = table.get("year")
    if isinstance(year, bool) or not isinstance(year, int):
        _refuse(file, "缺少整数 year（年份）。", "the whole number `year` is missing.")
    notice = table.get("source")
    if not isinstance(notice, dict):
        _refuse(
            file, "缺少 [source]（依据的通知）。", "the table [source] (the notice it rests on) is missing."
        )
    _only_known(notice, _SOURCE_KEYS, file, "[source] ")
    rows = table.get("holiday", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _refuse(file, "节假日须写成 [[holiday]]。", "holidays must be written as [[holiday]].")
    published_on = _day(notice, "published_on", file, "[source]") if "published_on" in notice else None
    days = YearDays(
        year=year,
        holidays=tuple(_read_holiday(row, number, file) for number, row in enumerate(rows, start=1)),
        source_title=_text(notice, "title", file, "[source]"),
        source_number=_text(notice, "number", file, "[source]") if "number" in notice else "",
        published_on=published_on,
    )
    check_days(days, file)
    return days


def read_years(folder: Path) -> dict[int, YearDays]:
    """Every ``*.toml`` in ``folder``, by year. Raises `CalendarFileInvalid`."""
    years: dict[int, YearDays] = {}
    for path in sorted(folder.glob("*.toml")):
        days = read_year(path.read_bytes(), path.name)
        if path.stem != str(days.year):
            _refuse(
                path.name,
                f"文件名与年份 {days.year} 不符。请改为 {days.year}.toml。",
                f"the file name does not match the year {days.year}. Rename it {days.year}.toml.",
            )
        years[days.year] = days
    return years


def _parse(source: bytes, file: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(source.decode("utf-8"))
    except UnicodeDecodeError:
        _refuse(file, "不是 UTF-8 编码。", "it is not UTF-8.")
    except tomllib.TOMLDecodeError as error:
        _refuse(file, f"TOML 格式错误（{error}）。", f"it is not valid TOML ({error}).")


def _read_holiday(row: Mapping[str, Any], number: int, file: str) -> Holiday:
    where = f"[[holiday]] {number}"
    _only_known(row, _HOLIDAY_KEYS, file, f"{where} ")
    works_on = row.get("works_on", [])
    if not isinstance(works_on, list) or not all(_is_day(day) for day in works_on):
        _refuse(file, f"{where} 的 works_on 须为日期列表。", f"works_on of {where} must be a list of dates.")
    first_on, last_on = _day(row, "first_on", file, where), _day(row, "last_on", file, where)
    if not 0 <= (last_on - first_on).days < _LONGEST_HOLIDAY_DAYS:
        _refuse(
            file,
            f"{where} 的 last_on 须不早于 first_on，且假期不超过 {_LONGEST_HOLIDAY_DAYS} 天。",
            f"last_on of {where} must not be before first_on, nor the holiday longer "
            f"than {_LONGEST_HOLIDAY_DAYS} days.",
        )
    return Holiday(
        zh=_text(row, "zh", file, where),
        en=_text(row, "en", file, where),
        first_on=first_on,
        last_on=last_on,
        works_on=tuple(sorted(works_on)),
    )


def check_days(days: YearDays, file: str) -> None:
    """Each day once and inside the year (a New Year break may begin in the December before).

    ``file`` names the source in the message. Raises `CalendarFileInvalid`.
    """
    named = [day for holiday in days.holidays for day in (*holiday.days_off(), *holiday.works_on)]
    seen: set[date] = set()
    for day in (*named, *days.works_on):
        if day in seen:
            _refuse(file, f"{day} 出现了两次。", f"{day} appears twice.")
        seen.add(day)
        if day.year != days.year and (day.year, day.month) != (days.year - 1, 12):
            _refuse(file, f"{day} 不在 {days.year} 年。", f"{day} is not in {days.year}.")
    for day in sorted(days.days_worked()):
        if day.weekday() < 5:
            _refuse(
                file,
                f"调休上班日 {day} 本来就是工作日（周一至周五）。",
                f"the make-up working day {day} is a Monday-to-Friday already.",
            )


def _is_day(value: object) -> bool:
    # A TOML date-time is a datetime, which Python counts as a date.
    return isinstance(value, date) and not isinstance(value, datetime)


def _day(table: Mapping[str, Any], key: str, file: str, where: str) -> date:
    value = table.get(key)
    if not isinstance(value, date) or isinstance(value, datetime):
        _refuse(
            file,
            f"{where} 的 {key} 须为日期，如 2026-10-01（不加引号）。",
            f"{key} of {where} must be a date such as 2026-10-01 (without quotes).",
        )
    return value


def _text(table: Mapping[str, Any], key: str, file: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        _refuse(file, f"{where} 缺少文字 {key}。", f"{where} lacks the text `{key}`.")
    return value


def _only_known(table: Mapping[str, Any], known: set[str], file: str, where: str) -> None:
    for key in table:
        if key not in known:
            _refuse(
                file,
                f"{where}有未知的键 {key}；可用：{'、'.join(sorted(known))}。",
                f"{where}has the unknown key {key}; known are {', '.join(sorted(known))}.",
            )


def _refuse(file: str, zh: str, en: str) -> NoReturn:
    raise CalendarFileInvalid(file=file, detail_zh=zh, detail_en=en)
