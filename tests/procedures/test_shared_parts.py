"""Verification as every place shares it, run by itself in a bare place: recusal, the team, the limit, the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.engine.drawing import call, end, io, script_task, service_task
from tests.procedures.shared_place import CASE_NO, at, bare_place, done, later, now, story_fails
from tests.procedures.verification_story import (
    ASKED,
    DEFENCE,
    FOUND,
    MATTER,
    OPINION,
    REPORT,
    TEAM,
    Facts,
    reviewed,
    someone,
    teamed,
    up_to_report,
    verifying,
)
from webapp.calendar import WorkingCalendar
from webapp.calendar.days import Holiday
from webapp.clock import MovableClock
from webapp.engine import CaseRun
from webapp.feel import from_python
from webapp.procedures import check_content
from webapp.procedures.expectations import due_day
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_host import ScenarioHost, packaged_calendar

RECORDED = {
    "outcome": '="exempt"',
    "reasons": '="理由"',
    "decided_by": '="会议"',
    "decided_on": "=determination.decided_on",
}
PARTS = ("verify", "consult", "correct", "feedback", "publish_case", "revisit", "archive")
#: What the parts and their papers read of what a place has on file, and decides, before it calls them.
DECIDED: Facts = {
    **MATTER,
    "application.title": "试点",
    "application.request_text": "请求容错。",
    "subject.kind": "individual",
    "subject.post": "科长",
    "situation.consult_bodies": "housing",
    "determination.decided_on": date(2026, 3, 2),
    "determination.outcome": "exempt",
    "determination.reasons": "理由",
    "determination.determined_by": "decider",
    "determination.effect_until_on": date(2026, 9, 2),
    "determination.correction_duties": "补办手续。",
}


def test_the_shared_parts_are_sound_in_a_place_that_has_nothing_of_its_own() -> None:
    level = script_task("level", '="ordinary"', "consult_level")
    calls = [call(part, part) for part in PARTS]
    row = " > ".join(["start", "log", "level", *PARTS, "end"])
    log = service_task("log", "record_determination", more=io(RECORDED))
    place = bare_place(log, level, *calls, end(), flows=row, facts=DECIDED)
    found = [each.text("en") for each in check_content(place) if each.file.split("/")[1] == "shared"]
    assert found == []


# -- recusal and the team -----------------------------------------------------------------------


def test_recusal_is_reviewed_before_there_is_a_team() -> None:
    assert not story_fails(
        verifying(), MATTER,
        now(open=["review_recusal"], due={"review_recusal": "2026-03-05"}),
        done("review_recusal", "handler", {}, open=["form_team"], registers={"recusals": []}),
        ended=False,
    )  # fmt: skip


def test_who_stands_aside_is_on_record_and_cannot_be_chosen_for_the_team() -> None:
    aside = {"account": "verifier2", "reason": "relative", "basis": "当事人之弟"}
    [failure, *_] = story_fails(verifying(), MATTER, reviewed(aside), teamed())
    assert "team.member" in failure
    assert not story_fails(
        verifying(), MATTER, reviewed(aside),
        registers={"recusals": [{"account": "verifier2", "reason": "relative"}]},
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["subject", "relative", "earlier_handler", "own_request", "other"])
def test_every_ground_of_recusal_is_recorded(reason: str) -> None:
    rows = [{"account": "verifier2", "reason": reason}, {"account": "decider2", "reason": reason}]
    assert not story_fails(
        verifying(), MATTER, reviewed(*rows),
        open=["form_team"], registers={"recusals": [{"account": "verifier2"}, {"account": "decider2"}]},
    )  # fmt: skip


def test_a_row_of_recusal_needs_its_ground() -> None:
    assert any(
        "reason" in failure
        for failure in story_fails(verifying(), MATTER, reviewed({"account": "verifier2"}))
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"team.member": "verifier"}, "team.member"),
        ({"team.others": ["verifier2"]}, "team.others"),
        ({"team.lead": "handler"}, "team.lead"),
        ({"team.lead": "张三"}, "team.lead"),
        ({"team.member": None}, "team.member"),
    ],
    ids=["one person twice", "a member again", "no verifier", "no account", "one alone"],
)
def test_a_team_is_two_different_verifiers_with_accounts(facts: Facts, field: str) -> None:
    assert any(field in failure for failure in story_fails(verifying(), MATTER, reviewed(), teamed(**facts)))


@pytest.mark.parametrize(
    ("task", "name"),
    [("verify_facts", "Verify the facts"), ("write_report", "Write the verification report")],
)
def test_only_the_team_may_work_on_the_verification(task: str, name: str) -> None:
    steps = [reviewed(), teamed()] if task == "verify_facts" else up_to_report()
    facts = FOUND if task == "verify_facts" else REPORT
    failures = story_fails(verifying(), MATTER, *steps, someone(task, "verifier3", facts))
    told = f"Verification team (verifier3) may not do “{name}”; these may: @verifier, @verifier2"
    assert failures == [f"step {len(steps) + 1}: {told}"] * 2
    assert not story_fails(verifying(), MATTER, *steps, done(task, "verifier2", facts))


# -- the facts, their limit and its extension ---------------------------------------------------


def test_the_three_parts_run_side_by_side_and_the_report_waits_for_all() -> None:
    assert not story_fails(
        verifying(), MATTER, reviewed(), teamed(),
        now(open=["state_defence", "give_unit_opinion", "verify_facts"]),
        done("verify_facts", "verifier", FOUND, open=["state_defence", "give_unit_opinion"]),
        done("give_unit_opinion", "subject_unit", OPINION, open=["state_defence"]),
        done("state_defence", "handler", DEFENCE, open=["write_report"]),
    )  # fmt: skip


def test_the_limit_runs_in_days_from_the_day_the_team_stands() -> None:
    assert not story_fails(
        verifying(), MATTER, done("review_recusal", "handler", {}), done("form_team", "handler", TEAM, on="2026-03-04T09:00"),
        # Thirty days from 4 March end on 3 April, the day before Qingming.
        now(due={"verify_facts": "2026-04-03", "verify_due_soon": "2026-03-31"}),
    )  # fmt: skip


def test_a_limit_that_ends_on_a_holiday_moves_to_the_next_working_day() -> None:
    assert not story_fails(
        verifying(), MATTER, done("review_recusal", "handler", {}), done("form_team", "handler", TEAM, on="2026-03-05T09:00"),
        now(due={"verify_facts": "2026-04-07"}),
    )  # fmt: skip


def test_reminders_go_out_before_the_limits_and_interrupt_nothing() -> None:
    reminders = [
        {"to": "handler", "text": f"申辩期限将满，请尽快提出申辩意见：{CASE_NO}"},
        {"to": "subject_unit@union"},
        {"to": "@verifier", "text": f"核查期限将满：{CASE_NO}，期满日 2026-04-01"},
        {"to": "@verifier2"},
    ]
    facts = {**MATTER, "application.applicant_kind": "unit"}
    assert not story_fails(
        verifying(), facts, reviewed(), teamed(),
        later("2026-03-13T23:59", registers={"messages": []}),
        later("2026-04-30T09:00", open=["state_defence", "give_unit_opinion", "verify_facts"]),
        done("verify_facts", "verifier", FOUND, open=["state_defence", "give_unit_opinion"]),
        registers={"messages": reminders},
    )  # fmt: skip


def test_an_individual_is_reminded_of_the_defence_in_person() -> None:
    assert not story_fails(
        verifying(), MATTER, reviewed(), teamed(), later("2026-03-20T09:00"),
        registers={"messages": [{"to": "@applicant"}]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "due"),
    [(10, "2026-04-13"), (30, "2026-05-06"), (3, "2026-04-07")],
    ids=["ten", "the most", "over Qingming"],
)
def test_an_approved_extension_moves_the_limit(days: int, due: str) -> None:
    """From 1 April; what ends at a weekend or a holiday moves on."""
    assert not story_fails(
        verifying(), MATTER, reviewed(), teamed(),
        done("verify_facts", "verifier", ASKED, open=["state_defence", "give_unit_opinion", "approve_extension"]),
        done("approve_extension", "decider", {"extension.decision": "approved", "extension.days": days}, due={"verify_facts": due}),
    )  # fmt: skip


def test_a_refused_extension_leaves_the_limit_and_there_is_no_second_request() -> None:
    asked = [reviewed(), teamed(), done("verify_facts", "verifier", ASKED)]
    refused = done(
        "approve_extension", "decider", {"extension.decision": "refused"}, due={"verify_facts": "2026-04-01"}
    )
    assert not story_fails(verifying(), MATTER, *asked, refused)
    again = done("verify_facts", "verifier2", ASKED)
    assert any(
        "extension_requested" in failure
        for failure in story_fails(verifying(), MATTER, *asked, refused, again)
    )


def test_nobody_extends_beyond_the_places_most() -> None:
    longer = {"extension.decision": "approved", "extension.days": 31}
    steps = [
        reviewed(),
        teamed(),
        done("verify_facts", "verifier", ASKED),
        done("approve_extension", "decider", longer),
    ]
    assert any("extension.days" in failure for failure in story_fails(verifying(), MATTER, *steps))


def test_a_changed_calendar_moves_the_open_limits() -> None:
    """What is kept is the day from which the limit runs, not the day on which it ends."""
    former = packaged_calendar()
    year = former.years[2026]
    off = replace(
        year, holidays=(*year.holidays, Holiday("停工", "Closed", date(2026, 4, 1), date(2026, 4, 3)))
    )
    run, host = _run_with_a_team(former)
    assert _due(run, "verify_facts") == "2026-04-01"
    host.calendar = former.with_year(off)
    run.reckon_deadlines(former)
    assert _due(run, "verify_facts") == "2026-04-07"
    assert [due_day(each.due_at) for each in run.due_times() if each.element_id == "verify_due_soon"] == [
        "2026-04-04"
    ]


def _run_with_a_team(calendar: WorkingCalendar) -> tuple[CaseRun, ScenarioHost]:
    host = ScenarioHost(MovableClock(at("2026-03-02T09:00")), calendar, HeldRegisterBook(CASE_NO))
    facts: Facts = {"application": {"applicant_kind": "unit"}, "subject": {"unit_code": "union"}}
    variables = {name: from_python(value) for name, value in facts.items()}
    run = CaseRun.start(
        verifying().deployment, "verify", host=host, case={"no": CASE_NO}, variables=variables
    )
    for entity, values in (
        ("recusal_review", {"people": [], "decided_by": "室主任"}),
        ("team", {"lead": "verifier", "member": "verifier2"}),
    ):
        [task] = run.open_tasks()
        run.complete_task(task.id, {entity: from_python(values)}, {"account": "handler"})
    return run, host


def _due(run: CaseRun, element_id: str) -> str:
    [due_at] = [task.due_at for task in run.open_tasks() if task.element_id == element_id]
    assert due_at is not None
    return due_day(due_at)
