"""Messages leave at least once, under a lease; a failing one holds up no other and is never lost in silence."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from webapp.database import Database, database_now
from webapp.outbox import Delivery, NewMessage, OutboxMessage, drain, put
from webapp.outbox.delivery import LEASE, MOST_ATTEMPTS


@dataclass
class Postbox:
    """A receiver that keeps what it gets, and refuses what it is told to."""

    taken: list[Delivery] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()

    def __call__(self, delivery: Delivery) -> None:
        if delivery.subject_zh in self.refuses:
            raise ConnectionError("the other side is away")
        self.taken.append(delivery)

    @property
    def subjects(self) -> list[str]:
        return [delivery.subject_zh for delivery in self.taken]


def post(database: Database, *subjects: str, due_in: timedelta | None = None) -> None:
    with database.write() as session:
        due_at = None if due_in is None else database_now(session) + due_in
        put(
            session,
            [
                NewMessage(
                    kind="mail",
                    jurisdiction="liwan",
                    subject_zh=subject,
                    subject_en=subject,
                    to_account="chenhua",
                    due_at=due_at,
                )
                for subject in subjects
            ],
        )


def read_message(database: Database) -> OutboxMessage:
    with database.read() as session:
        return session.scalars(select(OutboxMessage)).one()


def change(database: Database, **values: object) -> None:
    with database.write() as session:
        session.execute(update(OutboxMessage).values(**values))


def long_ago(database: Database) -> datetime:
    with database.read() as session:
        return database_now(session) - timedelta(days=1)


def test_due_messages_leave_in_order_and_once(database: Database) -> None:
    post(database, "一", "二", "三")
    box = Postbox()
    assert drain(database, box) == 3
    assert drain(database, box) == 0
    assert box.subjects == ["一", "二", "三"]
    assert read_first(database).done_at is not None


def read_first(database: Database) -> OutboxMessage:
    with database.read() as session:
        return session.scalars(select(OutboxMessage).order_by(OutboxMessage.id).limit(1)).one()


def test_no_more_leave_than_asked_for(database: Database) -> None:
    post(database, "一", "二", "三")
    box = Postbox()
    assert drain(database, box, limit=2) == 2
    assert drain(database, box, limit=2) == 1


def test_a_message_leaves_when_it_is_due_and_not_before(database: Database) -> None:
    post(database, "later", due_in=timedelta(hours=1))
    box = Postbox()
    assert drain(database, box) == 0
    change(database, due_at=long_ago(database))
    assert drain(database, box) == 1


def test_notices_need_no_delivery(database: Database) -> None:
    with database.write() as session:
        put(session, [NewMessage(jurisdiction="x", subject_zh="x", subject_en="x", to_account="chenhua")])
    assert drain(database, Postbox()) == 0


def test_a_message_that_fails_holds_up_no_other(database: Database) -> None:
    post(database, "一", "二", "三")
    box = Postbox(refuses=frozenset({"二"}))
    assert drain(database, box) == 2
    assert box.subjects == ["一", "三"]


def test_a_message_that_failed_waits_longer_each_time(database: Database) -> None:
    post(database, "away")
    box = Postbox(refuses=frozenset({"away"}))
    pauses = []
    for _ in range(3):
        before = long_ago(database) + timedelta(days=1)
        drain(database, box)
        pauses.append(read_message(database).due_at - before)
        change(database, due_at=long_ago(database))
    assert pauses[0] < pauses[1] < pauses[2]
    message = read_message(database)
    assert message.attempts == 3
    assert message.last_error == "ConnectionError: the other side is away"
    assert message.done_at is None


def test_a_message_that_comes_through_at_last_is_done(database: Database) -> None:
    post(database, "away")
    drain(database, Postbox(refuses=frozenset({"away"})))
    change(database, due_at=long_ago(database))
    box = Postbox()
    assert drain(database, box) == 1
    assert box.taken[0].attempt == 2
    assert read_message(database).last_error is None


def test_a_message_is_given_up_visibly(database: Database) -> None:
    post(database, "away")
    change(database, attempts=MOST_ATTEMPTS - 1)
    drain(database, Postbox(refuses=frozenset({"away"})))
    message = read_message(database)
    assert message.failed_at is not None
    assert message.last_error is not None
    change(database, due_at=long_ago(database))
    assert drain(database, Postbox()) == 0


def test_an_error_with_signs_the_database_cannot_keep_is_still_noted(database: Database) -> None:
    post(database, "odd")

    def fail(_delivery: Delivery) -> None:
        raise ValueError("a\x00b\ud800")

    drain(database, fail)
    assert (read_message(database).last_error or "").startswith("ValueError: ab")


def test_a_repeated_message_carries_the_same_key(database: Database) -> None:
    post(database, "away")
    keys: list[str] = []

    def fail(delivery: Delivery) -> None:
        keys.append(delivery.key)
        raise ConnectionError

    for _ in range(2):
        drain(database, fail)
        change(database, due_at=long_ago(database))
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_message_under_way_is_not_taken_by_another_worker(database: Database) -> None:
    post(database, "一")
    other = Postbox()

    def deliver(_delivery: Delivery) -> None:
        assert drain(database, other) == 0

    assert drain(database, deliver) == 1
    assert other.taken == []


def test_a_message_whose_worker_died_is_taken_over_after_its_lease(database: Database) -> None:
    post(database, "一")

    def die(_delivery: Delivery) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drain(database, die)
    box = Postbox()
    assert drain(database, box) == 0
    change(database, leased_until_at=long_ago(database))
    assert drain(database, box) == 1
    assert box.taken[0].attempt == 2


def test_a_message_at_which_every_worker_died_is_given_up_visibly(database: Database) -> None:
    post(database, "deadly", "一")
    with database.write() as session:
        deadly = session.scalars(select(OutboxMessage).where(OutboxMessage.subject_zh == "deadly")).one()
        deadly.attempts, deadly.leased_until_at = MOST_ATTEMPTS, long_ago(database)
    box = Postbox()
    assert drain(database, box) == 1
    assert box.subjects == ["一"]
    message = read_first(database)
    assert message.failed_at is not None
    assert message.last_error is not None


def test_a_worker_that_wakes_up_late_cannot_overrule_the_one_that_took_over(database: Database) -> None:
    post(database, "一")
    takes_over = Postbox(refuses=frozenset({"一"}))

    def oversleep(_delivery: Delivery) -> None:
        change(database, leased_until_at=long_ago(database))
        drain(database, takes_over)

    assert drain(database, oversleep) == 0
    message = read_message(database)
    assert message.done_at is None
    assert message.attempts == 2
    assert message.last_error is not None


def test_a_lease_outlasts_an_attempt(database: Database) -> None:
    post(database, "一")
    leases: list[timedelta] = []

    def look(_delivery: Delivery) -> None:
        until = read_message(database).leased_until_at
        assert until is not None
        leases.append(until - long_ago(database) - timedelta(days=1))

    drain(database, look)
    assert timedelta(0) < leases[0] <= LEASE


def test_workers_at_once_deliver_each_message_once(database: Database) -> None:
    post(database, *[str(number) for number in range(30)])
    box, barrier = Postbox(), threading.Barrier(3)
    failures: list[BaseException] = []

    def work() -> None:
        barrier.wait(timeout=30)
        try:
            while drain(database, box, limit=4):
                pass
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert sorted(box.subjects, key=int) == [str(number) for number in range(30)]
