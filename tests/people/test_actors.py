"""The groups a person is in, by which tasks find them."""

from __future__ import annotations

import pytest

from tests.people.someone import make_account, make_actor, make_unit
from webapp.database import Database
from webapp.people import AccountNotFound, Actor, add_grant, get_account, get_actor, get_unit


def describe(database: Database, account_id: int) -> Actor:
    with database.read() as session:
        return get_actor(session, account_id)


def grant_at(database: Database, account_id: int, role: str, unit_code: str) -> None:
    with database.write() as session:
        unit = get_unit(session, "liwan", unit_code)
        add_grant(session, get_account(session, account_id), jurisdiction="liwan", role=role, unit=unit)


def test_a_role_without_a_unit_is_a_group_of_the_jurisdiction(database: Database) -> None:
    actor = make_actor(database, "chenhua", roles=("liwan:handler", "xinzhou:decider"))
    assert actor.groups == {"liwan:handler", "xinzhou:decider"}
    assert actor.product_roles == frozenset()
    assert (actor.unit_code, actor.unit_name) == (None, None)


def test_a_role_at_a_unit_is_a_group_of_that_unit_only(database: Database) -> None:
    make_unit(database, "housing")
    account_id = make_account(database, "chenhua")
    grant_at(database, account_id, "consulted", "housing")
    actor = describe(database, account_id)
    assert actor.groups == {"liwan:consulted@housing"}
    assert actor.has_role("liwan", "consulted")


def test_who_holds_a_role_and_belongs_to_a_unit_answers_for_the_unit(database: Database) -> None:
    actor = make_actor(database, "chenhua", roles=("liwan:consulted", "xinzhou:decider"), unit="audit")
    assert actor.groups == {"liwan:consulted", "liwan:consulted@audit", "xinzhou:decider"}
    assert (actor.unit_code, actor.unit_name) == ("audit", "audit单位")


def test_one_role_may_be_held_at_several_units(database: Database) -> None:
    for code in ("housing", "audit"):
        make_unit(database, code)
    account_id = make_account(database, "chenhua")
    for code in ("housing", "audit"):
        grant_at(database, account_id, "consulted", code)
    assert describe(database, account_id).groups == {"liwan:consulted@housing", "liwan:consulted@audit"}


def test_roles_of_the_product_are_held_everywhere_and_are_no_groups(database: Database) -> None:
    actor = make_actor(database, "inspector", roles=("inspector",))
    assert actor.groups == frozenset()
    assert actor.product_roles == {"inspector"}
    assert actor.has_role("*", "inspector")
    assert actor.has_product_role("inspector")
    assert not actor.has_role("liwan", "inspector")


def test_a_role_is_not_another_whose_name_begins_alike(database: Database) -> None:
    actor = make_actor(database, "chenhua", roles=("liwan:intake_clerk",))
    assert not actor.has_role("liwan", "intake")
    assert not actor.has_role("xinzhou", "intake_clerk")


def test_an_account_that_is_not_there_is_refused(database: Database) -> None:
    with pytest.raises(AccountNotFound):
        describe(database, 99)
