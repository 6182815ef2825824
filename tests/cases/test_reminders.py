"""Reminders do not interrupt, consequences do; after downtime each fires once, whoever fires it and whoever dies."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cases.calendars import jump
from tests.cases.small_place import REQUEST, make_small_template
from tests.practice_place import ROOT, PracticePlace, open_place
from tests.procedures.small_pack import CODE, MATTER, Change
from webapp import audit
from webapp.background import work_once
from webapp.cases import fire_due
from webapp.outbox.models import OutboxMessage

#: A reminder every week beside the consequence after sixty days: it notifies, and the task stays.
_REMINDER = """    <bpmn:boundaryEvent id="remind" name="催办" attachedToRef="check_application" cancelActivity="false">
      <bpmn:extensionElements><zeebe:properties><zeebe:property name="source" value="assumed" /></zeebe:properties></bpmn:extensionElements>
      <bpmn:outgoing>r1</bpmn:outgoing>
      <bpmn:timerEventDefinition id="weekly"><bpmn:timeCycle>R/P7D</bpmn:timeCycle></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:serviceTask id="notify_intake" name="催办通知">
      <bpmn:extensionElements><zeebe:taskDefinition type="notify" />
        <zeebe:ioMapping><zeebe:input source="intake" target="to" /><zeebe:input source="请尽快受理" target="text" /></zeebe:ioMapping>
        <zeebe:properties><zeebe:property name="source" value="assumed" /></zeebe:properties></bpmn:extensionElements>
      <bpmn:incoming>r1</bpmn:incoming><bpmn:outgoing>r2</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:endEvent id="reminded" name="已催办"><bpmn:incoming>r2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="r1" sourceRef="remind" targetRef="notify_intake" />
    <bpmn:sequenceFlow id="r2" sourceRef="notify_intake" targetRef="reminded" />
"""
_BEFORE = '    <bpmn:sequenceFlow id="f1"'
WITH_REMINDER: dict[str, Change] = {MATTER: (_BEFORE, _REMINDER + _BEFORE)}
WEEK = timedelta(days=7)
LAPSES_AFTER = timedelta(days=60)


@pytest.fixture(scope="module")
def town_template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small place with the reminder, to copy."""
    with make_small_template(
        tmp_path_factory.mktemp("reminding"), migrated_template, WITH_REMINDER
    ) as template:
        yield template


@pytest.fixture
def town(town_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """That place, for one test alone."""
    with open_place(town_template, tmp_path, CODE) as place:
        yield place


def reminders(town: PracticePlace) -> int:
    """Notices that reminders have put into the outbox."""
    with town.database.read() as session:
        return session.query(OutboxMessage).count()


def fired(town: PracticePlace, case_id: int) -> list[str]:
    """The timers of the case that have fired, by their elements, as the record has them."""
    with town.database.read() as session:
        assert audit.verify(session).is_intact
        entries = audit.list_entries(session, f"case:{town.case(case_id).case_no}")
        return [
            event["element"]
            for entry in entries
            for event in entry.facts.get("events", ())
            if event["kind"] == "timer_fired"
        ]


def test_a_reminder_notifies_every_week_and_the_task_stays_open(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    before = town.task(case_id, "check_application")
    for week in range(1, 4):
        jump(town, WEEK)
        assert work_once(town.database) == 1
        assert fired(town, case_id) == ["remind"] * week
    assert town.open_elements(case_id) == ["check_application"]
    after = town.task(case_id, "check_application")
    assert (after.id, after.due_at, after.revision) == (before.id, before.due_at, before.revision)


def test_the_consequence_takes_the_task_back_and_no_reminder_comes_after_it(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    town.advance(LAPSES_AFTER + timedelta(days=1))
    assert fired(town, case_id) == [*["remind"] * 8, "not_accepted"]
    assert town.open_elements(case_id) == []
    sent = reminders(town)
    jump(town, timedelta(days=100))
    assert fire_due(town.database) == 0
    assert reminders(town) == sent


def test_after_an_outage_of_weeks_a_reminder_comes_once_and_then_in_its_turn(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    due = town.case(case_id).next_due_at
    assert due is not None
    jump(town, 5 * WEEK + timedelta(days=3))
    assert work_once(town.database) == 1
    assert work_once(town.database) == 0
    assert fired(town, case_id) == ["remind"]
    assert town.case(case_id).next_due_at == due + 5 * WEEK


def test_after_an_outage_beyond_the_time_limit_each_of_the_two_has_fired_once(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    jump(town, timedelta(days=400))
    while work_once(town.database):
        pass
    assert sorted(fired(town, case_id)) == ["not_accepted", "remind"]
    assert town.open_elements(case_id) == []


def test_two_workers_on_one_due_timer_send_one_notice(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    before = reminders(town)
    jump(town, WEEK)
    assert town.at_once(*[fire_due] * 4) == ["done"] * 4
    assert fired(town, case_id) == ["remind"]
    assert reminders(town) == before + 1


KILLED_IN_THE_MIDST = """
import os, signal, sys
from sqlalchemy import event
from webapp.cases import fire_due
from webapp.database import open_database

database = open_database(sys.argv[1])

@event.listens_for(database.writing, "commit")
def die(_connection):
    os.kill(os.getpid(), signal.SIGKILL)

fire_due(database)
"""


def test_a_worker_killed_before_its_commit_has_fired_nothing_and_the_next_fires_once(
    town: PracticePlace,
) -> None:
    """Everything of the firing is written, the notice too, when the process dies; nothing is committed."""
    case_id = town.open_matter(REQUEST)
    before = reminders(town)
    jump(town, WEEK)
    for _ in range(2):
        died = subprocess.run(
            [sys.executable, "-c", KILLED_IN_THE_MIDST, town.url], cwd=ROOT, check=False, timeout=120
        )
        assert died.returncode == -signal.SIGKILL
        assert fired(town, case_id) == []
        assert reminders(town) == before
    assert fire_due(town.database) == 1
    assert fire_due(town.database) == 0
    assert fired(town, case_id) == ["remind"]
    assert reminders(town) == before + 1
