"""The one-time link that makes the first administrators: nobody holds a password from the factory."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp import audit
from webapp.audit import Entry
from webapp.database import Database, database_now, now
from webapp.people.accounts import add_account, has_accounts, read_login_name
from webapp.people.errors import RoleUnknown, SetupDone, SetupLinkRefused
from webapp.people.grants import add_grant
from webapp.people.models import Account, RoleGrant, SetupLink
from webapp.people.passwords import MLPS3, PasswordPolicy, check_password, hash_password
from webapp.people.roles import ADMIN_ROLES, EVERYWHERE, ROLE_NAMES, SECURITY_ADMIN
from webapp.people.tokens import hash_token, make_token


def create_setup_link(
    session: Session, *, role: str = SECURITY_ADMIN, valid_for: timedelta = timedelta(hours=24)
) -> str:
    """Make a link for the first holder of an administrator's ``role`` and return its token, shown this once.

    Raises `RoleUnknown`, or `SetupDone` when somebody holds the role already.
    """
    if role not in ADMIN_ROLES:
        raise RoleUnknown(jurisdiction=EVERYWHERE, role=role)
    _refuse_if_held(session, role)
    token = make_token()
    at = database_now(session)
    session.add(SetupLink(token_hash=hash_token(token), role=role, created_at=at, expires_at=at + valid_for))
    session.flush()
    audit.append(session, audit.PEOPLE, [Entry("create_setup_link", {"role": role})], now(session))
    return token


def create_first_setup_link(database: Database) -> str | None:
    """A new link for the first security administrator, or None when there are accounts already.

    Links made at earlier starts and not used end here: only the newest one works.
    """
    with database.write() as session:
        if has_accounts(session):
            return None
        at = database_now(session)
        session.execute(
            update(SetupLink)
            .where(SetupLink.used_at.is_(None), SetupLink.expires_at > at)
            .values(expires_at=at)
        )
        return create_setup_link(session)


def find_setup_role(session: Session, token: str) -> str | None:
    """The role that the link with this token makes, or None if the link is not good any more."""
    return session.scalar(
        select(SetupLink.role).where(
            SetupLink.token_hash == hash_token(token),
            SetupLink.used_at.is_(None),
            SetupLink.expires_at > database_now(session),
        )
    )


def use_setup_link(
    session: Session,
    token: str,
    *,
    login_name: str,
    display_name: str,
    password: str,
    policy: PasswordPolicy = MLPS3,
) -> Account:
    """Make the first administrator the link stands for. The link works once.

    Raises `SetupLinkRefused`, `SetupDone`, `PasswordTooWeak`, `LoginNameRefused`, `LoginNameTaken`; the link
    stays good when the unit of work is undone.
    """
    # One statement both asks and takes: of two people with one link, the second finds it used.
    role = session.scalar(
        update(SetupLink)
        .where(
            SetupLink.token_hash == hash_token(token),
            SetupLink.used_at.is_(None),
            SetupLink.expires_at > database_now(session),
        )
        .values(used_at=database_now(session))
        .returning(SetupLink.role)
    )
    if role is None:
        raise SetupLinkRefused
    _refuse_if_held(session, role)
    check_password(password, login_name=read_login_name(login_name), policy=policy)
    account = add_account(
        session, login_name=login_name, display_name=display_name, password_hash=hash_password(password)
    )
    add_grant(session, account, jurisdiction=EVERYWHERE, role=role)
    used = Entry("use_setup_link", {"role": role}, account.login_name, account.display_name)
    audit.append(session, audit.PEOPLE, [used], now(session))
    return account


def _refuse_if_held(session: Session, role: str) -> None:
    if session.scalar(select(RoleGrant.id).where(RoleGrant.role == role).limit(1)) is not None:
        zh, _en = ROLE_NAMES[role]
        raise SetupDone(role=zh)
