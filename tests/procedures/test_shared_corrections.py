"""Correction as every place shares it: the limit, what is overdue, what is weak, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.engine.drawing import call, end
from tests.procedures.shared_place import CASE_NO, at, bare_place, done, later, now, story_fails
from webapp.calendar.days import Holiday
from webapp.clock import MovableClock
from webapp.engine import CaseRun
from webapp.feel import from_python
from webapp.procedures import Pack
from webapp.procedures.expectations import due_day
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_files import Step
from webapp.procedures.scenario_host import ScenarioHost, packaged_calendar

Facts = dict[str, Any]

MATTER: Facts = {
    "subject.unit_code": "union",
    "determination.decided_on": date(2026, 3, 2),
    "determination.correction_duties": "补办手续，修订办法。",
}
REPORTED: Facts = {
    "correction_report.cause": "赶工期。",
    "correction_report.measures": "补办手续。",
    "correction_report.result": "已经完成。",
}
NUMBER = f"{CASE_NO}-JC-01"
REMINDER = {"to": "corrector@union", "text": f"整改期限将满：{CASE_NO}，期满日 2026-04-01"}
TOLD = [
    {"to": whom, "text": f"整改逾期未报：{CASE_NO}，文书 {NUMBER}"}
    for whom in ("inspector", "handler", "corrector@union")
]
PROPOSED: Facts = {
    "escalation.to_body": "区纪委监委",
    "escalation.reason": "逾期已久。",
    "escalation.escalated_by": "检查人员甲",
}


@cache
def correcting() -> Pack:
    return bare_place(
        call("call_correct", "correct"), end(), flows="start > call_correct > end", facts=MATTER
    )


def issued(**expected: Any) -> Step:
    facts = {"correction.doc_kind": "rectify_notice", "correction.owner_unit": "union"}
    return done("issue_correction", "handler", facts, **expected)


def reported(moment: str = "", **expected: Any) -> Step:
    return done("report_correction", "corrector", REPORTED, on=moment, **expected)


def checked(result: str, *, redo_on: date | None = None, **expected: Any) -> Step:
    facts: Facts = {"correction_check.result": result, "correction_check.accepted_by": "承办人甲"}
    if result != "passed":
        facts["correction_check.comment"] = "还有欠缺。"
    if redo_on is not None:
        facts["correction_check.redo_due_on"] = redo_on
    return done("accept_correction", "handler", facts, **expected)


def ordered(decision: str, **facts: Any) -> Step:
    """What inspection makes of weak correction."""
    given = {
        "weak_correction.decision": decision,
        "weak_correction.reason": "敷衍了事。",
        "weak_correction.handled_by": "检查人员甲",
    }
    return done("handle_weak_correction", "inspector", {**given, **facts})


def told(*steps: Step, **expected: Any) -> list[str]:
    return story_fails(correcting(), MATTER, *steps, **expected)


# -- the limit ----------------------------------------------------------------------------------


def test_the_document_goes_out_with_the_conclusion_and_its_limit_is_on_record() -> None:
    document = {
        "doc_kind": "rectify_notice",
        "duties": "补办手续，修订办法。",
        "owner": "union",
        "due_on": "2026-04-01",
        "result": None,
    }
    assert not told(
        now(open=["issue_correction"], due={"issue_correction": "2026-03-09"}),
        issued(open=["report_correction"], due={"report_correction": "2026-04-01", "correction_due_soon": "2026-03-29"}),
        registers={"corrections": [document]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("issued_on", "due"),
    [("2026-03-05", "2026-04-07"), ("2026-12-02", "2027-01-04"), ("2026-08-31", "2026-09-30")],
    ids=["over Qingming", "over the year's end", "from a month's end to the next"],
)
def test_a_limit_that_ends_on_a_day_off_moves_to_the_next_working_day(issued_on: str, due: str) -> None:
    assert not told(later(f"{issued_on}T09:00"), issued(due={"report_correction": due}))


def test_what_is_done_in_time_is_checked_and_closed() -> None:
    closed = {"result": "passed", "accepted_by": "承办人甲", "accepted_on": "2026-03-20", "is_overdue": False}
    assert not told(
        issued(), reported("2026-03-20T09:00", open=["accept_correction"], due={"accept_correction": "2026-03-27"}), checked("passed"),
        ended=True, registers={"corrections": [closed], "messages": []},
    )  # fmt: skip


def test_a_changed_calendar_moves_the_limit_and_what_hangs_on_it() -> None:
    calendar = packaged_calendar()
    host = ScenarioHost(MovableClock(at("2026-03-02T09:00")), calendar, HeldRegisterBook(CASE_NO))
    facts = {"subject": {"unit_code": "union"}, "determination": {"decided_on": date(2026, 3, 2)}}
    variables = {name: from_python(value) for name, value in facts.items()}
    run = CaseRun.start(
        correcting().deployment, "correct", host=host, case={"no": CASE_NO}, variables=variables
    )
    document = {"doc_kind": "talk", "owner_unit": "union", "duties": "补办手续。"}
    run.complete_task(run.open_tasks()[0].id, {"correction": from_python(document)}, {"account": "handler"})
    year = calendar.years[2026]
    off = Holiday("停工", "Closed", date(2026, 4, 1), date(2026, 4, 3))
    host.calendar = calendar.with_year(replace(year, holidays=(*year.holidays, off)))
    run.reckon_deadlines(calendar)
    moved = {each.element_id: due_day(each.due_at) for each in run.due_times()}
    assert moved == {
        "correction_due_soon": "2026-04-04",
        "correction_overdue": "2026-04-07",
        "escalation_due": "2026-04-21",
    }
    assert [due_day(task.due_at) for task in run.open_tasks() if task.due_at] == ["2026-04-07"]


# -- overdue ------------------------------------------------------------------------------------


def test_the_reminder_comes_before_the_limit_and_interrupts_nothing() -> None:
    assert not told(
        issued(), later("2026-03-29T23:59", registers={"messages": []}),
        later("2026-03-30T09:00", open=["report_correction"], registers={"messages": [REMINDER], "corrections": [{"is_overdue": False}]}),
        reported(open=["accept_correction"]),
    )  # fmt: skip


def test_what_is_overdue_is_flagged_and_told_and_is_still_to_be_done() -> None:
    assert not told(
        issued(), later("2026-04-01T23:59", registers={"corrections": [{"is_overdue": False}]}),
        later("2026-04-02T00:01", open=["report_correction"], registers={"corrections": [{"is_overdue": True}], "messages": [REMINDER, *TOLD]}),
        reported("2026-04-10T09:00"), checked("passed"),
        ended=True, registers={"corrections": [{"is_overdue": True, "result": "passed"}]},
    )  # fmt: skip


def test_what_stays_overdue_comes_before_inspection_which_may_propose_accountability() -> None:
    proposed = {
        "to_body": "区纪委监委",
        "reason": "逾期已久。",
        "escalated_on": "2026-04-20",
        "escalated_by": "检查人员甲",
        "result": None,
    }
    assert not told(
        issued(), later("2026-04-16T23:59", open=["report_correction"], due={"escalation_due": "2026-04-16"}),
        later("2026-04-17T09:00", open=["report_correction", "escalate_correction"], due={"escalate_correction": "2026-04-24"}),
        done("escalate_correction", "inspector", PROPOSED, on="2026-04-20T09:00", open=["report_correction"], registers={"corrections": [proposed]}),
        reported(), checked("passed"),
        ended=True, registers={"corrections": [{**proposed, "result": "passed"}]},
    )  # fmt: skip


def test_inspection_may_also_wait_and_urge() -> None:
    watched = {"escalation.decision": "watch", "escalation.reason": "已在整改。"}
    assert not told(
        issued(), later("2026-04-17T09:00"), done("escalate_correction", "inspector", watched, open=["report_correction"]),
        reported(), checked("passed"),
        ended=True, path=("correct:escalation_settled", "correct:corrected"), registers={"corrections": [{"is_overdue": True, "result": "passed"}]},
    )  # fmt: skip


def test_a_proposal_of_accountability_says_to_whom_and_why() -> None:
    unsaid = {"escalation.decision": "propose", "escalation.escalated_by": "检查人员甲"}
    failures = told(issued(), later("2026-04-17T09:00"), done("escalate_correction", "inspector", unsaid))
    assert all("escalation.to_body" in failure and "escalation.reason" in failure for failure in failures)
    assert failures


def test_a_report_in_time_is_never_escalated_however_long_its_check_takes() -> None:
    assert not told(
        issued(), reported("2026-04-01T20:00"), later("2026-06-01T09:00", open=["accept_correction"]), checked("passed"),
        ended=True, registers={"corrections": [{"is_overdue": False}], "messages": [REMINDER]},
    )  # fmt: skip


def test_the_question_before_inspection_does_not_hold_up_the_report_and_its_check() -> None:
    assert not told(
        issued(), reported("2026-04-20T09:00", open=["accept_correction", "escalate_correction"]),
        checked("passed", open=["escalate_correction"], registers={"corrections": [{"result": "passed"}]}),
        done("escalate_correction", "inspector", {"escalation.decision": "watch", "escalation.reason": "已经整改。"}),
        ended=True,
    )  # fmt: skip


@pytest.mark.parametrize("role", ["handler", "decider", "corrector"])
def test_only_inspection_proposes_accountability(role: str) -> None:
    failures = told(issued(), later("2026-04-17T09:00"), done("escalate_correction", role, PROPOSED))
    assert any(
        "may not do “Whether to propose accountability”; these may: Inspection" in failure
        for failure in failures
    )


# -- not there yet, or weak ---------------------------------------------------------------------


def test_what_is_not_there_yet_goes_back_with_a_date_of_its_own() -> None:
    assert not told(
        issued(), reported("2026-03-20T09:00"),
        checked("redo", redo_on=date(2026, 4, 12), open=["report_correction"],
                due={"report_correction": "2026-04-12", "correction_due_soon": "2026-04-09", "escalation_due": "2026-04-24"}),
        later("2026-04-02T09:00", registers={"corrections": [{"is_overdue": False}]}),
        later("2026-04-13T09:00", registers={"corrections": [{"is_overdue": True}]}),
        reported(), checked("passed"), ended=True,
    )  # fmt: skip


def test_a_new_date_lies_ahead() -> None:
    failures = told(issued(), reported("2026-03-20T09:00"), checked("redo", redo_on=date(2026, 3, 19)))
    assert any("correction_check.redo_due_on" in failure for failure in failures)


def test_the_second_check_begins_with_a_blank_form() -> None:
    """What was chosen at the first check is not offered again as if it held."""
    again = done("accept_correction", "handler", {})
    failures = told(
        issued(), reported("2026-03-20T09:00"), checked("redo", redo_on=date(2026, 4, 10)), reported(), again
    )
    assert any("correction_check.result" in failure for failure in failures)


def test_weak_correction_goes_to_inspection_which_may_order_it_done_again() -> None:
    assert not told(
        issued(), reported("2026-03-20T09:00"), checked("failed", open=["handle_weak_correction"], due={"handle_weak_correction": "2026-03-27"}),
        ordered("redo", **{"weak_correction.redo_due_on": date(2026, 4, 20)}),
        now(open=["report_correction"], due={"report_correction": "2026-04-20"}),
        reported("2026-04-15T09:00"), checked("passed"),
        ended=True, path=("correct:handle_weak_correction", "correct:report_correction", "correct:close_item"),
        registers={"corrections": [{"result": "passed"}]},
    )  # fmt: skip


def test_weak_correction_may_end_in_a_proposal_of_accountability() -> None:
    closed = {
        "result": "failed",
        "to_body": "区纪委监委",
        "reason": "敷衍了事。",
        "escalated_on": "2026-03-20",
        "escalated_by": "检查人员甲",
        "accepted_by": "承办人甲",
    }
    assert not told(
        issued(), reported("2026-03-20T09:00"), checked("failed"), ordered("accountability", **{"weak_correction.to_body": "区纪委监委"}),
        ended=True, path=("correct:log_accountability", "correct:close_item"), registers={"corrections": [closed]},
    )  # fmt: skip


def test_weak_correction_may_be_weak_again() -> None:
    assert not told(
        issued(), reported("2026-03-20T09:00"), checked("failed"), ordered("redo", **{"weak_correction.redo_due_on": date(2026, 4, 20)}),
        reported("2026-04-15T09:00"), checked("failed"), ordered("accountability", **{"weak_correction.to_body": "区纪委监委"}),
        ended=True, registers={"corrections": [{"result": "failed"}]},
    )  # fmt: skip


@pytest.mark.parametrize(("decision", "missing"), [("redo", "redo_due_on"), ("accountability", "to_body")])
def test_inspection_says_by_when_or_to_whom(decision: str, missing: str) -> None:
    failures = told(issued(), reported("2026-03-20T09:00"), checked("failed"), ordered(decision))
    assert any(f"weak_correction.{missing}" in failure for failure in failures)


def test_a_second_correction_of_the_case_has_a_limit_and_a_number_of_its_own() -> None:
    """As after a review that changed the conclusion: nothing of the first one's new date is left."""
    twice = bare_place(
        call("first", "correct"),
        call("second", "correct"),
        end(),
        flows="start > first > second > end",
        facts=MATTER,
    )
    assert not story_fails(
        twice, MATTER, issued(), reported("2026-03-20T09:00"), checked("redo", redo_on=date(2026, 4, 10)), reported(), checked("passed"),
        later("2026-05-06T09:00"), issued(due={"report_correction": "2026-06-05"}), reported(), checked("passed"),
        ended=True, registers={"corrections": [{"due_on": "2026-04-01"}, {"due_on": "2026-06-05", "result": "passed"}]},
    )  # fmt: skip
