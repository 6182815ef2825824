"""Roles in words."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from webapp.errors import Language
from webapp.people import EVERYWHERE, ROLE_NAMES, GrantLine, UnitLine, list_units
from webapp.procedures import current_packs, list_current


class RoleNames:
    """Names roles in the reader's language: two statements, however many grants there are."""

    def __init__(self, session: Session, language: Language) -> None:
        self._language: Language = language
        self._roles = {pack.code: pack.jurisdiction.roles for pack in current_packs(session)}
        self._units = {
            (unit.jurisdiction, unit.code): _unit_name(unit, language) for unit in list_units(session)
        }

    def of(self, grants: Iterable[GrantLine]) -> tuple[str, ...]:
        """The names of ``grants``, with the unit where a role is held at one."""
        return tuple(self.name(grant) for grant in grants)

    def name(self, grant: GrantLine) -> str:
        """One role in words."""
        if grant.jurisdiction == EVERYWHERE:
            return ROLE_NAMES[grant.role][self._language == "en"]
        name = self._of_place(grant.jurisdiction, grant.role)
        return f"{name} · {self._unit(grant.jurisdiction, grant.unit_code)}" if grant.unit_code else name

    def _unit(self, jurisdiction: str, code: str) -> str:
        return self._units.get((jurisdiction, code), code)

    def _of_place(self, jurisdiction: str, role: str) -> str:
        if jurisdiction not in self._roles:
            return f"{jurisdiction}:{role}"
        known = self._roles[jurisdiction].get(role)
        return known.name(self._language) if known else role


def _unit_name(unit: UnitLine, language: Language) -> str:
    return (unit.name_en or unit.name) if language == "en" else unit.name


def role_choices(session: Session, language: Language) -> list[tuple[str, str]]:
    """The roles that can be granted: those of every procedure in force, then the product's own."""
    choices = []
    for pack in current_packs(session):
        place = pack.jurisdiction
        choices += [
            (f"{place.code}:{role.id}", f"{place.name(language)} · {role.name(language)}")
            for role in place.roles.values()
        ]
    own = [(f"{EVERYWHERE}:{role}", names[language == "en"]) for role, names in ROLE_NAMES.items()]
    return choices + own


def unit_choices(session: Session, language: Language) -> list[tuple[str, str]]:
    """The units of every jurisdiction with a procedure in force."""
    in_force = {version.jurisdiction for version in list_current(session)}
    return [
        (f"{unit.jurisdiction}:{unit.code}", _unit_name(unit, language))
        for unit in list_units(session)
        if unit.jurisdiction in in_force
    ]
