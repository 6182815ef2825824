"""Instants and texts come back from both databases as they went in, and sort the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from webapp.database import Database, database_now
from webapp.people import SetupLink, Unit

SHANGHAI = timezone(timedelta(hours=8))
ONE_DATABASE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
STORABLE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


def store_instants(session: Session, *instants: datetime) -> None:
    session.execute(delete(SetupLink))
    for number, instant in enumerate(instants):
        session.add(
            SetupLink(token_hash=str(number), role="x", created_at=instant, expires_at=instant, used_at=None)
        )
    session.flush()
    session.expunge_all()


def test_an_instant_comes_back_aware_and_in_utc(database: Database) -> None:
    with database.write() as session:
        store_instants(session, datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=SHANGHAI))
        kept = session.scalars(select(SetupLink.created_at)).one()
    assert kept == datetime(2026, 3, 2, 1, 0, 0, 1, tzinfo=UTC)
    assert kept.utcoffset() == timedelta(0)


def test_an_instant_may_be_missing(database: Database) -> None:
    with database.write() as session:
        store_instants(session, datetime(2026, 3, 2, tzinfo=UTC))
        assert session.scalars(select(SetupLink.used_at)).one() is None


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="time zone"), database.write() as session:
        store_instants(session, datetime(2026, 3, 2))  # noqa: DTZ001 (the mistake under test)


@ONE_DATABASE
@given(
    st.lists(
        st.datetimes(
            min_value=datetime(1990, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
            max_value=datetime(2200, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
            timezones=st.sampled_from([UTC, SHANGHAI, timezone(-timedelta(hours=11))]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_instants_survive_and_sort_as_instants(database: Database, instants: list[datetime]) -> None:
    with database.write() as session:
        store_instants(session, *instants)
        kept = session.scalars(select(SetupLink.created_at).order_by(SetupLink.created_at)).all()
    assert list(kept) == sorted(instants)


def test_stored_instants_compare_with_the_databases_own_time(database: Database) -> None:
    with database.write() as session:
        at = database_now(session)
        store_instants(session, at - timedelta(milliseconds=1), at, at + timedelta(milliseconds=1))
        due = session.scalars(select(SetupLink.token_hash).where(SetupLink.created_at <= at)).all()
    assert sorted(due) == ["0", "1"]


@ONE_DATABASE
@given(STORABLE)
def test_text_survives_letter_by_letter(database: Database, written: str) -> None:
    with database.write() as session:
        session.execute(delete(Unit))
        session.execute(insert(Unit).values(jurisdiction="x", code="x", name=written, name_en="", kind=""))
        assert session.scalars(select(Unit.name)).one() == written
        assert session.scalars(select(Unit.id).where(Unit.name == written)).all() != []


def test_text_sorts_by_its_bytes(database: Database) -> None:
    names = ["é", "z", "Z", "a", "住建局", "审计局", "_", "1"]
    with database.write() as session:
        for number, name in enumerate(names):
            session.add(Unit(jurisdiction="x", code=f"c{number}", name=name, name_en="", kind=""))
    with database.read() as session:
        kept = list(session.scalars(select(Unit.name).order_by(Unit.name)))
    assert kept == sorted(names, key=lambda name: name.encode())


@pytest.mark.parametrize("unstorable", ["a\x00b", "a\ud800b"])
def test_text_that_one_database_could_not_keep_is_refused_by_both(
    database: Database, unstorable: str
) -> None:
    with pytest.raises((StatementError, UnicodeEncodeError)), database.write() as session:
        session.add(Unit(jurisdiction="x", code="x", name=unstorable, name_en="", kind=""))
