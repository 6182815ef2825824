"""A place's own days of a year, as ``[calendar.2027]`` in its ``jurisdiction.toml`` gives them.

``days_off`` and ``works_on`` are written as people write days: 2027-03-03 至 2027-03-05、3月8日.
"""

from __future__ import annotations

import re
from datetime import date

from webapp.calendar import FIRST_YEAR, LAST_YEAR, CalendarTextUnclear, read_days
from webapp.procedures.jurisdiction import PlaceYear
from webapp.procedures.toml_tables import TomlTable

_YEAR = re.compile(r"\d{4}")


def read_place_year(name: str, table: TomlTable) -> PlaceYear:
    """One year; whatever is wrong with it is reported and left out."""
    days: dict[str, frozenset[date]] = {"days_off": frozenset(), "works_on": frozenset()}
    if _YEAR.fullmatch(name) is None or not FIRST_YEAR < int(name) <= LAST_YEAR:
        table.report("PK-137", found=name, first=FIRST_YEAR + 1, last=LAST_YEAR)
        for key in days:
            table.text(key, required=False)
    else:
        days = {key: _read(key, int(name), table) for key in days}
    for day in sorted(days["days_off"] & days["works_on"])[:1]:
        table.report("PK-139", "works_on", found=day)
    source = table.text("source", required=False)
    if not source.strip():
        table.report("PK-122", key=f"calendar.{name}")
    year = PlaceYear(name, days["days_off"], days["works_on"], source, table.file)
    table.close()
    return year


def _read(key: str, year: int, table: TomlTable) -> frozenset[date]:
    try:
        days = read_days(table.text(key, required=False), year)
    except CalendarTextUnclear as error:
        table.report("PK-138", key, reason=error.text("zh"), reason_en=error.text("en"))
        return frozenset()
    for day in sorted(each for each in days if each.year != year)[:1]:
        table.report("PK-138", key, reason=f"{day} 不在 {year} 年。", reason_en=f"{day} is not in {year}.")
    return days
