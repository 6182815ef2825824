"""Which matters somebody may open."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.cases.opening import may_open
from webapp.database import Database
from webapp.errors import Language
from webapp.people import Actor
from webapp.procedures import current_version, list_current


@dataclass(frozen=True, slots=True)
class StartLine:
    """A procedure under which the actor may open a matter."""

    jurisdiction: str
    name: str


def list_startable(database: Database, actor: Actor, language: Language) -> tuple[StartLine, ...]:
    """The procedures in force under which ``actor`` may open a matter."""
    with database.read() as session:
        packs = (current_version(session, version.jurisdiction) for version in list_current(session))
        return tuple(
            StartLine(pack.jurisdiction.code, pack.jurisdiction.name(language))
            for pack in packs
            if may_open(actor, pack)
        )
