"""Reads days as people write them: plain lists, and the wording of the State Council's yearly notice.

>>> from datetime import date
>>> off, worked = read_notice("春节：2月15日至17日放假调休，共3天。2月14日（周六）上班。", 2026)
>>> sorted(off) == [date(2026, 2, 15), date(2026, 2, 16), date(2026, 2, 17)], sorted(worked) == [date(2026, 2, 14)]
(True, True)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from webapp.calendar.days import runs_of
from webapp.calendar.errors import CalendarTextUnclear

#: More days in a row than any holiday has; a longer run is a slip in a month or a year.
_LONGEST_RUN_DAYS = 31
#: Longer texts are no notice.
_LONGEST_TEXT = 20_000
_DAY = (
    r"(?:(?P<{p}iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})"
    r"|(?:(?P<{p}year>\d{{4}})\s*[年/.])?\s*(?P<{p}month>\d{{1,2}})\s*[月/.]\s*(?P<{p}day>\d{{1,2}})\s*[日号]?"
    r"|(?P<{p}alone>\d{{1,2}})\s*[日号])"
)
_RANGE = re.compile(
    rf"{_DAY.format(p='a_')}(?:\s*(?:至|到|~|～|—+|–|\.\.|-|\bto\b)\s*{_DAY.format(p='b_')})?", re.IGNORECASE
)
#: Remarks in brackets, and the number of a notice (国办发明电〔2025〕7号), which is no day.
_REMARK = re.compile(r"（[^（）]*）|\([^()]*\)|[〔\[]\d{4}[〕\]]\s*\d+\s*号")
_BETWEEN = re.compile(r"[\s、，,;；。和及与]*|\s*\band\b\s*", re.IGNORECASE)
_VERB = re.compile(r"(?P<off>放假|休息|补休|\boff\b)|(?P<worked>上班|补班|\bworked\b)", re.IGNORECASE)
_COUNT = re.compile(r"共\s*(\d{1,2})\s*天")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Days as one expression of a text gives them; ``where`` is that text."""

    where: str
    days: tuple[date, ...]
    names_year: bool


def read_days(text: str, year: int) -> frozenset[date]:
    """The days of a plain list: ``2026-02-15 至 2026-02-23、2月28日``; days and ranges, nothing else.

    A day without a year is in ``year``. Raises `CalendarTextUnclear`.
    """
    plain = _REMARK.sub("", _short_enough(text))
    found: set[date] = set()
    at = 0
    for match, piece in _pieces(plain, year):
        _only_separators(plain[at : match.start()])
        found.update(piece.days)
        at = match.end()
    _only_separators(plain[at:])
    return frozenset(found)


def read_notice(text: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The days off and the weekend days worked of a notice in words.

    Days stand before what is said of them (放假, 上班). “共N天” is held against the days of its sentence. A lone
    date of another year, such as the day of issue, says nothing. Raises `CalendarTextUnclear`.
    """
    off: set[date] = set()
    worked: set[date] = set()
    plain = _REMARK.sub("", _short_enough(text))
    for sentence in re.split(r"[。\n]", plain):
        taken = _read_sentence(sentence, year)
        off |= taken[0]
        worked |= taken[1]
    both = sorted(off & worked)
    if both:
        _refuse(str(both[0]), "这一天既放假又上班。", "this day is both off and worked.")
    if not off and not worked:
        _refuse(text[:40], "没有找到放假或上班的日期。", "no days off or days worked were found.")
    return frozenset(off), frozenset(worked)


def write_days(days: Iterable[date]) -> str:
    """Days as a list that `read_days` reads: one run a line, ``2026-02-15 至 2026-02-23``."""
    return "\n".join(
        first.isoformat() if first == last else f"{first.isoformat()} 至 {last.isoformat()}"
        for first, last in runs_of(days)
    )


def _read_sentence(sentence: str, year: int) -> tuple[set[date], set[date]]:
    off: set[date] = set()
    worked: set[date] = set()
    waiting: list[_Piece] = []
    said = sorted(
        [*_pieces(sentence, year), *((verb, None) for verb in _VERB.finditer(sentence))], key=_start
    )
    for match, piece in said:
        if piece is not None:
            waiting.append(piece)
            continue
        (off if match["off"] else worked).update(day for each in waiting for day in each.days)
        waiting = []
    for piece in waiting:
        if not piece.names_year or {day.year for day in piece.days} == {year}:
            _refuse(
                piece.where,
                "后面要写明“放假”还是“上班”。",
                "say after it whether these days are off (放假) or worked (上班).",
            )
    count = _COUNT.search(sentence)
    if count is not None and off and int(count[1]) != len(off):
        _refuse(
            sentence.strip()[:60],
            f"写的是共 {count[1]} 天，日期却有 {len(off)} 天。",
            f"it says {count[1]} days, the dates are {len(off)}.",
        )
    return off, worked


def _start(said: tuple[re.Match[str], _Piece | None]) -> int:
    return said[0].start()


def _pieces(text: str, year: int) -> Iterator[tuple[re.Match[str], _Piece]]:
    """Every day and range of a text; a day that names no month or year takes that of the day before it."""
    known: date | None = None
    for match in _RANGE.finditer(text):
        first = _day(match, "a_", year, known)
        last = first
        if any(match[f"b_{part}"] for part in ("iso", "month", "alone")):
            last = _day(match, "b_", first.year, first)
            if last < first and first.month == 12 and not match["a_iso"] and not match["a_year"]:
                first = _make(match[0], first.year - 1, first.month, first.day)
        if not 0 <= (last - first).days < _LONGEST_RUN_DAYS:
            _refuse(
                match[0],
                f"止日须不早于起日，且不超过 {_LONGEST_RUN_DAYS} 天。",
                f"the last day must not be before the first, nor more than {_LONGEST_RUN_DAYS} days on.",
            )
        known = last
        days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
        yield match, _Piece(match[0].strip(), days, bool(match["a_iso"] or match["a_year"]))


def _day(match: re.Match[str], side: str, year: int, before: date | None) -> date:
    iso = match[f"{side}iso"]
    if iso:
        return _make(match[0], *(int(part) for part in iso.split("-")))
    if match[f"{side}alone"]:
        if before is None:
            _refuse(match[0], "没有写月份。", "it names no month.")
        return _make(match[0], before.year, before.month, int(match[f"{side}alone"]))
    named = match[f"{side}year"]
    return _make(
        match[0], int(named) if named else year, int(match[f"{side}month"]), int(match[f"{side}day"])
    )


def _make(where: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        _refuse(where, "没有这一天。", "there is no such day.")


def _only_separators(text: str) -> None:
    if _BETWEEN.fullmatch(text) is None:
        _refuse(text.strip()[:60], "这里只写日期和起止。", "write days and ranges only here.")


def _short_enough(text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        _refuse(text[:20] + "…", "文字过长。", "the text is too long.")
    return text


def _refuse(where: str, zh: str, en: str) -> NoReturn:
    raise CalendarTextUnclear(text=where, detail_zh=zh, detail_en=en)
