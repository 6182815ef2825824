"""The people of a place with the roles they hold there: for choosing among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from webapp.people.actors import name_groups
from webapp.people.models import Account, RoleGrant, Unit
from webapp.people.roles import ADMIN_ROLES


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person who holds a role in a place.

    ``roles`` are role ids, at whichever unit they are held; ``groups`` are the groups they are in, as of an `Actor`.
    """

    account_id: int
    login_name: str
    display_name: str
    unit_code: str | None
    unit_name: str | None
    unit_name_en: str | None
    is_active: bool
    roles: tuple[str, ...]
    groups: frozenset[str]


def list_colleagues(
    session: Session, jurisdiction: str, *, with_disabled: bool = False
) -> tuple[Colleague, ...]:
    """Whoever holds a role in ``jurisdiction``, by account, without the administrators. One statement."""
    found = _EVERY_COLLEAGUE if with_disabled else _ACTIVE_COLLEAGUES
    grouped = groupby(session.execute(found, {"place": jurisdiction}).all(), key=lambda row: row[0].id)
    return tuple(_describe(list(rows)) for _account_id, rows in grouped)


def _select_colleagues() -> Select[*tuple[Any, ...]]:
    administrator, held_at = aliased(RoleGrant), aliased(Unit)
    return (
        select(Account, Unit, RoleGrant.jurisdiction, RoleGrant.role, held_at.code)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .outerjoin(held_at, held_at.id == RoleGrant.unit_id)
        .where(
            RoleGrant.jurisdiction == bindparam("place"),
            ~select(administrator.id)
            .where(administrator.account_id == Account.id, administrator.role.in_(sorted(ADMIN_ROLES)))
            .exists(),
        )
        .order_by(Account.id, RoleGrant.id)
    )


#: Put together once: every form that offers people asks one of them.
_EVERY_COLLEAGUE = _select_colleagues()
_ACTIVE_COLLEAGUES = _EVERY_COLLEAGUE.where(Account.is_active)


def _describe(rows: Sequence[Row[*tuple[Any, ...]]]) -> Colleague:
    account, unit = rows[0][:2]
    return Colleague(
        account_id=account.id,
        login_name=account.login_name,
        display_name=account.display_name,
        unit_code=unit.code if unit else None,
        unit_name=unit.name if unit else None,
        unit_name_en=unit.name_en if unit else None,
        is_active=account.is_active,
        roles=tuple(dict.fromkeys(role for *_, role, _at in rows)),
        groups=name_groups(rows, unit),
    )
