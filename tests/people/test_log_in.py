"""Logging in: right, wrong, too often wrong, and without telling a stranger anything."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.people.someone import NEW_PASSWORD, PASSWORD, make_account, make_security_admin
from webapp.audit import PEOPLE, list_entries, verify
from webapp.database import Database, database_now
from webapp.people import (
    MLPS3,
    POLICIES,
    Account,
    LogInRefused,
    LoginSession,
    enable_account,
    find_account,
    log_in,
    recognise_actor,
)


def fail(database: Database, times: int, login_name: str = "chenhua") -> None:
    for _ in range(times):
        with pytest.raises(LogInRefused):
            log_in(database, login_name, "wrong")


def read_account(database: Database, login_name: str = "chenhua") -> Account:
    with database.read() as session:
        account = find_account(session, login_name)
    assert account is not None
    return account


def end_the_lock(database: Database) -> None:
    with database.write() as session:
        earlier = database_now(session) - timedelta(seconds=1)
        session.execute(update(Account).values(locked_until_at=earlier))


def actions(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as session:
        assert verify(session).is_intact
        return [(entry.action, entry.actor_account) for entry in list_entries(session, PEOPLE)]


def test_the_right_password_opens_a_session(database: Database) -> None:
    make_account(database, "chenhua", name="陈华")
    actor = recognise_actor(database, log_in(database, "chenhua", PASSWORD))
    assert actor is not None
    assert (actor.login_name, actor.display_name, actor.language) == ("chenhua", "陈华", "zh")


@pytest.mark.parametrize("typed", ["ChenHua", " chenhua ", "ｃｈｅｎｈｕａ"])
def test_a_login_name_has_one_spelling(database: Database, typed: str) -> None:
    make_account(database, "chenhua")
    assert recognise_actor(database, log_in(database, typed, PASSWORD)) is not None


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.lower(), PASSWORD + " ", "长" * 10_000])
def test_a_wrong_password_is_refused(database: Database, password: str) -> None:
    make_account(database, "chenhua")
    with pytest.raises(LogInRefused):
        log_in(database, "chenhua", password)


@pytest.mark.parametrize(
    "login_name", ["nobody", "", "' OR 1=1 --", "x" * 100_000, "%", "a\x00b", "\ud800\ud800"]
)
def test_an_unknown_name_is_refused_with_the_same_words(database: Database, login_name: str) -> None:
    make_account(database, "chenhua")
    with pytest.raises(LogInRefused) as unknown:
        log_in(database, login_name, PASSWORD)
    with pytest.raises(LogInRefused) as wrong:
        log_in(database, "chenhua", "wrong")
    assert unknown.value.text("zh") == wrong.value.text("zh")


def test_each_log_in_has_a_token_of_its_own_which_is_not_kept(database: Database) -> None:
    make_account(database, "chenhua")
    tokens = {log_in(database, "chenhua", PASSWORD) for _ in range(3)}
    assert len(tokens) == 3
    with database.read() as session:
        kept = {row.token_hash for row in session.query(LoginSession)}
    assert len(kept) == 3
    assert kept.isdisjoint(tokens)


def test_the_last_allowed_failure_locks_the_account(database: Database) -> None:
    make_account(database, "chenhua")
    fail(database, MLPS3.attempts - 1)
    assert read_account(database).locked_until_at is None
    fail(database, 1)
    assert read_account(database).locked_until_at is not None
    with pytest.raises(LogInRefused):
        log_in(database, "chenhua", PASSWORD)


def test_the_lock_ends_by_itself(database: Database) -> None:
    make_account(database, "chenhua")
    fail(database, MLPS3.attempts)
    end_the_lock(database)
    assert log_in(database, "chenhua", PASSWORD)


def test_failures_under_lock_do_not_prolong_it(database: Database) -> None:
    make_account(database, "chenhua")
    fail(database, MLPS3.attempts)
    until = read_account(database).locked_until_at
    fail(database, MLPS3.attempts)
    assert read_account(database).locked_until_at == until


def test_a_success_forgets_the_failures_before_it(database: Database) -> None:
    make_account(database, "chenhua")
    fail(database, MLPS3.attempts - 1)
    log_in(database, "chenhua", PASSWORD)
    fail(database, MLPS3.attempts - 1)
    assert log_in(database, "chenhua", PASSWORD)


def test_one_account_locked_leaves_the_others_open(database: Database) -> None:
    make_account(database, "chenhua")
    make_account(database, "liwei")
    fail(database, MLPS3.attempts)
    assert log_in(database, "liwei", PASSWORD)


def test_a_security_administrator_unlocks(database: Database) -> None:
    account_id = make_account(database, "chenhua")
    admin = make_security_admin(database)
    fail(database, MLPS3.attempts)
    with database.write() as session:
        enable_account(session, admin, account_id)
    assert log_in(database, "chenhua", PASSWORD)


def test_failures_at_the_same_time_are_all_counted(database: Database) -> None:
    make_account(database, "chenhua")
    threads = [threading.Thread(target=fail, args=(database, 2)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert read_account(database).failed_attempts == 4


def test_a_disabled_account_is_refused(database: Database) -> None:
    make_account(database, "chenhua")
    with database.write() as session:
        session.execute(update(Account).values(is_active=False))
    with pytest.raises(LogInRefused):
        log_in(database, "chenhua", PASSWORD)


def test_the_refusal_tells_what_the_policy_does(database: Database) -> None:
    with pytest.raises(LogInRefused) as caught:
        log_in(database, "nobody", "x", policy=POLICIES["asvs"])
    assert caught.value.facts == {"attempts": 10, "minutes": 15}


def test_every_attempt_is_recorded_and_no_password_is(database: Database) -> None:
    make_account(database, "chenhua")
    fail(database, 1)
    fail(database, 1, "my-Passw0rd-typed-here")
    log_in(database, "chenhua", PASSWORD, address="192.0.2.7")
    assert actions(database)[-3:] == [
        ("log_in_refused", "chenhua"),
        ("log_in_refused", None),
        ("log_in", "chenhua"),
    ]
    with database.read() as session:
        entries = list_entries(session, PEOPLE)
    told = " ".join(str(entry.facts) for entry in entries)
    assert "192.0.2.7" in told
    assert PASSWORD not in told
    assert NEW_PASSWORD not in told
    assert "typed-here" not in told
