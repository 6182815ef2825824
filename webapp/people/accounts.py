"""Accounts: making, finding, disabling them, and what their holders set themselves."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp import audit
from webapp.database import Database, database_now, now
from webapp.people.actors import Actor, entry_by
from webapp.people.errors import (
    AccountNotFound,
    LanguageUnknown,
    LastSecurityAdministrator,
    LoginNameRefused,
    LoginNameTaken,
    PasswordTooWeak,
    PasswordWrong,
)
from webapp.people.models import Account, LoginSession, RoleGrant, Unit
from webapp.people.passwords import MLPS3, PasswordPolicy, check_password, hash_password, is_password
from webapp.people.permissions import require_product_role
from webapp.people.roles import SECURITY_ADMIN

# Neither comma, colon nor @: diagrams list login names, and group names are built with those signs.
_LOGIN_NAME = re.compile(r"[\w.\-]{2,40}")


def normalise_login_name(typed: str) -> str:
    """The one spelling of a login name: full-width and upper-case letters are the same name."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def read_login_name(typed: str) -> str:
    """The same, checked for being a login name at all. Raises `LoginNameRefused`."""
    name = normalise_login_name(typed)
    if not _LOGIN_NAME.fullmatch(name):
        raise LoginNameRefused(login_name=typed)
    return name


def create_account(
    session: Session,
    actor: Actor,
    *,
    login_name: str,
    display_name: str,
    password: str,
    unit: Unit | None = None,
    policy: PasswordPolicy = MLPS3,
) -> Account:
    """Make an account, as a security administrator; its holder must change the password at the first log-in.

    Raises `NotPermitted`, `LoginNameRefused`, `LoginNameTaken`, `PasswordTooWeak`.
    """
    require_product_role(session, actor, SECURITY_ADMIN)
    check_password(password, login_name=read_login_name(login_name), policy=policy)
    return add_account(
        session,
        login_name=login_name,
        display_name=display_name,
        password_hash=hash_password(password),
        unit=unit,
        must_change_password=True,
        by=actor,
    )


def add_account(
    session: Session,
    *,
    login_name: str,
    display_name: str,
    password_hash: str,
    unit: Unit | None = None,
    language: str = "zh",
    must_change_password: bool = False,
    by: Actor | None = None,
) -> Account:
    """Add and record an account; who may, and whether the password is good, is the caller's business.

    Raises `LoginNameRefused`, `LoginNameTaken`.
    """
    name = read_login_name(login_name)
    if find_account(session, name) is not None:
        raise LoginNameTaken(login_name=name)
    account = Account(
        login_name=name,
        display_name=display_name.strip(),
        unit_id=unit.id if unit else None,
        password_hash=password_hash,
        password_set_at=database_now(session),
        must_change_password=must_change_password,
        is_active=True,
        language=language,
        failed_attempts=0,
        created_at=now(session),
    )
    session.add(account)
    session.flush()
    facts: dict[str, object] = {
        "login_name": name,
        "display_name": account.display_name,
        "unit": f"{unit.jurisdiction}:{unit.code}" if unit else None,
    }
    _record(session, by, "create_account", facts)
    return account


def find_account(session: Session, login_name: str) -> Account | None:
    """The account with this login name, or None."""
    name = normalise_login_name(login_name)
    if not _LOGIN_NAME.fullmatch(name):
        return None  # Whatever was typed, no account can have it: the database need not see it.
    return session.scalar(select(Account).where(Account.login_name == name))


def get_account(session: Session, account_id: int, *, for_update: bool = False) -> Account:
    """The account with this number, locked for a change if wanted. Raises `AccountNotFound`."""
    account = session.get(Account, account_id, with_for_update=for_update, populate_existing=for_update)
    if account is None:
        raise AccountNotFound(account=account_id)
    return account


def has_accounts(session: Session) -> bool:
    """Whether anybody could log in at all: if not, a set-up link must be used first."""
    return session.scalar(select(Account.id).limit(1)) is not None


def disable_account(session: Session, actor: Actor, account_id: int) -> None:
    """Close an account and end its sessions, as a security administrator.

    Raises `NotPermitted`, `AccountNotFound`, `LastSecurityAdministrator`.
    """
    require_product_role(session, actor, SECURITY_ADMIN)
    account = get_removable_account(session, account_id)
    account.is_active = False
    end_sessions(session, account.id)
    _record(session, actor, "disable_account", {"login_name": account.login_name})


