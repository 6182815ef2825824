"""The practice set (演练): accounts for every role, the shipped procedures, and matters taken from their scenarios."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile
from webapp.cases.replay import replay_scenario
from webapp.database import Database, is_practice, mark_practice
from webapp.errors import RongcuoError
from webapp.people import (
    EVERYWHERE,
    PROCESS_DESIGNER,
    ROLE_NAMES,
    Account,
    RoleGrant,
    Unit,
    add_account,
    add_grant,
    add_unit,
    find_account,
    find_unit,
    hash_password,
)
from webapp.procedures import (
    Pack,
    current_packs,
    publish_shipped,
)

_DATA = Path(__file__).with_name("practice.toml")


@cache
def practice_data() -> Mapping[str, Any]:
    """What `practice.toml` says."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def practice_password() -> str:
    """The one password of all practice accounts; it is shown on the log-in page."""
    password: str = practice_data()["password"]
    return password


@dataclass(frozen=True, slots=True)
class StoppedStory:
    """A story of the practice set that stands before its mark, and what was refused there."""

    file: str
    refusal: RongcuoError


def prepare_practice(
    database: Database, pack_root: Path, *, with_matters: bool = True
) -> tuple[StoppedStory, ...]:
    """Make the practice set where it is missing; what is there already stays as people left it.

    A step that is refused, such as one that names a day gone by, stops its own story alone. Returns those stories.
    """
    with database.write() as session:
        mark_practice(session)
    publish_shipped(database, pack_root)
    with database.write() as session:
        packs = current_packs(session)
        _add_people(session, packs)
        has_cases = session.scalar(select(CaseFile.id).limit(1)) is not None
    if not with_matters or has_cases:
        return ()
    return tuple(stopped for pack in packs for stopped in _open_matters(database, pack))


def _open_matters(database: Database, pack: Pack) -> Iterator[StoppedStory]:
    """Take each story that is marked for practice to its mark, so that inboxes have something to do."""
    for scenario in pack.scenarios:
        if scenario.practice_steps is not None:
            steps = scenario.steps[: scenario.practice_steps]
            try:
                replay_scenario(database, pack, scenario, steps=steps, move_clock=False)
            except RongcuoError as refusal:
                yield StoppedStory(scenario.file, refusal)


def _add_people(session: Session, packs: Iterable[Pack]) -> None:
    """Add whoever is missing: the people of a place come with its procedure, which a later start may bring."""
    data = practice_data()
    is_new = find_account(session, data["administrators"]["system_admin"]["login"]) is None
    new_packs = [pack for pack in packs if not _has_units(session, pack.code)]
    if not is_new and not new_packs:
        return
    # One hash for all: argon2 is slow on purpose, and the password is public.
    password_hash = hash_password(data["password"])
    if is_new:
        _add_staff(session, password_hash)
    for pack in new_packs:
        _add_place(session, pack, password_hash)


def _has_units(session: Session, jurisdiction: str) -> bool:
    return session.scalar(select(Unit.id).where(Unit.jurisdiction == jurisdiction).limit(1)) is not None


def _add_staff(session: Session, password_hash: str) -> None:
    """The administrators and the process designers, who belong to no place."""
    data = practice_data()
    for role, who in data["administrators"].items():
        account = add_account(
            session, login_name=who["login"], display_name=who["zh"], password_hash=password_hash
        )
        add_grant(session, account, jurisdiction=EVERYWHERE, role=role)
    for login_name, who in data["designers"].items():
        account = add_account(
            session, login_name=login_name, display_name=who["zh"], password_hash=password_hash
        )
        add_grant(session, account, jurisdiction=EVERYWHERE, role=PROCESS_DESIGNER)


def _add_place(session: Session, pack: Pack, password_hash: str) -> None:
    data, code = practice_data(), pack.jurisdiction.code
    units = {
        unit["code"]: add_unit(
            session,
            jurisdiction=code,
            code=unit["code"],
            name=unit["zh"],
            name_en=unit["en"],
            kind=unit["kind"],
        )
        for unit in data["units"]
    }
    for role_id, role in pack.jurisdiction.roles.items():
        who = data["roles"].get(role_id, {"zh": role.zh})
        account = _find_or_add(session, role_id, who, units, password_hash)
        add_grant(session, account, jurisdiction=code, role=role_id)
        for unit_code in who.get("at", ()):
            add_grant(
                session, account, jurisdiction=code, role=role_id, unit=find_unit(session, code, unit_code)
            )
    for login_name, who in data["colleagues"].items():
        if who["role"] in pack.jurisdiction.roles:
            account = _find_or_add(session, login_name, who, units, password_hash)
            add_grant(session, account, jurisdiction=code, role=who["role"])


def _find_or_add(
    session: Session, login_name: str, who: Mapping[str, Any], units: Mapping[str, Unit], password_hash: str
) -> Account:
    return find_account(session, login_name) or add_account(
        session,
        login_name=login_name,
        display_name=who["zh"],
        password_hash=password_hash,
        unit=units.get(who.get("unit", "")),
    )


def list_practice_accounts(database: Database, language: str) -> tuple[tuple[str, str, str], ...]:
    """(login name, display name, role) of the practice accounts; nothing outside practice mode."""
    with database.read() as session:
        if not is_practice(session):
            return ()
        roles = {
            role_id: role.name("en" if language == "en" else "zh")
            for pack in current_packs(session)
            for role_id, role in pack.jurisdiction.roles.items()
        }
        rows = session.execute(
            select(Account.login_name, Account.display_name, RoleGrant.role)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(RoleGrant.unit_id.is_(None))
            .order_by(Account.id, RoleGrant.id)
        ).all()
    names = {role: pair[language == "en"] for role, pair in ROLE_NAMES.items()}
    seen: dict[str, tuple[str, str, str]] = {}
    for login_name, display_name, role in rows:
        seen.setdefault(login_name, (login_name, display_name, {**names, **roles}.get(role, role)))
    return tuple(seen.values())


def describe_practice(database: Database) -> list[str]:
    """Lines for the terminal: every practice account with its role."""
    accounts = list_practice_accounts(database, "zh")
    return [f"  {login_name:<14} {display_name} · {role}" for login_name, display_name, role in accounts]
