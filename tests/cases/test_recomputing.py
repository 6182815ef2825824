"""A calendar that is saved moves the open deadlines: every one, once, and on the record."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.cases.calendars import BEGINS_AT, BY_WORKING_DAYS, a_week_off, jump, save, with_days_off
from tests.cases.small_place import REQUEST, SLIGHT, make_small_template
from tests.practice_place import PracticePlace, open_place
from tests.procedures.small_pack import CODE, JURISDICTION, SCENARIO, Change, small_pack
from webapp import audit
from webapp.background import work_once
from webapp.calendar import load_calendar
from webapp.cases import (
    CalendarChanged,
    CalendarYearOutOfRange,
    adopt_packaged_years,
    count_outstanding,
    fire_due,
    get_calendar_page,
    get_case_page,
    list_inbox,
    list_incidents,
    preview_year,
    read_year_form,
    recompute_deadlines,
    retry_incident,
    save_year,
)
from webapp.cases.calendars import calendar_at, current_calendar
from webapp.cases.models import CaseFile
from webapp.cases.running import load_run
from webapp.clock import place_day
from webapp.database import open_database
from webapp.people import NotPermitted
from webapp.procedures import get_version, publish


@pytest.fixture(scope="module")
def town_template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small place, its consequence counted in working days, to copy."""
    folder = tmp_path_factory.mktemp("town")
    with make_small_template(folder, migrated_template, BY_WORKING_DAYS) as template:
        yield template


