"""Accounts as an administrator's page lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from webapp.database import database_now
from webapp.people.errors import AccountNotFound
from webapp.people.models import Account, RoleGrant, Unit

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One role of an account. ``unit_code`` is None for a role held at no unit in particular."""

    jurisdiction: str
    role: str
    unit_code: str | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account with its roles."""

    account_id: int
    login_name: str
    display_name: str
    unit_code: str | None
    unit_name: str | None
    unit_name_en: str | None
    is_active: bool
    is_locked: bool
    grants: tuple[GrantLine, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One page of accounts; ``found`` counts those on all pages."""

    lines: tuple[AccountLine, ...]
    page: int
    found: int


def list_accounts(session: Session, *, search: str = "", page: int = 1) -> AccountPage:
    """Accounts by login name, `PAGE_ROWS` to a page (from 1), those whose name holds ``search``."""
    chosen = _choose(search)
    found = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    page_rows = chosen.order_by(Account.login_name).limit(PAGE_ROWS).offset((max(page, 1) - 1) * PAGE_ROWS)
    return AccountPage(_read_lines(session, page_rows), max(page, 1), found)


def get_account_line(session: Session, account_id: int) -> AccountLine:
    """One account as lists show it. Raises `AccountNotFound`."""
    chosen = _choose("").where(Account.id == account_id)
    for line in _read_lines(session, chosen):
        return line
    raise AccountNotFound(account=account_id)


def _read_lines(session: Session, chosen: Select[Account, Unit]) -> tuple[AccountLine, ...]:
    at = database_now(session)
    rows = session.execute(chosen).all()
    grants = _read_grants(session, [account.id for account, _unit in rows])
    return tuple(
        AccountLine(
            account.id,
            account.login_name,
            account.display_name,
            unit.code if unit else None,
            unit.name if unit else None,
            unit.name_en if unit else None,
            account.is_active,
            account.locked_until_at is not None and account.locked_until_at > at,
            tuple(grants[account.id]),
        )
        for account, unit in rows
    )


def _choose(search: str) -> Select[Account, Unit]:
    chosen = select(Account, Unit).outerjoin(Unit, Unit.id == Account.unit_id)
    sought = search.replace("\x00", "").strip()
    if not sought:
        return chosen
    return chosen.where(
        or_(
            Account.login_name.contains(sought.lower(), autoescape=True),
            Account.display_name.contains(sought, autoescape=True),
        )
    )


def _read_grants(session: Session, account_ids: Iterable[int]) -> dict[int, list[GrantLine]]:
    grants: dict[int, list[GrantLine]] = defaultdict(list)
    found = session.execute(
        select(RoleGrant.account_id, RoleGrant.jurisdiction, RoleGrant.role, Unit.code)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.account_id.in_(list(account_ids)))
        .order_by(RoleGrant.jurisdiction, RoleGrant.role, Unit.code)
    )
    for account_id, jurisdiction, role, unit_code in found:
        grants[account_id].append(GrantLine(jurisdiction, role, unit_code))
    return grants
