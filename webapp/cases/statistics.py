"""Figures out of the registers, for a period: persons tolerated, four forms, petitions and repeats, names cleared, persons
promoted, departures from the table, corrections on time.

A figure is given to those who read its register over the whole place, and says nothing of any single case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, select
from sqlalchemy.orm import Session

from webapp.cases.errors import RegisterNotReadable
from webapp.cases.models import CaseFile, RegisterEntry
from webapp.cases.registers.access import Reach, entries_within, reaches
from webapp.cases.registers.catalogue import SHEETS, Names
from webapp.cases.registers.reads import note_read
from webapp.cases.registers.tables import value_labels
from webapp.cases.statistics_pages import Figure, Section, StatisticsPage
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.errors import Language
from webapp.people import Actor
from webapp.procedures import current_packs

#: The outcomes that tolerate, wholly or in part.
TOLERATING = ("exempt", "mitigate_light", "mitigate_reduce", "educate", "no_accountability")
#: The registers that figures come from, beside those that are only counted.
_COUNTED_PERSONS = ("determinations", "clarifications", "promotions")


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
class _Group:
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
class _Counts:
    """What was counted: groups of records, and distinct persons by register and category."""

    groups: list[_Group]
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


def may_read_statistics(database: Database, actor: Actor) -> bool:
    """Whether ``actor`` reads some register over a whole place."""
    with database.read() as session:
        return bool(_whole(session, actor))


def read_statistics(
    database: Database, actor: Actor, period: StatisticsPeriod, language: Language, *, way: str = "page"
) -> StatisticsPage:
    """The figures of a period; a file (``way`` = its format) or a program's reading is recorded.

    Raises: `RegisterNotReadable` for who reads no register over a whole place.
    """
    with database.read() as session:
        found = _whole(session, actor)
        if not found:
            raise RegisterNotReadable
        places = {reach.place.code: reach.place.name(language) for reach in found}
        chosen = [reach for reach in found if period.place not in places or reach.place.code == period.place]
        counts = _count(session, actor, chosen, period, language)
    page = StatisticsPage(
        sections=tuple(section for make in _SECTIONS for section in make(counts)),
        places=tuple(places.items()),
        unread=tuple(
            sheet.name(language) for sheet in SHEETS.values() if sheet.id in _USED - counts.readable
        ),
    )
    if way != "page":
        verb = "read_statistics" if way == "api" else "export_statistics"
        note_read(database, actor, verb, {"asked": period.as_facts(), "way": way})
    return page


def _whole(session: Session, actor: Actor) -> list[Reach]:
    packs = current_packs(session)
    return [
        reach for register in sorted(_USED) for reach in reaches(actor, packs, register) if reach.is_whole
    ]


def _within(actor: Actor, found: Iterable[Reach], period: StatisticsPeriod) -> list[Any]:
    conditions: list[Any] = [entries_within(actor, found)]
    if period.from_on:
        conditions.append(RegisterEntry.on_date >= period.from_on)
    if period.to_on:
        conditions.append(RegisterEntry.on_date <= period.to_on)
    return conditions


def _count(
    session: Session, actor: Actor, found: list[Reach], period: StatisticsPeriod, language: Language
) -> _Counts:
    """Three statements, however many records there are."""
    within = _within(actor, found, period)
    groups = session.execute(_grouped(within, place_day(now(session)))).all()
    persons = session.execute(_persons(within, by_category=True)).all()
    everybody = session.execute(_persons(within, by_category=False)).all()
    return _Counts(
        groups=[_Group(*row) for row in groups],
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
            RegisterEntry.register.in_(_COUNTED_PERSONS),
            CaseFile.subject_kind != "unit",
            ~RegisterEntry.marks.contains(",replaced,"),
            *(() if by_category else (counted,)),
        )
        .distinct()
        .subquery()
    )
    keys = (rows.c.register, rows.c.category)
    return select(*keys, func.count()).group_by(*keys)


def share_of(part: int, whole: int) -> Decimal | None:
    """A part in percent to two places, as the sources give it; None of nothing."""
    if not whole:
        return None
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _tolerated(counts: _Counts) -> Iterable[Section]:
    if "determinations" not in counts.readable:
        return
    labels = counts.labels("determinations", "outcome")
    total = counts.all_persons.get("determinations", 0)
    yield Section(
        "tolerated",
        counts.say("容错处理", "Tolerated"),
        counts.say(
            "有效的认定结论。单位只计件次；一人有几种结论的分别计入，合计只计一人。",
            "Determinations in force. Units count as records only; somebody with several outcomes stands in each, "
            "and once in the total.",
        ),
        (
            Figure("total", counts.say("合计", "Total"), persons=total),
            *(
                Figure(
                    code,
                    labels.get(code, code),
                    records=_in_force(counts, code),
                    persons=(persons := counts.persons.get(("determinations", code), 0)),
                    share=share_of(persons, total),
                )
                for code in TOLERATING
            ),
            Figure(
                "deny",
                labels["deny"],
                records=_in_force(counts, "deny"),
                persons=counts.persons.get(("determinations", "deny"), 0),
            ),
        ),
    )


def _in_force(counts: _Counts, outcome: str) -> int:
    return counts.records("determinations", category=outcome, without=("replaced",))


def _departures(counts: _Counts) -> Iterable[Section]:
    if "determinations" not in counts.readable:
        return
    advised = counts.records("determinations", mark="advised")
    departed = counts.records("determinations", mark="differs")
    yield Section(
        "departures",
        counts.say("与参考意见是否一致", "Departures from the advice"),
        counts.say(
            "有参考意见的认定结论，含后来被代替的。",
            "Determinations with advice, those replaced later included.",
        ),
        (
            Figure("advised", counts.say("有参考意见", "With advice"), records=advised),
            Figure(
                "differs",
                counts.say("与参考意见不一致", "Departing from it"),
                records=departed,
                share=share_of(departed, advised),
            ),
        ),
    )


def _four_forms(counts: _Counts) -> Iterable[Section]:
    if "education" not in counts.readable:
        return
    names = (
        ("第一种形态", "First form"),
        ("第二种形态", "Second form"),
        ("第三种形态", "Third form"),
        ("第四种形态", "Fourth form"),
    )
    numbers = [counts.records("education", category=f"form_{number}") for number in range(1, 5)]
    whole = sum(numbers)
    educated = counts.records("education", category="criticism_education")
    yield Section(
        "four_forms",
        counts.say("“四种形态”和批评教育", "The four forms, and education"),
        counts.say("按人次。", "Counted each time."),
        (
            Figure("total", counts.say("“四种形态”合计", "Four forms, total"), records=whole),
            *(
                Figure(f"form_{place}", counts.say(*name), records=number, share=share_of(number, whole))
                for place, (name, number) in enumerate(zip(names, numbers, strict=True), start=1)
            ),
            Figure(
                "criticism_education", counts.say("批评教育", "Criticism and education"), records=educated
            ),
        ),
    )


def _petitions(counts: _Counts) -> Iterable[Section]:
    if "petitions" in counts.readable:
        total = counts.records("petitions")
        repeated = counts.records("petitions", mark="repeat")
        settled = counts.records("petitions", mark="repeat", state="ended")
        yield Section(
            "petitions",
            counts.say("信访举报", "Petitions"),
            "",
            (
                Figure("total", counts.say("合计", "Total"), records=total),
                Figure(
                    "repeat",
                    counts.say("重复信访", "Repeated"),
                    records=repeated,
                    share=share_of(repeated, total),
                ),
                Figure(
                    "settled",
                    counts.say("重复信访已化解", "Repeated and settled"),
                    records=settled,
                    share=share_of(settled, repeated),
                ),
            ),
        )
    if "clarifications" in counts.readable:
        yield Section(
            "cleared",
            counts.say("澄清正名", "Names cleared"),
            "",
            (
                Figure(
                    "total",
                    counts.say("合计", "Total"),
                    records=counts.records("clarifications"),
                    persons=counts.all_persons.get("clarifications", 0),
                ),
            ),
        )


def _promoted(counts: _Counts) -> Iterable[Section]:
    if "promotions" not in counts.readable:
        return
    labels = counts.labels("promotions", "kind")
    yield Section(
        "promoted",
        counts.say("影响期满后的使用", "Use after the influence period"),
        "",
        (
            Figure(
                "total",
                counts.say("提拔和晋升职级合计", "Promoted or advanced, total"),
                persons=counts.all_persons.get("promotions", 0),
            ),
            *(
                Figure(
                    code,
                    labels.get(code, code),
                    records=counts.records("promotions", category=code),
                    persons=counts.persons.get(("promotions", code), 0),
                )
                for code in ("promoted", "rank", "none")
            ),
        ),
    )


def _corrections(counts: _Counts) -> Iterable[Section]:
    if "corrections" not in counts.readable:
        return
    total = counts.records("corrections")
    on_time = counts.records("corrections", state="ended", without=("overdue", "failed"))
    overdue = counts.records("corrections", mark="overdue")
    overdue += counts.records("corrections", state="overdue", without=("overdue",))
    settled = counts.records("corrections") - counts.records("corrections", state="open")
    rows = (
        Figure("total", counts.say("下发", "Issued"), records=total),
        Figure(
            "on_time",
            counts.say("按期整改并通过验收", "Corrected in time and accepted"),
            records=on_time,
            share=share_of(on_time, settled),
        ),
        Figure("overdue", counts.say("逾期", "Overdue"), records=overdue, share=share_of(overdue, settled)),
        _marked(counts, "failed", "整改不力", "Weak correction"),
        _marked(counts, "escalated", "上报追责", "Escalated"),
    )
    yield Section(
        "corrections",
        counts.say("纠错", "Corrections"),
        counts.say(
            "按期率以已到期限或者已销号的为底数。", "The rates are of those closed or past their limit."
        ),
        rows,
    )


def _marked(counts: _Counts, mark: str, zh: str, en: str) -> Figure:
    number = counts.records("corrections", mark=mark)
    return Figure(mark, counts.say(zh, en), records=number)


def _revisits(counts: _Counts) -> Iterable[Section]:
    if "revisits" not in counts.readable:
        return
    states = {"ended": ("已回访", "Done"), "open": ("待回访", "Planned"), "overdue": ("逾期未访", "Overdue")}
    yield Section(
        "revisits",
        counts.say("回访", "Revisits"),
        "",
        tuple(
            Figure(
                state,
                counts.say(*names),
                records=counts.records("revisits", state=state),
            )
            for state, names in states.items()
        ),
    )


def _supervision(counts: _Counts) -> Iterable[Section]:
    if "supervisions" in counts.readable:
        labels = counts.labels("supervisions", "finding")
        yield Section(
            "supervisions",
            counts.say("监督检查发现", "Supervision findings"),
            "",
            tuple(
                Figure(
                    code,
                    name,
                    records=counts.records("supervisions", category=code),
                )
                for code, name in labels.items()
            ),
        )
    counted = [register for register in _ONLY_COUNTED if register in counts.readable]
    if counted:
        yield Section(
            "others",
            counts.say("其他登记", "Further registers"),
            "",
            tuple(
                Figure(register, SHEETS[register].name(counts.language), records=counts.records(register))
                for register in counted
            ),
        )


_ONLY_COUNTED = ("referrals", "superior_accountability", "early_reminders", "risk_filings")
_SECTIONS = (
    _tolerated,
    _four_forms,
    _petitions,
    _promoted,
    _departures,
    _corrections,
    _revisits,
    _supervision,
)
_USED = frozenset(
    {"education", "petitions", "corrections", "revisits", "supervisions", *_COUNTED_PERSONS, *_ONLY_COUNTED}
)

#: The headings of a file with the figures.
HEADINGS = (
    Names("统计", "Figure of"),
    Names("项目", "Item"),
    Names("人数", "Persons"),
    Names("件次", "Records"),
    Names("占比（%）", "Share (%)"),
)
