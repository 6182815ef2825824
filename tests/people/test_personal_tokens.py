"""Tokens of programs: whose they are, how long they hold good, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.people.someone import make_actor, make_security_admin
from webapp import audit
from webapp.database import Database, count_statements, database_now
from webapp.people import (
    SPANS_DAYS,
    Account,
    Actor,
    PersonalToken,
    TokenForAdministrator,
    TokenNameMissing,
    TokenNotFound,
    TokensExhausted,
    TokenSpanRefused,
    add_grant,
    create_token,
    disable_account,
    get_account,
    list_tokens,
    recognise_token,
    revoke_token,
)
from webapp.people.personal_tokens import MOST_TOKENS, PREFIX
from webapp.people.tokens import hash_token


@pytest.fixture
def owner(database: Database) -> Actor:
    return make_actor(database, "zuming", roles=("liwan:org_dept",))


def make(database: Database, owner: Actor, name: str = "人事系统", days: int = 30) -> str:
    with database.write() as session:
        return create_token(session, owner, name, days=days)


def entries(database: Database) -> list[tuple[str, str | None, dict[str, object]]]:
    with database.read() as session:
        found = audit.list_entries(session, audit.PEOPLE)
    return [(each.action, each.actor_account, each.facts) for each in found if "token" in each.action]


def test_a_token_stands_for_its_owner_with_what_they_may_do_now(database: Database, owner: Actor) -> None:
    token = make(database, owner)
    known = recognise_token(database, token)
    assert known is not None
    assert (known.login_name, known.groups, known.session_id) == ("zuming", owner.groups, None)
    with database.write() as session:
        add_grant(session, get_account(session, owner.account_id), jurisdiction="liwan", role="inspector")
    known = recognise_token(database, token)
    assert known is not None
    assert known.has_role("liwan", "inspector")


def test_only_its_digest_is_kept_and_neither_making_nor_revoking_writes_it_down(
    database: Database, owner: Actor
) -> None:
    token = make(database, owner)
    with database.read() as session:
        kept = session.scalars(select(PersonalToken)).one()
        assert kept.token_hash == hash_token(token)
        lines = list_tokens(session, owner)
    with database.write() as session:
        revoke_token(session, owner, lines[0].token_id)
    told = entries(database)
    assert [(action, by) for action, by, _ in told] == [
        ("create_token", "zuming"),
        ("revoke_token", "zuming"),
    ]
    assert token.removeprefix(PREFIX) not in str(told)
    assert told[0][2] == {"token": lines[0].token_id, "name": "人事系统", "days": 30}


@pytest.mark.parametrize("token", ["", PREFIX, "x", f"{PREFIX}{'a' * 43}", f"{PREFIX}\ud800", "容错"])
def test_an_unknown_token_is_nobody(database: Database, owner: Actor, token: str) -> None:
    assert recognise_token(database, token) is None


def test_it_ends_on_its_day(database: Database, owner: Actor) -> None:
    token = make(database, owner, days=7)
    with database.write() as session:
        (kept,) = session.scalars(select(PersonalToken))
        assert kept.expires_at - kept.created_at == timedelta(days=7)
        session.execute(update(PersonalToken).values(expires_at=database_now(session)))
    assert recognise_token(database, token) is None
    with database.read() as session:
        assert list_tokens(session, owner) == ()


def test_it_ends_when_it_is_revoked_and_is_revoked_once(database: Database, owner: Actor) -> None:
    token = make(database, owner)
    with database.read() as session:
        (line,) = list_tokens(session, owner)
    with database.write() as session:
        revoke_token(session, owner, line.token_id)
    assert recognise_token(database, token) is None
    with pytest.raises(TokenNotFound), database.write() as session:
        revoke_token(session, owner, line.token_id)


def test_nobody_revokes_or_lists_what_is_somebody_elses(database: Database, owner: Actor) -> None:
    make(database, owner)
    other = make_actor(database, "other", roles=("liwan:handler",))
    with database.read() as session:
        (line,) = list_tokens(session, owner)
        assert list_tokens(session, other) == ()
    with pytest.raises(TokenNotFound), database.write() as session:
        revoke_token(session, other, line.token_id)


def test_a_disabled_account_has_no_programs(database: Database, owner: Actor) -> None:
    security = make_security_admin(database)
    token = make(database, owner)
    with database.write() as session:
        disable_account(session, security, owner.account_id)
    assert recognise_token(database, token) is None


@pytest.mark.parametrize("change", [{"must_change_password": True}, {"password_set_at": None}])
def test_a_password_that_must_be_changed_closes_the_tokens_too(
    database: Database, owner: Actor, change: dict[str, object]
) -> None:
    token = make(database, owner)
    with database.write() as session:
        values = {**change}
        if "password_set_at" in values:
            values["password_set_at"] = database_now(session) - timedelta(days=4000)
        session.execute(update(Account).where(Account.id == owner.account_id).values(**values))
    assert recognise_token(database, token) is None


def test_who_became_an_administrator_reads_nothing_through_an_old_token(database: Database) -> None:
    person = make_actor(database, "person")
    token = make(database, person)
    assert recognise_token(database, token) is not None
    with database.write() as session:
        add_grant(session, get_account(session, person.account_id), jurisdiction="*", role="audit_admin")
    assert recognise_token(database, token) is None


def test_administrators_make_none(database: Database) -> None:
    with pytest.raises(TokenForAdministrator):
        make(database, make_security_admin(database))


def test_a_token_needs_a_name_and_one_of_the_spans(database: Database, owner: Actor) -> None:
    with pytest.raises(TokenNameMissing):
        make(database, owner, "   ")
    for days in (0, -1, 1, 3650):
        assert days not in SPANS_DAYS
        with pytest.raises(TokenSpanRefused):
            make(database, owner, days=days)
    assert entries(database) == []


def test_nobody_has_more_tokens_than_they_can_look_after(database: Database, owner: Actor) -> None:
    for number in range(MOST_TOKENS):
        make(database, owner, f"系统 {number}")
    with pytest.raises(TokensExhausted):
        make(database, owner)
    with database.write() as session:
        revoke_token(session, owner, list_tokens(session, owner)[0].token_id)
    make(database, owner)


def test_its_use_is_written_down_now_and_then_and_not_each_time(database: Database, owner: Actor) -> None:
    token = make(database, owner)
    with count_statements(database) as first:
        recognise_token(database, token)
    with count_statements(database) as second:
        recognise_token(database, token)
    assert (first.commits, second.commits) == (1, 0)
    with database.read() as session:
        (line,) = list_tokens(session, owner)
    assert line.last_used_at is not None
