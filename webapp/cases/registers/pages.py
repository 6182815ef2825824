"""What the pages of registers show, and what is asked of them: plain, frozen read models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from webapp.cases.registers.catalogue import Sheet
from webapp.feel import Value


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What is looked for; what is left empty narrows nothing.

    ``from_on`` and ``to_on`` bound the day that orders the register, both included; ``subject`` is part of a name,
    ``unit`` a unit's code, ``search`` part of a record or case number.
    """

    place: str = ""
    from_on: date | None = None
    to_on: date | None = None
    subject: str = ""
    unit: str = ""
    state: str = ""
    category: str = ""
    flag: str = ""
    search: str = ""

    def as_facts(self) -> dict[str, str]:
        """What of it narrows, for the record and for addresses."""
        told = {
            "place": self.place,
            "from_on": self.from_on.isoformat() if self.from_on else "",
            "to_on": self.to_on.isoformat() if self.to_on else "",
            "subject": self.subject,
            "unit": self.unit,
            "state": self.state,
            "category": self.category,
            "flag": self.flag,
            "search": self.search,
        }
        return {name: text for name, text in told.items() if text}


EVERYTHING = RegisterFilter()


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One record. ``case_id`` is None for a case that the reader may not open; ``record`` are the values as recorded."""

    number: str
    case_no: str
    case_id: int | None
    place: str
    place_name: str
    subject_name: str
    subject_unit: str
    subject_unit_name: str
    on_date: date | None
    until_on: date | None
    ended_on: date | None
    state: str
    state_label: str
    flags: tuple[str, ...]
    texts: Mapping[str, str]
    record: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of a register. Choices are (code, name); ``is_kept`` says that a need-to-know rule covers it."""

    sheet: Sheet
    name: str
    about: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RegisterRow, ...]
    page: int
    pages: int
    total: int
    is_whole: bool
    is_kept: bool
    places: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    categories: tuple[tuple[str, str], ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    flags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One register in the list of registers; ``records`` counts those that its reader may read."""

    sheet: Sheet
    name: str
    about: str
    records: int
