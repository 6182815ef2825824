"""People to try things with, made quickly: one hash serves them all."""

from __future__ import annotations

from functools import cache

from sqlalchemy.orm import Session

from webapp.database import Database
from webapp.people import (
    EVERYWHERE,
    SECURITY_ADMIN,
    Actor,
    Unit,
    add_account,
    add_grant,
    add_unit,
    get_actor,
    hash_password,
)

PASSWORD = "Wen-ze-2026"
NEW_PASSWORD = "Ling-nan-2027"


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


def make_account(
    database: Database, login_name: str, *, name: str = "", roles: tuple[str, ...] = (), unit: str = ""
) -> int:
    """An account with ``roles``, each ``jurisdiction:role`` or a role of the product; returns its number."""
    with database.write() as session:
        at = _find_or_add(session, unit) if unit else None
        account = add_account(
            session,
            login_name=login_name,
            display_name=name or login_name,
            password_hash=password_hash(),
            unit=at,
        )
        for role in roles:
            jurisdiction, _, role_id = role.rpartition(":")
            add_grant(session, account, jurisdiction=jurisdiction or EVERYWHERE, role=role_id)
        return account.id


def make_actor(database: Database, login_name: str, *, roles: tuple[str, ...] = (), unit: str = "") -> Actor:
    """The same, as the person behind a request."""
    account_id = make_account(database, login_name, roles=roles, unit=unit)
    with database.read() as session:
        return get_actor(session, account_id)


def make_security_admin(database: Database, login_name: str = "security") -> Actor:
    return make_actor(database, login_name, roles=(SECURITY_ADMIN,))


def make_unit(database: Database, code: str, jurisdiction: str = "liwan") -> Unit:
    with database.write() as session:
        return _add(session, code, jurisdiction)


def _add(session: Session, code: str, jurisdiction: str = "liwan") -> Unit:
    return add_unit(
        session, jurisdiction=jurisdiction, code=code, name=f"{code}单位", name_en=code, kind="county_dept"
    )


def _find_or_add(session: Session, code: str) -> Unit:
    found: Unit | None = session.query(Unit).filter_by(jurisdiction="liwan", code=code).one_or_none()
    return found or _add(session, code)
