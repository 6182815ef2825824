"""The tables of units, accounts, grants, log-in sessions, personal tokens and set-up links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, Id
from webapp.people.roles import ADMIN_ROLES, PRODUCT_ROLES


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


class Unit(Base):
    """A body people belong to and roles are held at: a department, a street, an enterprise."""

    __tablename__ = "unit"

    id: Mapped[Id]
    jurisdiction: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]

    __table_args__ = (UniqueConstraint("jurisdiction", "code"),)


class Account(Base):
    """A person who may log in. Accounts are disabled, never removed: the record names them."""

    __tablename__ = "account"

    id: Mapped[Id]
    login_name: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    password_hash: Mapped[str]
    password_set_at: Mapped[datetime]
    must_change_password: Mapped[bool]
    is_active: Mapped[bool]
    language: Mapped[str]
    failed_attempts: Mapped[int]
    locked_until_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("language IN ('zh', 'en')", name="language"),)


class RoleGrant(Base):
    """A role given to an account, in a jurisdiction or everywhere (``*``), perhaps at one unit only."""

    __tablename__ = "role_grant"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    jurisdiction: Mapped[str]
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    granted_by: Mapped[str | None]
    granted_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(
            f"(jurisdiction = '*' AND role IN ({_quoted(PRODUCT_ROLES)}) AND unit_id IS NULL) "
            f"OR (jurisdiction <> '*' AND role NOT IN ({_quoted(ADMIN_ROLES)}))",
            name="role",
        ),
        # One row per administrator: the database itself keeps the three apart, whoever writes.
        Index(
            "uq_role_grant_one_admin_role",
            "account_id",
            unique=True,
            sqlite_where=text(f"role IN ({_quoted(ADMIN_ROLES)})"),
            postgresql_where=text(f"role IN ({_quoted(ADMIN_ROLES)})"),
        ),
        # NULL equals nothing, so the grants without a unit need an index of their own.
        Index(
            "uq_role_grant_anywhere",
            "account_id",
            "jurisdiction",
            "role",
            unique=True,
            sqlite_where=text("unit_id IS NULL"),
            postgresql_where=text("unit_id IS NULL"),
        ),
        UniqueConstraint("account_id", "jurisdiction", "role", "unit_id"),
    )


class LoginSession(Base):
    """One log-in. The browser holds the token, we hold its digest: a stolen table opens nothing."""

    __tablename__ = "login_session"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PersonalToken(Base):
    """A token with which a program reads what its owner may read. We hold its digest; the token is shown once."""

    __tablename__ = "personal_token"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SetupLink(Base):
    """A link that makes one first administrator, once."""

    __tablename__ = "setup_link"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
