"""What is drawn out of a register record into columns, so that lists and statistics need not read JSON in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from webapp.feel import FeelDate, Value
from webapp.procedures.filing_choices import NEVER_ON_FILE

#: Which value of a record orders its register, and which one ends what it records; the first that is there counts.
_ON_DATE = (
    "decided_on",
    "from_on",
    "done_on",
    "filed_on",
    "sent_on",
    "planned_on",
    "received_on",
    "referred_on",
    "found_on",
    "on",
    "issued_on",
    "explained_on",
    "held_on",
    "linked_on",
    "reminded_on",
    "archived_on",
    "transferred_on",
    "withdrawn_on",
)
_UNTIL = ("lifted_on", "until_on", "due_on", "appeal_until", "valid_to", "planned_on")
#: Which value says that it is settled: lifted, accepted, closed, replaced; a revisit, that it was done.
_ENDED = ("lifted_on", "accepted_on", "closed_on", "replaced_on", "answered_on", "expired_on")
#: Which value sorts a register: the first that is there.
_CATEGORY = ("outcome", "doc_kind", "finding", "kind", "grade", "result")

Record = Mapping[str, Value]

#: Marks of a record, by what shows them.
MARKS: Mapping[str, Callable[[Record], bool]] = {
    "differs": lambda record: record.get("differs") is True,
    "overdue": lambda record: record.get("is_overdue") is True,
    "escalated": lambda record: record.get("escalated_on") is not None,
    "failed": lambda record: record.get("result") == "failed",
    "repeat": lambda record: isinstance(times := record.get("times"), Decimal) and times > 1,
    "replaced": lambda record: record.get("replaced_by") is not None,
    "advised": lambda record: record.get("advised_outcome") is not None,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The columns of a record.

    ``on_date`` orders the register, ``until_on`` is the day it ends or is due, ``ended_on`` the day it was settled.
    ``category`` is the code that sorts the register (an outcome, a finding, a form of the four), ``marks`` lists the
    `MARKS` that hold between commas (``,differs,replaced,``), empty where none does.
    """

    on_date: date
    until_on: date | None
    ended_on: date | None
    category: str
    marks: str


def draw_columns(register: str, record: Record, *, recorded_on: date) -> Drawn:
    """The columns of a record as it stands; one that names no day is ordered by the day it was recorded."""
    marks = [name for name, holds in MARKS.items() if holds(record)]
    return Drawn(
        on_date=_first_day(record, _ON_DATE) or recorded_on,
        until_on=_first_day(record, _UNTIL),
        ended_on=_first_day(record, _ended_by(register, record)),
        category=_category(register, record),
        marks=f",{','.join(marks)}," if marks else "",
    )


def _ended_by(register: str, record: Record) -> tuple[str, ...]:
    """What says that a record is settled; a filing that never came on file is so from its review on."""
    if register == "revisits":
        return ("done_on",)
    if register == "risk_filings" and record.get("result") in NEVER_ON_FILE:
        return ("settled_on",)
    return _ENDED


def _category(register: str, record: Record) -> str:
    if register == "education" and isinstance(form := record.get("form"), Decimal):
        return f"form_{int(form)}"
    return next((value for name in _CATEGORY if isinstance(value := record.get(name), str)), "")


def _first_day(values: Record, names: tuple[str, ...]) -> date | None:
    days = (values.get(name) for name in names)
    return next((date(day.year, day.month, day.day) for day in days if isinstance(day, FeelDate)), None)
