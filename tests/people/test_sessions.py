"""A session lives on the server: it ends there, whatever the browser keeps."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.people.someone import PASSWORD, make_account, make_security_admin
from webapp.database import Database, advance_practice_clock, count_statements, database_now, mark_practice
from webapp.people import (
    MLPS3,
    POLICIES,
    Account,
    Actor,
    LoginSession,
    SessionLimits,
    add_grant,
    add_unit,
    count_open_sessions,
    disable_account,
    find_actor,
    get_account,
    grant_role,
    log_in,
    log_out,
    recognise_actor,
    record_presence,
    revoke_role,
)


@pytest.fixture
def token(database: Database) -> str:
    make_account(database, "chenhua", roles=("liwan:handler",))
    return log_in(database, "chenhua", PASSWORD)


def recognise(database: Database, token: str) -> Actor:
    actor = recognise_actor(database, token)
    assert actor is not None
    return actor


def rest(database: Database, span: timedelta, *, opened: timedelta | None = None) -> None:
    """Let the sessions have rested for ``span`` (and run for ``opened``)."""
    with database.write() as session:
        at = database_now(session)
        session.execute(update(LoginSession).values(last_seen_at=at - span, opened_at=at - (opened or span)))


def last_seen(database: Database) -> datetime:
    with database.read() as session:
        return session.scalars(select(LoginSession.last_seen_at)).one()


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "容错", "\ud800"])
def test_an_unknown_token_is_nobody(database: Database, token: str) -> None:
    assert recognise_actor(database, token) is None


def test_a_session_that_was_ended_is_over(database: Database, token: str) -> None:
    with database.write() as session:
        log_out(session, recognise(database, token))
    assert recognise_actor(database, token) is None


def test_logging_out_twice_changes_nothing(database: Database, token: str) -> None:
    actor = recognise(database, token)
    for _ in range(2):
        with database.write() as session:
            log_out(session, actor)
    with database.read() as session:
        assert count_open_sessions(session, actor.account_id) == 0


def test_logging_out_ends_this_session_only(database: Database, token: str) -> None:
    other = log_in(database, "chenhua", PASSWORD)
    with database.write() as session:
        log_out(session, recognise(database, token))
    assert recognise_actor(database, other) is not None


def test_a_session_that_rested_too_long_is_over(database: Database, token: str) -> None:
    rest(database, timedelta(minutes=29))
    assert recognise_actor(database, token) is not None
    rest(database, timedelta(minutes=31))
    assert recognise_actor(database, token) is None


def test_a_session_is_over_after_its_whole_time_however_busy(database: Database, token: str) -> None:
    rest(database, timedelta(minutes=1), opened=timedelta(hours=13))
    assert recognise_actor(database, token) is None


def test_limits_may_be_set(database: Database, token: str) -> None:
    rest(database, timedelta(minutes=6))
    assert recognise_actor(database, token, limits=SessionLimits(idle=timedelta(minutes=5))) is None


def test_presence_is_written_once_a_minute_at_most(database: Database, token: str) -> None:
    with count_statements(database) as count:
        for _ in range(3):
            recognise(database, token)
    assert count.commits == 0
    rest(database, timedelta(minutes=2))
    rested = last_seen(database)
    with count_statements(database) as count:
        recognise(database, token)
        recognise(database, token)
    assert count.commits == 1
    assert last_seen(database) > rested


def test_presence_never_goes_back(database: Database, token: str) -> None:
    actor, seen = recognise(database, token), last_seen(database)
    with database.write() as session:
        record_presence(session, actor, seen - timedelta(minutes=1))
    assert last_seen(database) == seen


def test_two_statements_tell_who_sent_a_request(database: Database, token: str) -> None:
    with database.write() as session:
        account = get_account(session, 1)
        unit = add_unit(session, jurisdiction="liwan", code="housing", name="住建局", name_en="", kind="")
        for role in ("intake", "consulted", "verifier"):
            add_grant(session, account, jurisdiction="liwan", role=role, unit=unit)
    with count_statements(database) as count:
        recognise(database, token)
    assert len(count.statements) == 2
    with count_statements(database) as count, database.read() as session:
        find_actor(session, token, database_now(session))
    assert len(count.statements) == 2


def test_a_disabled_account_is_out_at_once(database: Database, token: str) -> None:
    actor, admin = recognise(database, token), make_security_admin(database)
    with database.write() as session:
        disable_account(session, admin, actor.account_id)
    assert recognise_actor(database, token) is None


def test_roles_given_and_taken_hold_from_the_next_request(database: Database, token: str) -> None:
    actor, admin = recognise(database, token), make_security_admin(database)
    assert actor.groups == {"liwan:handler"}
    with database.write() as session:
        grant_role(session, admin, actor.account_id, jurisdiction="liwan", role="intake")
        revoke_role(session, admin, actor.account_id, jurisdiction="liwan", role="handler")
    assert recognise(database, token).groups == {"liwan:intake"}


def test_moving_the_practice_clock_logs_nobody_out(database: Database, token: str) -> None:
    with database.write() as session:
        mark_practice(session)
        advance_practice_clock(session, timedelta(days=183))
    assert recognise_actor(database, token) is not None


def test_an_old_password_must_be_changed(database: Database, token: str) -> None:
    assert not recognise(database, token).must_change_password
    assert MLPS3.valid_for is not None
    with database.write() as session:
        long_ago = database_now(session) - MLPS3.valid_for - timedelta(days=1)
        session.execute(update(Account).values(password_set_at=long_ago))
    assert recognise(database, token).must_change_password
    lenient = recognise_actor(database, token, policy=POLICIES["asvs"])
    assert lenient is not None
    assert not lenient.must_change_password
