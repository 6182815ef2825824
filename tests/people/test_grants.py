"""Roles are given by one person to another; the three administrators stay three people."""

from __future__ import annotations

import itertools
import threading

import pytest
from sqlalchemy.exc import IntegrityError

from tests.people.someone import make_account, make_actor, make_security_admin, make_unit
from webapp.audit import PEOPLE, list_entries
from webapp.database import Database, now
from webapp.people import (
    ADMIN_ROLES,
    EVERYWHERE,
    AdministratorReadsNoCases,
    AdministratorsAreExclusive,
    GrantExists,
    GrantNotFound,
    GrantToSelf,
    LastSecurityAdministrator,
    NotPermitted,
    RoleGrant,
    RoleUnknown,
    add_grant,
    get_account,
    get_actor,
    grant_role,
    revoke_role,
)


def roles_of(database: Database, account_id: int) -> set[str]:
    with database.read() as session:
        actor = get_actor(session, account_id)
    return set(actor.groups | actor.product_roles)


def test_a_security_administrator_gives_and_takes_roles(database: Database) -> None:
    admin, account_id = make_security_admin(database), make_account(database, "chenhua")
    unit = make_unit(database, "housing")
    with database.write() as session:
        grant_role(session, admin, account_id, jurisdiction="liwan", role="handler")
        grant_role(session, admin, account_id, jurisdiction="liwan", role="consulted", unit=unit)
    assert roles_of(database, account_id) == {"liwan:handler", "liwan:consulted@housing"}
    with database.write() as session:
        revoke_role(session, admin, account_id, jurisdiction="liwan", role="consulted", unit=unit)
    assert roles_of(database, account_id) == {"liwan:handler"}


def test_each_grant_and_revocation_is_recorded(database: Database) -> None:
    admin, account_id = make_security_admin(database), make_account(database, "chenhua")
    with database.write() as session:
        grant_role(session, admin, account_id, jurisdiction="liwan", role="handler")
        revoke_role(session, admin, account_id, jurisdiction="liwan", role="handler")
    with database.read() as session:
        given, taken = list_entries(session, PEOPLE)[-2:]
    assert (given.action, taken.action) == ("grant_role", "revoke_role")
    assert given.actor_account == taken.actor_account == "security"
    assert (
        given.facts
        == taken.facts
        == {
            "login_name": "chenhua",
            "jurisdiction": "liwan",
            "role": "handler",
            "unit": None,
        }
    )


@pytest.mark.parametrize("role", ["audit_admin", "process_designer", "inspector"])
def test_nobody_gives_roles_to_themselves(database: Database, role: str) -> None:
    admin = make_security_admin(database)
    with pytest.raises(GrantToSelf), database.write() as session:
        grant_role(session, admin, admin.account_id, jurisdiction=EVERYWHERE, role=role)
    assert roles_of(database, admin.account_id) == {"security_admin"}


@pytest.mark.parametrize("roles", [(), ("system_admin",), ("audit_admin",), ("liwan:decider",)])
def test_nobody_else_gives_or_takes_roles(database: Database, roles: tuple[str, ...]) -> None:
    actor = make_actor(database, "chenhua", roles=roles)
    other = make_account(database, "liwei", roles=("liwan:handler",))
    with pytest.raises(NotPermitted), database.write() as session:
        grant_role(session, actor, other, jurisdiction="liwan", role="intake")
    with pytest.raises(NotPermitted), database.write() as session:
        revoke_role(session, actor, other, jurisdiction="liwan", role="handler")
    assert roles_of(database, other) == {"liwan:handler"}


@pytest.mark.parametrize(("held", "wanted"), [*itertools.permutations(ADMIN_ROLES, 2)])
def test_two_administrators_are_never_one_person(database: Database, held: str, wanted: str) -> None:
    admin, account_id = make_security_admin(database), make_account(database, "chenhua", roles=(held,))
    with pytest.raises(AdministratorsAreExclusive), database.write() as session:
        grant_role(session, admin, account_id, jurisdiction=EVERYWHERE, role=wanted)


@pytest.mark.parametrize(("held", "wanted"), [*itertools.permutations(ADMIN_ROLES, 2)])
def test_the_database_itself_keeps_administrators_apart(database: Database, held: str, wanted: str) -> None:
    account_id = make_account(database, "chenhua", roles=(held,))
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(
            RoleGrant(account_id=account_id, jurisdiction=EVERYWHERE, role=wanted, granted_at=now(session))
        )


def test_an_administrators_role_is_not_hidden_in_a_jurisdiction(database: Database) -> None:
    admin, account_id = make_security_admin(database), make_account(database, "chenhua")
    with pytest.raises(RoleUnknown), database.write() as session:
        grant_role(session, admin, account_id, jurisdiction="liwan", role="system_admin")
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(
            RoleGrant(
                account_id=account_id, jurisdiction="liwan", role="audit_admin", granted_at=now(session)
            )
        )


