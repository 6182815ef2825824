"""The person behind a request, with all that permissions are decided by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Select, bindparam, literal, select, update
from sqlalchemy.orm import Session, aliased

from webapp.audit import SYSTEM_NAME, Entry
from webapp.database import Database, database_now
from webapp.errors import Language
from webapp.people.errors import AccountNotFound
from webapp.people.models import Account, LoginSession, RoleGrant, Unit
from webapp.people.passwords import MLPS3, PasswordPolicy
from webapp.people.roles import EVERYWHERE
from webapp.people.tokens import hash_token


@dataclass(frozen=True, slots=True)
class Actor:
    """A logged-in person.

    ``groups`` holds ``jurisdiction:role`` for a role held without a unit and ``jurisdiction:role@unit`` for
    one held at a unit; who holds a role without a unit and belongs to a unit of that jurisdiction is in the
    group of their own unit too. ``product_roles`` are the roles held everywhere.
    """

    account_id: int
    login_name: str
    display_name: str
    unit_code: str | None
    unit_name: str | None
    language: Language
    groups: frozenset[str]
    product_roles: frozenset[str]
    session_id: int | None = None
    must_change_password: bool = False
    is_presence_due: bool = False

    def has_role(self, jurisdiction: str, role: str) -> bool:
        """Whether the role is held there, at whichever unit; ``*`` asks for a role of the product."""
        if jurisdiction == EVERYWHERE:
            return role in self.product_roles
        group = f"{jurisdiction}:{role}"
        return group in self.groups or any(held.startswith(f"{group}@") for held in self.groups)

    def has_product_role(self, role: str) -> bool:
        """Whether the product's own role is held."""
        return role in self.product_roles


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """When a log-in session ends by itself, and how often its last sign of life is written down."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)
    presence_every: timedelta = timedelta(minutes=1)


LIMITS = SessionLimits()


def recognise_actor(
    database: Database, token: str, *, limits: SessionLimits = LIMITS, policy: PasswordPolicy = MLPS3
) -> Actor | None:
    """Who sent a request with this session token, or None; notes their presence once a minute at most.

    Sessions live by the database's own time: moving the practice clock logs nobody out.
    """
    with database.read() as session:
        actor = find_actor(session, token, database_now(session), limits=limits, policy=policy)
    if actor is not None and actor.is_presence_due:
        with database.write() as session:
            record_presence(session, actor, database_now(session))
    return actor


def find_actor(
    session: Session,
    token: str,
    now: datetime,
    *,
    limits: SessionLimits = LIMITS,
    policy: PasswordPolicy = MLPS3,
) -> Actor | None:
    """The person whose session has this token, if it runs at ``now`` (`webapp.database.database_now`).

    One statement and no write: call `record_presence` where ``is_presence_due``. `recognise_actor` does both.
    """
    rows = session.execute(_PERSON_OF_TOKEN, {"token_hash": hash_token(token)}).all()
    if not rows:
        return None
    log_in: LoginSession = rows[0][0]
    is_over = (
        log_in.ended_at is not None
        or now - log_in.last_seen_at > limits.idle
        or now - log_in.opened_at > limits.whole
    )
    account: Account = rows[0][1]
    if is_over or not account.is_active:
        return None
    is_expired = policy.valid_for is not None and now - account.password_set_at > policy.valid_for
    return replace(
        _describe(rows),
        session_id=log_in.id,
        must_change_password=account.must_change_password or is_expired,
        is_presence_due=now - log_in.last_seen_at >= limits.presence_every,
    )


def get_actor(session: Session, account_id: int) -> Actor:
    """The person of an account, outside any log-in: for work that the server itself does in their name.

    Raises `AccountNotFound`.
    """
    rows = session.execute(_PERSON_OF_ACCOUNT, {"account_id": account_id}).all()
    if not rows:
        raise AccountNotFound(account=account_id)
    return _describe(rows)


def _select_person(first: Any) -> Select[*tuple[Any, ...]]:
    """``first``, the account and its unit, once for each grant: with its jurisdiction, role and unit code."""
    held_at = aliased(Unit)
    return (
        select(first, Account, Unit, RoleGrant.jurisdiction, RoleGrant.role, held_at.code)
        .select_from(Account)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(held_at, held_at.id == RoleGrant.unit_id)
    )


#: Put together once: every request asks who sent it.
_PERSON_OF_TOKEN = (
    _select_person(LoginSession)
    .join(LoginSession, LoginSession.account_id == Account.id)
    .where(LoginSession.token_hash == bindparam("token_hash"))
)
_PERSON_OF_ACCOUNT = _select_person(literal(None)).where(Account.id == bindparam("account_id"))


def _describe(rows: Sequence[Row[*tuple[Any, ...]]]) -> Actor:
    account, unit = rows[0][1:3]
    return Actor(
        account_id=account.id,
        login_name=account.login_name,
        display_name=account.display_name,
        unit_code=unit.code if unit else None,
        unit_name=unit.name if unit else None,
        language=cast("Language", account.language),
        groups=name_groups(rows, unit),
        product_roles=frozenset(role for *_, place, role, _at in rows if place == EVERYWHERE),
    )


def name_groups(rows: Iterable[Row[*tuple[Any, ...]]], own_unit: Unit | None) -> frozenset[str]:
    """The groups of a person from the rows of their grants, which end in jurisdiction, role and unit code."""
    groups = set()
    for *_, jurisdiction, role, unit_code in rows:
        if jurisdiction in (None, EVERYWHERE):
            continue
        group = f"{jurisdiction}:{role}"
        groups.add(f"{group}@{unit_code}" if unit_code else group)
        if not unit_code and own_unit is not None and own_unit.jurisdiction == jurisdiction:
            groups.add(f"{group}@{own_unit.code}")
    return frozenset(groups)


def record_presence(session: Session, actor: Actor, now: datetime) -> None:
    """Write down that the actor's session was used at ``now``."""
    session.execute(
        update(LoginSession)
        .where(
            LoginSession.id == actor.session_id,
            LoginSession.ended_at.is_(None),
            LoginSession.last_seen_at < now,
        )
        .values(last_seen_at=now)
    )


def entry_by(actor: Actor | None, action: str, facts: dict[str, object]) -> Entry:
    """An entry of the record in the actor's name; None stands for the system."""
    if actor is None:
        return Entry(action, facts, None, SYSTEM_NAME)
    return Entry(action, facts, actor.login_name, actor.display_name)
