"""Counting the records of registers within a period: groups of records, and distinct persons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile, RegisterEntry
from webapp.cases.registers.access import Reach, entries_within
from webapp.cases.registers.tables import value_labels
from webapp.clock import place_day
from webapp.database import now
from webapp.errors import Language
from webapp.people import Actor

#: The outcomes that tolerate, wholly or in part.
TOLERATING = ("exempt", "mitigate_light", "mitigate_reduce", "educate", "no_accountability")
#: The registers whose records are counted by persons too.
COUNTED_PERSONS = ("determinations", "clarifications", "promotions")


@dataclass(frozen=True, slots=True)
class StatisticsPeriod:
    """The place (all of the reader's where empty) and the days, both included, that bound the registers."""

    place: str = ""
    from_on: date | None = None
    to_on: date | None = None

    def as_facts(self) -> dict[str, str]:
        """What of it narrows, for the record and for addresses."""
        days = {"from_on": self.from_on, "to_on": self.to_on}
        told = {"place": self.place, **{name: day.isoformat() if day else "" for name, day in days.items()}}
        return {name: text for name, text in told.items() if text}


@dataclass(frozen=True, slots=True)
class Group:
    """So many records of one register that have category, marks and state in common."""

    register: str
    category: str
    marks: str
    state: str
    records: int

    @property
    def held(self) -> frozenset[str]:
        """Its marks."""
        return frozenset(self.marks.split(","))


@dataclass(slots=True)
class Counts:
    """What was counted: groups of records, and distinct persons by register and category."""

    groups: list[Group]
    persons: Mapping[tuple[str, str], int]
    all_persons: Mapping[str, int]
    language: Language
    readable: frozenset[str] = field(default_factory=frozenset)

    def records(
        self,
        register: str,
        *,
        category: str = "",
        mark: str = "",
        state: str = "",
        without: Collection[str] = (),
    ) -> int:
        """The records of a register: of one category, with a mark and in a state where given, ``without`` some marks."""
        return sum(
            group.records
            for group in self.groups
            if group.register == register
            and category in {"", group.category}
            and state in {"", group.state}
            and (not mark or mark in group.held)
            and group.held.isdisjoint(without)
        )

    def say(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def labels(self, register: str, value: str) -> Mapping[str, str]:
        return value_labels(register, self.language).get(value, {})


def _within(actor: Actor, found: Iterable[Reach], period: StatisticsPeriod) -> list[Any]:
    conditions: list[Any] = [entries_within(actor, found)]
    if period.from_on:
        conditions.append(RegisterEntry.on_date >= period.from_on)
    if period.to_on:
        conditions.append(RegisterEntry.on_date <= period.to_on)
    return conditions


def count_records(
    session: Session, actor: Actor, found: list[Reach], period: StatisticsPeriod, language: Language
) -> Counts:
    """What ``actor`` may count of a period: three statements, however many records there are."""
    within = _within(actor, found, period)
    groups = session.execute(_grouped(within, place_day(now(session)))).all()
    persons = session.execute(_persons(within, by_category=True)).all()
    everybody = session.execute(_persons(within, by_category=False)).all()
    return Counts(
        groups=[Group(*row) for row in groups],
        persons={(register, category): number for register, category, number in persons},
        all_persons={register: number for register, _, number in everybody},
        language=language,
        readable=frozenset(reach.register for reach in found),
    )


def _grouped(within: list[Any], today: date) -> Select[*tuple[Any, ...]]:
    is_over = and_(RegisterEntry.until_on.is_not(None), RegisterEntry.until_on < today)
    state = case((RegisterEntry.ended_on.is_not(None), "ended"), (is_over, "overdue"), else_="open")
    rows = (
        select(RegisterEntry.register, RegisterEntry.category, RegisterEntry.marks, state.label("state"))
        .join(CaseFile, CaseFile.id == RegisterEntry.case_id)
        .where(*within)
        .subquery()
    )
    keys = (rows.c.register, rows.c.category, rows.c.marks, rows.c.state)
    return select(*keys, func.count()).group_by(*keys)


def _persons(within: list[Any], *, by_category: bool) -> Select[*tuple[Any, ...]]:
    """Distinct persons by register and category, or by register alone over what tolerates, clears or promotes.

    A determination that was replaced counts no more; the one that replaced it does.
    """
    category = RegisterEntry.category if by_category else literal("")
    counted = RegisterEntry.category.in_(
        [*TOLERATING, "promoted", "rank", "mistaken", "wrong", "false_malicious"]
    )
    rows = (
        select(
            RegisterEntry.register,
            category.label("category"),
            RegisterEntry.jurisdiction,
            CaseFile.subject_unit,
            CaseFile.subject_name,
        )
        .join(CaseFile, CaseFile.id == RegisterEntry.case_id)
        .where(
            *within,
            RegisterEntry.register.in_(COUNTED_PERSONS),
            CaseFile.subject_kind != "unit",
            ~RegisterEntry.marks.contains(",replaced,"),
            *(() if by_category else (counted,)),
        )
        .distinct()
        .subquery()
    )
    keys = (rows.c.register, rows.c.category)
    return select(*keys, func.count()).group_by(*keys)
