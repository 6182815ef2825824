"""Units: the bodies people belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import audit
from webapp.database import now
from webapp.errors import Language
from webapp.people.actors import Actor, entry_by
from webapp.people.errors import UnitCodeRefused, UnitCodeTaken, UnitNotFound
from webapp.people.models import Unit
from webapp.people.permissions import require_product_role
from webapp.people.roles import SYSTEM_ADMIN

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as lists and form choices show it."""

    jurisdiction: str
    code: str
    name: str
    name_en: str
    kind: str


def create_unit(
    session: Session, actor: Actor, *, jurisdiction: str, code: str, name: str, name_en: str, kind: str
) -> Unit:
    """Add a unit, as a system administrator.

    Raises `NotPermitted`, `UnitCodeRefused`, `UnitCodeTaken`.
    """
    require_product_role(session, actor, SYSTEM_ADMIN)
    return add_unit(
        session, jurisdiction=jurisdiction, code=code, name=name, name_en=name_en, kind=kind, by=actor
    )


def add_unit(
    session: Session,
    *,
    jurisdiction: str,
    code: str,
    name: str,
    name_en: str,
    kind: str,
    by: Actor | None = None,
) -> Unit:
    """Add and record a unit; who may is the caller's business. Raises `UnitCodeRefused`, `UnitCodeTaken`."""
    if not _CODE.fullmatch(code):
        raise UnitCodeRefused(unit=code)
    if find_unit(session, jurisdiction, code) is not None:
        raise UnitCodeTaken(jurisdiction=jurisdiction, unit=code)
    unit = Unit(jurisdiction=jurisdiction, code=code, name=name, name_en=name_en, kind=kind)
    session.add(unit)
    session.flush()
    facts: dict[str, object] = {"jurisdiction": jurisdiction, "unit": code, "name": name, "kind": kind}
    audit.append(session, audit.PEOPLE, [entry_by(by, "create_unit", facts)], now(session))
    return unit


def find_unit(session: Session, jurisdiction: str, code: str) -> Unit | None:
    """The unit with this code, or None."""
    return session.scalar(select(Unit).where(Unit.jurisdiction == jurisdiction, Unit.code == code))


def get_unit(session: Session, jurisdiction: str, code: str) -> Unit:
    """The unit with this code. Raises `UnitNotFound`."""
    unit = find_unit(session, jurisdiction, code)
    if unit is None:
        raise UnitNotFound(jurisdiction=jurisdiction, unit=code)
    return unit


def unit_name(session: Session, jurisdiction: str, code: str, language: Language) -> str:
    """What the unit with this code is called, in Chinese where it has no English name; the code where there is no such unit."""
    unit = find_unit(session, jurisdiction, code)
    if unit is None:
        return code
    return (unit.name_en if language == "en" else "") or unit.name


def list_units(session: Session, jurisdiction: str | None = None) -> list[UnitLine]:
    """All units, or those of one jurisdiction, by code."""
    query = select(Unit).order_by(Unit.jurisdiction, Unit.code)
    if jurisdiction is not None:
        query = query.where(Unit.jurisdiction == jurisdiction)
    return [
        UnitLine(unit.jurisdiction, unit.code, unit.name, unit.name_en, unit.kind)
        for unit in session.scalars(query)
    ]
