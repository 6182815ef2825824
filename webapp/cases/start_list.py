"""Which matters somebody may open."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.cases.opening import list_open_entrances
from webapp.database import Database
from webapp.errors import Language
from webapp.people import Actor
from webapp.procedures import Pack, current_packs
from webapp.procedures.jurisdiction import Entrance


@dataclass(frozen=True, slots=True)
class StartLine:
    """A way in by which the actor may open a matter: the place, the entrance, and what the procedure is about."""

    jurisdiction: str
    jurisdiction_name: str
    entrance: str
    name: str
    about: str


def list_startable(database: Database, actor: Actor, language: Language) -> tuple[StartLine, ...]:
    """The entrances of the procedures in force by which ``actor`` may open a matter, place by place."""
    with database.read() as session:
        return tuple(
            _start_line(pack, entrance, language)
            for pack in current_packs(session)
            for entrance in list_open_entrances(actor, pack)
        )


def _start_line(pack: Pack, entrance: Entrance, language: Language) -> StartLine:
    place, process = pack.jurisdiction, pack.deployment.processes[entrance.process_id]
    about = pack.texts(language).text(
        process.file, f"{process.id}.documentation", process.documentation or ""
    )
    return StartLine(place.code, place.name(language), entrance.id, entrance.name(language), about)
