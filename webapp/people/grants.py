"""Giving and taking roles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import audit
from webapp.database import now
from webapp.people.accounts import get_account, get_removable_account
from webapp.people.actors import Actor, entry_by
from webapp.people.errors import (
    AdministratorReadsNoCases,
    AdministratorsAreExclusive,
    GrantExists,
    GrantNotFound,
    GrantToSelf,
    RoleUnknown,
)
from webapp.people.models import Account, RoleGrant, Unit
from webapp.people.permissions import require_product_role
from webapp.people.roles import (
    ADMIN_ROLES,
    EVERYWHERE,
    PRODUCT_ROLES,
    ROLE_NAMES,
    SECURITY_ADMIN,
    opens_cases,
)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def grant_role(
    session: Session,
    actor: Actor,
    account_id: int,
    *,
    jurisdiction: str,
    role: str,
    unit: Unit | None = None,
) -> None:
    """Give an account a role, as a security administrator, never to oneself.

    Raises `NotPermitted`, `GrantToSelf`, `AccountNotFound`, and what `add_grant` raises.
    """
    require_product_role(session, actor, SECURITY_ADMIN)
    if account_id == actor.account_id:
        raise GrantToSelf
    account = get_account(session, account_id, for_update=True)
    add_grant(session, account, jurisdiction=jurisdiction, role=role, unit=unit, by=actor)


def add_grant(
    session: Session,
    account: Account,
    *,
    jurisdiction: str,
    role: str,
    unit: Unit | None = None,
    by: Actor | None = None,
) -> None:
    """Add and record a grant; who may is the caller's business.

    Raises `RoleUnknown`, `GrantExists`, `AdministratorsAreExclusive`, `AdministratorReadsNoCases`.
    """
    _check_role(jurisdiction, role, unit)
    held = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).all()
    unit_id = unit.id if unit else None
    if any(
        (grant.jurisdiction, grant.role, grant.unit_id) == (jurisdiction, role, unit_id) for grant in held
    ):
        raise GrantExists(login_name=account.login_name)
    _check_separation(account, held, jurisdiction, role)
    session.add(
        RoleGrant(
            account_id=account.id,
            jurisdiction=jurisdiction,
            role=role,
            unit_id=unit_id,
            granted_by=by.login_name if by else None,
            granted_at=now(session),
        )
    )
    session.flush()
    entry = _entry(by, "grant_role", account, jurisdiction=jurisdiction, role=role, unit=unit)
    audit.append(session, audit.PEOPLE, [entry], now(session))


def revoke_role(
    session: Session,
    actor: Actor,
    account_id: int,
    *,
    jurisdiction: str,
    role: str,
    unit: Unit | None = None,
) -> None:
    """Take a role from an account, as a security administrator. It's gone with the account's next request.

    Raises `NotPermitted`, `AccountNotFound`, `GrantNotFound`, `LastSecurityAdministrator`.
    """
    require_product_role(session, actor, SECURITY_ADMIN)
    is_admin = role == SECURITY_ADMIN
    account = (
        get_removable_account(session, account_id)
        if is_admin
        else get_account(session, account_id, for_update=True)
    )
    grant = session.scalar(
        select(RoleGrant).where(
            RoleGrant.account_id == account.id,
            RoleGrant.jurisdiction == jurisdiction,
            RoleGrant.role == role,
            RoleGrant.unit_id.is_(None) if unit is None else RoleGrant.unit_id == unit.id,
        )
    )
    if grant is None:
        raise GrantNotFound(login_name=account.login_name)
    session.delete(grant)
    session.flush()
    entry = _entry(actor, "revoke_role", account, jurisdiction=jurisdiction, role=role, unit=unit)
    audit.append(session, audit.PEOPLE, [entry], now(session))


def _check_role(jurisdiction: str, role: str, unit: Unit | None) -> None:
    if jurisdiction == EVERYWHERE:
        is_known = role in PRODUCT_ROLES and unit is None
    else:
        is_named = _NAME.fullmatch(jurisdiction) and _NAME.fullmatch(role)
        is_at_home = unit is None or unit.jurisdiction == jurisdiction
        is_known = bool(is_named) and is_at_home and role not in ADMIN_ROLES
    if not is_known:
        raise RoleUnknown(jurisdiction=jurisdiction, role=role)


def _check_separation(account: Account, held: Sequence[RoleGrant], jurisdiction: str, role: str) -> None:
    admin_role = next((grant.role for grant in held if grant.role in ADMIN_ROLES), None)
    if role in ADMIN_ROLES:
        if admin_role is not None:
            raise AdministratorsAreExclusive(login_name=account.login_name, role=ROLE_NAMES[admin_role][0])
        if any(opens_cases(grant.jurisdiction, grant.role) for grant in held):
            raise AdministratorReadsNoCases(login_name=account.login_name)
    elif admin_role is not None and opens_cases(jurisdiction, role):
        raise AdministratorReadsNoCases(login_name=account.login_name)


def _entry(
    by: Actor | None, action: str, account: Account, *, jurisdiction: str, role: str, unit: Unit | None
) -> audit.Entry:
    facts: dict[str, object] = {
        "login_name": account.login_name,
        "jurisdiction": jurisdiction,
        "role": role,
        "unit": unit.code if unit else None,
    }
    return entry_by(by, action, facts)
