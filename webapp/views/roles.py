"""Roles in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.errors import Language
from webapp.people import EVERYWHERE, ROLE_NAMES, GrantLine, UnitLine, list_units
from webapp.procedures import current_packs, list_current
from webapp.views.language import translate


@dataclass(frozen=True, slots=True)
class RolesOfPlace:
    """The roles that somebody holds at a place, each named once; ``place`` is empty for those of the platform."""

    place: str
    names: tuple[str, ...]


class RoleNames:
    """Names roles in the reader's language: two statements, however many grants there are."""

    def __init__(self, session: Session, language: Language) -> None:
        self._language: Language = language
        self._places = {pack.code: pack.jurisdiction for pack in current_packs(session)}
        self._units = {
            (unit.jurisdiction, unit.code): _unit_name(unit, language) for unit in list_units(session)
        }

    def by_place(self, grants: Iterable[GrantLine]) -> list[RolesOfPlace]:
        """The roles of ``grants`` place by place; of a role at several units, how many they are."""
        units: dict[str, dict[str, list[str]]] = {}
        for grant in grants:
            held = units.setdefault(grant.jurisdiction, {}).setdefault(grant.role, [])
            held += [self._unit(grant.jurisdiction, grant.unit_code)] if grant.unit_code else []
        return [
            RolesOfPlace(
                self._place(code), tuple(self._at_units(code, role, names) for role, names in roles.items())
            )
            for code, roles in units.items()
        ]

    def name(self, grant: GrantLine) -> str:
        """One role in words, with its place, and the unit where it is held at one."""
        parts = [self._place(grant.jurisdiction), self._role(grant.jurisdiction, grant.role)]
        if grant.unit_code:
            parts.append(self._unit(grant.jurisdiction, grant.unit_code))
        return " · ".join(part for part in parts if part)

    def places(self) -> list[tuple[str, str]]:
        """Code and name of every place with a procedure in force."""
        return [(code, place.name(self._language)) for code, place in self._places.items()]

    def find_name(self, value: str) -> str | None:
        """What the role ``town:intake`` is called, with its place; None where no procedure in force has it."""
        code, _, role = value.partition(":")
        place = self._places.get(code)
        return self.name(GrantLine(code, role, None)) if place is not None and role in place.roles else None

    def _at_units(self, jurisdiction: str, role: str, units: list[str]) -> str:
        name = self._role(jurisdiction, role)
        if len(units) > 1:
            return translate("%(role)s（%(n)s 个单位）", role=name, n=len(units))
        return " · ".join([name, *units])

    def _place(self, code: str) -> str:
        if code == EVERYWHERE:
            return ""
        return self._places[code].name(self._language) if code in self._places else code

    def _unit(self, jurisdiction: str, code: str) -> str:
        return self._units.get((jurisdiction, code), code)

    def _role(self, jurisdiction: str, role: str) -> str:
        if jurisdiction == EVERYWHERE:
            return ROLE_NAMES[role][self._language == "en"]
        place = self._places.get(jurisdiction)
        known = place.roles.get(role) if place is not None else None
        return known.name(self._language) if known is not None else role


def _unit_name(unit: UnitLine, language: Language) -> str:
    return (unit.name_en or unit.name) if language == "en" else unit.name


def unit_choices(session: Session, language: Language) -> list[tuple[str, str]]:
    """The units of every jurisdiction with a procedure in force."""
    in_force = {version.jurisdiction for version in list_current(session)}
    return [
        (f"{unit.jurisdiction}:{unit.code}", _unit_name(unit, language))
        for unit in list_units(session)
        if unit.jurisdiction in in_force
    ]
