"""Every action on a case is one commit, with one entry in the case's record that names who did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cases.small_place import FAILING_ARCHIVE, PAPERS, REQUEST, SLIGHT, make_small_place
from tests.practice_place import PracticePlace
from webapp import audit
from webapp.audit import RecordedEntry
from webapp.cases import (
    add_comment,
    add_evidence,
    claim_task,
    complete_task,
    fire_due,
    get_evidence,
    list_incidents,
    open_case,
    release_task,
    retry_incident,
    save_draft,
    save_matter_draft,
    send_message,
)
from webapp.cases.replay import facts_reader
from webapp.database import PracticeClock, count_statements


@pytest.fixture
def town(tmp_path: Path, database_url: str) -> Iterator[PracticePlace]:
    """A small place whose archive step fails in January 2030."""
    place = make_small_place(tmp_path, database_url, FAILING_ARCHIVE)
    place.start_clock_at(datetime(2030, 1, 10, tzinfo=UTC))
    yield place
    place.database.close()


def record(town: PracticePlace) -> list[RecordedEntry]:
    """The entries of all cases, oldest first in each."""
    with town.database.read() as session:
        return [
            entry
            for tip in audit.list_tips(session)
            if tip.chain.startswith("case:")
            for entry in audit.list_entries(session, tip.chain)
        ]


def added(town: PracticePlace, act: Callable[[], object]) -> list[tuple[str, str | None]]:
    """What ``act`` adds to the record: action and account. It may commit once and no more."""
    before = len(record(town))
    with count_statements(town.database) as counted:
        act()
    assert counted.commits == 1
    return [(entry.action, entry.actor_account) for entry in record(town)[before:]]


def open_one(town: PracticePlace, key: str) -> int:
    return town.open_matter(REQUEST, key=key)


def complete(town: PracticePlace, case_id: int, element: str, facts: dict[str, str], by: str) -> None:
    task = town.task(case_id, element)
    complete_task(
        town.database,
        town.actor(by),
        task.id,
        facts_reader(facts),
        revision=task.revision,
        submission_key=f"{case_id}:{element}",
    )


def test_each_action_on_a_matter_leaves_one_entry_in_one_commit(town: PracticePlace) -> None:
    database, applicant, intake = town.database, town.actor("applicant"), town.actor("intake")
    archivist, admin = town.actor("archivist"), town.actor("admin")
    assert added(
        town, lambda: open_case(database, applicant, town.code, facts_reader(REQUEST), submission_key="o")
    ) == [("open_case", "applicant")]
    case_id = 1
    task_id = town.task(case_id, "check_application").id
    assert added(town, lambda: claim_task(database, intake, task_id)) == [("claim_task", "intake")]
    assert added(town, lambda: claim_task(database, intake, task_id)) == []
    assert added(town, lambda: save_draft(database, intake, task_id, {"x": "y"})) == []
    assert added(town, lambda: release_task(database, intake, task_id)) == [("release_task", "intake")]
    claim_task(database, intake, task_id)
    assert added(town, lambda: add_evidence(database, applicant, case_id, "a.txt", "text/plain", b"a")) == [
        ("add_evidence", "applicant")
    ]
    assert added(town, lambda: get_evidence(database, intake, case_id, 1)) == [("read_evidence", "intake")]
    assert added(town, lambda: add_comment(database, intake, case_id, "请补充", submission_key="c")) == [
        ("add_comment", "intake")
    ]
    assert added(town, lambda: complete(town, case_id, "check_application", SLIGHT, "intake")) == [
        ("complete_task", "intake")
    ]
    claim_task(database, archivist, town.task(case_id, "file_papers").id)
    assert added(town, lambda: complete(town, case_id, "file_papers", PAPERS, "archivist")) == [
        ("complete_task", "archivist")
    ]
    (incident,) = list_incidents(database, admin, "zh")
    assert added(town, lambda: retry_incident(database, admin, incident.incident_id)) == [
        ("retry_incident", "admin")
    ]


def test_a_message_and_a_timer_leave_one_entry_each(town: PracticePlace) -> None:
    database, applicant = town.database, town.actor("applicant")
    withdrawn = open_one(town, "withdrawn")
    message = next(iter(town.pack.jurisdiction.messages.values()))
    facts = facts_reader({"withdrawal.reason": "情况有变"})
    assert added(
        town,
        lambda: send_message(database, applicant, withdrawn, message.name, facts, submission_key="m"),
    ) == [("send_message", "applicant")]
    open_one(town, "lapsing")
    with database.write() as session:
        session.get_one(PracticeClock, 1).offset_seconds += int(timedelta(days=61).total_seconds())
    assert added(town, lambda: fire_due(database, limit=1)) == [("fire_timer", None)]


def test_what_is_typed_for_a_matter_not_yet_opened_is_in_no_record(town: PracticePlace) -> None:
    draft = {"application.request_text": "草稿"}
    assert (
        added(town, lambda: save_matter_draft(town.database, town.actor("applicant"), town.code, draft)) == []
    )


def test_a_repeat_leaves_no_second_entry(town: PracticePlace) -> None:
    case_id = open_one(town, "twice")
    entries = len(record(town))
    assert open_one(town, "twice") == case_id
    assert len(record(town)) == entries
