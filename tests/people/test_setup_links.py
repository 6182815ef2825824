"""The first administrators come in by a link that works once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.people.someone import NEW_PASSWORD, make_account, make_actor, make_security_admin
from webapp.audit import PEOPLE, list_entries
from webapp.database import Database
from webapp.people import (
    ADMIN_ROLES,
    LoginNameTaken,
    PasswordTooWeak,
    RoleUnknown,
    SetupDone,
    SetupLink,
    SetupLinkRefused,
    create_first_setup_link,
    create_setup_link,
    find_setup_role,
    log_in,
    recognise_actor,
    use_setup_link,
)


def make_link(database: Database, role: str = "security_admin", hours: float = 24) -> str:
    with database.write() as session:
        return create_setup_link(session, role=role, valid_for=timedelta(hours=hours))


def use(database: Database, token: str, login_name: str = "first", password: str = NEW_PASSWORD) -> None:
    with database.write() as session:
        use_setup_link(session, token, login_name=login_name, display_name="首任", password=password)


@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_a_link_makes_the_first_administrator(database: Database, role: str) -> None:
    token = make_link(database, role)
    with database.read() as session:
        assert find_setup_role(session, token) == role
    use(database, token)
    actor = recognise_actor(database, log_in(database, "first", NEW_PASSWORD))
    assert actor is not None
    assert actor.product_roles == {role}
    assert not actor.must_change_password


def test_a_link_works_once(database: Database) -> None:
    token = make_link(database)
    use(database, token)
    with pytest.raises(SetupLinkRefused):
        use(database, token, "second")
    with database.read() as session:
        assert find_setup_role(session, token) is None


def test_of_two_people_with_one_link_the_second_is_refused(database: Database) -> None:
    token = make_link(database)
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def come_in(name: str) -> None:
        barrier.wait(timeout=30)
        try:
            use(database, token, name)
            outcomes.append("in")
        except SetupLinkRefused:
            outcomes.append("refused")

    threads = [threading.Thread(target=come_in, args=(name,)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["in", "refused"]


def test_a_link_expires(database: Database) -> None:
    token = make_link(database, hours=0)
    with pytest.raises(SetupLinkRefused):
        use(database, token)
    with database.read() as session:
        assert find_setup_role(session, token) is None


@pytest.mark.parametrize("token", ["", "x", "容错", "\ud800"])
def test_a_link_that_was_never_made_is_refused(database: Database, token: str) -> None:
    make_link(database)
    with pytest.raises(SetupLinkRefused):
        use(database, token)


def test_a_mistake_does_not_use_the_link_up(database: Database) -> None:
    make_account(database, "taken")
    token = make_link(database)
    with pytest.raises(PasswordTooWeak):
        use(database, token, password="weak")
    with pytest.raises(LoginNameTaken):
        use(database, token, "taken")
    use(database, token)


def test_the_token_is_not_kept(database: Database) -> None:
    token = make_link(database)
    with database.read() as session:
        assert token not in session.scalars(select(SetupLink.token_hash)).one()


@pytest.mark.parametrize("role", ["inspector", "process_designer", "handler"])
def test_links_make_administrators_only(database: Database, role: str) -> None:
    with pytest.raises(RoleUnknown):
        make_link(database, role)


def test_where_there_is_an_administrator_further_ones_are_appointed(database: Database) -> None:
    early = make_link(database)
    make_security_admin(database)
    with pytest.raises(SetupDone):
        make_link(database)
    with pytest.raises(SetupDone):
        use(database, early)
    assert make_link(database, "audit_admin")


def test_making_and_using_a_link_is_recorded(database: Database) -> None:
    use(database, make_link(database))
    with database.read() as session:
        entries = list_entries(session, PEOPLE)
    assert [entry.action for entry in entries] == [
        "create_setup_link",
        "create_account",
        "grant_role",
        "use_setup_link",
    ]
    assert entries[-1].actor_account == "first"


def test_each_start_of_an_empty_system_makes_a_new_link_and_ends_the_last(database: Database) -> None:
    first, second = create_first_setup_link(database), create_first_setup_link(database)
    assert first is not None
    assert second is not None
    with pytest.raises(SetupLinkRefused):
        use(database, first)
    use(database, second)


def test_a_system_with_accounts_makes_no_first_link(database: Database) -> None:
    make_actor(database, "chenhua")
    assert create_first_setup_link(database) is None
