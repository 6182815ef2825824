"""Roles in words."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from webapp.errors import Language
from webapp.people import EVERYWHERE, ROLE_NAMES, GrantLine, list_units
from webapp.procedures import current_packs, current_version, list_current


class RoleNames:
    """Names roles in the reader's language, each jurisdiction's procedure looked up once."""

    def __init__(self, session: Session, language: Language) -> None:
        self._session = session
        self._language: Language = language
        self._in_force = {version.jurisdiction for version in list_current(session)}
        self._units: dict[str, dict[str, str]] = {}

    def of(self, grants: Iterable[GrantLine]) -> tuple[str, ...]:
        """The names of ``grants``, with the unit where a role is held at one."""
        return tuple(self.name(grant) for grant in grants)

    def name(self, grant: GrantLine) -> str:
        """One role in words."""
        if grant.jurisdiction == EVERYWHERE:
            return ROLE_NAMES[grant.role][self._language == "en"]
        name = self._of_place(grant.jurisdiction, grant.role)
        return f"{name} · {self._unit(grant.jurisdiction, grant.unit_code)}" if grant.unit_code else name

    def _of_place(self, jurisdiction: str, role: str) -> str:
        if jurisdiction not in self._in_force:
            return f"{jurisdiction}:{role}"
        known = current_version(self._session, jurisdiction).jurisdiction.roles.get(role)
        return known.name(self._language) if known else role

    def _unit(self, jurisdiction: str, code: str) -> str:
        if jurisdiction not in self._units:
            units = list_units(self._session, jurisdiction)
            self._units[jurisdiction] = {
                unit.code: self._unit_name(unit.name, unit.name_en) for unit in units
            }
        return self._units[jurisdiction].get(code, code)

    def _unit_name(self, zh: str, en: str) -> str:
        return (en or zh) if self._language == "en" else zh


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
    return [
        (f"{unit.jurisdiction}:{unit.code}", (unit.name_en or unit.name) if language == "en" else unit.name)
        for version in list_current(session)
        for unit in list_units(session, version.jurisdiction)
    ]
