"""Accounts are made by security administrators and never removed; their holders set what is theirs."""

from __future__ import annotations

import threading

import pytest

from tests.people.someone import (
    NEW_PASSWORD,
    PASSWORD,
    make_account,
    make_actor,
    make_security_admin,
    make_unit,
    password_hash,
)
from webapp.audit import PEOPLE, list_entries
from webapp.database import Database
from webapp.people import (
    MLPS3,
    AccountNotFound,
    Actor,
    LanguageUnknown,
    LastSecurityAdministrator,
    LoginNameRefused,
    LoginNameTaken,
    LogInRefused,
    NotPermitted,
    PasswordTooWeak,
    PasswordWrong,
    add_account,
    change_password,
    choose_language,
    create_account,
    disable_account,
    enable_account,
    find_account,
    get_actor,
    has_accounts,
    log_in,
    recognise_actor,
    reset_password,
)


def create(database: Database, admin: Actor, login_name: str, password: str = NEW_PASSWORD) -> int:
    with database.write() as session:
        return create_account(
            session, admin, login_name=login_name, display_name="陈华", password=password
        ).id


def last_action(database: Database) -> tuple[str, str | None, object]:
    with database.read() as session:
        entry = list_entries(session, PEOPLE)[-1]
    return entry.action, entry.actor_account, entry.facts.get("login_name")


def test_nobody_is_there_at_first(database: Database) -> None:
    with database.read() as session:
        assert not has_accounts(session)
    make_account(database, "chenhua")
    with database.read() as session:
        assert has_accounts(session)


def test_a_security_administrator_makes_an_account(database: Database) -> None:
    admin = make_security_admin(database)
    create(database, admin, "ChenHua")
    actor = recognise_actor(database, log_in(database, "chenhua", NEW_PASSWORD))
    assert actor is not None
    assert actor.must_change_password
    assert actor.groups == frozenset()
    with database.read() as session:
        made = [entry for entry in list_entries(session, PEOPLE) if entry.action == "create_account"][-1]
    assert (made.actor_account, made.facts["login_name"]) == ("security", "chenhua")


@pytest.mark.parametrize(
    "roles", [(), ("system_admin",), ("audit_admin",), ("process_designer",), ("liwan:handler",)]
)
def test_nobody_else_makes_accounts(database: Database, roles: tuple[str, ...]) -> None:
    actor = make_actor(database, "chenhua", roles=roles)
    with pytest.raises(NotPermitted):
        create(database, actor, "liwei")


def test_a_role_that_was_revoked_meanwhile_permits_nothing(database: Database) -> None:
    first, second = make_security_admin(database, "first"), make_security_admin(database, "second")
    with database.write() as session:
        disable_account(session, first, second.account_id)
    with pytest.raises(NotPermitted):
        create(database, second, "liwei")


def test_a_login_name_is_taken_once_whatever_its_spelling(database: Database) -> None:
    admin = make_security_admin(database)
    create(database, admin, "chenhua")
    with pytest.raises(LoginNameTaken):
        create(database, admin, "ＣＨＥＮhua")


@pytest.mark.parametrize("login_name", ["", "a", "a b", "a,b", "a:b", "a@b", "a\x00b", "x" * 41, "'", "容"])
def test_a_login_name_that_could_be_mistaken_is_refused(database: Database, login_name: str) -> None:
    admin = make_security_admin(database)
    with pytest.raises(LoginNameRefused):
        create(database, admin, login_name)


@pytest.mark.parametrize("login_name", ["chenhua", "陈华", "chen.hua-2", "li_wei", "ab"])
def test_other_login_names_are_fine(database: Database, login_name: str) -> None:
    make_account(database, login_name)
    with database.read() as session:
        assert find_account(session, login_name) is not None


def test_a_weak_first_password_is_refused(database: Database) -> None:
    admin = make_security_admin(database)
    with pytest.raises(PasswordTooWeak):
        create(database, admin, "chenhua", "password")


def test_an_account_may_belong_to_a_unit(database: Database) -> None:
    unit = make_unit(database, "housing")
    with database.write() as session:
        add_account(session, login_name="chenhua", display_name="陈华", password_hash="x", unit=unit)
    with database.read() as session:
        account = find_account(session, "chenhua")
        assert account is not None
        assert get_actor(session, account.id).unit_code == "housing"


def test_of_two_accounts_made_at_once_under_one_name_one_is_made(database: Database) -> None:
    outcomes: list[str] = []
    barrier = threading.Barrier(2)
    kept_hash = password_hash()

    def make() -> None:
        barrier.wait(timeout=30)
        try:
            with database.write() as session:
                add_account(session, login_name="chenhua", display_name="陈华", password_hash=kept_hash)
            outcomes.append("made")
        except Exception as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert outcomes.count("made") == 1
    assert set(outcomes) - {"made"} <= {"LoginNameTaken", "IntegrityError"}


