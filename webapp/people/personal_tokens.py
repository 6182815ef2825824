"""Tokens with which a program reads in a person's name. A person makes and revokes their own; none can change anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp import audit
from webapp.database import Database, database_now, now
from webapp.people.actors import Actor, entry_by, get_actor
from webapp.people.errors import (
    TokenForAdministrator,
    TokenNameMissing,
    TokenNotFound,
    TokensExhausted,
    TokenSpanRefused,
)
from webapp.people.models import Account, PersonalToken
from webapp.people.passwords import MLPS3, PasswordPolicy
from webapp.people.roles import ADMIN_ROLES
from webapp.people.tokens import hash_token, make_token

#: How a token begins, so that one that leaked is recognised where it lies.
PREFIX = "rongcuo_"
#: For how many days a token may hold good.
SPANS_DAYS = (7, 30, 90, 180)
#: The most tokens that one person has in force.
MOST_TOKENS = 10
NAME_LENGTH = 60
#: Its use is written down once in this span.
_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as its owner's page lists it. The token itself is shown nowhere again."""

    token_id: int
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def create_token(session: Session, actor: Actor, name: str, *, days: int) -> str:
    """Make a token for ``actor`` and return it, this once. ``days`` is one of `SPANS_DAYS`.

    Raises: `TokenForAdministrator`: they read no cases; `TokenNameMissing`, `TokenSpanRefused`,
    `TokensExhausted`.
    """
    if actor.product_roles & set(ADMIN_ROLES):
        raise TokenForAdministrator
    name = " ".join(name.split())[:NAME_LENGTH]
    if not name:
        raise TokenNameMissing
    if days not in SPANS_DAYS:
        raise TokenSpanRefused(spans=", ".join(map(str, SPANS_DAYS)))
    at = database_now(session)
    # The owner's row is locked: two pages at once do not get one token too many.
    session.execute(select(Account.id).where(Account.id == actor.account_id).with_for_update())
    if _count_in_force(session, actor.account_id, at) >= MOST_TOKENS:
        raise TokensExhausted(most=MOST_TOKENS)
    token = PREFIX + make_token()
    kept_token = PersonalToken(
        token_hash=hash_token(token),
        account_id=actor.account_id,
        name=name,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(kept_token)
    session.flush()
    _record(session, actor, "create_token", kept_token, days=days)
    return token


def revoke_token(session: Session, actor: Actor, token_id: int) -> None:
    """End one of the actor's own tokens at once. Raises: `TokenNotFound`, also for one that is somebody else's."""
    token = session.scalar(
        select(PersonalToken)
        .where(
            PersonalToken.id == token_id,
            PersonalToken.account_id == actor.account_id,
            PersonalToken.revoked_at.is_(None),
        )
        .with_for_update()
    )
    if token is None:
        raise TokenNotFound
    token.revoked_at = database_now(session)
    _record(session, actor, "revoke_token", token)


def list_tokens(session: Session, actor: Actor) -> tuple[TokenLine, ...]:
    """The tokens of ``actor`` that hold good, newest first."""
    return tuple(
        TokenLine(token.id, token.name, token.created_at, token.expires_at, token.last_used_at)
        for token in _in_force(session, actor.account_id, database_now(session))
    )


def recognise_token(database: Database, token: str, *, policy: PasswordPolicy = MLPS3) -> Actor | None:
    """In whose name a program calls with ``token``, or None: unknown, over, revoked, or its owner may not log in now.

    What the owner may do is read anew each time; a password that must be changed closes their tokens, too.
    """
    if not token.startswith(PREFIX):
        return None
    with database.read() as session:
        at = database_now(session)
        row = session.execute(
            select(PersonalToken, Account)
            .join(Account, Account.id == PersonalToken.account_id)
            .where(PersonalToken.token_hash == hash_token(token))
        ).one_or_none()
        if row is None or not _is_good(row[0], row[1], at, policy):
            return None
        kept: PersonalToken = row[0]
        actor = get_actor(session, row[1].id)
        is_due = kept.last_used_at is None or at - kept.last_used_at >= _NOTED_EVERY
        token_id = kept.id
    if is_due:
        with database.write() as session:
            session.execute(update(PersonalToken).where(PersonalToken.id == token_id).values(last_used_at=at))
    return None if actor.product_roles & set(ADMIN_ROLES) else actor


def _is_good(token: PersonalToken, account: Account, at: datetime, policy: PasswordPolicy) -> bool:
    is_expired = policy.valid_for is not None and at - account.password_set_at > policy.valid_for
    return (
        token.revoked_at is None
        and token.expires_at > at
        and account.is_active
        and not account.must_change_password
        and not is_expired
    )


def _in_force(session: Session, account_id: int, at: datetime) -> Sequence[PersonalToken]:
    return session.scalars(
        select(PersonalToken)
        .where(
            PersonalToken.account_id == account_id,
            PersonalToken.revoked_at.is_(None),
            PersonalToken.expires_at > at,
        )
        .order_by(PersonalToken.id.desc())
    ).all()


def _count_in_force(session: Session, account_id: int, at: datetime) -> int:
    counted = select(func.count()).where(
        PersonalToken.account_id == account_id,
        PersonalToken.revoked_at.is_(None),
        PersonalToken.expires_at > at,
    )
    return session.scalar(counted) or 0


def _record(session: Session, actor: Actor, action: str, token: PersonalToken, **facts: object) -> None:
    told: dict[str, object] = {"token": token.id, "name": token.name, **facts}
    audit.append(session, audit.PEOPLE, [entry_by(actor, action, told)], now(session))