def test_administrators_made_at_once_by_two_people_stay_apart(database: Database) -> None:
    admins = [make_security_admin(database, name) for name in ("first", "second")]
    account_id = make_account(database, "chenhua")
    barrier = threading.Barrier(2)
    refusals: list[str] = []

    def give(number: int) -> None:
        barrier.wait(timeout=30)
        try:
            with database.write() as session:
                role = ("system_admin", "audit_admin")[number]
                grant_role(session, admins[number], account_id, jurisdiction=EVERYWHERE, role=role)
        except Exception as error:
            refusals.append(type(error).__name__)

    threads = [threading.Thread(target=give, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert refusals == ["AdministratorsAreExclusive"]
    assert len(roles_of(database, account_id)) == 1


@pytest.mark.parametrize("admin_role", ADMIN_ROLES)
@pytest.mark.parametrize("case_role", ["liwan:handler", "inspector"])
def test_an_administrator_sees_no_cases(database: Database, admin_role: str, case_role: str) -> None:
    admin = make_security_admin(database)
    jurisdiction, _, role = case_role.rpartition(":")
    officer = make_account(database, "officer", roles=(case_role,))
    with pytest.raises(AdministratorReadsNoCases), database.write() as session:
        grant_role(session, admin, officer, jurisdiction=EVERYWHERE, role=admin_role)
    administrator = make_account(database, "chenhua", roles=(admin_role,))
    with pytest.raises(AdministratorReadsNoCases), database.write() as session:
        grant_role(session, admin, administrator, jurisdiction=jurisdiction or EVERYWHERE, role=role)


def test_who_designs_procedures_may_administer_the_system(database: Database) -> None:
    account_id = make_account(database, "chenhua", roles=("process_designer", "system_admin"))
    assert roles_of(database, account_id) == {"process_designer", "system_admin"}


@pytest.mark.parametrize(
    ("jurisdiction", "role"),
    [
        (EVERYWHERE, "handler"),
        (EVERYWHERE, ""),
        ("liwan", ""),
        ("liwan", "Handler"),
        ("liwan", "a:b"),
        ("liwan", "a@b"),
        ("", "handler"),
        ("liwan\x00", "handler"),
    ],
)
def test_a_role_that_cannot_be_is_refused(database: Database, jurisdiction: str, role: str) -> None:
    admin, account_id = make_security_admin(database), make_account(database, "chenhua")
    with pytest.raises(RoleUnknown), database.write() as session:
        grant_role(session, admin, account_id, jurisdiction=jurisdiction, role=role)


def test_a_role_is_held_at_units_of_its_own_jurisdiction(database: Database) -> None:
    admin, account_id = make_security_admin(database), make_account(database, "chenhua")
    elsewhere = make_unit(database, "housing", "xinzhou")
    with pytest.raises(RoleUnknown), database.write() as session:
        grant_role(session, admin, account_id, jurisdiction="liwan", role="consulted", unit=elsewhere)
    with pytest.raises(RoleUnknown), database.write() as session:
        grant_role(session, admin, account_id, jurisdiction=EVERYWHERE, role="inspector", unit=elsewhere)


def test_a_role_is_given_once(database: Database) -> None:
    admin, account_id = make_security_admin(database), make_account(database, "chenhua")
    unit = make_unit(database, "housing")
    for at in (None, unit):
        with database.write() as session:
            grant_role(session, admin, account_id, jurisdiction="liwan", role="consulted", unit=at)
        with pytest.raises(GrantExists), database.write() as session:
            grant_role(session, admin, account_id, jurisdiction="liwan", role="consulted", unit=at)


def test_the_database_itself_keeps_a_role_from_being_held_twice(database: Database) -> None:
    account_id = make_account(database, "chenhua", roles=("liwan:handler",))
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(
            RoleGrant(account_id=account_id, jurisdiction="liwan", role="handler", granted_at=now(session))
        )


def test_a_role_not_held_cannot_be_taken(database: Database) -> None:
    admin = make_security_admin(database)
    account_id = make_account(database, "chenhua", roles=("liwan:consulted",))
    unit = make_unit(database, "housing")
    with pytest.raises(GrantNotFound), database.write() as session:
        revoke_role(session, admin, account_id, jurisdiction="liwan", role="consulted", unit=unit)


def test_the_last_security_administrator_stays(database: Database) -> None:
    first = make_security_admin(database, "first")
    second = make_security_admin(database, "second")
    with database.write() as session:
        revoke_role(session, first, second.account_id, jurisdiction=EVERYWHERE, role="security_admin")
    with pytest.raises(LastSecurityAdministrator), database.write() as session:
        revoke_role(session, first, first.account_id, jurisdiction=EVERYWHERE, role="security_admin")


def test_two_administrators_cannot_remove_each_other_at_once(database: Database) -> None:
    pair = [make_security_admin(database, name) for name in ("first", "second")]
    barrier = threading.Barrier(2)

    def remove(by: int) -> None:
        barrier.wait(timeout=30)
        try:
            with database.write() as session:
                revoke_role(
                    session,
                    pair[by],
                    pair[1 - by].account_id,
                    jurisdiction=EVERYWHERE,
                    role="security_admin",
                )
        except (LastSecurityAdministrator, NotPermitted):
            pass

    threads = [threading.Thread(target=remove, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    left = [each for each in pair if roles_of(database, each.account_id)]
    assert len(left) == 1


def test_a_grant_without_a_person_behind_it_is_the_systems(database: Database) -> None:
    account_id = make_account(database, "chenhua")
    with database.write() as session:
        add_grant(session, get_account(session, account_id), jurisdiction="liwan", role="intake")
        grant = session.query(RoleGrant).one()
        assert grant.granted_by is None