@pytest.fixture
def town(town_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """That place on 2 March 2026, for one test alone."""
    with open_place(town_template, tmp_path, CODE) as place:
        place.start_clock_at(BEGINS_AT)
        yield place


def due_on(town: PracticePlace, case_id: int) -> date:
    """The day on which the open task is due."""
    due_at = town.task(case_id, "check_application").due_at
    assert due_at is not None
    return place_day(due_at)


def lapses_on(town: PracticePlace, case_id: int) -> date:
    """The last day before the matter lapses."""
    at = town.case(case_id).next_due_at
    assert at is not None
    return place_day(at - timedelta(seconds=1))


def recomputings(town: PracticePlace, case_id: int) -> list[dict[str, Any]]:
    with town.database.read() as session:
        entries = audit.list_entries(session, f"case:{town.case(case_id).case_no}")
        return [dict(entry.facts) for entry in entries if entry.action == "recompute_deadlines"]


def test_saving_a_year_moves_due_dates_and_timers_of_running_cases(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    calendar = load_calendar()
    assert due_on(town, case_id) == calendar.add_working_days(date(2026, 3, 2), 5)
    save(town, a_week_off())
    assert recompute_deadlines(town.database) == 1
    changed = calendar.with_year(a_week_off())
    assert due_on(town, case_id) == changed.add_working_days(date(2026, 3, 2), 5) == date(2026, 3, 16)
    assert lapses_on(town, case_id) == changed.add_working_days(date(2026, 3, 2), 40)


def test_it_is_recorded_with_old_and_new_and_the_record_stays_whole(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    before = town.task(case_id, "check_application").due_at
    save(town, a_week_off())
    recompute_deadlines(town.database)
    after = town.task(case_id, "check_application").due_at
    assert before is not None
    assert after is not None
    (told,) = recomputings(town, case_id)
    moved = {each["kind"]: each for each in told["moved"]}
    assert moved["due_at"] == {
        "process": "matter",
        "task": "check_application",
        "kind": "due_at",
        "before": before.isoformat(),
        "after": after.isoformat(),
    }
    assert moved["timer"]["task"] == "not_accepted"
    assert (told["calendar_revision"], told["kept"]) == (1, [])
    with town.database.read() as session:
        (saved,) = [
            entry
            for entry in audit.list_entries(session, audit.SYSTEM)
            if entry.action == "save_calendar_year"
        ]
        assert saved.actor_account == "admin"
        assert saved.facts["year"] == 2026
        assert audit.verify(session).is_intact


def test_the_course_of_the_case_tells_the_move_in_words(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    save(town, a_week_off())
    recompute_deadlines(town.database)
    page = get_case_page(town.database, town.actor("intake"), case_id, "zh")
    assert page.timeline is not None
    line = page.timeline[0]
    assert line.action == "日历变更，重算期限"
    assert "受理审查：2026-03-09 → 2026-03-16" in line.details


def test_the_state_and_the_rows_agree_afterwards(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    save(town, a_week_off())
    recompute_deadlines(town.database)
    with town.database.read() as session:
        case = session.get_one(CaseFile, case_id)
        run = load_run(session, case, get_version(session, case.pack_digest), town.now())
        assert [task.due_at for task in run.open_tasks()] == [town.task(case_id, "check_application").due_at]
        assert run.due_times()[0].due_at == case.next_due_at


def test_recomputing_again_changes_nothing(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    save(town, a_week_off())
    assert recompute_deadlines(town.database) == 1
    state, revision = town.case(case_id).state, town.case(case_id).revision
    assert recompute_deadlines(town.database) == 0
    assert (town.case(case_id).state, town.case(case_id).revision) == (state, revision)
    assert len(recomputings(town, case_id)) == 1


def test_a_change_that_moves_nothing_leaves_no_entry(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    save(town, with_days_off(date(2026, 12, 30)))
    assert recompute_deadlines(town.database) == 1
    assert recomputings(town, case_id) == []


def test_the_work_can_stop_anywhere_and_go_on(town: PracticePlace) -> None:
    cases = [town.open_matter(REQUEST, key=f"k{number}") for number in range(5)]
    save(town, a_week_off())
    with town.database.read() as session:
        assert count_outstanding(session) == 5
    assert recompute_deadlines(town.database, limit=2) == 2
    with town.database.read() as session:
        assert count_outstanding(session) == 3
    assert recompute_deadlines(town.database) == 3
    assert [len(recomputings(town, case_id)) for case_id in cases] == [1] * 5
    with town.database.read() as session:
        assert count_outstanding(session) == 0


def test_several_workers_share_the_work_and_none_does_it_twice(town: PracticePlace) -> None:
    cases = [town.open_matter(REQUEST, key=f"k{number}") for number in range(8)]
    save(town, a_week_off())
    assert town.at_once(*[recompute_deadlines] * 3) == ["done"] * 3
    assert [len(recomputings(town, case_id)) for case_id in cases] == [1] * 8


def test_a_kill_in_the_midst_leaves_each_case_old_or_new_and_the_rest_is_done_later(
    town: PracticePlace,
) -> None:
    """Another process dies by SIGKILL while its third case is not committed yet."""
    cases = [town.open_matter(REQUEST, key=f"k{number}") for number in range(5)]
    save(town, a_week_off())
    script = (
        "import os, signal, sys; from sqlalchemy import event; from sqlalchemy.orm import Session;"
        "from webapp.cases import recompute_deadlines; from webapp.database import open_database;"
        "seen = [];"
        "event.listen(Session, 'before_commit', lambda s: (s.flush(), seen.append(1),"
        " os.kill(os.getpid(), signal.SIGKILL) if len(seen) == 3 else None));"
        "recompute_deadlines(open_database(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", script, town.url], check=False)
    assert done.returncode == -signal.SIGKILL
    assert [len(recomputings(town, case_id)) for case_id in cases] == [1, 1, 0, 0, 0]
    assert [due_on(town, case_id) for case_id in cases] == [date(2026, 3, 16)] * 2 + [date(2026, 3, 9)] * 3
    assert recompute_deadlines(town.database) == 3
    assert [len(recomputings(town, case_id)) for case_id in cases] == [1] * 5


def test_two_savings_before_the_work_are_one_move_from_the_calendar_it_was_set_with(
    town: PracticePlace,
) -> None:
    case_id = town.open_matter(REQUEST)
    save(town, a_week_off())
    save(town, a_week_off(date(2026, 3, 2)))
    recompute_deadlines(town.database)
    (told,) = recomputings(town, case_id)
    assert told["calendar_revision"] == 2
    changed = load_calendar().with_year(a_week_off(date(2026, 3, 2)))
    assert due_on(town, case_id) == changed.add_working_days(date(2026, 3, 2), 5)


def test_back_again_leads_back(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    before = (due_on(town, case_id), lapses_on(town, case_id))
    save(town, a_week_off())
    recompute_deadlines(town.database)
    save(town, with_days_off())
    recompute_deadlines(town.database)
    assert (due_on(town, case_id), lapses_on(town, case_id)) == before
    assert len(recomputings(town, case_id)) == 2


def test_a_timer_that_moves_into_the_past_fires_at_the_next_poll(town: PracticePlace) -> None:
    save(town, a_week_off())
    case_id = town.open_matter(REQUEST)
    was = lapses_on(town, case_id)
    jump(town, datetime.fromisoformat(f"{was}T12:00:00+08:00") - town.now())
    assert fire_due(town.database) == 0
    save(town, with_days_off())  # Five working days more: it should have lapsed a week ago.
    assert work_once(town.database) == 1
    assert town.open_elements(case_id) == ["check_application"]
    assert lapses_on(town, case_id) < was
    assert work_once(town.database) == 1
    assert town.open_elements(case_id) == []
    assert work_once(town.database) == 0


def test_a_timer_that_moves_away_does_not_fire_on_its_former_day(town: PracticePlace) -> None:
    """The worker that looks first finds the timer due by the old calendar and recomputes before it fires."""
    case_id = town.open_matter(REQUEST)
    at = town.case(case_id).next_due_at
    assert at is not None
    jump(town, at + timedelta(minutes=1) - town.now())
    year = a_week_off(date(2026, 4, 13))
    save(town, year)
    fire_due(town.database)
    assert town.open_elements(case_id) == ["check_application"]
    assert len(recomputings(town, case_id)) == 1
    assert lapses_on(town, case_id) == load_calendar().with_year(year).add_working_days(date(2026, 3, 2), 40)


def test_what_has_fired_stays_fired(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    jump(town, timedelta(days=100))
    assert fire_due(town.database) == 1
    save(town, a_week_off())
    assert recompute_deadlines(town.database) == 0
    assert town.open_elements(case_id) == []
    assert recomputings(town, case_id) == []


def test_a_new_matter_counts_with_the_new_calendar_and_is_not_recomputed(town: PracticePlace) -> None:
    save(town, a_week_off())
    case_id = town.open_matter(REQUEST)
    assert due_on(town, case_id) == date(2026, 3, 16)
    assert recompute_deadlines(town.database) == 0


def test_the_own_days_of_a_place_count_too_and_stay_when_the_calendar_is_saved(
    town: PracticePlace, tmp_path: Path
) -> None:
    holiday = '[calendar.2026]\ndays_off = "3月4日"\nworks_on = ""\nsource = "assumed"\n\n[sources.S1]'
    changes: dict[str, Change] = {
        **BY_WORKING_DAYS,
        JURISDICTION: ("[sources.S1]", holiday),
        SCENARIO: ("2026-03-09", "2026-03-10"),
    }
    pack = small_pack(tmp_path, changes)
    before = town.open_matter(REQUEST, key="before")
    with town.database.write() as session:
        publish(session, pack, town.actor("admin"), town.now())
    case_id = town.open_matter(REQUEST, key="after")
    own = load_calendar().with_own_days(pack.jurisdiction.own_days)
    assert due_on(town, before) == load_calendar().add_working_days(date(2026, 3, 2), 5) == date(2026, 3, 9)
    assert due_on(town, case_id) == own.add_working_days(date(2026, 3, 2), 5) == date(2026, 3, 10)
    assert lapses_on(town, case_id) == own.add_working_days(date(2026, 3, 2), 40)
    save(town, a_week_off())
    assert recompute_deadlines(town.database) == 2
    changed = own.with_year(a_week_off())
    assert due_on(town, case_id) == changed.add_working_days(date(2026, 3, 2), 5) == date(2026, 3, 17)
    assert lapses_on(town, case_id) == changed.add_working_days(date(2026, 3, 2), 40)


def test_another_process_sees_a_saved_year_without_a_restart(town: PracticePlace) -> None:
    """Two connections of their own stand for two servers: one has used the calendar before it is changed."""
    other = PracticePlace(open_database(town.url), town.code)
    first = other.open_matter(REQUEST, key="before")
    assert due_on(other, first) == date(2026, 3, 9)
    save(town, a_week_off())
    second = other.open_matter(REQUEST, key="after")
    assert due_on(other, second) == date(2026, 3, 16)
    with other.database.read() as session:
        assert not current_calendar(session).is_working_day(date(2026, 3, 9))
        assert calendar_at(session, 0).is_working_day(date(2026, 3, 9))
    other.database.close()


def test_an_action_that_had_read_the_former_calendar_leaves_its_case_to_be_recomputed(
    town: PracticePlace,
) -> None:
    """It loaded its case before the saving and writes after another worker has brought that case up to date."""
    case_id = town.open_matter(REQUEST)
    save(town, a_week_off())
    recompute_deadlines(town.database)
    with town.database.write() as session:
        case = session.get_one(CaseFile, case_id)
        assert (case.calendar_revision, case.latest_calendar) == (1, 1)
        session.expunge(case)
    with town.database.write() as session:
        stale = session.get_one(CaseFile, case_id)
        stale.__dict__["latest_calendar"] = 0  # What a statement begun before the saving would have read.
        run = load_run(session, stale, get_version(session, stale.pack_digest), town.now())
        from webapp.cases.recording import PLATFORM, Action
        from webapp.cases.running import save_run

        save_run(session, stale, run, Action("fire_timer", PLATFORM, {}), town.now())
    assert town.case(case_id).calendar_revision == 0
    assert recompute_deadlines(town.database) == 1
    assert town.case(case_id).calendar_revision == 1


def test_a_case_that_cannot_be_recomputed_shows_as_an_incident_and_holds_nobody_up(
    town: PracticePlace,
) -> None:
    broken, sound = town.open_matter(REQUEST, key="a"), town.open_matter(REQUEST, key="b")
    state = town.case(broken).state
    with town.database.write() as session:
        session.execute(update(CaseFile).where(CaseFile.id == broken).values(state=b"\x02broken"))
    save(town, a_week_off())
    assert recompute_deadlines(town.database) == 2
    assert due_on(town, sound) == date(2026, 3, 16)
    admin = town.actor("admin")
    (line,) = list_incidents(town.database, admin, "zh")
    assert line.case_no == town.case(broken).case_no
    assert recompute_deadlines(town.database) == 0
    with town.database.write() as session:
        session.execute(update(CaseFile).where(CaseFile.id == broken).values(state=state))
    assert retry_incident(town.database, admin, line.incident_id)
    assert recompute_deadlines(town.database) == 1
    assert due_on(town, broken) == date(2026, 3, 16)


def test_a_preview_tells_what_moves_and_changes_nothing(town: PracticePlace) -> None:
    open_ids = [town.open_matter(REQUEST, key=f"k{number}") for number in range(3)]
    town.do(open_ids[0], "check_application", SLIGHT, by="intake")
    seen = preview_year(town.database, town.actor("admin"), a_week_off())
    assert [day.isoformat() for day in seen.newly_off] == [f"2026-03-{day:02}" for day in range(9, 14)]
    assert seen.newly_worked == ()
    assert (seen.moves.moved, seen.moves.cases_moved, seen.moves.running) == (4, 2, 3)
    assert due_on(town, open_ids[1]) == date(2026, 3, 9)
    assert get_calendar_page(town.database, town.actor("admin"), 2026).revision == 0


def test_saving_what_is_in_force_changes_nothing(town: PracticePlace) -> None:
    assert save(town, a_week_off()) == 1
    assert save(town, a_week_off()) == 1
    assert save(town, replace(a_week_off(), source_number="〔2026〕1号")) == 2


def test_of_two_who_change_the_calendar_at_once_one_is_told_to_look_again(town: PracticePlace) -> None:
    admin = town.actor("admin")
    outcomes = town.at_once(
        lambda database: save_year(database, admin, a_week_off(), base_revision=0),
        lambda database: save_year(database, admin, with_days_off(date(2026, 6, 1)), base_revision=0),
    )
    assert sorted(outcomes) == sorted(["done", CalendarChanged.code])
    assert get_calendar_page(town.database, admin, 2026).revision == 1


@pytest.mark.parametrize("name", ["intake", "security", "auditor"])
def test_only_the_system_administrator_sees_and_changes_the_calendar(town: PracticePlace, name: str) -> None:
    actor = town.actor(name)
    for attempt in (
        lambda: get_calendar_page(town.database, actor, 2026),
        lambda: preview_year(town.database, actor, a_week_off()),
        lambda: save_year(town.database, actor, a_week_off(), base_revision=0),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_the_page_tells_which_years_are_known_and_who_saved_them(town: PracticePlace) -> None:
    save(town, with_days_off(date(2027, 2, 8), year=2027, is_announced=False))
    page = get_calendar_page(town.database, town.actor("admin"), 2027)
    assert [(line.year, line.is_provisional) for line in page.years] == [
        (2025, False), (2026, False), (2027, True), (2028, True),
    ]  # fmt: skip
    assert page.line.saved_by is not None
    assert page.line.saved_at is not None
    assert not page.calendar.is_working_day(date(2027, 2, 8))


def test_a_year_out_of_range_is_refused(town: PracticePlace) -> None:
    with pytest.raises(CalendarYearOutOfRange):
        get_calendar_page(town.database, town.actor("admin"), 99999)
    with pytest.raises(CalendarYearOutOfRange):
        read_year_form(3, source_title="x")


def test_a_deadline_in_a_year_not_announced_is_marked_provisional_until_it_is(town: PracticePlace) -> None:
    jump(town, datetime.fromisoformat("2026-12-30T09:00:00+08:00") - town.now())
    town.open_matter(REQUEST)
    save(town, with_days_off(date(2027, 1, 1), year=2027, is_announced=False))

    def is_provisional() -> bool:
        (line,) = list_inbox(town.database, town.actor("intake"), "claimable", language="zh").lines
        assert line.due is not None
        return line.due.is_provisional

    assert is_provisional()
    save(town, with_days_off(date(2027, 1, 1), year=2027))
    assert not is_provisional()


def test_a_year_that_a_release_brings_is_saved_once_and_moves_deadlines(town: PracticePlace) -> None:
    jump(town, datetime.fromisoformat("2026-12-30T09:00:00+08:00") - town.now())
    case_id = town.open_matter(REQUEST)
    before = due_on(town, case_id)
    brought = {**load_calendar().years, 2027: a_week_off(date(2027, 1, 4), year=2027)}
    assert adopt_packaged_years(town.database, brought) == 1
    assert adopt_packaged_years(town.database, brought) == 0
    recompute_deadlines(town.database)
    assert due_on(town, case_id) > before
    assert not get_calendar_page(town.database, town.actor("admin"), 2027).line.is_provisional


def test_what_a_place_entered_as_announced_goes_before_what_a_release_brings(town: PracticePlace) -> None:
    save(town, with_days_off(date(2027, 1, 1), year=2027))
    assert adopt_packaged_years(town.database, {2027: a_week_off(date(2027, 1, 4), year=2027)}) == 0
    assert adopt_packaged_years(town.database) == 0