def test_a_disabled_account_may_be_enabled_again(database: Database) -> None:
    admin, account_id = make_security_admin(database), make_account(database, "chenhua")
    with database.write() as session:
        disable_account(session, admin, account_id)
    assert last_action(database) == ("disable_account", "security", "chenhua")
    with pytest.raises(LogInRefused):
        log_in(database, "chenhua", PASSWORD)
    with database.write() as session:
        enable_account(session, admin, account_id)
    assert last_action(database) == ("enable_account", "security", "chenhua")
    assert log_in(database, "chenhua", PASSWORD)


def test_the_last_security_administrator_stays(database: Database) -> None:
    admin = make_security_admin(database)
    with pytest.raises(LastSecurityAdministrator), database.write() as session:
        disable_account(session, admin, admin.account_id)
    second = make_security_admin(database, "second")
    with database.write() as session:
        disable_account(session, admin, second.account_id)
    with pytest.raises(LastSecurityAdministrator), database.write() as session:
        disable_account(session, admin, admin.account_id)


def test_an_account_that_is_not_there_is_refused(database: Database) -> None:
    admin = make_security_admin(database)
    with pytest.raises(AccountNotFound), database.write() as session:
        disable_account(session, admin, 99)


def test_only_security_administrators_disable_enable_and_reset(database: Database) -> None:
    actor, account_id = (
        make_actor(database, "system", roles=("system_admin",)),
        make_account(database, "chenhua"),
    )
    with pytest.raises(NotPermitted), database.write() as session:
        disable_account(session, actor, account_id)
    with pytest.raises(NotPermitted), database.write() as session:
        enable_account(session, actor, account_id)
    with pytest.raises(NotPermitted), database.write() as session:
        reset_password(session, actor, account_id, NEW_PASSWORD)


def test_a_reset_password_works_once_and_ends_the_sessions(database: Database) -> None:
    admin, account_id = make_security_admin(database), make_account(database, "chenhua")
    token = log_in(database, "chenhua", PASSWORD)
    with database.write() as session:
        reset_password(session, admin, account_id, NEW_PASSWORD)
    assert recognise_actor(database, token) is None
    with pytest.raises(LogInRefused):
        log_in(database, "chenhua", PASSWORD)
    actor = recognise_actor(database, log_in(database, "chenhua", NEW_PASSWORD))
    assert actor is not None
    assert actor.must_change_password


def test_one_changes_ones_own_password_and_stays_logged_in_here_only(database: Database) -> None:
    make_account(database, "chenhua")
    here, elsewhere = log_in(database, "chenhua", PASSWORD), log_in(database, "chenhua", PASSWORD)
    actor = recognise_actor(database, here)
    assert actor is not None
    change_password(database, actor, PASSWORD, NEW_PASSWORD)
    assert recognise_actor(database, here) is not None
    assert recognise_actor(database, elsewhere) is None
    with pytest.raises(LogInRefused):
        log_in(database, "chenhua", PASSWORD)
    assert log_in(database, "chenhua", NEW_PASSWORD)


def test_a_changed_password_need_not_be_changed_again(database: Database) -> None:
    create(database, make_security_admin(database), "chenhua")
    token = log_in(database, "chenhua", NEW_PASSWORD)
    actor = recognise_actor(database, token)
    assert actor is not None
    change_password(database, actor, NEW_PASSWORD, PASSWORD)
    changed = recognise_actor(database, token)
    assert changed is not None
    assert not changed.must_change_password


def test_a_wrong_current_password_changes_nothing_and_is_recorded(database: Database) -> None:
    actor = make_actor(database, "chenhua")
    with pytest.raises(PasswordWrong):
        change_password(database, actor, "wrong", NEW_PASSWORD)
    assert last_action(database) == ("change_password_refused", "chenhua", "chenhua")
    assert log_in(database, "chenhua", PASSWORD)


def test_guessing_the_current_password_locks_the_account(database: Database) -> None:
    """Whoever sits down at an open screen has no more guesses than at the log-in page."""
    actor = make_actor(database, "chenhua")
    for _ in range(MLPS3.attempts):
        with pytest.raises(PasswordWrong):
            change_password(database, actor, "wrong", NEW_PASSWORD)
    with pytest.raises(PasswordWrong):
        change_password(database, actor, PASSWORD, NEW_PASSWORD)
    with pytest.raises(LogInRefused):
        log_in(database, "chenhua", PASSWORD)


@pytest.mark.parametrize("new", [PASSWORD, "short-1A", "chenhua-2026-X"])
def test_a_new_password_must_be_new_and_good(database: Database, new: str) -> None:
    actor = make_actor(database, "chenhua")
    with pytest.raises(PasswordTooWeak):
        change_password(database, actor, PASSWORD, new)
    assert log_in(database, "chenhua", PASSWORD)


def test_one_chooses_ones_language(database: Database) -> None:
    actor = make_actor(database, "chenhua")
    with database.write() as session:
        choose_language(session, actor, "en")
    with database.read() as session:
        assert get_actor(session, actor.account_id).language == "en"


def test_another_language_is_refused(database: Database) -> None:
    actor = make_actor(database, "chenhua")
    with pytest.raises(LanguageUnknown), database.write() as session:
        choose_language(session, actor, "fr")
