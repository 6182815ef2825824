"""The roles that an account may be granted: place by place, those that it holds already apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.errors import Language
from webapp.people import EVERYWHERE, ROLE_NAMES, GrantLine
from webapp.procedures import current_packs
from webapp.views.language import translate
from webapp.views.roles import unit_choices


@dataclass(frozen=True, slots=True)
class RoleOffer:
    """A role to be granted: ``value`` names it with its place (``town:intake``)."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class PlaceOffer:
    """The roles of one place, and of the platform under `EVERYWHERE`, with the units at which they can be held.

    ``held`` are those that the account holds at no unit in particular: they can only be given at a unit more.
    """

    code: str
    name: str
    roles: tuple[RoleOffer, ...]
    held: tuple[RoleOffer, ...]
    units: tuple[tuple[str, str], ...]

    def names(self, values: Iterable[str]) -> list[str]:
        """What those of ``values`` are called that are roles of this place."""
        wanted = set(values)
        return [each.name for each in (*self.roles, *self.held) if each.value in wanted]


def offer_roles(session: Session, language: Language, grants: Iterable[GrantLine] = ()) -> list[PlaceOffer]:
    """What may be granted to somebody who holds ``grants``: every procedure in force, then the platform itself."""
    held = {f"{grant.jurisdiction}:{grant.role}" for grant in grants if grant.unit_code is None}
    units = unit_choices(session, language)
    places = [
        _offer(
            pack.code,
            pack.jurisdiction.name(language),
            {role.id: role.name(language) for role in pack.jurisdiction.roles.values()},
            held,
            tuple(unit for unit in units if unit[0].startswith(f"{pack.code}:")),
        )
        for pack in current_packs(session)
    ]
    own = {role: names[language == "en"] for role, names in ROLE_NAMES.items()}
    return [*places, _offer(EVERYWHERE, translate("平台"), own, held, ())]


def _offer(
    code: str, name: str, roles: dict[str, str], held: set[str], units: tuple[tuple[str, str], ...]
) -> PlaceOffer:
    offers = [RoleOffer(f"{code}:{role}", called) for role, called in roles.items()]
    return PlaceOffer(
        code,
        name,
        tuple(each for each in offers if each.value not in held),
        tuple(each for each in offers if each.value in held),
        units,
    )
