"""Counting the records of registers within a period: groups of records, and distinct persons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from webapp.cases.effects.identity import UNKNOWN, read_persons
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
#: The categories of those registers by which somebody is tolerated, cleared or promoted.
_COUNTED = frozenset({*TOLERATING, "promoted", "rank", "mistaken", "wrong", "false_malicious"})


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
class Subject:
    """A person in one category of a register: ``person`` is place, unit, name and staff number (empty where not needed)."""

    register: str
    category: str
    person: tuple[str, str, str, str]


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
    """What ``actor`` may count of a period: three statements at most, however many records there are."""
    within = _within(actor, found, period)
    groups = session.execute(_grouped(within, place_day(now(session)))).all()
    subjects = _read_subjects(session, within)
    return Counts(
        groups=[Group(*row) for row in groups],
        persons=_count_persons(subjects),
        all_persons=_count_everybody(subjects),
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


def _read_subjects(session: Session, within: list[Any]) -> list[Subject]:
    """The persons of the registers that are counted by persons too, each as often as a case of theirs has a category.

    A determination that was replaced counts no more; the one that replaced it does. People of one name in one unit are told
    apart by the staff number, as the answer to what counts for somebody does; only where a name comes twice is it read.
    """
    rows = session.execute(
        select(
            RegisterEntry.register,
            RegisterEntry.category,
            RegisterEntry.jurisdiction,
            CaseFile.subject_unit,
            CaseFile.subject_name,
            CaseFile.id,
        )
        .join(CaseFile, CaseFile.id == RegisterEntry.case_id)
        .where(
            *within,
            RegisterEntry.register.in_(COUNTED_PERSONS),
            CaseFile.subject_kind != "unit",
            ~RegisterEntry.marks.contains(",replaced,"),
        )
        .distinct()
    ).all()
    cases: dict[tuple[str, str, str], set[int]] = {}
    for _, _, *called, case_id in rows:
        cases.setdefault((called[0], called[1], called[2]), set()).add(case_id)
    doubtful = (case_id for same in cases.values() if len(same) > 1 for case_id in same)
    persons = read_persons(session, doubtful)
    return [
        Subject(register, category, (place, unit or "", name, persons.get(case_id, UNKNOWN).number))
        for register, category, place, unit, name, case_id in rows
    ]


def _count_persons(subjects: Iterable[Subject]) -> dict[tuple[str, str], int]:
    """Distinct persons by register and category."""
    found: dict[tuple[str, str], set[tuple[str, str, str, str]]] = {}
    for subject in subjects:
        found.setdefault((subject.register, subject.category), set()).add(subject.person)
    return {key: len(persons) for key, persons in found.items()}


def _count_everybody(subjects: Iterable[Subject]) -> dict[str, int]:
    """Distinct persons by register, over what tolerates, clears or promotes."""
    counted = (subject for subject in subjects if subject.category in _COUNTED)
    joined = _count_persons(replace(subject, category="") for subject in counted)
    return {register: number for (register, _), number in joined.items()}
