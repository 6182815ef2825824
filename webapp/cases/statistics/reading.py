"""Figures out of the registers, for a period: persons tolerated, four forms, petitions and repeats, names cleared, persons
promoted, departures from the table, corrections on time.

A figure is given to those who read its register over the whole place, and says nothing of any single case.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.cases.errors import RegisterNotReadable
from webapp.cases.registers.access import Reach, reaches
from webapp.cases.registers.catalogue import SHEETS, Names
from webapp.cases.registers.reads import note_read
from webapp.cases.statistics.counting import COUNTED_PERSONS, StatisticsPeriod, count_records
from webapp.cases.statistics.follow_up import (
    ONLY_COUNTED,
    tell_corrections,
    tell_petitions,
    tell_revisits,
    tell_supervision,
)
from webapp.cases.statistics.outcomes import tell_departures, tell_four_forms, tell_promoted, tell_tolerated
from webapp.cases.statistics.pages import StatisticsPage
from webapp.database import Database
from webapp.errors import Language
from webapp.people import Actor
from webapp.procedures import current_packs

_SECTIONS = (
    tell_tolerated,
    tell_four_forms,
    tell_petitions,
    tell_promoted,
    tell_departures,
    tell_corrections,
    tell_revisits,
    tell_supervision,
)
_USED = frozenset(
    {"education", "petitions", "corrections", "revisits", "supervisions", *COUNTED_PERSONS, *ONLY_COUNTED}
)

#: The headings of a file with the figures.
HEADINGS = (
    Names("统计", "Figure of"),
    Names("项目", "Item"),
    Names("人数", "Persons"),
    Names("件次", "Records"),
    Names("占比（%）", "Share (%)"),
)


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
        counts = count_records(session, actor, chosen, period, language)
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
