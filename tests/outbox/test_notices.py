"""Notices reach the person or the group they are for, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from webapp.database import (
    Database,
    advance_practice_clock,
    count_statements,
    database_now,
    mark_practice,
    now,
)
from webapp.outbox import (
    NewMessage,
    Notice,
    NoticeNotFound,
    OutboxMessage,
    RecipientMissing,
    count_unread,
    list_notices,
    mark_read,
    put,
    put_notice,
)
from webapp.outbox.notices import PAGE_ROWS


@dataclass(frozen=True)
class Someone:
    login_name: str
    groups: frozenset[str] = frozenset()
    product_roles: frozenset[str] = frozenset()


CLERK = Someone("chenhua", frozenset({"liwan:intake", "liwan:consulted@housing"}))
STRANGER = Someone("liwei", frozenset({"xinzhou:intake", "liwan:consulted@audit"}))


def send(database: Database, to: str, text: str = "请受理", text_en: str | None = None) -> None:
    with database.write() as session:
        put_notice(
            session,
            jurisdiction="liwan",
            to=to,
            text=text,
            text_en=text_en,
            at=now(session),
            case_no="LW-1",
        )


def read_notices(database: Database, reader: Someone) -> list[Notice]:
    with database.read() as session:
        return list_notices(session, reader)


def test_a_notice_to_a_group_reaches_its_people(database: Database) -> None:
    send(database, "intake")
    [notice] = read_notices(database, CLERK)
    assert (notice.subject_zh, notice.case_no, notice.jurisdiction) == ("请受理", "LW-1", "liwan")
    assert not notice.is_read
    assert read_notices(database, STRANGER) == []


def test_a_notice_says_its_english_to_english_readers_and_its_chinese_where_there_is_none(
    database: Database,
) -> None:
    send(database, "intake", text_en="Please accept")
    send(database, "intake")
    without, with_english = read_notices(database, CLERK)
    assert (with_english.subject_zh, with_english.subject_en) == ("请受理", "Please accept")
    assert (without.subject_zh, without.subject_en) == ("请受理", "请受理")


def test_a_notice_to_a_groups_unit_reaches_that_unit_only(database: Database) -> None:
    send(database, "consulted@housing")
    assert len(read_notices(database, CLERK)) == 1
    assert read_notices(database, STRANGER) == []


def test_a_notice_to_an_account_reaches_that_person_only(database: Database) -> None:
    send(database, "@chenhua")
    assert len(read_notices(database, CLERK)) == 1
    assert read_notices(database, STRANGER) == []


def test_an_account_named_like_a_group_gets_no_notice_of_the_group(database: Database) -> None:
    send(database, "intake")
    assert read_notices(database, Someone("intake")) == []


def test_notices_come_newest_first_in_pages(database: Database) -> None:
    for number in range(PAGE_ROWS + 2):
        send(database, "intake", f"第{number}件")
    with database.read() as session:
        first, second = list_notices(session, CLERK), list_notices(session, CLERK, page=2)
    assert first[0].subject_zh == f"第{PAGE_ROWS + 1}件"
    assert [notice.subject_zh for notice in second] == ["第1件", "第0件"]


def test_each_of_a_group_reads_for_themselves(database: Database) -> None:
    send(database, "intake")
    colleague = Someone("wangfang", frozenset({"liwan:intake"}))
    [notice] = read_notices(database, CLERK)
    for _ in range(2):  # Twice changes nothing.
        with database.write() as session:
            mark_read(session, CLERK, notice.id)
    with database.read() as session:
        assert count_unread(session, CLERK) == 0
        assert count_unread(session, colleague) == 1
    assert [each.is_read for each in read_notices(database, CLERK)] == [True]
    assert [each.is_read for each in read_notices(database, colleague)] == [False]


def test_nobody_marks_a_notice_that_is_not_theirs(database: Database) -> None:
    send(database, "intake")
    [notice] = read_notices(database, CLERK)
    for number in (notice.id, 999):
        with pytest.raises(NoticeNotFound), database.write() as session:
            mark_read(session, STRANGER, number)


def test_messages_of_another_kind_are_no_notices(database: Database) -> None:
    with database.write() as session:
        put(
            session,
            [
                NewMessage(
                    kind="mail", jurisdiction="liwan", subject_zh="a", subject_en="a", to_account="chenhua"
                )
            ],
        )
    assert read_notices(database, CLERK) == []


def test_one_statement_puts_any_number_of_messages(database: Database) -> None:
    messages = [
        NewMessage(jurisdiction="liwan", subject_zh=str(n), subject_en=str(n), to_group="liwan:intake")
        if n % 2
        else NewMessage(kind="mail", jurisdiction="liwan", subject_zh="a", subject_en="a", to_account="a")
        for n in range(20)
    ]
    with database.write() as session:
        now(session)
        with count_statements(database) as count:
            put(session, messages)
            put(session, [])
    assert len(count.statements) == 1


@pytest.mark.parametrize(("account", "group"), [(None, None), ("", ""), ("chenhua", "liwan:intake")])
def test_a_message_has_one_recipient(database: Database, account: str | None, group: str | None) -> None:
    message = NewMessage(
        jurisdiction="liwan", subject_zh="a", subject_en="a", to_account=account, to_group=group
    )
    with pytest.raises(RecipientMissing), database.write() as session:
        put(session, [message])


def test_messages_of_an_action_that_failed_are_gone_with_it(database: Database) -> None:
    def act_and_fail() -> None:
        with database.write() as session:
            put_notice(session, jurisdiction="liwan", to="intake", text="x", at=now(session))
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        act_and_fail()
    assert read_notices(database, CLERK) == []


def test_a_notice_is_dated_by_the_practice_clock_and_sent_by_the_real_one(database: Database) -> None:
    with database.write() as session:
        mark_practice(session)
        advance_practice_clock(session, timedelta(days=90))
    with database.write() as session:
        put(
            session, [NewMessage(kind="mail", jurisdiction="x", subject_zh="", subject_en="", to_account="a")]
        )
        message = session.scalars(select(OutboxMessage)).one()
        assert message.created_at == now(session)
        assert message.due_at == database_now(session)
        assert message.due_at < datetime.now(UTC) + timedelta(days=1)
