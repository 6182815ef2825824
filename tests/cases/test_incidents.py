"""A step that fails waits as an incident: seen by the system administrator, retried, never silent, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.cases.small_place import FAILING_ARCHIVE, PAPERS, REQUEST, SLIGHT, make_small_place
from tests.practice_place import PracticePlace
from webapp import audit
from webapp.cases import IncidentNotFound, fire_due, get_case_page, list_incidents, retry_incident
from webapp.cases.faults import record_failed_recomputing, record_failed_timer
from webapp.cases.incidents import KINDS
from webapp.cases.models import CaseFile, IncidentRecord
from webapp.database import Database
from webapp.engine.faults import FAULTS


@pytest.fixture
def town(tmp_path: Path, database_url: str) -> Iterator[PracticePlace]:
    """A small place whose archive step fails in January 2030."""
    place = make_small_place(tmp_path, database_url, FAILING_ARCHIVE)
    place.start_clock_at(datetime(2030, 1, 10, tzinfo=UTC))
    yield place
    place.database.close()


def fail(town: PracticePlace) -> int:
    """Walk a matter into the failing step."""
    case_id = town.open_matter(REQUEST)
    town.do(case_id, "check_application", SLIGHT, by="intake")
    town.do(case_id, "file_papers", PAPERS, by="archivist")
    return case_id


def test_the_person_whose_action_led_there_is_not_refused_and_the_administrator_sees_why(
    town: PracticePlace,
) -> None:
    case_id = fail(town)
    assert town.case(case_id).closed_at is None
    (incident,) = list_incidents(town.database, town.actor("admin"), "zh")
    assert (incident.case_no, incident.process_id, incident.element_id) == (
        town.case(case_id).case_no,
        "archive",
        "enter_archive",
    )
    assert incident.code
    assert incident.text
    assert list_incidents(town.database, town.actor("admin"), "en")[0].text != incident.text


def test_the_incident_tells_no_case_contents(town: PracticePlace) -> None:
    fail(town)
    (incident,) = list_incidents(town.database, town.actor("admin"), "zh")
    assert REQUEST["application.request_text"] not in incident.text
    assert PAPERS["archive_record.retention"] not in incident.text


def test_a_retry_that_fails_again_leaves_the_incident_standing(town: PracticePlace) -> None:
    case_id = fail(town)
    (incident,) = list_incidents(town.database, town.actor("admin"), "zh")
    assert retry_incident(town.database, town.actor("admin"), incident.incident_id) is False
    assert town.case(case_id).closed_at is None
    assert len(list_incidents(town.database, town.actor("admin"), "zh")) == 1


def test_a_retry_after_the_cause_is_gone_brings_the_case_to_its_end(town: PracticePlace) -> None:
    case_id = fail(town)
    (incident,) = list_incidents(town.database, town.actor("admin"), "zh")
    town.advance(timedelta(days=40))
    assert retry_incident(town.database, town.actor("admin"), incident.incident_id) is True
    assert town.case(case_id).status == "archived"
    assert town.case(case_id).closed_at is not None
    assert list_incidents(town.database, town.actor("admin"), "zh") == ()
    with town.database.read() as session:
        actions = [
            entry.action for entry in audit.list_entries(session, f"case:{town.case(case_id).case_no}")
        ]
        assert actions[-1] == "retry_incident"
        assert audit.verify(session).is_intact


@pytest.mark.parametrize("name", ["intake", "archivist", "security", "auditor"])
def test_nobody_else_can_retry(town: PracticePlace, name: str) -> None:
    fail(town)
    (incident,) = list_incidents(town.database, town.actor("admin"), "zh")
    with pytest.raises(IncidentNotFound):
        retry_incident(town.database, town.actor(name), incident.incident_id)


def test_readers_of_the_case_see_that_a_step_failed(town: PracticePlace) -> None:
    page = get_case_page(town.database, town.actor("intake"), fail(town), "en")
    assert [incident.element_id for incident in page.incidents] == ["enter_archive"]
    assert any("failed" in detail for line in page.timeline for detail in line.details)


def test_a_case_whose_timers_cannot_be_fired_waits_as_an_incident_and_lets_the_others_pass(
    town: PracticePlace,
) -> None:
    broken = town.open_matter(REQUEST, key="broken")
    sound = town.open_matter(REQUEST, key="sound")
    with town.database.write() as session:
        # What a disk error or a lost key could do to a state: the engine cannot read it.
        session.get_one(CaseFile, broken).state = b"unreadable"
    town.advance(timedelta(days=61))
    assert town.case(sound).closed_at is not None
    assert town.case(broken).next_due_at is None
    assert fire_due(town.database) == 0
    (incident,) = list_incidents(town.database, town.actor("admin"), "zh")
    assert incident.case_no == town.case(broken).case_no


@pytest.mark.parametrize(
    ("record_failure", "code"), [(record_failed_timer, "CF-120"), (record_failed_recomputing, "CF-143")]
)
def test_a_failure_of_an_unknown_kind_is_told_in_both_languages(
    town: PracticePlace, record_failure: Callable[[Database, int, Exception], None], code: str
) -> None:
    case_id = town.open_matter(REQUEST)
    record_failure(town.database, case_id, ZeroDivisionError())
    (chinese,) = list_incidents(town.database, town.actor("admin"), "zh")
    (english,) = list_incidents(town.database, town.actor("admin"), "en")
    assert (chinese.code, english.code) == (code, code)
    assert "重试" in chinese.text
    assert "Retry" in english.text
    assert retry_incident(town.database, town.actor("admin"), chinese.incident_id) is True
    assert town.case(case_id).next_due_at is not None


def test_an_incident_that_quotes_a_fact_tells_it_to_the_cases_readers_only(town: PracticePlace) -> None:
    case_id = fail(town)
    with town.database.write() as session:
        incident = session.scalars(select(IncidentRecord)).one()
        incident.zh = incident.en = "「=subject.name」 gives 张三"
    (seen,) = list_incidents(town.database, town.actor("admin"), "zh")
    assert "张三" not in seen.text
    page = get_case_page(town.database, town.actor("intake"), case_id, "zh")
    assert "张三" in page.incidents[0].text


def test_every_kind_of_failure_is_named_for_the_administrator() -> None:
    assert KINDS.keys() == FAULTS.keys()