def enable_account(session: Session, actor: Actor, account_id: int) -> None:
    """Open a disabled or locked account again, as a security administrator.

    Raises `NotPermitted`, `AccountNotFound`.
    """
    require_product_role(session, actor, SECURITY_ADMIN)
    account = get_account(session, account_id, for_update=True)
    account.is_active, account.failed_attempts, account.locked_until_at = True, 0, None
    _record(session, actor, "enable_account", {"login_name": account.login_name})


def reset_password(
    session: Session, actor: Actor, account_id: int, password: str, *, policy: PasswordPolicy = MLPS3
) -> None:
    """Set a first password anew, as a security administrator; its holder must change it at the next log-in.

    Raises `NotPermitted`, `AccountNotFound`, `PasswordTooWeak`.
    """
    require_product_role(session, actor, SECURITY_ADMIN)
    account = get_account(session, account_id, for_update=True)
    check_password(password, login_name=account.login_name, policy=policy)
    _set_password(session, account, hash_password(password), must_change=True)
    end_sessions(session, account.id)
    _record(session, actor, "reset_password", {"login_name": account.login_name})


def change_password(
    database: Database, actor: Actor, current: str, new: str, *, policy: PasswordPolicy = MLPS3
) -> None:
    """Change one's own password and end one's other sessions.

    Takes the database, not a session: hashing is slow by design and must not hold the write lock, and a
    wrong current password counts towards the lock-out although the change is refused.
    Raises `PasswordWrong`, `PasswordTooWeak`, `AccountNotFound`.
    """
    with database.read() as session:
        known_hash = get_account(session, actor.account_id).password_hash
    if not is_password(current, known_hash):
        with database.write() as session:
            count_failure(session, get_account(session, actor.account_id, for_update=True), policy)
            _record(session, actor, "change_password_refused", {"login_name": actor.login_name})
        raise PasswordWrong
    check_password(new, login_name=actor.login_name, policy=policy)
    if is_password(new, known_hash):
        raise PasswordTooWeak(need_zh="不得与当前密码相同", need_en="it must differ from the current one")
    new_hash = hash_password(new)
    with database.write() as session:
        account = get_account(session, actor.account_id, for_update=True)
        is_locked = account.locked_until_at is not None and account.locked_until_at > database_now(session)
        if account.password_hash != known_hash or not account.is_active or is_locked:
            raise PasswordWrong  # Changed, disabled or locked by somebody else while we were hashing.
        _set_password(session, account, new_hash, must_change=False)
        end_sessions(session, account.id, but=actor.session_id)
        _record(session, actor, "change_password", {"login_name": account.login_name})


def choose_language(session: Session, actor: Actor, language: str) -> None:
    """Set the language of one's pages. Raises `LanguageUnknown`, `AccountNotFound`."""
    if language not in ("zh", "en"):
        raise LanguageUnknown(language=language)
    get_account(session, actor.account_id).language = language
    _record(session, actor, "choose_language", {"language": language})


def count_failure(session: Session, account: Account, policy: PasswordPolicy) -> None:
    """Count one wrong password; the last allowed one locks the account. Needs the account's row locked."""
    account.failed_attempts += 1
    if account.failed_attempts >= policy.attempts:
        at = database_now(session)
        account.failed_attempts = 0
        account.locked_until_at = at + policy.lock_span


def end_sessions(session: Session, account_id: int, *, but: int | None = None) -> None:
    """End the account's sessions, perhaps all ``but`` one."""
    ending = update(LoginSession).where(
        LoginSession.account_id == account_id, LoginSession.ended_at.is_(None)
    )
    if but is not None:
        ending = ending.where(LoginSession.id != but)
    session.execute(ending.values(ended_at=database_now(session)))


def get_removable_account(session: Session, account_id: int) -> Account:
    """The account, locked, unless it's that of the only active security administrator.

    The administrators' grants are locked first, always in one order: two who remove each other at once take
    turns, and the second finds themselves the last. Raises `LastSecurityAdministrator`, `AccountNotFound`.
    """
    active = session.scalars(
        select(RoleGrant.account_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role == SECURITY_ADMIN, Account.is_active)
        .order_by(RoleGrant.id)
        .with_for_update(of=RoleGrant)
    ).all()
    if list(active) == [account_id]:
        raise LastSecurityAdministrator
    return get_account(session, account_id, for_update=True)


def _set_password(session: Session, account: Account, password_hash: str, *, must_change: bool) -> None:
    account.password_hash = password_hash
    account.password_set_at = database_now(session)
    account.must_change_password = must_change
    account.failed_attempts, account.locked_until_at = 0, None


def _record(session: Session, by: Actor | None, action: str, facts: dict[str, object]) -> None:
    audit.append(session, audit.PEOPLE, [entry_by(by, action, facts)], now(session))
