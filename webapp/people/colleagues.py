"""The people of a place with the roles they hold there: for choosing among them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from webapp.people.models import Account, RoleGrant, Unit
from webapp.people.roles import ADMIN_ROLES


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person who holds a role in a place. ``roles`` are role ids, at whichever unit they are held."""

    account_id: int
    login_name: str
    display_name: str
    unit_code: str | None
    unit_name: str | None
    unit_name_en: str | None
    is_active: bool
    roles: tuple[str, ...]


def list_colleagues(
    session: Session, jurisdiction: str, *, with_disabled: bool = False
) -> tuple[Colleague, ...]:
    """Whoever holds a role in ``jurisdiction``, by account, without the administrators. One statement."""
    administrator = aliased(RoleGrant)
    found = (
        select(Account, Unit, RoleGrant.role)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(
            RoleGrant.jurisdiction == jurisdiction,
            ~select(administrator.id)
            .where(administrator.account_id == Account.id, administrator.role.in_(sorted(ADMIN_ROLES)))
            .exists(),
        )
        .order_by(Account.id, RoleGrant.id)
    )
    if not with_disabled:
        found = found.where(Account.is_active)
    people: dict[int, tuple[Account, Unit | None]] = {}
    roles: dict[int, dict[str, None]] = {}
    for account, unit, role in session.execute(found):
        people[account.id] = (account, unit)
        roles.setdefault(account.id, {})[role] = None
    return tuple(
        _describe(account, unit, tuple(roles[account_id])) for account_id, (account, unit) in people.items()
    )


def _describe(account: Account, unit: Unit | None, roles: tuple[str, ...]) -> Colleague:
    return Colleague(
        account_id=account.id,
        login_name=account.login_name,
        display_name=account.display_name,
        unit_code=unit.code if unit else None,
        unit_name=unit.name if unit else None,
        unit_name_en=unit.name_en if unit else None,
        is_active=account.is_active,
        roles=roles,
    )
