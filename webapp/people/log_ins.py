"""Logging in and out."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp import audit
from webapp.database import Database, database_now, now
from webapp.people.accounts import count_failure, find_account, get_account
from webapp.people.actors import Actor
from webapp.people.errors import LogInRefused
from webapp.people.models import Account, LoginSession
from webapp.people.passwords import LONGEST, MLPS3, PasswordPolicy, is_password
from webapp.people.tokens import hash_token, make_token


def log_in(
    database: Database, login_name: str, password: str, *, address: str = "", policy: PasswordPolicy = MLPS3
) -> str:
    """Open a session and return its token, which is shown this once.

    Takes the database, not a session: checking a password is slow by design and must not hold the write
    lock, and a failure is counted and recorded although the log-in is refused. ``address`` is where the
    request came from, for the record. Raises `LogInRefused`.
    """
    with database.read() as session:
        account = find_account(session, login_name[:LONGEST])
    is_right = is_password(password, account.password_hash if account else None)
    with database.write() as session:
        token = _open_session(session, account, is_right=is_right, address=address, policy=policy)
    if token is None:
        raise LogInRefused(attempts=policy.attempts, minutes=policy.lock_minutes)
    return token


def _open_session(
    session: Session, checked: Account | None, *, is_right: bool, address: str, policy: PasswordPolicy
) -> str | None:
    """Judge by the account as it is now, not as it was when its password was checked."""
    if checked is None:
        _record(session, None, "log_in_refused", address)
        return None
    account = get_account(session, checked.id, for_update=True)
    at = database_now(session)
    is_locked = account.locked_until_at is not None and account.locked_until_at > at
    is_right = is_right and account.password_hash == checked.password_hash
    if is_locked or not is_right or not account.is_active:
        if not is_locked and not is_right:
            count_failure(session, account, policy)
        _record(session, account, "log_in_refused", address)
        return None
    account.failed_attempts, account.locked_until_at = 0, None
    token = make_token()
    session.add(
        LoginSession(token_hash=hash_token(token), account_id=account.id, opened_at=at, last_seen_at=at)
    )
    _record(session, account, "log_in", address)
    return token


def log_out(session: Session, actor: Actor) -> None:
    """End the actor's session. Ending it twice changes nothing."""
    ended = session.execute(
        update(LoginSession)
        .where(LoginSession.id == actor.session_id, LoginSession.ended_at.is_(None))
        .values(ended_at=database_now(session))
        .returning(LoginSession.id)
    ).first()
    if ended is not None:
        entry = audit.Entry("log_out", {}, actor.login_name, actor.display_name)
        audit.append(session, audit.PEOPLE, [entry], now(session))


def count_open_sessions(session: Session, account_id: int) -> int:
    """How many sessions of the account have not been ended (idle ones included)."""
    found = session.scalars(
        select(LoginSession.id).where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
    )
    return len(found.all())


def _record(session: Session, account: Account | None, action: str, address: str) -> None:
    # The name typed for an unknown account is not written down: it's often a password in the wrong field.
    entry = (
        audit.Entry(action, {"address": address}, account.login_name, account.display_name)
        if account is not None
        else audit.Entry(action, {"address": address, "account": "unknown"})
    )
    audit.append(session, audit.PEOPLE, [entry], now(session))
