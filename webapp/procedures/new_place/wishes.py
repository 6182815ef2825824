"""What somebody asks of a new place: names, organ, roles, parameters, zone. Everything else comes from the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webapp.calendar import FIRST_YEAR, LAST_YEAR, read_days, read_notice, write_days
from webapp.procedures.jurisdiction import TIME_UNITS, Parameter, is_jurisdiction_code
from webapp.procedures.new_place.errors import (
    NewPlaceCodeRefused,
    ParameterSourceMissing,
    ParameterValueRefused,
    PlaceNameMissing,
    TemplateHasNo,
    YearRefused,
    ZoneUnknown,
)
from webapp.procedures.packs import Pack

DEFAULT_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ParameterWish:
    """A parameter as somebody typed it: its value as text, and the clause or ``assumed``."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Organ:
    """Who issues papers: the organ in their head, and its mark in their numbers; ``source`` is the clause or ``assumed``."""

    name: Name
    mark: str
    source: str = "assumed"


@dataclass(frozen=True, slots=True)
class YearWish:
    """The place's own days of a year as somebody typed them: lists of days, or a ``notice`` in its own words."""

    year: str
    days_off: str = ""
    works_on: str = ""
    source: str = "assumed"
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PlaceWishes:
    """A new place. ``roles`` are new names by role id; ``parameters`` new values by id; ``sources`` the documents that its
    marks refer to, by id; ``calendar`` the days on which it differs from the national calendar; ``place_sheet`` is a filled
    workbook of roles, parameters and days and ``list_sheet`` one of list items, each with its file's name."""

    code: str
    name: Name
    zone: str = DEFAULT_ZONE
    organ: Organ | None = None
    roles: Mapping[str, Name] = field(default_factory=lambda: MappingProxyType({}))
    parameters: Mapping[str, ParameterWish] = field(default_factory=lambda: MappingProxyType({}))
    sources: Mapping[str, Name] = field(default_factory=lambda: MappingProxyType({}))
    calendar: tuple[YearWish, ...] = ()
    place_sheet: tuple[str, bytes] | None = None
    list_sheet: tuple[str, bytes] | None = None


def check_wishes(wishes: PlaceWishes, template: Pack) -> None:
    """Refuse what cannot be written down.

    Raises:
        NewPlaceCodeRefused, PlaceNameMissing, ZoneUnknown, TemplateHasNo.
    """
    if not is_jurisdiction_code(wishes.code) or wishes.code in template.lineage:
        raise NewPlaceCodeRefused(found=wishes.code[:60])
    _check_name(wishes.name, "地方的名称", "The place's name")
    if wishes.organ is not None:
        _check_name(wishes.organ.name, "制发机关", "The issuing organ")
        _check_name(
            Name(wishes.organ.mark, wishes.organ.source), "机关代字和依据", "The organ's mark or its source"
        )
    for role, name in wishes.roles.items():
        if role not in template.jurisdiction.roles:
            raise TemplateHasNo(found=role[:60])
        _check_name(name, f"岗位“{role}”的名称", f"The name of role '{role}'")
    for source, name in wishes.sources.items():
        _check_name(name, f"依据“{source}”的名称", f"The title of source '{source}'")
    unknown = [each for each in wishes.parameters if each not in template.jurisdiction.parameters]
    if unknown:
        raise TemplateHasNo(found=unknown[0][:60])
    try:
        ZoneInfo(wishes.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ZoneUnknown(found=wishes.zone[:60]) from error


def _check_name(name: Name, what: str, what_en: str) -> None:
    if not name.zh.strip() or not name.en.strip():
        raise PlaceNameMissing(what=what, what_en=what_en)


def read_parameter(parameter: Parameter, wish: ParameterWish) -> Any:
    """The value that a text stands for, by the parameter's unit.

    Raises:
        ParameterValueRefused: it is none of that unit.
        ParameterSourceMissing: it says on no ground.
    """
    text = wish.value.strip()
    if parameter.unit == "flag":
        value: Any = {"true": True, "false": False, "是": True, "否": False}.get(text)
        expected = ("true 或 false", "true or false")
    elif parameter.unit == "list":
        value = [
            part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()
        ]
        expected = ("用逗号隔开的几项", "items set apart by commas")
    elif parameter.unit == "text":
        value, expected = text, ("文字", "a text")
    else:
        value = _read_number(text, is_time=parameter.unit in TIME_UNITS)
        expected = (
            ("正整数", "a whole number above zero") if parameter.unit in TIME_UNITS else ("数", "a number")
        )
    if value is None:
        raise ParameterValueRefused(
            name=parameter.zh, found=wish.value[:60], expected=expected[0], expected_en=expected[1]
        )
    if value != parameter.value and not wish.source.strip():
        raise ParameterSourceMissing(name=parameter.zh)
    return value


def read_year_wish(wish: YearWish) -> dict[str, str]:
    """The days of a year as the place's file writes them.

    Raises:
        YearRefused: no such year, a day outside of it, a day both off and worked, or no ground is given.
        CalendarTextUnclear: the days cannot be read.
    """
    text = wish.year.strip()
    if not (text.isascii() and text.isdigit() and FIRST_YEAR < int(text) <= LAST_YEAR):
        raise YearRefused(found=text[:60], reason="不是年份", reason_en="it is no year")
    year = int(text)
    if wish.notice.strip():
        off, worked = read_notice(wish.notice, year)
    else:
        off, worked = read_days(wish.days_off, year), read_days(wish.works_on, year)
    if not wish.source.strip():
        raise YearRefused(found=text, reason="没有写依据", reason_en="no source is given")
    wrong = sorted({day for day in off | worked if day.year != year} | off & worked)
    if wrong:
        raise YearRefused(
            found=text,
            reason=f"{wrong[0]} 不在这一年，或者既放假又上班",
            reason_en=f"{wrong[0]} is not in it, or is both off and worked",
        )
    days = {"days_off": off, "works_on": worked}
    return {key: write_days(each).replace("\n", "、") for key, each in days.items() if each} | {
        "source": wish.source.strip()
    }


def _read_number(text: str, *, is_time: bool) -> int | float | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > 10**12 or (is_time and (number <= 0 or number % 1)):
        return None
    return int(number) if number % 1 == 0 else float(number)


def show_parameter(value: Any) -> str:
    """A parameter's value as `read_parameter` takes it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
